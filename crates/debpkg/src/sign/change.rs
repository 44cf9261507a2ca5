//! Another signature after the same package.

use std::fs::File;
use std::io::{self, Write};

use pkgio::{AtomicFile, Timestamp};
use pkgsign::{DetachedSignature, HashAlgorithm, SignError, SignOptions, Signer};

use super::members::{MEMBER, Members};
use crate::ar::{Header, MAGIC, padding};
use crate::read::{Limits, ReadError};

/// Signs `package` for the time `created` and writes it to `out`, which must be new. The members
/// stay as they are, and the signature stands after them; one that is there already is replaced.
///
/// # Errors
/// See [`ChangeError`]. `out` must not be committed then.
pub fn sign(
    package: &mut File,
    signer: &dyn Signer,
    created: Timestamp,
    out: &mut AtomicFile,
) -> Result<DetachedSignature, ChangeError> {
    let members = Members::find(package, &Limits::default())?;
    let options = SignOptions::binary(HashAlgorithm::Sha512, created);
    let signature = signer.sign(&mut members.message(), options)?;
    write(package, &members, &signature.bytes, out).map_err(ChangeError::Output)?;
    Ok(signature)
}

fn write(
    package: &File,
    members: &Members<'_>,
    signature: &[u8],
    out: &mut AtomicFile,
) -> io::Result<()> {
    let kept: u64 = members.rest.iter().map(|range| range.end - range.start).sum();
    if kept + MAGIC.len() as u64 == members.length {
        // Nothing is left out: the blocks can be shared.
        out.copy_of(package)?;
    } else {
        out.permissions_of(package)?;
        out.write_all(MAGIC)?;
        io::copy(&mut members.unsigned(), out)?;
    }
    if kept % 2 == 1 {
        out.write_all(b"\n")?;
    }
    let length = signature.len() as u64;
    let header = Header { name: MEMBER, mtime: members.time.seconds(), length };
    out.write_all(&header.to_bytes().map_err(io::Error::other)?)?;
    out.write_all(signature)?;
    out.write_all(padding(length))
}

/// Why a package was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The package could not be read, or is damaged.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The signed package could not be written.
    #[error("the signed package could not be written")]
    Output(#[source] io::Error),
}
