//! Another signature header in front of the same package.

use std::fs::File;
use std::io::{BufReader, Seek, Write};

use pkgio::{Algorithms, AtomicFile, Timestamp};
use pkgsign::{DetachedSignature, HashAlgorithm, SignOptions, Signer};

use super::ChangeError;
use crate::Format;
use crate::header::tag::signature as tag;
use crate::header::{Header, Region};
use crate::lead;
use crate::read::{self, Limits, Metadata, ReadError, Tolerated};
use crate::write::{of_length, with_signature, without_signature};

/// How a package was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The new signature; `None` when there is none any more.
    pub signature: Option<DetachedSignature>,
    /// True when the reserved space was too small, so that header and payload stand elsewhere.
    pub moved: bool,
    /// What every supported rpm ignores in the package.
    pub tolerated: Vec<Tolerated>,
}

/// Signs the main header of `package` for the time `created` and writes the signed package to `out`,
/// which must be new. A signature that is there already is replaced: rpm 6 refuses packages of which
/// it lacks one of several keys.
///
/// A damaged package is not signed: it is read to its last byte first, all its digests checked.
///
/// # Errors
/// See [`ChangeError`]. `out` must not be committed then.
pub fn sign(
    package: &mut File,
    signer: &dyn Signer,
    created: Timestamp,
    out: &mut AtomicFile,
) -> Result<Changed, ChangeError> {
    let metadata = metadata(package)?;
    let options = SignOptions::binary(HashAlgorithm::Sha256, created);
    let signature = signer.sign(&mut metadata.header_bytes.as_slice(), options)?;
    let header = with_signature(bare(&metadata), format(&metadata), &signature);
    let moved = write(package, &metadata, header, out)?;
    Ok(Changed { signature: Some(signature), moved, tolerated: metadata.tolerated })
}

/// Writes `package` without any signature to `out`, which must be new.
///
/// # Errors
/// See [`ChangeError`]. `out` must not be committed then.
pub fn unsign(package: &mut File, out: &mut AtomicFile) -> Result<Changed, ChangeError> {
    let metadata = metadata(package)?;
    let moved = write(package, &metadata, without_signature(bare(&metadata)), out)?;
    Ok(Changed { signature: None, moved, tolerated: metadata.tolerated })
}

fn metadata(package: &mut File) -> Result<Metadata, ChangeError> {
    package.rewind().map_err(ReadError::Io)?;
    let mut input = BufReader::new(package);
    let metadata = read::contents(&mut input, Algorithms::NONE, &Limits::default())?.metadata;
    if metadata.format() < 4 {
        return Err(ChangeError::Old);
    }
    Ok(metadata)
}

fn format(metadata: &Metadata) -> Format {
    if metadata.format() < 6 { Format::V4 } else { Format::V6 }
}

/// The signature header without what only fills it.
fn bare(metadata: &Metadata) -> Header {
    let mut header = metadata.signature.clone();
    header.remove(tag::RESERVED);
    header.remove(tag::RESERVEDSPACE);
    header
}

/// What is reserved where everything has to be moved anyway; a signature of RSA 4096 takes 600.
const SPACE: usize = 4096;

/// Writes `package` with another signature header; true when it takes more room than the old one.
fn write(
    package: &File,
    metadata: &Metadata,
    header: Header,
    out: &mut AtomicFile,
) -> Result<bool, ChangeError> {
    let format = format(metadata);
    let start = lead::LENGTH as u64;
    let end = metadata.header_range.start;
    let length = usize::try_from(end - start).unwrap_or(usize::MAX);
    let fitting = of_length(header.clone(), format, length)?;
    if let Some(bytes) = fitting.filter(|bytes| bytes.len() == length) {
        out.copy_of(package).map_err(ChangeError::Output)?;
        out.write_at(&bytes, start).map_err(ChangeError::Output)?;
        return Ok(false);
    }
    let mut bytes = header.to_bytes(Region::Signature)?;
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    // Without space where rpm would not read a header with it.
    if let Ok(Some(roomy)) = of_length(header, format, bytes.len() + SPACE) {
        bytes = roomy;
    }
    out.permissions_of(package).map_err(ChangeError::Output)?;
    let lead = lead(package).map_err(ChangeError::Read)?;
    out.write_all(&lead).and_then(|()| out.write_all(&bytes)).map_err(ChangeError::Output)?;
    out.append_from(package, end).map_err(ChangeError::Output)?;
    Ok(true)
}

fn lead(package: &File) -> Result<[u8; lead::LENGTH], ReadError> {
    use std::os::unix::fs::FileExt;

    let mut bytes = [0; lead::LENGTH];
    package.read_exact_at(&mut bytes, 0).map_err(ReadError::Io)?;
    Ok(bytes)
}
