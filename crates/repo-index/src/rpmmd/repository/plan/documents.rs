//! Groups, updates, modules, and whatever other tools put beside them.

use pkgio::{Codec, Compression};
use repo_store::{Content, Sha256};

use super::Writing;
use super::part::{Part, Stored, Text};
use crate::compress::{Chunks, Unit, usual_compression};
use crate::publish::PublishError;
use crate::rpmmd::repository::StateDocument;
use crate::rpmmd::repository::read::Place;
use crate::rpmmd::{AnyDocument, Data, Document, DocumentKind, OtherDocument};

impl Writing<'_> {
    /// The documents of the new state. Those that were made of the lists go when these are new.
    pub(in crate::rpmmd::repository) fn documents(
        &self,
        are_lists_new: bool,
    ) -> Result<Vec<Part>, PublishError> {
        let mut parts = Vec::new();
        for document in &self.new.documents {
            match document {
                StateDocument::Published { data, .. } if are_lists_new && data.repeats_lists() => {}
                StateDocument::Published { data, .. } => parts.push(self.carried_document(data)?),
                StateDocument::New(AnyDocument::Known(document)) => {
                    self.known_document(document, &mut parts)?;
                }
                StateDocument::New(AnyDocument::Other(document)) => {
                    parts.push(self.other_document(document)?);
                }
            }
        }
        Ok(parts)
    }

    fn known_document(
        &self,
        document: &Document,
        parts: &mut Vec<Part>,
    ) -> Result<(), PublishError> {
        let chunks = [Chunks::of(document.text(), Unit::Line)];
        let [text] = Text::all(&chunks);
        let (name, file_name) = (document.kind().name(), document.kind().file_name());
        let compression = self.compression();
        let plain = Compression::new(Codec::None);
        // yum of EL 7, for which gzip is, hands groups on as they are stored.
        if document.kind() == DocumentKind::Group && compression.codec() == Codec::Gzip {
            parts.push(self.part(name, file_name, &text, None, plain)?);
            let form = format!("{name}_gz");
            parts.push(self.part(&form, file_name, &text, None, compression)?);
        } else {
            parts.push(self.part(name, file_name, &text, None, compression)?);
        }
        Ok(())
    }

    /// Compressed as modifyrepo_c does: its readers are not those of the lists, and that of `productid`
    /// in subscription-manager knows gzip alone.
    fn other_document(&self, document: &OtherDocument) -> Result<Part, PublishError> {
        let chunks = [Chunks::of(document.text(), Unit::Line)];
        let [text] = Text::all(&chunks);
        let gzip = usual_compression(Codec::Gzip);
        self.part(document.kind(), document.file_name(), &text, None, gzip)
    }

    fn carried_document(&self, data: &Data) -> Result<Part, PublishError> {
        if data.base.is_some() {
            return Ok(Part { data: data.clone(), stored: None });
        }
        let key = self.repository.placed(Place::Current, &data.location)?;
        if let (Some(sha256), Some(length)) = (data.checksum.sha256(), data.size) {
            let stored = Stored { content: Content::Stored(key), sha256, length };
            return Ok(Part { data: data.clone(), stored: Some(stored) });
        }
        let (key, bytes) = self.repository.object(self.store, Place::Current, data)?;
        let (sha256, length) = (Sha256::of(&bytes), bytes.len() as u64);
        let stored = Stored { content: Content::Stored(key), sha256, length };
        Ok(Part { data: data.clone(), stored: Some(stored) })
    }
}
