//! The keys that the configuration names.

use std::path::Path;

use pkgsign::{Certificate, CommandSigner, KeyOptions, KeySigner, Signer};
use pkgtree::{Diagnostic, Diagnostics};
use repo_index::config::{Secret, Signing};

use crate::clock;
use crate::signing::{Origin, key_defect, password};

/// What is said to have given a key, where it is no file.
const KEY: &str = "signing.key";
const PASSWORD: &str = "signing.password";

/// Who signs, and the certificates that clients have.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) signers: Vec<Box<dyn Signer>>,
    pub(super) certificates: Vec<Certificate>,
}

impl Keys {
    /// The keys of `[signing]`.
    pub(super) fn read(signing: &Signing) -> Result<Self, Diagnostics> {
        let mut keys = Self::default();
        let mut errors = Diagnostics::new();
        if let Some(line) = &signing.command {
            keys.signers.push(Box::new(CommandSigner::new(line)));
        }
        for secret in &signing.keys {
            match key(secret, signing.password.as_ref()) {
                Ok(signer) => {
                    keys.certificates.push(signer.certificate());
                    keys.signers.push(Box::new(signer));
                }
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(keys)
    }
}

fn key(secret: &Secret, protected_by: Option<&Secret>) -> Result<KeySigner, Diagnostic> {
    let bytes = origin(secret).read(KEY, false)?;
    let password = protected_by
        .map(|secret| origin(secret).read(PASSWORD, false).map(password))
        .transpose()?;
    let options = KeyOptions { password, ..KeyOptions::new(clock::now()) };
    KeySigner::new(&bytes, &options)
        .map_err(|error| key_defect(origin(secret).subject(KEY), &error))
}

fn origin(secret: &Secret) -> Origin<'_> {
    match secret {
        Secret::File(path) => Origin::File(Path::new(path)),
        Secret::Environment(name) => Origin::Variable(name),
    }
}
