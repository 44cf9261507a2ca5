//! Groups, updates, modules, and whatever other tools put beside them.

use std::path::PathBuf;

use bytes::Bytes;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_store::Sha256;

use super::RepositoryState;
use super::read::LARGEST;
use crate::codes;
use crate::compress::decompress;
use crate::rpmmd::{AnyDocument, Data, Document, DocumentKind};

/// A document of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateDocument {
    /// As it is published.
    Published {
        /// What `repomd.xml` says of it.
        data: Box<Data>,
        /// Its file, when it is of a kind that others are added to.
        bytes: Option<Bytes>,
    },
    /// To be published.
    New(AnyDocument),
}

impl StateDocument {
    /// Its type in `repomd.xml`, such as `updateinfo`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Published { data, .. } => &data.kind,
            Self::New(document) => document.kind(),
        }
    }

    /// Whether it says what the lists say, and goes when they change ([`Data::repeats_lists`]).
    #[must_use]
    pub fn repeats_lists(&self) -> bool {
        matches!(self, Self::Published { data, .. } if data.repeats_lists())
    }

    /// Its text, when it is known.
    fn text(&self) -> Result<Vec<u8>, Diagnostic> {
        let (data, bytes) = match self {
            Self::New(document) => return Ok(document.text().to_vec()),
            Self::Published { data, bytes } => (data, bytes.as_deref().unwrap_or_default()),
        };
        let problem = match data.encoding().map(|encoding| decompress(bytes, encoding, LARGEST)) {
            Some(Ok(text)) => return Ok(text),
            Some(Err(error)) => format!("does not decompress: {error}"),
            None => "is compressed in a way that is not read here".to_owned(),
        };
        Err(damaged(data, problem))
    }

    /// Whether it is what `document` would be published as.
    fn is(&self, document: &AnyDocument) -> bool {
        match (self, document) {
            (Self::New(own), _) => own == document,
            (_, AnyDocument::Known(known)) => self.text().is_ok_and(|text| text == known.text()),
            (Self::Published { data, .. }, AnyDocument::Other(other)) => {
                let sum = data.open_checksum.as_ref().and_then(|sum| sum.sha256());
                sum == Some(Sha256::of(document.text()))
                    && data.location.ends_with(&format!("-{}.gz", other.file_name()))
            }
        }
    }
}

/// What becomes of the documents of a folder of packages.
#[derive(Clone, Debug, Default)]
pub struct FolderDocuments {
    /// Those that lie in the folder, one of each kind at most. They are published as they are there,
    /// and are published no longer when they are gone from there.
    pub found: Vec<Document>,
    /// Others that take the place of published ones.
    pub given: Vec<AnyDocument>,
    /// The types of those that are published no longer.
    pub removed: Vec<String>,
}

impl RepositoryState {
    /// Adds documents: groups, updates and modules to the published ones ([`Document::added_to`]),
    /// others in the place of those of their type. Returns the types that are others than before.
    ///
    /// # Errors
    /// Every published document that cannot be read; the state is of no use then.
    pub fn add_documents(&mut self, documents: &[AnyDocument]) -> Result<Vec<String>, Diagnostics> {
        let (mut changed, mut defects) = (Vec::new(), Diagnostics::new());
        for document in documents {
            let kind = document.kind();
            match self.add_document(document) {
                Ok(true) if changed.iter().all(|known| known != kind) => changed.push(kind.into()),
                Ok(_) => {}
                Err(defect) => defects.push(defect),
            }
        }
        self.dropped &= documents.is_empty();
        defects.into_result(changed)
    }

    /// Makes the documents those of a folder, and tells whether any is another than before.
    pub(super) fn set_documents(&mut self, documents: &FolderDocuments) -> bool {
        let FolderDocuments { found, given, removed } = documents;
        let mut changed = false;
        let found: Vec<AnyDocument> = found.iter().cloned().map(AnyDocument::from).collect();
        let is_found = |kind: &str| found.iter().any(|document| document.kind() == kind);
        let gone = std::mem::take(&mut self.found).into_iter().filter(|kind| !is_found(kind));
        for kind in gone.chain(removed.iter().cloned()) {
            changed |= self.remove_document(&kind);
        }
        for document in found.iter().chain(given) {
            let kind = document.kind();
            let published = self.documents.iter().find(|one| one.kind() == kind);
            if !published.is_some_and(|published| published.is(document)) {
                self.put(document.clone());
                changed = true;
            }
        }
        self.found = found.iter().map(|document| document.kind().to_owned()).collect();
        changed
    }

    /// Removes the document of a type, in whatever forms, and tells whether there was any.
    pub fn remove_document(&mut self, kind: &str) -> bool {
        let before = self.documents.len();
        self.documents.retain(|document| !is_of(document.kind(), kind));
        self.documents.len() < before
    }

    fn add_document(&mut self, document: &AnyDocument) -> Result<bool, Diagnostic> {
        let published = self.documents.iter().find(|one| one.kind() == document.kind());
        let new = match (document, published) {
            (_, None) => document.clone(),
            (AnyDocument::Known(given), Some(before)) => {
                let text = before.text()?;
                let new = given.added_to(&text).map_err(|error| match before {
                    StateDocument::Published { data, .. } => damaged(data, error.to_string()),
                    StateDocument::New(_) => defect(document.kind().into(), error.to_string()),
                })?;
                if new.text() == text {
                    return Ok(false);
                }
                new.into()
            }
            (AnyDocument::Other(_), Some(before)) if before.is(document) => return Ok(false),
            (AnyDocument::Other(_), Some(_)) => document.clone(),
        };
        self.put(new);
        Ok(true)
    }

    /// Puts a document in the place of the one of its type; the same in other forms goes.
    fn put(&mut self, document: AnyDocument) {
        let kind = document.kind().to_owned();
        let place = self.documents.iter().position(|one| one.kind() == kind);
        let place = place.unwrap_or(self.documents.len());
        let before = self.documents.iter().take(place);
        let place = before.filter(|one| !is_of(one.kind(), &kind)).count();
        self.documents.retain(|one| !is_of(one.kind(), &kind));
        self.documents.insert(place, StateDocument::New(document));
    }
}

/// Whether a type is of a kind, perhaps in another form: `group_gz`.
fn is_of(name: &str, kind: &str) -> bool {
    let Some(rest) = name.strip_prefix(kind) else { return false };
    match DocumentKind::parse(kind) {
        Some(_) => rest.is_empty() || rest.starts_with('_'),
        None => matches!(rest, "" | "_gz" | "_xz" | "_zck"),
    }
}

fn damaged(data: &Data, problem: String) -> Diagnostic {
    defect(PathBuf::from(&data.location), problem)
}

fn defect(place: PathBuf, problem: String) -> Diagnostic {
    Diagnostic::new(codes::DAMAGED, Subject::File(place), problem)
        .hint("remove the published document, or replace it by one that is whole")
}
