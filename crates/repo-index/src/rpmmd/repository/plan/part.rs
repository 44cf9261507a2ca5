//! A list or document as it is written.

use pkgio::{Codec, Compression};
use repo_store::{Content, Digested, Sha256, StoreError};

use super::Writing;
use crate::compress::{Chunks, Published, compress_in_pieces};
use crate::publish::PublishError;
use crate::rpmmd::Data;

/// A list or document as `repomd.xml` names it, and its bytes.
#[derive(Clone, Debug)]
pub(in crate::rpmmd::repository) struct Part {
    pub(super) data: Data,
    /// `None` for one that is somewhere else, by its `xml:base`.
    pub(super) stored: Option<Stored>,
}

/// The bytes of a part.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) content: Content,
    pub(super) sha256: Sha256,
    pub(super) length: u64,
}

impl Part {
    /// The last component of its location.
    pub(super) fn file_name(&self) -> &str {
        let location = &self.data.location;
        location.rsplit_once('/').map_or(location, |(_, name)| name)
    }
}

impl From<Digested> for Stored {
    /// Bytes that are not stored yet.
    fn from(bytes: Digested) -> Self {
        let (sha256, length) = (bytes.sha256(), bytes.length());
        Self { content: Content::Bytes(bytes), sha256, length }
    }
}

/// What a part says, and its digest.
#[derive(Debug)]
pub(super) struct Text<'a> {
    chunks: &'a Chunks<'a>,
    sha256: Sha256,
}

impl<'a> Text<'a> {
    pub(super) fn all<const TEXTS: usize>(texts: &'a [Chunks<'a>; TEXTS]) -> [Self; TEXTS] {
        let digests = Sha256::of_many(texts.each_ref().map(Chunks::pieces));
        std::array::from_fn(|text| Self { chunks: &texts[text], sha256: digests[text] })
    }
}

impl Writing<'_> {
    /// How the repository's lists are compressed.
    pub(super) fn compression(&self) -> Compression {
        self.repository.settings.compression
    }

    /// Compresses `text` as a part of type `kind`, whose file is called like `name`. Spans of what is
    /// `published` are copied where nothing changed.
    pub(super) fn part(
        &self,
        kind: &str,
        name: &str,
        text: &Text<'_>,
        published: Option<Published<'_>>,
        compression: Compression,
    ) -> Result<Part, PublishError> {
        let threads = self.repository.options.threads;
        let pieces = compress_in_pieces(text.chunks, compression, published, threads)
            .map_err(|error| StoreError::Io { place: name.to_owned(), error })?;
        let stored = Stored::from(Digested::of_pieces(pieces));
        let sha256 = stored.sha256;
        let location = match compression.codec().suffix() {
            "" => format!("repodata/{sha256}-{name}"),
            suffix => format!("repodata/{sha256}-{name}.{suffix}"),
        };
        let mut data = Data::new(kind, sha256, &location);
        data.timestamp = Some(self.next.revision);
        data.size = Some(stored.length);
        if compression.codec() != Codec::None {
            data.open_checksum = Some(text.sha256.into());
            data.open_size = Some(text.chunks.length() as u64);
        }
        Ok(Part { stored: Some(stored), data })
    }
}
