//! New keys.

use std::fmt;
use std::str::FromStr;

use pgp::composed::{ArmorOptions, KeyType, SignedKeyDetails, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    KeyFlags, PubKeyInner, PublicKey, SecretKey, SignatureConfig, SignatureType, Subpacket,
    SubpacketData, UserId,
};
use pgp::types::{Duration, KeyDetails, KeyVersion, Password, SignedUser, Tag};
use pkgio::Timestamp;
use rand::rngs::OsRng;

use super::{Certificate, KeyOptions, KeySigner, KeyWarning, policy};
use crate::{Secret, SignOptions, Signer, Verifier};

/// The algorithm and length of a new key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with 4096 bits, which every supported apt and rpm verifies.
    #[default]
    Rsa4096,
    /// RSA of 3072 bits, verified by the same clients.
    Rsa3072,
    /// Ed25519 as algorithm 22, which rpm of EL 8 and 9 does not verify.
    Ed25519,
}

impl FromStr for KeyKind {
    type Err = ParseKeyKindError;

    /// `rsa4096`, `rsa3072` or `ed25519`, the names that gpg has for them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "rsa4096" => Ok(Self::Rsa4096),
            "rsa3072" => Ok(Self::Rsa3072),
            "ed25519" => Ok(Self::Ed25519),
            other => Err(ParseKeyKindError(other.to_owned())),
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa4096 => "rsa4096",
            Self::Rsa3072 => "rsa3072",
            Self::Ed25519 => "ed25519",
        })
    }
}

/// An unsupported kind of key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a supported kind of key: use rsa4096, which every apt and rpm verifies, rsa3072 \
     or ed25519"
)]
pub struct ParseKeyKindError(pub String);

/// What a new key is to be.
#[derive(Debug)]
pub struct GenerateOptions {
    /// Its algorithm.
    pub kind: KeyKind,
    /// The owner, such as `Example Packages <packages@example.org>`.
    pub user_id: String,
    /// The creation time: now.
    pub created: Timestamp,
    /// The expiry time. Clients without the renewed certificate refuse all signatures after that.
    pub expires: Option<Timestamp>,
    /// Protects the secret half.
    pub password: Option<Secret>,
}

impl GenerateOptions {
    /// Options for an unprotected RSA key of 4096 bits that does not expire.
    #[must_use]
    pub fn new(user_id: impl Into<String>, created: Timestamp) -> Self {
        let kind = KeyKind::default();
        Self { kind, user_id: user_id.into(), created, expires: None, password: None }
    }
}

/// The reason why no key was generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A user ID that is empty, too long, or has control characters or blanks around it.
    #[error("the user ID {0:?} {1}")]
    UserId(String, &'static str),
    /// A time after 2106-02-07, or an expiry time that is not after the creation time.
    #[error("the creation time of the key {0}")]
    Time(&'static str),
    /// The generated key does not sign correctly.
    #[error("no key was generated: {0}")]
    Failed(String),
}

/// A new key: one primary key for certifying and signing.
pub struct GeneratedKey {
    secret: Secret,
    certificate: Certificate,
    warnings: Vec<KeyWarning>,
}

impl fmt::Debug for GeneratedKey {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeneratedKey")
            .field("certificate", &self.certificate.fingerprint())
            .finish_non_exhaustive()
    }
}

impl GeneratedKey {
    /// The secret key, armored, as `gpg --import` and [`KeySigner::new`] read it. Keep it where
    /// nobody else can read it.
    #[must_use]
    pub fn secret(&self) -> &[u8] {
        self.secret.expose()
    }

    /// The public half.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The clients that do not support its signatures.
    #[must_use]
    pub fn warnings(&self) -> &[KeyWarning] {
        &self.warnings
    }
}

/// Makes a key of version 4 from the system's random numbers, and signs once with it to see that it
/// does.
///
/// Its self-signature has no critical subpacket, which rpm 4.14 to 4.18 do not read; it is over
/// SHA-512 with RSA and over SHA-256 with Ed25519, which rpm 4.16 does not verify over anything else.
///
/// # Errors
/// See [`GenerateError`].
pub fn generate(options: &GenerateOptions) -> Result<GeneratedKey, GenerateError> {
    let user_id = user_id(&options.user_id)?;
    let times = times(options)?;
    let mut key = new(options, user_id, times).map_err(|error| failed(&error))?;
    if let Some(password) = &options.password {
        let password = Password::from(password.expose());
        key.primary_key.set_password(OsRng, &password).map_err(|error| failed(&error))?;
    }
    let secret = key.to_armored_bytes(ArmorOptions::default()).map_err(|error| failed(&error))?;
    let certificate = Certificate::from(key.to_public_key());
    let secret = Secret::new(secret);
    prove(&secret, &certificate, options)?;
    let warnings = policy::warnings(&key.primary_key);
    Ok(GeneratedKey { secret, certificate, warnings })
}

fn user_id(text: &str) -> Result<UserId, GenerateError> {
    /// What gpg reads.
    const LONGEST: usize = 2048;
    let problem = if text.is_empty() {
        "is empty"
    } else if text.len() > LONGEST {
        "is longer than 2048 bytes"
    } else if text.chars().any(char::is_control) {
        "has a control character"
    } else if text.trim() != text {
        "has blanks around it"
    } else {
        return UserId::from_str(pgp::types::PacketHeaderVersion::default(), text)
            .map_err(|error| failed(&error));
    };
    Err(GenerateError::UserId(text.to_owned(), problem))
}

/// The creation time, and how long the key is valid.
fn times(options: &GenerateOptions) -> Result<(u32, Option<u32>), GenerateError> {
    let late = |_| GenerateError::Time("is after 2106-02-07, which OpenPGP cannot represent");
    let created = u32::try_from(options.created.seconds()).map_err(late)?;
    let Some(expires) = options.expires else { return Ok((created, None)) };
    let span = expires.seconds().checked_sub(u64::from(created)).filter(|span| *span > 0);
    let span = span.ok_or(GenerateError::Time("of expiry is not after the creation time"))?;
    Ok((created, Some(u32::try_from(span).map_err(late)?)))
}

fn new(
    options: &GenerateOptions,
    user_id: UserId,
    (created, span): (u32, Option<u32>),
) -> pgp::errors::Result<SignedSecretKey> {
    let kind = match options.kind {
        KeyKind::Rsa4096 => KeyType::Rsa(4096),
        KeyKind::Rsa3072 => KeyType::Rsa(3072),
        KeyKind::Ed25519 => KeyType::Ed25519Legacy,
    };
    let created = pgp::types::Timestamp::from_secs(created);
    let (public, secret) = kind.generate(OsRng)?;
    let public = PubKeyInner::new(KeyVersion::V4, kind.to_alg(), created, None, public)?;
    let public = PublicKey::from_inner(public)?;
    let key = SecretKey::new(public.clone(), secret)?;
    let digest = match options.kind {
        KeyKind::Rsa4096 | KeyKind::Rsa3072 => HashAlgorithm::Sha512,
        KeyKind::Ed25519 => HashAlgorithm::Sha256,
    };
    let mut config = SignatureConfig::v4(SignatureType::CertPositive, key.algorithm(), digest);
    let mut flags = KeyFlags::default();
    flags.set_certify(true);
    flags.set_sign(true);
    let preferred = [HashAlgorithm::Sha512, HashAlgorithm::Sha384, HashAlgorithm::Sha256];
    let mut hashed = vec![
        SubpacketData::IssuerFingerprint(key.fingerprint()),
        SubpacketData::SignatureCreationTime(created),
        SubpacketData::KeyFlags(flags),
        SubpacketData::PreferredHashAlgorithms(preferred.into_iter().collect()),
    ];
    if let Some(span) = span {
        hashed.push(SubpacketData::KeyExpirationTime(Duration::from_secs(span)));
    }
    config.hashed_subpackets =
        hashed.into_iter().map(Subpacket::regular).collect::<pgp::errors::Result<_>>()?;
    let issuer = SubpacketData::IssuerKeyId(key.legacy_key_id());
    config.unhashed_subpackets = vec![Subpacket::regular(issuer)?];
    let password = Password::empty();
    let signature = config.sign_certification(&key, &public, &password, Tag::UserId, &user_id)?;
    let user = SignedUser::new(user_id, vec![signature]);
    let details = SignedKeyDetails::new(Vec::new(), Vec::new(), vec![user], Vec::new());
    Ok(SignedSecretKey::new(key, details, Vec::new(), Vec::new()))
}

/// Signs with the key as it is given out.
fn prove(
    secret: &Secret,
    certificate: &Certificate,
    options: &GenerateOptions,
) -> Result<(), GenerateError> {
    let failed = |error: &dyn fmt::Display| GenerateError::Failed(error.to_string());
    let key = KeyOptions { password: options.password.clone(), ..KeyOptions::new(options.created) };
    let signer = KeySigner::new(secret.expose(), &key).map_err(|error| failed(&error))?;
    let message = options.user_id.as_bytes();
    let options = SignOptions::binary(crate::HashAlgorithm::Sha256, options.created);
    let signature = signer.sign(&mut { message }, options).map_err(|error| failed(&error))?;
    let published = certificate.to_bytes().map_err(|error| failed(&error))?;
    let published = Certificate::parse(&published).map_err(|error| failed(&error))?;
    published.verify(&signature.bytes, &mut { message }).map(drop).map_err(|error| failed(&error))
}

fn failed(error: &pgp::errors::Error) -> GenerateError {
    GenerateError::Failed(error.to_string())
}
