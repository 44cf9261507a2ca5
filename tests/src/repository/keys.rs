//! Keys that repositories are signed with.

use std::fmt;
use std::sync::OnceLock;

use pkgio::Timestamp;
use pkgsign::key::{Certificate, GenerateOptions, KeyKind, generate};

/// A key, and its public half in the two forms that apt reads.
#[derive(Clone)]
pub struct Key {
    /// The secret half, armored.
    pub secret: Vec<u8>,
    /// The public half, armored: `NAME.asc`.
    pub armored: String,
    /// The public half: `NAME.gpg`.
    pub binary: Vec<u8>,
    /// The public half, to verify with.
    pub certificate: Certificate,
    /// From when on it is valid, in seconds since 1970.
    pub created: u64,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.certificate.fingerprint()).finish()
    }
}

impl Key {
    /// A new key that is valid from `created` on, in seconds since 1970, until `expires`.
    ///
    /// # Panics
    /// When none can be made.
    #[must_use]
    pub fn new(kind: KeyKind, created: u64, expires: Option<u64>) -> Self {
        let time = |seconds: u64| Timestamp::clamped(i64::try_from(seconds).unwrap());
        let mut options = GenerateOptions::new("A Repository <repo@example.com>", time(created));
        options.kind = kind;
        options.expires = expires.map(time);
        let key = generate(&options).unwrap();
        let certificate = key.certificate().clone();
        Self {
            secret: key.secret().to_vec(),
            armored: certificate.armor().unwrap(),
            binary: certificate.to_bytes().unwrap(),
            certificate,
            created,
        }
    }

    /// The kind that every client reads; made once for all tests.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    #[must_use]
    pub fn usual() -> Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::new(KeyKind::default(), BEGINNING, None)).clone()
    }

    /// One that signs quickly; made once for all tests.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    #[must_use]
    pub fn quick() -> Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::new(KeyKind::Ed25519, BEGINNING, None)).clone()
    }
}

/// 2024-01-01, from when on keys are valid.
const BEGINNING: u64 = 1_704_067_200;
