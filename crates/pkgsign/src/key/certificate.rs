//! Verifying with a public key.

use std::io::{self, Read};

use pgp::composed::{
    Deserializable, DetachedSignature as PgpSignature, SignedPublicKey, SignedSecretKey,
};
use pgp::packet::Signature;
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, VerifyingKey};
use pkgio::Timestamp;

use super::component::{Component, components};
use super::{KeyError, UnsupportedKey, fingerprint, parse, policy};
use crate::signature::armor;
use crate::{
    DetachedSignature, Fingerprint, KeyAlgorithm, SignatureError, Verified, Verifier, VerifyError,
};

/// A public key with its subkeys and user IDs, and with verified self-signatures.
///
/// A [`Vec`] of certificates is a [`Verifier`] that selects the certificate that made a signature.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub(super) key: SignedPublicKey,
    pub(super) components: Vec<Component>,
    /// Unsupported keys in the certificate or in the same file.
    unsupported: Vec<UnsupportedKey>,
}

impl From<SignedPublicKey> for Certificate {
    fn from(key: SignedPublicKey) -> Self {
        let components = components(&key);
        Self { key, components, unsupported: Vec::new() }
    }
}

impl Certificate {
    /// Parses every certificate of a file, armored or binary, as `gpg --export` writes it. Text
    /// around armored blocks is ignored, and so are trust packets and others without a meaning for
    /// readers. Keys of an unknown algorithm, curve or version are omitted.
    ///
    /// # Errors
    /// [`KeyError::Malformed`], [`KeyError::Unsupported`] if no key is supported, and
    /// [`KeyError::Secret`] for a file with secret keys.
    pub fn parse(bytes: &[u8]) -> Result<Vec<Self>, KeyError> {
        let read = parse::public(bytes)?.into_iter();
        Ok(read.map(|(key, unsupported)| Self { unsupported, ..Self::from(key) }).collect())
    }

    /// The fingerprint of the primary key.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        fingerprint(&self.key.primary_key)
    }

    /// The user IDs, such as `Jo <jo@example.org>`.
    pub fn user_ids(&self) -> impl Iterator<Item = &[u8]> {
        self.key.details.users.iter().map(|user| user.id.id())
    }

    /// The public half of every secret key of a file, armored or binary. None has to be unlocked.
    ///
    /// # Errors
    /// [`KeyError::Malformed`], and [`KeyError::Public`] for a file of public keys.
    pub fn of_secret(bytes: &[u8]) -> Result<Vec<Self>, KeyError> {
        let read = parse::secret(bytes)?.into_iter();
        let public = |(key, unsupported): (SignedSecretKey, _)| Self {
            unsupported,
            ..Self::from(key.to_public_key())
        };
        Ok(read.map(public).collect())
    }

    /// Like [`parse`](Self::parse), for a file that verifies signatures: at least one certificate
    /// must be supported. Also returns the unsupported primary keys.
    ///
    /// # Errors
    /// Those of `parse`, and [`KeyError::Unsupported`] with every key if none is supported.
    pub fn parse_usable(bytes: &[u8]) -> Result<(Vec<Self>, Vec<UnsupportedKey>), KeyError> {
        let certificates = Self::parse(bytes)?;
        let mut unsupported: Vec<UnsupportedKey> =
            certificates.iter().filter_map(Self::unsupported_primary).collect();
        let is_usable = unsupported.len() < certificates.len();
        let beside = certificates.iter().flat_map(|one| &one.unsupported);
        unsupported.extend(beside.filter(|key| key.certificate.is_none()).cloned());
        if is_usable {
            Ok((certificates, unsupported))
        } else {
            Err(KeyError::Unsupported(unsupported))
        }
    }

    /// The unsupported keys in the certificate, or beside the first certificate of a file: those
    /// with an unsupported algorithm, curve or version.
    #[must_use]
    pub fn unsupported(&self) -> &[UnsupportedKey] {
        &self.unsupported
    }

    /// Its primary key, where that is of an algorithm or curve that is not supported.
    fn unsupported_primary(&self) -> Option<UnsupportedKey> {
        let what = policy::unsupported(&self.key.primary_key)?;
        Some(UnsupportedKey { fingerprint: Some(self.fingerprint()), certificate: None, what })
    }

    /// The certified properties of each key, primary key first.
    pub fn keys(&self) -> impl Iterator<Item = CertifiedKey> {
        let subkeys = self.key.public_subkeys.iter().map(|subkey| &subkey.key as &dyn KeyDetails);
        let keys = std::iter::once(&self.key.primary_key as &dyn KeyDetails).chain(subkeys);
        keys.zip(&self.components).map(|(key, component)| certified(key, component))
    }

    /// The earliest time of a good signature: the newest binding of a signing key that is not bound
    /// later than `now`. `None` if there is no such key.
    #[must_use]
    pub fn valid_from(&self, now: Timestamp) -> Option<Timestamp> {
        let signing = self.keys().filter(|key| key.signs && key.valid_from <= now);
        signing.map(|key| key.valid_from).max()
    }

    /// The certificate as a `.asc` file: one armored block without headers, so that its second line
    /// is empty, as `Signed-By` of every apt requires.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a certificate that cannot be written.
    pub fn armor(&self) -> Result<String, KeyError> {
        Self::armor_all([self])
    }

    /// Certificates as one `.asc` file of one block, as apt reads several; rpm wants each in a file of
    /// its own.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a certificate that cannot be written.
    pub fn armor_all<'a>(
        certificates: impl IntoIterator<Item = &'a Self>,
    ) -> Result<String, KeyError> {
        let mut bytes = Vec::new();
        for certificate in certificates {
            bytes.extend(certificate.to_bytes()?);
        }
        Ok(armor::block("PUBLIC KEY BLOCK", &bytes))
    }

    /// The certificate as a `.gpg` file: binary packets.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a certificate that cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeyError> {
        self.key.to_bytes().map_err(|error| KeyError::Malformed(error.to_string()))
    }

    /// The key that a signature names and that nothing could be made of, with what it is.
    fn unsupported_issuer(&self, signature: &DetachedSignature) -> Option<(Fingerprint, &str)> {
        self.unsupported.iter().find_map(|UnsupportedKey { fingerprint, what, .. }| {
            let fingerprint = fingerprint.as_ref()?;
            let is_named = signature.key_id.is_some() && signature.key_id == fingerprint.key_id();
            is_named.then(|| (fingerprint.clone(), what.as_str()))
        })
    }

    /// The key that a signature names, with what is known of it.
    fn issuer(&self, signature: &DetachedSignature) -> Option<Issuer<'_>> {
        let subkeys = self.key.public_subkeys.iter().map(|subkey| Key::Subkey(&subkey.key));
        let keys = std::iter::once(Key::Primary(&self.key.primary_key)).chain(subkeys);
        keys.zip(&self.components)
            .map(|(key, component)| Issuer { key, component })
            .find(|issuer| issuer.is_named_by(signature))
    }
}

/// The properties of a key that valid self-signatures in its certificate certify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertifiedKey {
    /// The fingerprint.
    pub fingerprint: Fingerprint,
    /// The algorithm.
    pub algorithm: KeyAlgorithm,
    /// The length of an RSA key in bits.
    pub bits: Option<usize>,
    /// The creation time.
    pub created: Timestamp,
    /// The time of the newest binding. Signatures must be newer.
    pub valid_from: Timestamp,
    /// The expiry time.
    pub expires: Option<Timestamp>,
    /// The revocation time.
    pub revoked: Option<Timestamp>,
    /// Whether the key is bound to the certificate for signing data.
    pub signs: bool,
    /// The reason why signatures by this key cannot be verified: `a key on the curve secp256k1`.
    /// `None` for keys whose signatures can be verified, and for encryption keys.
    pub unsupported: Option<String>,
}

fn certified(key: &dyn KeyDetails, component: &Component) -> CertifiedKey {
    let time = |seconds: u64| Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX));
    CertifiedKey {
        fingerprint: component.fingerprint.clone(),
        algorithm: policy::algorithm(key),
        bits: policy::rsa_bits(key),
        created: time(key.created_at().as_secs().into()),
        valid_from: time(component.valid_from),
        expires: component.expires.map(time),
        revoked: component.revoked.map(|revocation| time(revocation.at)),
        signs: component.signs && component.unbound.is_none(),
        unsupported: policy::unsupported(key).filter(|_| !policy::encrypts(key)),
    }
}

impl Verifier for Vec<Certificate> {
    fn verify(&self, signature: &[u8], message: &mut dyn Read) -> Result<Verified, VerifyError> {
        let signature = DetachedSignature::parse(signature)?;
        let found = self.iter().find_map(|certificate| {
            certificate.issuer(&signature).map(|issuer| (certificate, issuer))
        });
        let Some((certificate, issuer)) = found else {
            let unsupported = self.iter().find_map(|one| one.unsupported_issuer(&signature));
            if let Some((key, what)) = unsupported {
                let reason = format!("with {what}, which is not supported");
                return Err(VerifyError::Untrusted { key, reason });
            }
            let DetachedSignature { issuer, key_id, .. } = signature;
            return Err(VerifyError::UnknownKey { issuer, key_id });
        };
        let key = issuer.component.fingerprint.clone();
        if let Some(what) = issuer.unsupported(certificate, &signature) {
            let reason = format!("with {what}, which is not supported");
            return Err(VerifyError::Untrusted { key, reason });
        }
        if !policy::is_strong(signature.hash.number().into()) {
            let reason = format!("over {}, which is too weak a digest", signature.hash);
            return Err(VerifyError::Untrusted { key, reason });
        }
        issuer.check(&signature.bytes, message)?;
        if let Some(reason) = issuer.distrust(&signature) {
            return Err(VerifyError::Untrusted { key, reason });
        }
        Ok(Verified {
            signature,
            key,
            certificate: certificate.fingerprint(),
            user_id: certificate.user_ids().next().map(<[u8]>::to_vec),
        })
    }
}

impl Verifier for Certificate {
    fn verify(&self, signature: &[u8], message: &mut dyn Read) -> Result<Verified, VerifyError> {
        vec![self.clone()].verify(signature, message)
    }
}

/// The key that a signature names.
#[derive(Debug)]
struct Issuer<'a> {
    key: Key<'a>,
    component: &'a Component,
}

#[derive(Clone, Copy, Debug)]
enum Key<'a> {
    Primary(&'a pgp::packet::PublicKey),
    Subkey(&'a pgp::packet::PublicSubkey),
}

impl Issuer<'_> {
    fn is_named_by(&self, signature: &DetachedSignature) -> bool {
        // As gpgv does it: a fingerprint that was changed in front of its key ID is that of a bad
        // signature, not of an unknown key.
        let named = signature.key_id;
        named.is_some() && named == self.component.fingerprint.key_id()
    }

    /// What is in the way of a verdict on the signature: it may be good. The primary key counts
    /// too, because it says whether the key is its own.
    fn unsupported(
        &self,
        certificate: &Certificate,
        signature: &DetachedSignature,
    ) -> Option<String> {
        policy::unsupported(&certificate.key.primary_key)
            .or_else(|| policy::unsupported(self.details()))
            .or_else(|| policy::unsupported_in(signature))
    }

    fn details(&self) -> &dyn KeyDetails {
        match self.key {
            Key::Primary(key) => key,
            Key::Subkey(key) => key,
        }
    }

    /// Whether the signature is one over `message` by this key.
    fn check(&self, packet: &[u8], message: &mut dyn Read) -> Result<(), VerifyError> {
        let bad = || VerifyError::Bad { key: self.component.fingerprint.clone() };
        let signature = PgpSignature::from_bytes(packet)
            .map_err(|_| SignatureError::new("cannot be read"))?
            .signature;
        let mut message = Failing { inner: message, error: None };
        let result = match self.key {
            Key::Primary(key) => verify(&signature, key, &mut message),
            Key::Subkey(key) => verify(&signature, key, &mut message),
        };
        match message.error {
            Some(error) => Err(VerifyError::Message(error)),
            None => result.map_err(|_| bad()),
        }
    }

    /// Why a good signature by this key proves nothing.
    fn distrust(&self, signature: &DetachedSignature) -> Option<String> {
        let key = self.details();
        if let Some(problem) = policy::too_weak(key) {
            return Some(format!("which {problem}"));
        }
        let created = signature.created.map_or(0, |time| time.seconds());
        if created < u64::from(key.created_at().as_secs()) {
            return Some("at a time before the key was created".to_owned());
        }
        self.component.defect_at(created).map(|problem| format!("which {problem}"))
    }
}

fn verify(
    signature: &Signature,
    key: &impl VerifyingKey,
    message: &mut Failing<'_>,
) -> pgp::errors::Result<()> {
    signature.verify(key, message)
}

/// Keeps the error of reading, which the verifier's own error would hide.
struct Failing<'a> {
    inner: &'a mut dyn Read,
    error: Option<io::Error>,
}

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                let kind = error.kind();
                self.error = Some(error);
                Err(kind.into())
            }
            result => result,
        }
    }
}
