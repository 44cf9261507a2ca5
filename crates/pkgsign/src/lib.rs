//! OpenPGP signatures (RFC 9580, RFC 4880) for packages and repositories.
//!
//! * [`Signer`]: what signs. Format crates know only this.
//! * `CommandSigner` (feature `command`): an external program that reads the message and writes the signature.
//! * [`cleartext`]: signed text, as APT's `InRelease`, by one or more keys.
//! * [`detached`]: signatures beside what they sign, as `Release.gpg` and `repomd.xml.asc`.
//! * `KeySigner` and `Certificate` (feature `rpgp`): keys in process; module `key` makes new ones and
//!   examines what is published.
//!
//! Nothing here reads the clock or the environment: the time of a signature is a parameter.

pub mod base64;
pub mod cleartext;
pub mod detached;

#[cfg(feature = "command")]
mod command;
mod secret;
mod secret_key;
mod several;
mod signature;
mod signer;
mod verifier;

#[cfg(feature = "rpgp")]
pub mod key;

#[cfg(feature = "command")]
pub use command::CommandSigner;
pub use secret::Secret;
pub use secret_key::looks_like_secret_key;
pub use several::{EndorseError, Endorsed};
pub use signature::{
    DetachedSignature, Fingerprint, HashAlgorithm, KeyAlgorithm, KeyId, SignatureError,
    SignatureType,
};
pub use signer::{SignError, SignOptions, Signer};
pub use verifier::{Verified, Verifier, VerifyError};

#[cfg(feature = "rpgp")]
pub use key::{Certificate, KeyError, KeyHandle, KeyOptions, KeySigner, KeyWarning};
