//! The key that signs, from flags; and the defects of keys and signatures.

mod certificates;
mod exposure;
mod secret;

pub(crate) use certificates::{certificates, read_certificates, usable, verify_defect};

use diagnostic::{Code, Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use pkgsign::{
    CommandSigner, KeyError, KeyHandle, KeyOptions, KeySigner, KeyWarning, Secret, SignError,
    Signer,
};

use crate::args::SigningArgs;
use crate::describe::flag_defect;
use crate::{clock, codes};
pub(crate) use exposure::Exposure;
pub(crate) use secret::{Exposed, Origin};

const KEY: &str = "--sign-key";
const PASSWORD: &str = "--sign-password";
const KEY_ID: &str = "--sign-key-id";
const COMMAND: &str = "--sign-command";

/// What signs, as the flags ask; `None` when nothing shall. What is odd about a key is warned of
/// where it `concerns` the package.
pub(crate) fn signer(
    args: &SigningArgs,
    concerns: fn(&KeyWarning) -> bool,
    warnings: &mut Diagnostics,
) -> Result<Option<Box<dyn Signer>>, Diagnostics> {
    if let Some(line) = &args.sign_command {
        return Ok(Some(Box::new(CommandSigner::new(line))));
    }
    let signer = key_signer(args, concerns, warnings)?;
    Ok(signer.map(|signer| Box::new(signer) as _))
}

/// The key that `--sign-key` names; as [`signer`].
pub(crate) fn key_signer(
    args: &SigningArgs,
    concerns: fn(&KeyWarning) -> bool,
    warnings: &mut Diagnostics,
) -> Result<Option<KeySigner>, Diagnostics> {
    let Some(key) = &args.sign_key else { return Ok(None) };
    let mut errors = Diagnostics::new();
    let origin = Origin::parse(key);
    let exposed = Exposed::flag(args.allow_readable_key);
    let secret = origin.read_key(KEY, exposed, warnings);
    let password = args.sign_password.as_ref().map(Origin::parse_password);
    let password =
        password.map(|origin| origin.read(PASSWORD, exposed, warnings).map(Secret::line));
    let id = args.sign_key_id.as_deref().map(key_id);
    let secret = secret.map_err(|error| errors.push(error)).ok();
    let password = password.transpose().map_err(|error| errors.push(error)).ok();
    let id = id.transpose().map_err(|error| errors.push(error)).ok();
    let (Some(secret), Some(password), Some(key)) = (secret, password, id) else {
        return Err(errors);
    };
    let options = KeyOptions { password, key, ..KeyOptions::new(clock::now()) };
    let signer = KeySigner::new(secret.expose(), &options).map_err(|error| {
        Diagnostics::from(key_defect(origin.subject(KEY), &error, Given::Flags))
    })?;
    for warning in signer.warnings().iter().filter(|warning| concerns(warning)) {
        let problem = warning.to_string();
        warnings.push(Diagnostic::new(codes::KEY_ODD, origin.subject(KEY), problem));
    }
    Ok(Some(signer))
}

/// Whether what is odd about a key concerns `.deb` packages.
pub(crate) fn concerns_deb(warning: &KeyWarning) -> bool {
    !matches!(warning, KeyWarning::Unverified(_))
}

/// Whether what is odd about a key concerns `.rpm` packages.
pub(crate) fn concerns_rpm(warning: &KeyWarning) -> bool {
    !matches!(warning, KeyWarning::Subkey)
}

/// Whether what is odd about a key concerns APT repositories.
pub(crate) fn concerns_apt(warning: &KeyWarning) -> bool {
    !matches!(warning, KeyWarning::Unverified(_) | KeyWarning::Subkey)
}

/// The time of a package's signature: the package's own, so that the same input gives the same
/// bytes, but not before the key was valid, and not after now, which no client would accept.
pub(crate) fn time(
    signer: &dyn Signer,
    package: Timestamp,
    warnings: &mut Diagnostics,
) -> Timestamp {
    let time = signer.valid_from().map_or(package, |from| from.max(package));
    let now = clock::now();
    if time > now {
        let problem =
            format!("the package's time, {time}, is in the future; it is signed as of now");
        let hint = "give its time with --timestamp, so that the same input gives the same bytes";
        warnings.push(flag_defect(codes::SIGN_TIME, KEY, problem).hint(hint));
    }
    time.min(now)
}

/// The defect of a package that was not signed.
pub(crate) fn sign_defect(error: &SignError) -> Diagnostic {
    let (code, flag) = match error {
        SignError::Command(_) | SignError::Output(_) => (codes::SIGN_COMMAND, COMMAND),
        _ => (codes::SIGN, KEY),
    };
    let defect = flag_defect(code, flag, crate::build::fault::with_causes(error));
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

/// What `--sign-key-id` names.
fn key_id(text: &str) -> Result<KeyHandle, Diagnostic> {
    text.parse().map_err(|error: pkgsign::key::ParseKeyHandleError| {
        flag_defect(codes::KEY_CHOICE, KEY_ID, error.to_string())
            .hint("give the fingerprint, as `gpg --show-keys` and `mkrepo key inspect` print it")
    })
}

/// Where a key was named, which is where it is chosen and unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// By the flags of a command that signs packages.
    Flags,
    /// In `[signing]` of a repository's configuration.
    Configuration,
    /// As an operand, to be looked at.
    Operand,
}

/// The defect of a file of keys.
pub(crate) fn key_defect(subject: Subject, error: &KeyError, given: Given) -> Diagnostic {
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
