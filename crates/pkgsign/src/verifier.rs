//! The trait of all verifiers.

use std::fmt::Debug;
use std::io::{self, Read};

use crate::{DetachedSignature, Fingerprint, KeyId, SignatureError};

/// Something that knows public keys and checks signatures against them.
pub trait Verifier: Debug + Send + Sync {
    /// Checks that `signature`, one packet, binary or armored, is one over everything that
    /// `message` gives, made by a known key at a time when that key was valid. `message` is read
    /// only when the key is known.
    ///
    /// # Errors
    /// See [`VerifyError`].
    fn verify(&self, signature: &[u8], message: &mut dyn Read) -> Result<Verified, VerifyError>;
}

/// A good signature and its signer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The properties of the signature.
    pub signature: DetachedSignature,
    /// The signing primary key or subkey.
    pub key: Fingerprint,
    /// The primary key of the certificate, which identifies it.
    pub certificate: Fingerprint,
    /// The certificate's first user ID.
    pub user_id: Option<Vec<u8>>,
}

/// The reason why a signature is not good.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The message could not be read.
    #[error("the signed message could not be read")]
    Message(#[source] io::Error),
    /// Not one signature packet.
    #[error("the signature {0}")]
    Signature(#[from] SignatureError),
    /// No known key made the signature.
    #[error("signed by an unknown key, {}", named(.issuer.as_ref(), *.key_id))]
    UnknownKey {
        /// The fingerprint that the signature names.
        issuer: Option<Fingerprint>,
        /// The key ID in the signature.
        key_id: Option<KeyId>,
    },
    /// The message or the signature was changed, or the signature is for another message.
    #[error("the signature by {key} does not match what it signs")]
    Bad {
        /// The key that the signature names.
        key: Fingerprint,
    },
    /// A key that was not valid at the time of the signature, or weak algorithms.
    #[error("signed by {key}, {reason}")]
    Untrusted {
        /// The key.
        key: Fingerprint,
        /// Why, as the rest of the sentence.
        reason: String,
    },
}

fn named(issuer: Option<&Fingerprint>, key_id: Option<KeyId>) -> String {
    match (issuer, key_id) {
        (Some(fingerprint), _) => fingerprint.to_string(),
        (None, Some(key_id)) => key_id.to_string(),
        (None, None) => "which the signature does not name".to_owned(),
    }
}
