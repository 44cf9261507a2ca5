//! What signs in a dry run.

use crate::config::Signing;
use diagnostic::{Diagnostic, Diagnostics};
use pkgio::Timestamp;
use pkgsign::key::{GenerateOptions, GeneratedKey, KeyKind, generate};
use pkgsign::{Certificate, Fingerprint, KeyOptions, KeySigner, Signer};

use super::reading::public_halves;
use super::{Keys, StandIn, blocks, certificates, keyring};
use crate::codes;
use crate::described::Repository;
use crate::surroundings::Surroundings;
use diagnostic::flag_defect;

impl Keys {
    /// Keys for a dry run: the certificates of `repository`, and a key that was made for this run alone,
    /// which signs as often as the repository's keys would. Secret keys are not unlocked, and no
    /// command is run. The key is forgotten with this, and its certificate is in no keyring.
    pub(crate) fn rehearsing(
        repository: &Repository,
        signing: &Signing,
        warnings: &mut Diagnostics,
    ) -> Result<Self, Diagnostics> {
        let now = repository.surroundings.clock;
        let mut certificates = certificates(repository, signing, StandIn::Unnamed, warnings)?;
        let (mut keyring_of_apt, mut rpm_keyring) = (None, None);
        if !certificates.is_empty() {
            keyring_of_apt = Some(keyring(&certificates, now)?);
            rpm_keyring = blocks(&certificates).ok();
        }
        let fingerprints = certificates.iter().flat_map(Certificate::keys);
        let fingerprints = fingerprints.map(|key| key.fingerprint).collect();
        let of_packages = of_packages(signing, &certificates, &repository.surroundings);
        let key = key()?;
        let options = KeyOptions::new(now);
        let count = signing.keys.len() + usize::from(signing.command.is_some());
        let signers = (0..count.max(1)).map(|_| {
            let signer = KeySigner::new(key.secret(), &options);
            signer.map(|signer| Box::new(signer) as Box<dyn Signer>).map_err(|error| failed(&error))
        });
        let signers = signers.collect::<Result<_, _>>()?;
        certificates.push(key.certificate().clone());
        let keyring = keyring_of_apt;
        Ok(Self { signers, certificates, keyring, rpm_keyring, fingerprints, of_packages, now })
    }
}

/// The certificate of the key that would sign packages: of the first, or, where it is not at hand, the
/// newest.
fn of_packages(
    signing: &Signing,
    certificates: &[Certificate],
    surroundings: &Surroundings,
) -> Option<Fingerprint> {
    let first = signing.keys.first();
    // What is odd about it is told where its certificate is read.
    let first =
        first.and_then(|it| public_halves(it, signing, surroundings, &mut Diagnostics::new()).ok());
    let first = first.and_then(|found| found.first().map(Certificate::fingerprint));
    let newest = || certificates.iter().max_by_key(|one| one.valid_from(surroundings.clock));
    first.or_else(|| newest().map(Certificate::fingerprint))
}

/// A new key, older than any date that it may sign.
fn key() -> Result<GeneratedKey, Diagnostic> {
    let options = GenerateOptions::new("dry run", Timestamp::clamped(1));
    let options = GenerateOptions { kind: KeyKind::Ed25519, ..options };
    generate(&options).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::error::Error) -> Diagnostic {
    flag_defect(
        codes::KEY_UNUSABLE,
        "--dry-run",
        format!(
            "could not create a temporary key: \
                                                           {error}"
        ),
    )
}
