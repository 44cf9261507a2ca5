//! OpenPGP signatures (RFC 9580, RFC 4880) for packages and repositories.
//!
//! * [`Signer`]: what signs. Format crates know only this.
//! * [`CommandSigner`]: an external program that reads the message and writes the signature.
//! * `KeySigner` and `Certificate` (feature `rpgp`): keys in process.
//!
//! Nothing here reads the clock or the environment: the time of a signature is a parameter.

pub mod base64;

mod command;
mod signature;
mod signer;
mod verifier;

#[cfg(feature = "rpgp")]
mod key;

pub use command::CommandSigner;
pub use signature::{
    DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm, KeyId, SignatureError,
};
pub use signer::{SignError, SignOptions, Signer};
pub use verifier::{Verified, Verifier, VerifyError};

#[cfg(feature = "rpgp")]
pub use key::{Certificate, KeyError, KeyOptions, KeySigner, KeyWarning, Secret};
