//! Detached signatures and what they say of themselves.

use std::fmt;

/// The digest that a signature is made over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HashAlgorithm {
    /// SHA-256 (OpenPGP's number 8).
    Sha256,
    /// SHA-384 (9); read, never written.
    Sha384,
    /// SHA-512 (10).
    Sha512,
    /// Another, by its number.
    Other(u8),
}

/// The algorithm of a key, by OpenPGP's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// RSA (1).
    Rsa,
    /// Ed25519 as `EdDSALegacy` (22), which every client reads.
    Ed25519Legacy,
    /// Another, by its number.
    Other(u8),
}

/// The fingerprint of a key: 20 bytes for version 4, 32 for version 6. Shown in upper-case
/// hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub Box<[u8]>);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// One signature packet, binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedSignature {
    /// The packet with its header.
    pub bytes: Vec<u8>,
    /// The algorithm of the key that made it.
    pub algorithm: KeyAlgorithm,
    /// The digest.
    pub hash: HashAlgorithm,
    /// The fingerprint of the key that made it, primary or subkey, where the packet names it.
    pub issuer: Option<Fingerprint>,
    /// Its creation time, where the packet names it.
    pub created: Option<pkgio::Timestamp>,
}
