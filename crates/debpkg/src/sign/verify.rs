//! Whether a package is signed, and by whom.

use std::fs::File;

use pkgio::Timestamp;
use pkgsign::{Verified, Verifier, VerifyError};

use super::members::Members;
use crate::read::{Limits, ReadError};

/// What was found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// When the package was made, as its first member says.
    pub time: Timestamp,
    /// Who signed it, or why the signature is not good; `None` when there is none.
    pub signature: Option<Result<Verified, VerifyError>>,
}

/// Checks the signature of `package` with `verifier`. The package is read to its end, but its payload
/// is not decompressed.
///
/// # Errors
/// What cannot be read; two signatures of its origin. A missing or bad one is no error but in the
/// report.
pub fn verify(
    package: &mut File,
    verifier: &dyn Verifier,
    limits: &Limits,
) -> Result<Report, ReadError> {
    let members = Members::find(package, limits)?;
    let signature = members.signature()?;
    let check = |bytes: Vec<u8>| verifier.verify(&bytes, &mut members.message());
    Ok(Report { time: members.time, signature: signature.map(check) })
}
