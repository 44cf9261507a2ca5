//! The signatures that packages have.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use diagnostic::Diagnostic;
use pkgio::Timestamp;
use pkgsign::{Verified, Verifier, VerifyError};
use repo_index::candidate::PackageFormat;
use rpmpkg::header::tag;
use rpmpkg::read::Metadata;

use diagnostic::unreadable;

/// What a package has.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) signature: Signature,
    /// When it was made.
    pub(crate) time: Timestamp,
}

#[derive(Debug)]
pub(crate) enum Signature {
    Missing,
    /// By a key of the repository.
    Known,
    /// By another key, or one that was not valid then.
    Foreign(VerifyError),
    /// One that does not match.
    Bad(VerifyError),
}

/// The signature of the package in `file`; `None` for what cannot have any.
pub(crate) fn look(
    file: &Path,
    format: PackageFormat,
    verifier: &dyn Verifier,
) -> Result<Option<Found>, Diagnostic> {
    let mut opened = File::open(file).map_err(|error| unreadable(file, &error))?;
    match format {
        PackageFormat::Dsc => Ok(None),
        PackageFormat::Deb => {
            let limits = debpkg::read::Limits::default();
            let report = debpkg::sign::verify(&mut opened, verifier, &limits)
                .map_err(|error| error.to_diagnostic(file))?;
            let signature = judged(report.signature.into_iter());
            Ok(Some(Found { signature, time: report.time }))
        }
        PackageFormat::Rpm => {
            let limits = rpmpkg::read::Limits::default();
            let metadata = rpmpkg::read::metadata(&mut BufReader::new(opened), &limits)
                .map_err(|error| error.to_diagnostic(file))?;
            let signature = of_rpm(&metadata, verifier);
            let built = metadata.header.number(tag::BUILDTIME).unwrap_or_default();
            let time = Timestamp::clamped(i64::try_from(built).unwrap_or(i64::MAX));
            Ok(Some(Found { signature, time }))
        }
    }
}

/// All signatures must be known, as rpm 6 asks for, and none may be bad.
fn judged(results: impl Iterator<Item = Result<Verified, VerifyError>>) -> Signature {
    let mut signature = Signature::Missing;
    for result in results {
        signature = match (result, signature) {
            (Ok(_), Signature::Missing) => Signature::Known,
            (Ok(_), before) => before,
            (Err(error @ (VerifyError::UnknownKey { .. } | VerifyError::Untrusted { .. })), _) => {
                Signature::Foreign(error)
            }
            (Err(error), _) => return Signature::Bad(error),
        };
    }
    signature
}

/// The signature of an RPM package.
pub(crate) fn of_rpm(metadata: &Metadata, verifier: &dyn Verifier) -> Signature {
    judged(rpmpkg::sign::check(metadata, verifier).into_iter().map(|one| one.result))
}
