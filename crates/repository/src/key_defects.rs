//! What may be wrong with keys, and with what they sign.

use diagnostic::{Code, Diagnostic, Diagnostics, Subject, flag_defect, with_causes};
use pkgio::Timestamp;
use pkgsign::{Certificate, KeyError, SignError, Signer};

use crate::codes;

/// The time of a package's signature: the package's own, so that the same input gives the same
/// bytes, but not before the key was valid, and not after now, which no client would accept.
pub fn sign_time(
    signer: &dyn Signer,
    package: Timestamp,
    now: Timestamp,
    warnings: &mut Diagnostics,
) -> Timestamp {
    let time = signer.valid_from().map_or(package, |from| from.max(package));
    if time > now {
        let problem =
            format!("the package's time, {time}, is in the future; it is signed as of now");
        let hint = "give its time with --timestamp, so that the same input gives the same bytes";
        warnings.push(flag_defect(codes::SIGN_TIME, "--sign-key", problem).hint(hint));
    }
    time.min(now)
}

/// The defect of a package that was not signed.
pub fn sign_defect(error: &SignError) -> Diagnostic {
    let (code, flag) = match error {
        SignError::Command(_) | SignError::Output(_) => (codes::SIGN_COMMAND, "--sign-command"),
        _ => (codes::SIGN, "--sign-key"),
    };
    let defect = flag_defect(code, flag, with_causes(error));
    match error {
        SignError::Output(_) => {
            defect.hint("write one detached signature, as `gpg --detach-sign` does")
        }
        SignError::Command(_) => {
            defect.hint("it gets the data on standard input, and writes the signature")
        }
        SignError::Key(_) => defect.hint("choose a key that can, with --sign-key"),
        _ => defect,
    }
}

/// The certificates of a file, of which at least one is supported; of the others is warned.
pub fn usable(
    bytes: &[u8],
    subject: &Subject,
    given: Given,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Diagnostic> {
    let parsed = Certificate::parse_usable(bytes);
    let (certificates, unsupported) =
        parsed.map_err(|error| key_defect(subject.clone(), &error, given))?;
    for key in unsupported {
        let problem =
            format!("holds {key}, which is not supported: nothing that it signed is good");
        let hint = "see `mkrepo key inspect`; leave it out if nothing is signed by it";
        let warning = Diagnostic::new(codes::KEY_UNSUPPORTED, subject.clone(), problem);
        warnings.push(warning.hint(hint));
    }
    Ok(certificates)
}

/// Where a key was named, which is where it is chosen and unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// By the flags of a command that signs packages.
    Flags,
    /// In `[signing]` of a repository's configuration.
    Configuration,
    /// As an operand, to be looked at.
    Operand,
}

/// The defect of a file of keys.
pub fn key_defect(subject: Subject, error: &KeyError, given: Given) -> Diagnostic {
    let by_flags = given == Given::Flags;
    let (code, hint): (Code, _) = match error {
        KeyError::Public(_) => (
            codes::KEY_MALFORMED,
            "export the secret key: gpg --armor --export-secret-keys FINGERPRINT",
        ),
        KeyError::Secret(_) => (
            codes::KEY_MALFORMED,
            "keep it secret, and export the public key: gpg --armor --export FINGERPRINT",
        ),
        KeyError::Several(_) if by_flags => {
            (codes::KEY_CHOICE, "choose one by its fingerprint with --sign-key-id")
        }
        KeyError::NotFound { .. } if by_flags => {
            (codes::KEY_CHOICE, "choose one of them with --sign-key-id")
        }
        KeyError::Form(form) => (codes::KEY_MALFORMED, form.hint()),
        KeyError::Unsupported(_) => (
            codes::KEY_MALFORMED,
            "give a key of RSA or Ed25519 of version 4, as `mkrepo key generate` makes it",
        ),
        KeyError::Unfit { .. } => {
            (codes::KEY_UNUSABLE, "name another with --sign-key-id, or none for the default")
        }
        KeyError::Several(_) | KeyError::NotFound { .. } => (
            codes::KEY_CHOICE,
            "export the one that signs alone: gpg --armor --export-secret-keys FINGERPRINT",
        ),
        KeyError::Locked if by_flags => {
            (codes::KEY_LOCKED, "give its password with --sign-password")
        }
        KeyError::Locked => (
            codes::KEY_LOCKED,
            "say where its password is: password = \"env:NAME\" or \"file:PATH\" in [signing]",
        ),
        KeyError::WrongPassword => {
            (codes::KEY_LOCKED, "give the password that it was exported with")
        }
        KeyError::Unusable(_) if by_flags => (
            codes::KEY_UNUSABLE,
            "a key that every client reads: gpg --quick-generate-key NAME rsa4096 sign",
        ),
        KeyError::Unusable(_) => (
            codes::KEY_UNUSABLE,
            "see `mkrepo key inspect`; a key that every client reads: `mkrepo key generate`",
        ),
        _ => (
            codes::KEY_MALFORMED,
            "give what `gpg --export` or, to sign, `gpg --export-secret-keys` writes",
        ),
    };
    Diagnostic::new(code, subject, error.to_string()).hint(hint)
}
