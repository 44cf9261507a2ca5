//! Writing a `.deb`.

mod archive;
mod bounded;
mod control_member;
pub(crate) mod entry;
mod payload;
mod signature;

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use diagnostic::Diagnostics;
use pkgio::{Codec, Compression, Meter, Timestamp};
use pkgsign::{SignError, Signer};
use pkgtree::ContentError;

use crate::Package;
use crate::ar::LARGEST_MEMBER;
use crate::deb822::FieldError;
use crate::installed_size::installed_size;
use archive::Archive;
use entry::installed;

/// The contents of the first member: the format's version.
const DEBIAN_BINARY: &[u8] = b"2.0\n";

/// How a package is written.
#[derive(Clone, Copy)]
pub struct WriteOptions<'a> {
    /// Compresses the data member and the control member.
    pub compression: Compression,
    /// Compressing threads. They never change a byte.
    pub threads: NonZeroUsize,
    /// The time of the archive's own members; later modification times are clamped to it. The
    /// newest one of the tree when `None`.
    pub timestamp: Option<Timestamp>,
    /// Where the compressed payload waits when it outgrows the memory set aside for it.
    pub spool_folder: &'a Path,
    /// Counts the bytes of the payload's archive that are compressed; told their total at the start.
    pub meter: Option<&'a Meter>,
    /// Adds the member `_gpgorigin`, a signature of all other members as `debsigs(1)` makes it and
    /// `debsig-verify(1)` checks it, made at the given time.
    pub sign: Option<(&'a dyn Signer, Timestamp)>,
}

impl<'a> WriteOptions<'a> {
    /// Options without a timestamp, meter and signature.
    #[must_use]
    pub fn new(compression: Compression, threads: NonZeroUsize, spool_folder: &'a Path) -> Self {
        Self { compression, threads, timestamp: None, spool_folder, meter: None, sign: None }
    }
}

impl fmt::Debug for WriteOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOptions")
            .field("compression", &self.compression)
            .field("threads", &self.threads)
            .field("timestamp", &self.timestamp)
            .field("spool_folder", &self.spool_folder)
            .finish_non_exhaustive()
    }
}

/// What was written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Written {
    /// The length of the `.deb` in bytes.
    pub length: u64,
    /// `Installed-Size` in KiB.
    pub installed_size: u64,
    /// The clamp that was used.
    pub timestamp: Timestamp,
    /// What is odd about the files' contents, known only once they were read: machine code of
    /// another architecture.
    pub warnings: Diagnostics,
}

/// Writes `package` to `out`, which needs no seeking: the payload is read, hashed and compressed
/// once into a spool; then `debian-binary`, `control.tar.*` and `data.tar.*` follow in order, and `_gpgorigin`
/// where it is signed.
///
/// # Errors
/// A file that could not be read or changed meanwhile; a member longer than the 9,999,999,999 bytes
/// that ar can hold, known before anything is compressed where the payload is not compressed; `out`.
/// What was written to `out` by then is not a package.
pub fn write(
    package: &Package,
    options: &WriteOptions<'_>,
    out: &mut dyn Write,
) -> Result<Written, WriteError> {
    let timestamp = options.timestamp.unwrap_or_else(|| package.tree.newest());
    let data = member_name("data.tar", options.compression);
    let payload = payload::pack(package, options, timestamp, &data, LARGEST_MEMBER)?;
    let installed_size =
        package.installed_size.unwrap_or_else(|| installed_size(installed(&package.tree)));
    let control = package.control.to_paragraph(installed_size)?;
    let control = control_member::pack(package, &control, &payload.digests, options, timestamp)
        .map_err(WriteError::Compressor)?;
    let signature = options
        .sign
        .map(|(signer, created)| signature::sign(signer, created, &control, &payload.bytes))
        .transpose()?;
    let mut archive = Archive::start(out, timestamp).map_err(WriteError::Output)?;
    archive.member("debian-binary", DEBIAN_BINARY).map_err(WriteError::Output)?;
    archive
        .member(&member_name("control.tar", options.compression), &control)
        .map_err(WriteError::Output)?;
    archive.spooled(&data, payload.bytes).map_err(WriteError::Output)?;
    if let Some(signature) = signature {
        archive.member(crate::sign::MEMBER, &signature.bytes).map_err(WriteError::Output)?;
    }
    let length = archive.length();
    Ok(Written { length, installed_size, timestamp, warnings: payload.warnings })
}

/// The name of a member with the suffix of its compression.
fn member_name(stem: &str, compression: Compression) -> String {
    match compression.codec() {
        Codec::None => stem.to_owned(),
        codec => format!("{stem}.{}", codec.suffix()),
    }
}

/// Why a package was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file of the tree.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// A member outgrew what ar can hold.
    #[error("member {member} would be longer than 9999999999 bytes, the limit of ar")]
    MemberTooLong {
        /// The member.
        member: String,
    },
    /// A control field cannot be written.
    #[error(transparent)]
    Field(#[from] FieldError),
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
