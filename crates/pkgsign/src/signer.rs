//! The seam between what is signed and what signs.

use std::fmt::Debug;
use std::io::{self, Read};

use pkgio::Timestamp;

use crate::{DetachedSignature, HashAlgorithm, KeyAlgorithm};

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignOptions {
    /// The digest of the message.
    pub hash: HashAlgorithm,
    /// The signature's creation time.
    pub created: Timestamp,
}

/// Something that holds a secret key and signs with it.
///
/// # Contract
/// A signature is one binary OpenPGP packet of version 4 and type 0x00 over the message's bytes,
/// with no critical subpacket and no expiry, and is the same for the same message and options
/// wherever the key's algorithm allows it (RSA, Ed25519).
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
    /// The key cannot make such a signature, or could not be unlocked.
    #[error("{0}")]
    Key(String),
    /// The external command could not be run, failed, or took too long.
    #[error("the signing command {0}")]
    Command(String),
    /// What the external command wrote is no signature as the contract of [`Signer`] asks for.
    #[error("the signing command's output {0}")]
    Output(String),
}
