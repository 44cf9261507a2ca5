//! The public keys that verify, and what may be wrong with a signature.

use std::path::Path;

use pkgsign::{Certificate, VerifyError};
use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::key_defect;
use crate::args::VerifyingArgs;
use crate::codes;

/// Every certificate of every file that the flags name.
pub(crate) fn certificates(args: &VerifyingArgs) -> Result<Vec<Certificate>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut certificates = Vec::new();
    for path in &args.keys {
        match read(path) {
            Ok(found) => certificates.extend(found),
            Err(error) => errors.push(error),
        }
    }
    errors.into_result(certificates)
}

fn read(path: &Path) -> Result<Vec<Certificate>, Diagnostic> {
    let subject = Subject::File(path.to_owned());
    match std::fs::read(path) {
        Ok(bytes) => Certificate::parse(&bytes).map_err(|error| key_defect(subject, &error)),
        Err(error) => {
            let problem = format!("could not be read: {error}");
            Err(Diagnostic::new(codes::KEY_UNREADABLE, subject, problem))
        }
    }
}

/// The defect of a package at `path` whose signature is not good.
pub(crate) fn verify_defect(path: &Path, error: &VerifyError) -> Diagnostic {
    let code = match error {
        VerifyError::UnknownKey { .. } => codes::UNKNOWN_KEY,
        VerifyError::Untrusted { .. } => codes::UNTRUSTED,
        VerifyError::Message(_) => codes::READ,
        _ => codes::BAD_SIGNATURE,
    };
    let problem = crate::build::fault::with_causes(error);
    Diagnostic::new(code, Subject::File(path.to_owned()), problem)
}
