//! What is wrong, or odd, with a key.

use std::fmt;

use super::{Form, KeyHandle, UnsupportedKey};
use crate::{Fingerprint, KeyAlgorithm};

/// The reason why a key file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Nothing that OpenPGP calls a key.
    #[error("is not an OpenPGP key: {0}")]
    Malformed(String),
    /// Not a key, as its form shows.
    #[error("is not an OpenPGP key: it {0}")]
    Form(Form),
    /// Keys without a supported algorithm, curve and version.
    #[error("has no supported key: {}", each(.0))]
    Unsupported(Vec<UnsupportedKey>),
    /// Longer than any key.
    #[error("is too long for an OpenPGP key: the limit is {0} bytes")]
    TooLong(usize),
    /// A public key, but a secret one is required.
    #[error("has a public key, which cannot sign: {}", list(.0))]
    Public(Vec<Fingerprint>),
    /// A secret key, but a public one is required.
    #[error("has a secret key, but a public one is required: {}", list(.0))]
    Secret(Vec<Fingerprint>),
    /// Several keys, of which none was selected.
    #[error("has several keys: {}", list(.0))]
    Several(Vec<Fingerprint>),
    /// The selected key is not in the file.
    #[error("has no key {wanted}; it has {}", list(.found))]
    NotFound {
        /// What was asked for.
        wanted: KeyHandle,
        /// All that there are.
        found: Vec<Fingerprint>,
    },
    /// The selected key must not sign.
    #[error("the key {key} {reason}{}", alternatives(.others))]
    Unfit {
        /// The key that was asked for.
        key: Fingerprint,
        /// Why, as the rest of a sentence that starts with the key.
        reason: String,
        /// The other keys of its certificate that can sign.
        others: Vec<Fingerprint>,
    },
    /// The secret key is protected and no password was given.
    #[error("is locked with a password, and none was given")]
    Locked,
    /// The password does not unlock the key.
    #[error("is not unlocked by the password")]
    WrongPassword,
    /// No key in the file can sign; each key with the reason.
    #[error("has no key that can sign: {}", reasons(.0))]
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
        others => format!("; in its certificate, {} can sign", list(others)),
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
