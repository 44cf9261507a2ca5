//! Groups, updates, modules, and whatever other tools put beside them.

use std::path::PathBuf;

use bytes::Bytes;
use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::RepositoryState;
use super::read::LARGEST;
use crate::codes;
use crate::compress::decompress;
use crate::rpmmd::{Data, Document, DocumentKind};

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
    New(Document),
}

impl StateDocument {
    /// Its type in `repomd.xml`, such as `updateinfo`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Published { data, .. } => &data.kind,
            Self::New(document) => document.kind().name(),
        }
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
}

impl RepositoryState {
    /// Adds documents, each to the published one of its kind ([`Document::added_to`]). Returns the
    /// kinds that are others than before.
    ///
    /// # Errors
    /// Every published document that cannot be read; the state is of no use then.
    pub fn add_documents(
        &mut self,
        documents: &[Document],
    ) -> Result<Vec<DocumentKind>, Diagnostics> {
        let (mut changed, mut defects) = (Vec::new(), Diagnostics::new());
        for document in documents {
            match self.add_document(document) {
                Ok(true) if !changed.contains(&document.kind()) => changed.push(document.kind()),
                Ok(_) => {}
                Err(defect) => defects.push(defect),
            }
        }
        self.dropped &= documents.is_empty();
        defects.into_result(changed)
    }

    /// Removes the documents of a kind, in whatever forms, and tells whether there was any.
    pub fn remove_documents(&mut self, kind: DocumentKind) -> bool {
        let before = self.documents.len();
        self.documents.retain(|document| !is_of(document.kind(), kind));
        self.documents.len() < before
    }

    fn add_document(&mut self, document: &Document) -> Result<bool, Diagnostic> {
        let kind = document.kind();
        let place = self.documents.iter().position(|one| one.kind() == kind.name());
        let new = match place {
            None => document.clone(),
            Some(place) => {
                let before = &self.documents[place];
                let text = before.text()?;
                let new = document.added_to(&text).map_err(|error| match before {
                    StateDocument::Published { data, .. } => damaged(data, error.to_string()),
                    StateDocument::New(_) => defect(kind.name().into(), error.to_string()),
                })?;
                if new.text() == text {
                    return Ok(false);
                }
                new
            }
        };
        // The same in other forms goes.
        let place = place.unwrap_or(self.documents.len());
        let before = self.documents.iter().take(place);
        let place = before.filter(|one| !is_of(one.kind(), kind)).count();
        self.documents.retain(|one| !is_of(one.kind(), kind));
        self.documents.insert(place, StateDocument::New(new));
        Ok(true)
    }
}

/// Whether a type is of a kind, perhaps in another form: `group_gz`.
fn is_of(name: &str, kind: DocumentKind) -> bool {
    let rest = name.strip_prefix(kind.name());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

fn damaged(data: &Data, problem: String) -> Diagnostic {
    defect(PathBuf::from(&data.location), problem)
}

fn defect(place: PathBuf, problem: String) -> Diagnostic {
    Diagnostic::new(codes::DAMAGED, Subject::File(place), problem)
        .hint("remove the published document, or replace it by one that is whole")
}
