//! Writing an `.rpm`.

mod classify;
mod dependencies;
mod file_list;
mod files;
mod hard_links;
mod header;
mod nevr;
mod output;
mod payload;
mod scriptlets;
mod signature_header;
mod triggers;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use diagnostic::Diagnostics;
use pkgio::{Algorithms, AtomicFile, Compression, Meter, Timestamp};
use pkgsign::{DetachedSignature, HashAlgorithm, SignError, SignOptions, Signer};
use pkgtree::ContentError;

use crate::Package;
use crate::cpio::Dialect;
use crate::header::{HeaderError, Region};
use crate::judge::{Finding, judge_header};
use crate::lead::{Lead, architecture_number};
use file_list::FileList;
use files::Files;
use hard_links::HardLinks;
use header::Parts;
use nevr::Nevr;
use output::{Ends, Output};
use payload::{Layout, SPOOL_MEMORY};

pub(crate) use signature_header::{SignatureParts, of_length, with_signature, without_signature};

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
    /// Counts the bytes of the payload's archive that are compressed; told their total at the start.
    pub meter: Option<&'a Meter>,
    /// The format's version.
    pub format: Format,
    /// Signs the header, at the given time. Space for a later signature is reserved either way.
    pub sign: Option<(&'a dyn Signer, Timestamp)>,
}

impl<'a> WriteOptions<'a> {
    /// Options of format version 4 without a timestamp, meter and signature.
    #[must_use]
    pub fn new(compression: Compression, threads: NonZeroUsize, spool_folder: &'a Path) -> Self {
        Self {
            compression,
            threads,
            timestamp: None,
            spool_folder,
            meter: None,
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
    package: &Package,
    options: &WriteOptions<'_>,
    out: &mut dyn Write,
) -> Result<Written, WriteError> {
    write_with(package, options, SPOOL_MEMORY, Output::Stream(out))
}

/// Writes `package` to a new file, the same bytes as [`write`](self::write()), sooner: what comes
/// before the payload has the MD5 of all of it, so it is written last, and the payload is copied
/// and synced while it is hashed.
///
/// # Errors
/// As [`write`](self::write()).
pub fn write_file(
    package: &Package,
    options: &WriteOptions<'_>,
    out: &mut AtomicFile,
) -> Result<Written, WriteError> {
    write_with(package, options, SPOOL_MEMORY, Output::File(out))
}

/// Writes with `memory` bytes set aside for the compressed payload.
fn write_with(
    package: &Package,
    options: &WriteOptions<'_>,
    memory: usize,
    out: Output<'_>,
) -> Result<Written, WriteError> {
    let timestamp = options.timestamp.unwrap_or_else(|| package.tree.newest());
    let list = FileList::new(package, timestamp);
    let links = HardLinks::new(&list);
    let are_large = options.format == Format::V6 || list.has_large_files();
    let dialect = if are_large { Dialect::Stripped } else { Dialect::NewAscii };
    let layout = Layout::new(&list, &links, dialect, payload_digests(options.format));
    let payload = payload::pack(package, &layout, options, memory)?;
    let (contents, classes) = (&payload.contents, &payload.classes);
    let files = Files { list: &list, links: &links, contents, classes, are_large };
    let parts = Parts {
        package,
        files,
        payload: &payload,
        compression: options.compression,
        format: options.format,
        timestamp,
    };
    let installed_size = files.total_size();
    let header = parts.to_header();
    let verdict = judge_header(&header);
    if let Some(found) = verdict.refusals.into_iter().chain(verdict.warnings).next() {
        return Err(WriteError::Refused(found));
    }
    let header = header.to_bytes(Region::Immutable)?;
    let signature =
        options.sign.map(|(signer, created)| sign(&header, signer, created)).transpose()?;
    let lead = lead(package, options.format).to_bytes();
    let ends =
        Ends { lead: &lead, header: &header, payload: &payload, signature: signature.as_ref() };
    let length = ends.write(options, out)?;
    Ok(Written { length, installed_size, timestamp, warnings: payload.warnings })
}

fn sign(
    mut header: &[u8],
    signer: &dyn Signer,
    created: Timestamp,
) -> Result<DetachedSignature, SignError> {
    signer.sign(&mut header, SignOptions::binary(HashAlgorithm::Sha256, created))
}

/// The digests that the header has of the payload, compressed and not.
fn payload_digests(format: Format) -> Algorithms {
    let is_new = format == Format::V6;
    Algorithms { sha256: true, sha512: is_new, sha3_256: is_new, ..Algorithms::default() }
}

fn lead(package: &Package, format: Format) -> Lead {
    let (major, architecture) = match format {
        Format::V4 => (3, architecture_number(package.architecture.rpm())),
        Format::V6 => (4, 0),
    };
    let name = Nevr::of(package).to_string().into_bytes();
    Lead { major, is_source: false, architecture, name }
}

/// Why a package was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file of the tree.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// Some supported rpm would refuse the package, by a rule that its description was not held to.
    #[error("rpm would refuse the package: {0}")]
    Refused(Finding),
    /// The header would be larger than rpm reads.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The compressor could not be had.
    #[error("the compressor failed")]
    Compressor(#[source] io::Error),
    /// The spool could not be written or read.
    #[error("the temporary file for the payload failed")]
    Spool(#[source] io::Error),
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The output could not be written.
    #[error("the package could not be written")]
    Output(#[source] io::Error),
}
