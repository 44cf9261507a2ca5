//! The public keys that verify, and what may be wrong with a signature.

use std::io::Read;
use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgsign::{Certificate, VerifyError};

use crate::args::VerifyingArgs;
use crate::codes;
use repository::key_defects::{Given, usable};

/// Every certificate of every file that the flags name.
pub(crate) fn certificates(
    args: &VerifyingArgs,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut certificates = Vec::new();
    for path in &args.keys {
        match read_certificates(path, warnings) {
            Ok(found) => certificates.extend(found),
            Err(error) => errors.push(error),
        }
    }
    errors.into_result(certificates)
}

/// Longer than any file of certificates, in bytes.
const LIMIT: u64 = 16 << 20;

/// Every certificate in the file `path`.
pub(crate) fn read_certificates(
    path: &Path,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Diagnostic> {
    let subject = Subject::File(path.to_owned());
    let read = || {
        let mut bytes = Vec::new();
        pkgio::open_operand(path)?.take(LIMIT).read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    };
    match read() {
        Ok(bytes) => usable(&bytes, &subject, Given::Flags, warnings),
        Err(error) => {
            let problem = format!("could not be read: {error}");
            let hint = "export the public key into it: gpg --armor --export FINGERPRINT";
            Err(Diagnostic::new(repository::codes::KEY_UNREADABLE, subject, problem).hint(hint))
        }
    }
}

/// The defect of a package at `path` whose signature is not good; `tool` signs such packages.
pub(crate) fn verify_defect(path: &Path, error: &VerifyError, tool: &str) -> Diagnostic {
    let again = format!("sign the package again with `{tool} sign` and a valid key");
    let (code, hint) = match error {
        VerifyError::UnknownKey { .. } => (
            repository::codes::UNKNOWN_KEY,
            Some("if you trust that key, pass its public key with --key"),
        ),
        VerifyError::Untrusted { .. } => (codes::UNTRUSTED, Some(again.as_str())),
        VerifyError::Signature(error) if error.is_unsupported() => {
            (codes::UNTRUSTED, Some(again.as_str()))
        }
        VerifyError::Message(_) => (diagnostic::codes::READ, None),
        _ => (
            repository::codes::BAD_SIGNATURE,
            Some("download or build the package again, and sign it"),
        ),
    };
    let problem = diagnostic::with_causes(error);
    let defect = Diagnostic::new(code, Subject::File(path.to_owned()), problem);
    match hint {
        Some(hint) => defect.hint(hint),
        None => defect,
    }
}
