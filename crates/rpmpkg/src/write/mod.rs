//! Writing an `.rpm`.

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use pkgio::{Compression, Timestamp};
use pkgsign::{SignError, Signer};
use pkgtree::{ContentError, Diagnostics};

use crate::Package;
use crate::header::HeaderError;

/// Which of rpm's package formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Version 4: read by rpm 4.11 (with gzip or xz) to 6.
    #[default]
    V4,
    /// Version 6: no MD5 and SHA-1, SHA-256 and SHA3-256 of everything; rpm 4.18 and later read it.
    V6,
}

/// How a package is written.
#[derive(Clone, Copy)]
pub struct WriteOptions<'a> {
    /// Compresses the payload.
    pub compression: Compression,
    /// Compressing threads. They never change a byte.
    pub threads: NonZeroUsize,
    /// `BUILDTIME`; later modification times are clamped to it. The newest one of the tree when
    /// `None`.
    pub timestamp: Option<Timestamp>,
    /// Where the compressed payload waits when it outgrows the memory set aside for it.
    pub spool_folder: &'a Path,
    /// Called now and then with the number of payload bytes packed so far.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
    /// The format's version.
    pub format: Format,
    /// Signs the header, at the given time. Space for a later signature is reserved either way.
    pub sign: Option<(&'a dyn Signer, Timestamp)>,
}

impl<'a> WriteOptions<'a> {
    /// Options of format version 4 without a timestamp, progress and signature.
    #[must_use]
    pub fn new(compression: Compression, threads: NonZeroUsize, spool_folder: &'a Path) -> Self {
        Self {
            compression,
            threads,
            timestamp: None,
            spool_folder,
            progress: None,
            format: Format::V4,
            sign: None,
        }
    }
}

impl fmt::Debug for WriteOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOptions")
            .field("compression", &self.compression)
            .field("threads", &self.threads)
            .field("timestamp", &self.timestamp)
            .field("spool_folder", &self.spool_folder)
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

/// What was written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Written {
    /// The length of the `.rpm` in bytes.
    pub length: u64,
    /// The bytes of all files (`SIZE` or `LONGSIZE`), hard links once.
    pub installed_size: u64,
    /// The clamp that was used, and `BUILDTIME`.
    pub timestamp: Timestamp,
    /// What is odd about the files' contents, known only once they were read: machine code of
    /// another architecture.
    pub warnings: Diagnostics,
}

/// Writes `package` to `out`, which needs no seeking: the payload is read, hashed and compressed
/// once into a spool; then lead, signature header, header and payload follow.
///
/// # Errors
/// See [`WriteError`]. What was written to `out` by then is not a package.
pub fn write(
    _package: &Package,
    _options: &WriteOptions<'_>,
    _out: &mut dyn Write,
) -> Result<Written, WriteError> {
    todo!()
}

/// Why a package was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file of the tree.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The header would be larger than rpm reads.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The compressor could not be had.
    #[error("the compressor failed")]
    Compressor(#[source] io::Error),
    /// The spool could not be written or read.
    #[error("the temporary for the payload failed")]
    Spool(#[source] io::Error),
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The output could not be written.
    #[error("the package could not be written")]
    Output(#[source] io::Error),
}
