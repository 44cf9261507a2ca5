//! What is wrong, or odd, with a key.

use std::fmt;

use super::{Form, KeyHandle, UnsupportedKey};
use crate::{Fingerprint, KeyAlgorithm};

/// Why a file of keys is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Nothing that OpenPGP calls a key.
    #[error("is no OpenPGP key: {0}")]
    Malformed(String),
    /// No key, by the look of it.
    #[error("is no OpenPGP key: it {0}")]
    Form(Form),
    /// Keys, but none whose algorithm, curve and version are supported.
    #[error("holds no key that is supported: {}", each(.0))]
    Unsupported(Vec<UnsupportedKey>),
    /// Longer than any key.
    #[error("is longer than any OpenPGP key: {0} bytes are read at most")]
    TooLong(usize),
    /// A public key where a secret one is needed.
    #[error("holds a public key, which cannot sign: {}", list(.0))]
    Public(Vec<Fingerprint>),
    /// A secret key where a public one is needed.
    #[error("holds a secret key where a public one is needed: {}", list(.0))]
    Secret(Vec<Fingerprint>),
    /// Several keys, and none was chosen.
    #[error("holds several keys: {}", list(.0))]
    Several(Vec<Fingerprint>),
    /// The chosen key is not there.
    #[error("holds no key {wanted}; there are {}", list(.found))]
    NotFound {
        /// What was asked for.
        wanted: KeyHandle,
        /// All that there are.
        found: Vec<Fingerprint>,
    },
    /// The chosen key may not sign.
    #[error("the key {key} {reason}{}", alternatives(.others))]
    Unfit {
        /// The key that was asked for.
        key: Fingerprint,
        /// Why, as the rest of a sentence that starts with the key.
        reason: String,
        /// The other keys of its certificate that may sign.
        others: Vec<Fingerprint>,
    },
    /// The secret key is protected and no password was given.
    #[error("is protected by a password, and none was given")]
    Locked,
    /// The password does not unlock it.
    #[error("is not unlocked by the password")]
    WrongPassword,
    /// No key in it may sign; each with the reason.
    #[error("holds no key that may sign: {}", reasons(.0))]
    Unusable(Vec<(Fingerprint, String)>),
}

fn list(fingerprints: &[Fingerprint]) -> String {
    fingerprints.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn each(keys: &[UnsupportedKey]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn alternatives(others: &[Fingerprint]) -> String {
    match others {
        [] => String::new(),
        others => format!("; of its certificate, {} may sign", list(others)),
    }
}

fn reasons(reasons: &[(Fingerprint, String)]) -> String {
    let each = reasons.iter().map(|(key, reason)| format!("{key} {reason}"));
    each.collect::<Vec<_>>().join("; ")
}

/// What is odd about a key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyWarning {
    /// An RSA key of less than 3072 bits.
    ShortRsa {
        /// The key's length in bits.
        bits: usize,
    },
    /// An algorithm that some of rpm's releases do not verify.
    Unverified(KeyAlgorithm),
    /// A subkey, which debsig-verify before 0.30 does not find by its policies.
    Subkey,
}

impl fmt::Display for KeyWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortRsa { bits } => {
                write!(f, "RSA of {bits} bits is refused by apt 3 from 2030-02-01")
            }
            Self::Unverified(algorithm) => {
                write!(f, "rpm in EL 7, 8 and 9 does not verify {algorithm} signatures")
            }
            Self::Subkey => f.write_str(
                "debsig-verify before 0.30, as in Debian 12, does not accept signatures by subkeys",
            ),
        }
    }
}
