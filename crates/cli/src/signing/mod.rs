//! The key that signs, from flags; and the defects of keys and signatures.

mod certificates;

pub(crate) use certificates::{certificates, read_certificates, verify_defect};

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::Timestamp;
use pkgsign::{CommandSigner, KeyHandle, KeyOptions, KeySigner, KeyWarning, Secret, Signer};

use crate::args::SigningArgs;
use crate::{clock, environment};
use diagnostic::flag_defect;
use repository::key_defects::{Given, key_defect, sign_time};
use repository::secret::{Exposed, Origin};

const KEY: &str = "--sign-key";
const PASSWORD: &str = "--sign-password";
const KEY_ID: &str = "--sign-key-id";

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
    let secret = origin.read_key(KEY, exposed, environment::variable, warnings);
    let password = args.sign_password.as_ref().map(Origin::parse_password);
    let password = password.map(|origin| {
        origin.read(PASSWORD, exposed, environment::variable, warnings).map(Secret::line)
    });
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
        warnings.push(Diagnostic::new(repository::codes::KEY_ODD, origin.subject(KEY), problem));
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

/// The time of a package's signature; see [`sign_time`].
pub(crate) fn time(
    signer: &dyn Signer,
    package: Timestamp,
    warnings: &mut Diagnostics,
) -> Timestamp {
    sign_time(signer, package, clock::now(), warnings)
}

/// What `--sign-key-id` names.
fn key_id(text: &str) -> Result<KeyHandle, Diagnostic> {
    text.parse().map_err(|error: pkgsign::key::ParseKeyHandleError| {
        flag_defect(repository::codes::KEY_CHOICE, KEY_ID, error.to_string())
            .hint("use the fingerprint, as printed by `gpg --show-keys` and `mkrepo key inspect`")
    })
}
