//! OpenPGP signatures (RFC 9580, RFC 4880) for packages and repositories.
//!
//! * [`Signer`]: what signs. Format crates know only this.
//! * `CommandSigner`: an external program that reads the message and writes the signature.
//! * `KeySigner` and `Certificate` (feature `rpgp`): keys in process.
//!
//! Nothing here reads the clock or the environment: the time of a signature is a parameter.

mod signature;
mod signer;

pub use signature::{DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm};
pub use signer::{SignError, SignOptions, Signer};
