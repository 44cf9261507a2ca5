//! The certificates by which commands that sign nothing verify what is published.

use std::io::Read;
use std::path::PathBuf;

use crate::config::{Secret, Signing};
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use pkgsign::{
    Certificate, DetachedSignature, KeyAlgorithm, KeyError, SignError, SignOptions, Signer,
};
use repo_index::apt::KEYRING;
use repo_index::publish::COMMIT_LIMIT;
use repo_index::rpmmd::Repomd;
use repo_index::verify::{Stored, find};
use repo_store::{Key, Store};

use super::{KEY, Keys, joined, origin, others};
use crate::codes;
use crate::described::Repository;
use crate::key_defects::{Given, key_defect};
use crate::secret::Exposed;
use crate::surroundings::Surroundings;

/// Longer than any file of certificates.
const LIMIT: u64 = 16 << 20;

/// Whether certificates that the repository itself publishes may be used instead of a secret key that is
/// not on this machine. A warning says so each time: anyone who can write to the repository can
/// replace them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// Never: for commands that change something.
    No,
    /// Only where `certificates` in `[signing]` names none: for commands that only read.
    Unnamed,
    /// Always: for the export of certificates.
    Yes,
}

impl Keys {
    /// The certificates of `repository`, and nobody who signs. Neither a password nor a valid key is
    /// needed, and where `certificates` are named, or `stand_in` allows it, no secret key either.
    pub(crate) fn reading(
        repository: &Repository,
        signing: &Signing,
        stand_in: StandIn,
        warnings: &mut Diagnostics,
    ) -> Result<Self, Diagnostics> {
        let certificates = certificates(repository, signing, stand_in, warnings)?;
        Ok(Self { signers: vec![Box::new(Nobody)], certificates, ..Self::default() })
    }
}

/// The certificates by which `repository` may be signed; see `Keys::reading`.
///
/// # Errors
/// Every certificate that cannot be read, and keys that are absent where nothing stands in for them.
pub fn certificates(
    repository: &Repository,
    signing: &Signing,
    stand_in: StandIn,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let others = others(signing, &repository.surroundings, &mut errors, warnings);
    let (mut own, mut absent) = (Vec::new(), Vec::new());
    for secret in &signing.keys {
        match public_halves(secret, signing, &repository.surroundings, warnings) {
            Ok(found) => own.extend(found),
            Err(error) if error.code == codes::KEY_UNREADABLE => absent.push(error),
            Err(error) => errors.push(error),
        }
    }
    let is_named = !others.is_empty();
    let known = joined(own, others);
    let known = errors.into_result(known)?;
    let may_stand_in = match stand_in {
        StandIn::Yes => true,
        StandIn::Unnamed => !is_named,
        StandIn::No => false,
    };
    if absent.is_empty() || is_named && !may_stand_in {
        return Ok(known);
    }
    let published = match may_stand_in {
        true => published(repository)?,
        false => Vec::new(),
    };
    if published.is_empty() {
        // Where nothing is published, there is nothing to verify.
        let is_needed = stand_in != StandIn::Unnamed || is_anything_published(repository)?;
        return if is_needed { Err(unnamed(absent)) } else { Ok(known) };
    }
    let is_known = |one: &Certificate| known.iter().any(|it| it.fingerprint() == one.fingerprint());
    let taken: Vec<&(Key, Certificate)> =
        published.iter().filter(|(_, one)| !is_known(one)).collect();
    if !taken.is_empty() {
        warnings.extend(absent.into_iter().map(|error| stands_in(error, &taken)));
    }
    let taken = taken.into_iter().map(|(_, one)| one.clone()).collect();
    Ok(joined(known, taken))
}

/// The public halves of a key; or the key itself, where only its public half is at hand.
pub(crate) fn public_halves(
    secret: &Secret,
    signing: &Signing,
    surroundings: &Surroundings,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Diagnostic> {
    let mut read = |exposed| origin(secret).read_key(KEY, exposed, surroundings.variable, warnings);
    // A public half is for everybody to read.
    let given = read(Exposed::PUBLIC)?;
    let found = match Certificate::of_secret(given.expose()) {
        Err(KeyError::Public(_)) => Certificate::parse(given.expose()),
        found => read(Exposed::configured(signing.allow_readable_key)).map(|_| found)?,
    };
    found.map_err(|error| key_defect(origin(secret).subject(KEY), &error, Given::Configuration))
}

/// The certificates that lie beside the archives and RPM repositories, each once, with where.
fn published(repository: &Repository) -> Result<Vec<(Key, Certificate)>, Diagnostics> {
    let store = repository.published()?;
    let archives = repository.config.apt.iter().map(|archive| archive.key(KEYRING));
    let rpms = repository.config.rpm.iter().map(|one| {
        let commit = one.key("repodata/repomd.xml").ok();
        let found = commit.and_then(|key| store.read(&key, COMMIT_LIMIT).ok()?);
        let repomd = found.and_then(|found| Repomd::parse(&found.bytes).ok());
        one.key(&one.client_names(repomd.as_ref()).key_file)
    });
    let (mut published, mut errors) = (Vec::<(Key, Certificate)>::new(), Diagnostics::new());
    for key in archives.chain(rpms).flatten() {
        match read(&*store, &key) {
            Ok(found) => {
                for one in found {
                    if published.iter().all(|(_, it)| it.fingerprint() != one.fingerprint()) {
                        published.push((key.clone(), one));
                    }
                }
            }
            Err(error) => errors.push(error),
        }
    }
    errors.into_result(published)
}

fn read(store: &dyn Store, key: &Key) -> Result<Vec<Certificate>, Diagnostic> {
    let found = store.read(key, LIMIT).map_err(|error| error.diagnostic())?;
    let Some(found) = found else { return Ok(Vec::new()) };
    let subject = Subject::File(PathBuf::from(key.as_str()));
    Certificate::parse(&found.bytes)
        .map_err(|error| key_defect(subject, &error, Given::Configuration))
}

fn is_anything_published(repository: &Repository) -> Result<bool, Diagnostic> {
    let store = repository.published()?;
    let found = find(&Stored(store)).map_err(|error| error.diagnostic())?;
    Ok(found.is_some_and(|places| !places.is_empty()))
}

const NAME_IT: &str = "to read without the secret key, name its certificate in [signing]: \
                       certificates = \"file:archive-key.asc\"";

/// That keys are absent, and nothing is in for them.
fn unnamed(absent: Vec<Diagnostic>) -> Diagnostics {
    let mut errors = Diagnostics::new();
    errors.extend(absent.into_iter().map(|error| error.hint(NAME_IT)));
    errors
}

/// That published certificates are in for a key that is absent.
fn stands_in(absent: Diagnostic, taken: &[&(Key, Certificate)]) -> Diagnostic {
    let shown = |(key, one): &&(Key, Certificate)| format!("{key} ({})", one.fingerprint());
    let shown: Vec<String> = taken.iter().map(shown).collect();
    let problem = format!(
        "{}; the certificate that the repository publishes is used instead: {}",
        absent.problem,
        shown.join(", ")
    );
    Diagnostic::new(codes::KEY_STANDS_IN, absent.subject, problem).hint(NAME_IT)
}

/// Stands for anyone who signs where nothing is signed: what is published is read as signed.
#[derive(Debug)]
struct Nobody;

impl Signer for Nobody {
    fn sign(&self, _: &mut dyn Read, _: SignOptions) -> Result<DetachedSignature, SignError> {
        Err(SignError::Key("this command does not sign".to_owned()))
    }

    fn algorithm(&self) -> Option<KeyAlgorithm> {
        None
    }

    fn valid_from(&self) -> Option<Timestamp> {
        None
    }
}
