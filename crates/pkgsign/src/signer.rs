//! The trait of all signers.

use std::fmt::Debug;
use std::io::{self, Read};

use pkgio::Timestamp;

use crate::cleartext::TextError;
use crate::{DetachedSignature, HashAlgorithm, KeyAlgorithm, SignatureType, VerifyError};

/// The options of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignOptions {
    /// Whether bytes are signed, or text.
    pub kind: SignatureType,
    /// The digest of the message.
    pub hash: HashAlgorithm,
    /// The signature's creation time.
    pub created: Timestamp,
}

impl SignOptions {
    /// Options for a signature over bytes.
    #[must_use]
    pub fn binary(hash: HashAlgorithm, created: Timestamp) -> Self {
        Self { kind: SignatureType::Binary, hash, created }
    }

    /// Options for a text signature, as in cleartext messages.
    #[must_use]
    pub fn text(hash: HashAlgorithm, created: Timestamp) -> Self {
        Self { kind: SignatureType::Text, hash, created }
    }
}

/// Something that holds a secret key and signs with it.
///
/// # Contract
/// A signature is one binary OpenPGP packet of version 4 and of the wished type, 0x00 or 0x01, over
/// the message, with no critical subpacket and no expiry, and is the same for the same message and
/// options wherever the key's algorithm allows it (RSA, Ed25519).
///
/// The lines of a message that is signed as text end in LF, the last one in nothing, and none has
/// blanks or a CR at its end; it is signed with CR LF (RFC 9580, section 5.2.1.2).
pub trait Signer: Debug + Send + Sync {
    /// Signs everything that `message` gives.
    ///
    /// # Errors
    /// See [`SignError`].
    fn sign(
        &self,
        message: &mut dyn Read,
        options: SignOptions,
    ) -> Result<DetachedSignature, SignError>;

    /// The algorithm of the signing key; `None` when it is known only from a signature.
    fn algorithm(&self) -> Option<KeyAlgorithm>;

    /// The time from which the key's binding is valid: a signature must not be older. `None` when
    /// it is not known.
    fn valid_from(&self) -> Option<Timestamp>;
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The message could not be read.
    #[error("the message to sign could not be read")]
    Message(#[source] io::Error),
    /// The key cannot create such a signature, or could not be unlocked.
    #[error("{0}")]
    Key(String),
    /// The external command could not be started, failed, or timed out.
    #[error("the signing command {0}")]
    Command(String),
    /// What the external command wrote is no signature as the contract of [`Signer`] asks for.
    #[error("the signing command's output {0}")]
    Output(String),
    /// A text that cannot be signed as text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The published certificates do not verify the new signature, so it is not returned.
    #[error("the new signature is not verified by the certificates that clients have")]
    Unverified(#[source] Box<VerifyError>),
}
