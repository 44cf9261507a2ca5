//! Reading an `.rpm` that anyone made, within limits and without unpacking it.
//!
//! What every supported rpm reads is read, and [`Tolerated`] tells of what no rpm writes today; but
//! whatever two readers could take for two things is refused.

mod changelog;
mod dependencies;
mod digests;
mod error;
mod files;
mod front;
mod limits;
mod metadata;
mod path;
mod payload;
mod scriptlets;
mod signature_header;
mod signatures;
mod tags;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tolerated;
mod triggers;

use std::io::Read;

use pkgio::{Algorithms, Encoding, PackedDigests};

use crate::header::Tag;

pub use changelog::ChangelogEntry;
pub use dependencies::DependencyKind;
pub(crate) use dependencies::table;
pub use error::ReadError;
pub use files::{FileEntry, FileKind};
pub use limits::Limits;
pub use metadata::Metadata;
pub(crate) use payload::{Whole, read as read_payload};
pub use signatures::{RawSignature, Signed};
pub use tolerated::{HINT as TOLERATED_HINT, Tolerated};

/// Reads the metadata alone. `input` is left where the payload starts. The digests of the header
/// are checked, the payload's are not.
///
/// # Errors
/// See [`ReadError`].
pub fn metadata(input: &mut dyn Read, limits: &Limits) -> Result<Metadata, ReadError> {
    metadata::parse(front::read(input, limits)?, limits)
}

/// A whole package, read to its last byte: every digest of header and payload checked, every file
/// matched against its size and digest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Contents {
    /// The metadata.
    pub metadata: Metadata,
    /// The files with the digests that were asked for, of the bytes in the payload: of regular
    /// files that are in it; of each name of a hard link.
    pub files: Vec<(FileEntry, Option<PackedDigests>)>,
    /// How the payload is compressed.
    pub payload_encoding: Encoding,
    /// The length of the compressed payload.
    pub payload_length: u64,
    /// The length of the decompressed payload.
    pub archive_length: u64,
}

/// Reads everything to the last byte, the payload included, hashing each file with `algorithms`.
///
/// # Errors
/// See [`ReadError`].
pub fn contents(
    input: &mut dyn Read,
    algorithms: Algorithms,
    limits: &Limits,
) -> Result<Contents, ReadError> {
    let metadata = metadata(input, limits)?;
    payload::read(input, metadata, algorithms, Algorithms::NONE, limits).map(|whole| whole.contents)
}

/// The tags that scriptlets and triggers are made of.
pub(crate) fn script_tags() -> Vec<Tag> {
    scriptlets::tags().chain(triggers::tags()).collect()
}
