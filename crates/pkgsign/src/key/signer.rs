//! Signing with a secret key.

use std::fmt;
use std::io::Read;

use pgp::composed::SignedSecretKey;
use pgp::packet::{SecretKey, SecretSubkey, SignatureConfig, Subpacket, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, Password, S2kParams, SecretParams, StringToKey};
use pkgio::Timestamp;

use super::component::{Component, components};
use super::{Certificate, KeyError, KeyHandle, KeyWarning, fingerprint, parse, policy};
use crate::{
    DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm, Secret, SignError, SignOptions,
    SignatureType, Signer,
};

/// How a key is chosen and unlocked.
#[derive(Debug)]
pub struct KeyOptions {
    /// When the key must be valid: now.
    pub at: Timestamp,
    /// Unlocks the key.
    pub password: Option<Secret>,
    /// The key that signs, a primary key or a subkey. By default, the only certificate of the file
    /// signs, with its newest signing subkey or, without one, with its primary key.
    pub key: Option<KeyHandle>,
}

impl KeyOptions {
    /// Options for a key without a password that is the only one in its file.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { at, password: None, key: None }
    }
}

/// Signs with an OpenPGP secret key of RSA or Ed25519 (algorithm 22).
pub struct KeySigner {
    key: Key,
    component: Component,
    certificate: SignedSecretKey,
}

impl fmt::Debug for KeySigner {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySigner").field("component", &self.component).finish_non_exhaustive()
    }
}

impl KeySigner {
    /// Creates the signer of a secret key, armored or binary, as `gpg --export-secret-keys` and
    /// `gpg --export-secret-subkeys` write it.
    ///
    /// # Errors
    /// See [`KeyError`]. Keys are refused that are expired, not yet valid, revoked or not signing
    /// keys at the time in `options`, RSA keys of less than 2048 bits, keys with an algorithm or
    /// version that current package managers do not support, and keys whose binding uses SHA-1.
    pub fn new(bytes: &[u8], options: &KeyOptions) -> Result<Self, KeyError> {
        let keys = parse::secret(bytes)?.into_iter().map(|(key, _)| key).collect();
        let certificate = certificate(keys, options.key.as_ref())?;
        let (component, mut key) = choose(&certificate, options)?;
        key.unlock(options.password.as_ref())?;
        Ok(Self { key, component, certificate })
    }

    /// The fingerprint of the key that signs.
    #[must_use]
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.component.fingerprint
    }

    /// What is odd about the key.
    #[must_use]
    pub fn warnings(&self) -> Vec<KeyWarning> {
        let mut warnings = policy::warnings(self.key.details());
        if matches!(self.key, Key::Subkey(_)) {
            warnings.push(KeyWarning::Subkey);
        }
        warnings
    }

    /// The public key, which verifies.
    #[must_use]
    pub fn certificate(&self) -> Certificate {
        self.certificate.to_public_key().into()
    }

    fn config(&self, options: SignOptions) -> Result<SignatureConfig, SignError> {
        let hash = match options.hash {
            HashAlgorithm::Sha256 => pgp::crypto::hash::HashAlgorithm::Sha256,
            HashAlgorithm::Sha384 => pgp::crypto::hash::HashAlgorithm::Sha384,
            HashAlgorithm::Sha512 => pgp::crypto::hash::HashAlgorithm::Sha512,
            other @ HashAlgorithm::Other(_) => {
                return Err(SignError::Key(format!("signatures with {other} are not supported")));
            }
        };
        let kind = match options.kind {
            SignatureType::Binary => pgp::packet::SignatureType::Binary,
            SignatureType::Text => pgp::packet::SignatureType::Text,
            other @ SignatureType::Other(_) => {
                return Err(SignError::Key(format!("signatures of {other} are not supported")));
            }
        };
        let created = options.created.seconds();
        if created < self.component.valid_from {
            return Err(SignError::Key(format!(
                "the key {} is valid from {} on, after the signature's time {created}",
                self.component.fingerprint, self.component.valid_from
            )));
        }
        if let Some(problem) = self.component.defect_at(created) {
            let problem = format!("the key {} {problem}", self.component.fingerprint);
            return Err(SignError::Key(problem));
        }
        let created = u32::try_from(created)
            .map_err(|_| SignError::Key(format!("the time {created} is after 2106")))?;
        let key = self.key.details();
        let mut config = SignatureConfig::v4(kind, key.algorithm(), hash);
        let subpacket = |data| Subpacket::regular(data).map_err(|error| failed(&error));
        config.hashed_subpackets = vec![
            subpacket(SubpacketData::IssuerFingerprint(key.fingerprint()))?,
            subpacket(SubpacketData::SignatureCreationTime(pgp::types::Timestamp::from_secs(
                created,
            )))?,
        ];
        config.unhashed_subpackets =
            vec![subpacket(SubpacketData::IssuerKeyId(key.legacy_key_id()))?];
        Ok(config)
    }
}

impl Signer for KeySigner {
    fn sign(
        &self,
        message: &mut dyn Read,
        options: SignOptions,
    ) -> Result<DetachedSignature, SignError> {
        let mut hasher = self.config(options)?.into_hasher().map_err(|error| failed(&error))?;
        std::io::copy(message, &mut hasher).map_err(SignError::Message)?;
        let none = Password::empty();
        let signature = match &self.key {
            Key::Primary(key) => hasher.sign(key, &none),
            Key::Subkey(key) => hasher.sign(key, &none),
        };
        let packet = signature
            .and_then(|signature| pgp::composed::DetachedSignature::new(signature).to_bytes())
            .map_err(|error| failed(&error))?;
        DetachedSignature::parse_as_contracted(&packet, options.kind)
            .map_err(|error| SignError::Key(format!("the new signature {error}")))
    }

    fn algorithm(&self) -> Option<KeyAlgorithm> {
        Some(policy::algorithm(self.key.details()))
    }

    fn valid_from(&self) -> Option<Timestamp> {
        Some(Timestamp::clamped(i64::try_from(self.component.valid_from).unwrap_or(i64::MAX)))
    }
}

/// The certificate that holds the key `wanted`, or the only one.
fn certificate(
    mut certificates: Vec<SignedSecretKey>,
    wanted: Option<&KeyHandle>,
) -> Result<SignedSecretKey, KeyError> {
    let Some(wanted) = wanted else {
        if certificates.len() > 1 {
            let primary = |key: &SignedSecretKey| fingerprint(key.primary_key.public_key());
            return Err(KeyError::Several(certificates.iter().map(primary).collect()));
        }
        let malformed = || KeyError::Malformed("there is no readable key".to_owned());
        return certificates.pop().ok_or_else(malformed);
    };
    let is_wanted = |key: &Fingerprint| wanted.names(key);
    let found: Vec<_> = certificates.iter().flat_map(fingerprints).collect();
    // Key IDs are not unique by necessity.
    let mut named: Vec<_> = found.iter().filter(|key| is_wanted(key)).cloned().collect();
    named.sort_unstable();
    named.dedup();
    if named.len() > 1 {
        return Err(KeyError::Several(named));
    }
    match certificates.iter().position(|one| fingerprints(one).iter().any(is_wanted)) {
        Some(at) => Ok(certificates.swap_remove(at)),
        None => Err(KeyError::NotFound { wanted: wanted.clone(), found }),
    }
}

/// Those of the primary key and of all subkeys, whether or not their secret halves are there.
fn fingerprints(certificate: &SignedSecretKey) -> Vec<Fingerprint> {
    let secret = certificate.secret_subkeys.iter().map(|sub| fingerprint(sub.key.public_key()));
    let public = certificate.public_subkeys.iter().map(|sub| fingerprint(&sub.key));
    let primary = fingerprint(certificate.primary_key.public_key());
    std::iter::once(primary).chain(secret).chain(public).collect()
}

/// The key of `certificate` that signs.
fn choose(
    certificate: &SignedSecretKey,
    options: &KeyOptions,
) -> Result<(Component, Key), KeyError> {
    let at = options.at.seconds();
    let mut unusable = Vec::new();
    let mut usable: Vec<(Component, Key)> = Vec::new();
    for component in components(&certificate.to_public_key()) {
        let key = Key::of(certificate, &component.fingerprint);
        let defect = match &key {
            None => Some("has no secret key here".to_owned()),
            Some(key) => policy::unfit_to_sign(key.details()).or_else(|| component.defect_at(at)),
        };
        let defect = defect.or_else(|| {
            let from = component.valid_from;
            (at < from).then(|| format!("is valid from {from} on"))
        });
        match (defect, key) {
            (None, Some(key)) => usable.push((component, key)),
            (defect, _) => unusable.push((component.fingerprint, defect.unwrap_or_default())),
        }
    }
    if let Some(wanted) = &options.key {
        return named(wanted, usable, unusable);
    }
    // The newest subkey, as gpg does; the primary key only where no subkey is for signing.
    let newest = |(_, key): &(Component, Key)| match key {
        Key::Primary(_) => (false, 0),
        Key::Subkey(key) => (true, key.public_key().created_at().as_secs()),
    };
    usable.into_iter().max_by_key(newest).ok_or(KeyError::Unusable(unusable))
}

/// The very key that is `wanted`: that another of its certificate could sign too does not count.
fn named(
    wanted: &KeyHandle,
    usable: Vec<(Component, Key)>,
    unusable: Vec<(Fingerprint, String)>,
) -> Result<(Component, Key), KeyError> {
    let (chosen, others): (Vec<_>, Vec<_>) =
        usable.into_iter().partition(|(component, _)| wanted.names(&component.fingerprint));
    if let Some(chosen) = chosen.into_iter().next() {
        return Ok(chosen);
    }
    let others = others.into_iter().map(|(component, _)| component.fingerprint).collect();
    match unusable.into_iter().find(|(key, _)| wanted.names(key)) {
        Some((key, reason)) => Err(KeyError::Unfit { key, reason, others }),
        None => Err(KeyError::NotFound { wanted: wanted.clone(), found: others }),
    }
}

/// A secret key of either kind.
#[derive(Clone)]
enum Key {
    Primary(SecretKey),
    Subkey(SecretSubkey),
}

impl Key {
    /// The key with this fingerprint; `None` when its secret half is elsewhere.
    fn of(certificate: &SignedSecretKey, wanted: &Fingerprint) -> Option<Self> {
        let primary = &certificate.primary_key;
        if fingerprint(primary.public_key()) == *wanted {
            return is_here(primary.secret_params()).then(|| Self::Primary(primary.clone()));
        }
        let mut subkeys = certificate.secret_subkeys.iter().map(|subkey| &subkey.key);
        let subkey = subkeys.find(|subkey| fingerprint(subkey.public_key()) == *wanted)?;
        is_here(subkey.secret_params()).then(|| Self::Subkey(subkey.clone()))
    }

    fn details(&self) -> &dyn KeyDetails {
        match self {
            Self::Primary(key) => key,
            Self::Subkey(key) => key,
        }
    }

    /// Takes the protection off, once and not for each signature.
    fn unlock(&mut self, password: Option<&Secret>) -> Result<(), KeyError> {
        let params = match self {
            Self::Primary(key) => key.secret_params(),
            Self::Subkey(key) => key.secret_params(),
        };
        if !params.is_encrypted() {
            return Ok(());
        }
        let password = Password::from(password.ok_or(KeyError::Locked)?.expose());
        match self {
            Self::Primary(key) => key.remove_password(&password),
            Self::Subkey(key) => key.remove_password(&password),
        }
        .map_err(|_| KeyError::WrongPassword)
    }
}

/// False for what gpg writes in place of a secret half that is elsewhere.
fn is_here(params: &SecretParams) -> bool {
    let SecretParams::Encrypted(params) = params else { return true };
    !matches!(
        params.string_to_key_params(),
        S2kParams::Cfb { s2k: StringToKey::Private { .. }, .. }
            | S2kParams::MalleableCfb { s2k: StringToKey::Private { .. }, .. }
    )
}

fn failed(error: &pgp::errors::Error) -> SignError {
    SignError::Key(format!("the key could not sign: {error}"))
}
