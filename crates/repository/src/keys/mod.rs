//! The keys that the configuration names.

mod of_repository;
mod reading;
mod rehearsing;

use std::io::Read;
use std::path::Path;

use crate::config::{self, Signing};
use diagnostic::{Diagnostic, Diagnostics};
use pkgio::Timestamp;
use pkgsign::key::{self, Fault};
use pkgsign::{
    Certificate, CommandSigner, DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm,
    KeyError, KeyOptions, KeySigner, KeyWarning, Secret, SignError, SignOptions, Signer, Verifier,
};
use repo_index::apt::Archive;

use crate::codes;
use crate::key_defects::{Given, key_defect, sign_defect, usable};
use crate::secret::{Exposed, Origin};
use crate::surroundings::Surroundings;
use diagnostic::flag_defect;
use pkgio::Day;

pub use reading::{StandIn, certificates};

/// What is said to have given a key, where it is no file.
const KEY: &str = "signing.key";
const PASSWORD: &str = "signing.password";
const CERTIFICATES: &str = "signing.certificates";

/// Who signs, and the certificates that clients have.
#[derive(Debug, Default)]
pub struct Keys {
    /// All of them sign.
    pub signers: Vec<Box<dyn Signer>>,
    /// By these everything that is published, before and now, must be signed: those of the signers,
    /// and whatever else the configuration names.
    pub certificates: Vec<Certificate>,
    /// The certificates as users of apt fetch them: armored, in one block.
    pub keyring: Option<Vec<u8>>,
    /// The same for rpm, which reads one block for each.
    pub rpm_keyring: Option<Vec<u8>>,
    /// The keys that may have signed what is published next, and their certificates.
    fingerprints: Vec<Fingerprint>,
    /// The certificate of the key that signs packages, where that is known beforehand.
    of_packages: Option<Fingerprint>,
    /// The clock, by which they are valid.
    now: Timestamp,
}

impl Keys {
    /// The keys of `[signing]`, unlocked. `folder` is that of the configuration, where its command
    /// runs.
    pub(crate) fn read(
        signing: &Signing,
        folder: &Path,
        surroundings: &Surroundings,
        warnings: &mut Diagnostics,
    ) -> Result<Self, Diagnostics> {
        let now = surroundings.clock;
        let mut errors = Diagnostics::new();
        let (mut signers, mut own) = (Vec::<Box<dyn Signer>>::new(), Vec::new());
        let mut fingerprints = Vec::new();
        let passwords = passwords(signing, surroundings, &mut errors, warnings);
        for secret in &signing.keys {
            match unlock(secret, signing, &passwords, surroundings, warnings) {
                Ok(signer) => {
                    odd(secret, &signer, now, warnings);
                    fingerprints.push(signer.fingerprint().clone());
                    fingerprints.push(signer.certificate().fingerprint());
                    own.push(signer.certificate());
                    signers.push(Box::new(signer));
                }
                Err(error) => errors.push(error),
            }
        }
        let others = others(signing, surroundings, &mut errors, warnings);
        if let Some(line) = &signing.command {
            fingerprints.extend(others.iter().flat_map(Certificate::keys).map(|it| it.fingerprint));
            let valid_from = others.iter().filter_map(|other| other.valid_from(now)).max();
            let folder = if folder == Path::new("") { Path::new(".") } else { folder };
            let signer = CommandSigner::new(line).folder(folder).without(signing.withheld());
            signers.push(Box::new(Commanded { signer, valid_from }));
        }
        let of_packages = own.first().map(Certificate::fingerprint);
        let certificates = joined(own, others);
        let keyring = keyring(&certificates, now).map_err(|error| errors.push(error)).ok();
        let rpm_keyring = blocks(&certificates).ok();
        errors.into_result(Self {
            signers,
            certificates,
            keyring,
            rpm_keyring,
            fingerprints,
            of_packages,
            now,
        })
    }

    /// The certificate of the key that signs packages, which is the first one. That of a command is the one
    /// by which a signature of it is good.
    pub(crate) fn of_packages(&self) -> Result<Certificate, Diagnostic> {
        let find = |is_it: &dyn Fn(&Certificate) -> bool| {
            self.certificates.iter().find(|one| is_it(one)).cloned()
        };
        let found = match (&self.of_packages, self.signers.first()) {
            (Some(known), _) => find(&|one| one.fingerprint() == *known),
            (None, Some(signer)) => {
                let message: &[u8] = b"which key signs packages";
                let options = SignOptions::binary(HashAlgorithm::Sha256, self.now);
                let signature =
                    signer.sign(&mut &*message, options).map_err(|error| sign_defect(&error))?;
                find(&|one| one.verify(&signature.bytes, &mut &*message).is_ok())
            }
            (None, None) => None,
        };
        found.ok_or_else(|| {
            let problem = "no key signs packages, or its certificate is unknown";
            let hint = "name a key in [signing], or the certificate of the signer: certificates = \
                        [\"file:KEY.asc\"]";
            flag_defect(codes::KEY_CHOICE, "signing.key", problem).hint(hint)
        })
    }

    /// Who verifies; `None` without certificates, when nothing is signed.
    #[must_use]
    pub fn verifier(&self) -> Option<&dyn Verifier> {
        let verifier: &dyn Verifier = &self.certificates;
        (!self.certificates.is_empty()).then_some(verifier)
    }

    /// Refuses an archive whose `signed-by` names other keys alone: apt would take no release after
    /// the next one.
    pub(crate) fn check(&self, archive: &Archive) -> Result<(), Diagnostic> {
        let named = |key: &Fingerprint| {
            let key = key.to_string();
            archive.signed_by.iter().flatten().any(|name| name.trim_end_matches('!') == key)
        };
        let is_named = self.fingerprints.iter().any(named);
        let names_none = archive.signed_by.iter().all(Vec::is_empty);
        if names_none || self.fingerprints.is_empty() || is_named {
            return Ok(());
        }
        let field = format!("apt.{}.signed-by", archive.name);
        let problem = "names none of the signing keys: apt would refuse every later release";
        let hint = "add the fingerprint of a signing key, as `mkrepo key inspect` shows it";
        Err(flag_defect(codes::KEY_CHOICE, &field, problem).hint(hint))
    }
}

/// An external command with what its certificates say: a command does not know when a key begins.
#[derive(Debug)]
struct Commanded {
    signer: CommandSigner,
    valid_from: Option<Timestamp>,
}

impl Signer for Commanded {
    fn sign(
        &self,
        message: &mut dyn Read,
        options: SignOptions,
    ) -> Result<DetachedSignature, SignError> {
        self.signer.sign(message, options)
    }

    fn algorithm(&self) -> Option<KeyAlgorithm> {
        self.signer.algorithm()
    }

    fn valid_from(&self) -> Option<Timestamp> {
        self.valid_from
    }
}

fn passwords(
    signing: &Signing,
    surroundings: &Surroundings,
    errors: &mut Diagnostics,
    warnings: &mut Diagnostics,
) -> Vec<Secret> {
    let exposed = Exposed::configured(signing.allow_readable_key);
    let mut passwords = Vec::new();
    for place in &signing.passwords {
        match origin(place).read(PASSWORD, exposed, surroundings.variable, warnings) {
            Ok(secret) => passwords.push(secret.line()),
            Err(error) => errors.push(error),
        }
    }
    passwords
}

/// The signer of a key, by whichever password unlocks it.
fn unlock(
    place: &config::Secret,
    signing: &Signing,
    passwords: &[Secret],
    surroundings: &Surroundings,
    warnings: &mut Diagnostics,
) -> Result<KeySigner, Diagnostic> {
    let exposed = Exposed::configured(signing.allow_readable_key);
    let secret = origin(place).read_key(KEY, exposed, surroundings.variable, warnings)?;
    let with = |password: Option<&Secret>| {
        let password = password.cloned();
        let options = KeyOptions { password, ..KeyOptions::new(surroundings.clock) };
        KeySigner::new(secret.expose(), &options)
    };
    let mut ended = with(passwords.first());
    for given in passwords.iter().skip(1) {
        if !matches!(ended, Err(KeyError::WrongPassword)) {
            break;
        }
        ended = with(Some(given));
    }
    ended.map_err(|error| key_defect(origin(place).subject(KEY), &error, Given::Configuration))
}

/// Warns of a key that some clients refuse, or will before long.
fn odd(place: &config::Secret, signer: &KeySigner, now: Timestamp, warnings: &mut Diagnostics) {
    let subject = || origin(place).subject(KEY);
    for warning in signer.warnings() {
        // apt reads the others, and signatures by subkeys.
        if let KeyWarning::ShortRsa { .. } = warning {
            warnings.push(Diagnostic::new(codes::KEY_ODD, subject(), warning.to_string()));
        }
    }
    let Ok(published) = signer.certificate().to_bytes() else { return };
    for finding in key::examine(&published, now, None) {
        let (Fault::EndsSoon { at } | Fault::EndsTooSoon { at }) = finding.fault else { continue };
        if finding.key.as_ref().is_some_and(|key| key == signer.fingerprint()) {
            let problem = format!("expires on {}; after that, apt refuses its signatures", Day(at));
            let hint =
                "add a second key in time, or extend this one and give users the new certificate";
            warnings.push(Diagnostic::new(codes::KEY_ODD, subject(), problem).hint(hint));
        }
    }
}

/// What `certificates` names.
fn others(
    signing: &Signing,
    surroundings: &Surroundings,
    errors: &mut Diagnostics,
    warnings: &mut Diagnostics,
) -> Vec<Certificate> {
    let mut others = Vec::new();
    for secret in &signing.certificates {
        let origin = origin(secret);
        // A certificate is for everybody to read.
        let read = origin.read_key(CERTIFICATES, Exposed::PUBLIC, surroundings.variable, warnings);
        let read = read.and_then(|found| {
            usable(found.expose(), &origin.subject(CERTIFICATES), Given::Configuration, warnings)
        });
        match read {
            Ok(certificates) => others.extend(certificates),
            Err(error) => errors.push(error),
        }
    }
    others
}

/// Each certificate once, as the newest of its bindings has it.
fn joined(own: Vec<Certificate>, others: Vec<Certificate>) -> Vec<Certificate> {
    let newest = |one: &Certificate| one.keys().map(|key| key.valid_from).max();
    let mut joined: Vec<Certificate> = Vec::new();
    for one in own.into_iter().chain(others) {
        match joined.iter_mut().find(|known| known.fingerprint() == one.fingerprint()) {
            None => joined.push(one),
            Some(known) if newest(&one) > newest(known) => *known = one,
            Some(_) => {}
        }
    }
    joined
}

/// The certificates one after another, each in a block of its own: rpm goes by blocks.
///
/// # Errors
/// A certificate that cannot be written.
pub fn blocks(certificates: &[Certificate]) -> Result<Vec<u8>, KeyError> {
    let blocks: Result<Vec<String>, _> = certificates.iter().map(Certificate::armor).collect();
    Ok(blocks?.concat().into_bytes())
}

/// The certificates as users fetch them. One that makes older clients refuse the file whole is not
/// published with others.
fn keyring(certificates: &[Certificate], now: Timestamp) -> Result<Vec<u8>, Diagnostic> {
    let defect = |problem: String| {
        let subject = flag_defect(codes::KEY_UNUSABLE, CERTIFICATES, "").subject;
        Diagnostic::new(codes::KEY_UNUSABLE, subject, problem)
    };
    let armored =
        Certificate::armor_all(certificates).map_err(|error| defect(error.to_string()))?;
    let findings = key::examine(armored.as_bytes(), now, None);
    match findings.iter().find(|finding| matches!(finding.fault, Fault::Version(_))) {
        Some(finding) => Err(defect(format!(
            "{finding}: apt of Debian 11 and 12 refuses a whole key file that contains it"
        ))
        .hint("remove it, and give it to users in a separate file")),
        None => Ok(armored.into_bytes()),
    }
}

fn origin(place: &config::Secret) -> Origin<'_> {
    match place {
        config::Secret::File(path) => Origin::File(path),
        config::Secret::Environment(name) => Origin::Variable(name),
    }
}
