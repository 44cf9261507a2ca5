//! Verifying with a public key.

use std::io::{self, Read};

use pgp::composed::{
    ArmorOptions, Deserializable, DetachedSignature as PgpSignature, SignedPublicKey,
};
use pgp::packet::Signature;
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, VerifyingKey};

use super::component::{Component, components};
use super::{KeyError, fingerprint, parse, policy};
use crate::{DetachedSignature, Fingerprint, Verified, Verifier, VerifyError};

/// A public key with its subkeys and user IDs, self-signatures checked.
///
/// A [`Vec`] of certificates is a [`Verifier`] that takes the one that made a signature.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub(super) key: SignedPublicKey,
    pub(super) components: Vec<Component>,
}

impl From<SignedPublicKey> for Certificate {
    fn from(key: SignedPublicKey) -> Self {
        let components = components(&key);
        Self { key, components }
    }
}

impl Certificate {
    /// Every certificate of a file, armored or binary, as `gpg --export` writes it.
    ///
    /// # Errors
    /// [`KeyError::Malformed`], and [`KeyError::Secret`] for a file that should not be shown around.
    pub fn parse(bytes: &[u8]) -> Result<Vec<Self>, KeyError> {
        Ok(parse::public(bytes)?.into_iter().map(Self::from).collect())
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

    /// The certificate as a `.asc` file: one armored block with no headers, so that its second line
    /// is empty, as the `Signed-By` of every apt takes it.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a certificate that cannot be written.
    pub fn armor(&self) -> Result<String, KeyError> {
        let written = self.key.to_armored_string(ArmorOptions::default());
        written.map_err(|error| KeyError::Malformed(error.to_string()))
    }

    /// The certificate as a `.gpg` file: binary packets.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] for a certificate that cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeyError> {
        self.key.to_bytes().map_err(|error| KeyError::Malformed(error.to_string()))
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

impl Verifier for Vec<Certificate> {
    fn verify(&self, signature: &[u8], message: &mut dyn Read) -> Result<Verified, VerifyError> {
        let signature = DetachedSignature::parse(signature)?;
        let found = self.iter().find_map(|certificate| {
            certificate.issuer(&signature).map(|issuer| (certificate, issuer))
        });
        let Some((certificate, issuer)) = found else {
            let DetachedSignature { issuer, key_id, .. } = signature;
            return Err(VerifyError::UnknownKey { issuer, key_id });
        };
        let key = issuer.component.fingerprint.clone();
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
        let own = &self.component.fingerprint;
        match (&signature.issuer, signature.key_id) {
            (Some(named), _) => named == own,
            (None, named) => named.is_some() && named == own.key_id(),
        }
    }

    /// Whether the signature is one over `message` by this key.
    fn check(&self, packet: &[u8], message: &mut dyn Read) -> Result<(), VerifyError> {
        let bad = || VerifyError::Bad { key: self.component.fingerprint.clone() };
        let signature = PgpSignature::from_bytes(packet).map_err(|_| bad())?.signature;
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
        let key: &dyn KeyDetails = match &self.key {
            Key::Primary(key) => *key,
            Key::Subkey(key) => *key,
        };
        if let Some(problem) = policy::too_weak(key) {
            return Some(format!("which {problem}"));
        }
        let created = signature.created.map_or(0, |time| time.seconds());
        if created < u64::from(key.created_at().as_secs()) {
            return Some("at a time before the key was made".to_owned());
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
