//! Detached signatures and their properties.

pub(crate) mod armor;
mod packet;
#[cfg(test)]
mod tests;

use std::fmt;

use pkgio::Timestamp;

/// The type of a signature (RFC 9580, section 5.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureType {
    /// Its bytes are signed (0x00).
    Binary,
    /// Its lines are signed, with CR LF between them (0x01).
    Text,
    /// Another, by its number; no signature of a message.
    Other(u8),
}

impl From<u8> for SignatureType {
    fn from(number: u8) -> Self {
        match number {
            0 => Self::Binary,
            1 => Self::Text,
            other => Self::Other(other),
        }
    }
}

impl SignatureType {
    /// The number in OpenPGP.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Binary => 0,
            Self::Text => 1,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for SignatureType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("binary"),
            Self::Text => f.write_str("text"),
            Self::Other(number) => write!(f, "type 0x{number:02X}"),
        }
    }
}

/// The digest of a signature.
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

impl From<u8> for HashAlgorithm {
    fn from(number: u8) -> Self {
        match number {
            8 => Self::Sha256,
            9 => Self::Sha384,
            10 => Self::Sha512,
            other => Self::Other(other),
        }
    }
}

impl HashAlgorithm {
    /// The number in OpenPGP.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Sha256 => 8,
            Self::Sha384 => 9,
            Self::Sha512 => 10,
            Self::Other(number) => number,
        }
    }
}

impl fmt::Display for HashAlgorithm {
    /// The name that `gpg --digest-algo` takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
            Self::Other(1) => "MD5",
            Self::Other(2) => "SHA1",
            Self::Other(3) => "RIPEMD160",
            Self::Other(11) => "SHA224",
            Self::Other(number) => return write!(f, "digest {number}"),
        })
    }
}

/// The algorithm of a key, by OpenPGP's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// RSA (1).
    Rsa,
    /// Ed25519 as `EdDSALegacy` (22), which every client supports.
    Ed25519Legacy,
    /// Another, by its number.
    Other(u8),
}

impl From<u8> for KeyAlgorithm {
    fn from(number: u8) -> Self {
        match number {
            // 3 is RSA too, for signing only; deprecated, read alike.
            1 | 3 => Self::Rsa,
            22 => Self::Ed25519Legacy,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "RSA",
            Self::Ed25519Legacy => "Ed25519",
            Self::Other(16) => "Elgamal",
            Self::Other(17) => "DSA",
            Self::Other(18) => "ECDH",
            Self::Other(25) => "X25519",
            Self::Other(26) => "X448",
            Self::Other(19) => "ECDSA",
            Self::Other(27) => "Ed25519 (algorithm 27)",
            Self::Other(28) => "Ed448",
            Self::Other(number) => return write!(f, "algorithm {number}"),
        })
    }
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

impl Fingerprint {
    /// The key ID: the last eight bytes of a fingerprint of version 4, the first ones of version 6.
    #[must_use]
    pub fn key_id(&self) -> Option<KeyId> {
        let bytes = match self.0.len() {
            20 => self.0.last_chunk(),
            32 => self.0.first_chunk(),
            _ => None,
        };
        bytes.map(|bytes| KeyId(*bytes))
    }
}

/// A key ID: eight bytes of a fingerprint. Shown in upper-case hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// One signature packet, binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedSignature {
    /// The packet with its header.
    pub bytes: Vec<u8>,
    /// The type of the signature.
    pub kind: SignatureType,
    /// The algorithm of the signing key.
    pub algorithm: KeyAlgorithm,
    /// The digest.
    pub hash: HashAlgorithm,
    /// The fingerprint of the signing primary key or subkey, if the packet has it.
    pub issuer: Option<Fingerprint>,
    /// The key ID of that key, if the packet has it or the fingerprint.
    pub key_id: Option<KeyId>,
    /// The creation time, if the packet has it.
    pub created: Option<Timestamp>,
    /// The time after which gpgv and sqv refuse it; `None` if it does not expire.
    pub expires: Option<Timestamp>,
}

impl DetachedSignature {
    /// Parses exactly one signature packet of version 3, 4 or 6, binary or armored. Nothing is
    /// verified.
    ///
    /// # Errors
    /// Any other data, with its description or the location of the error.
    pub fn parse(bytes: &[u8]) -> Result<Self, SignatureError> {
        packet::parse(bytes).map(|packet| packet.signature)
    }

    /// Parses all packets in `bytes`, armored or binary: at least one, at most 64. Nothing is
    /// verified.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Self>, SignatureError> {
        packet::parse_all(bytes)
    }

    /// Parses the result of a [`Signer`](crate::Signer): version 4, the requested type, no critical
    /// subpacket, no expiry.
    #[cfg(any(feature = "command", feature = "rpgp"))]
    pub(crate) fn parse_as_contracted(
        bytes: &[u8],
        kind: SignatureType,
    ) -> Result<Self, SignatureError> {
        packet::parse(bytes)?.into_contracted(kind)
    }

    /// The version of the packet, which follows its header.
    #[must_use]
    pub fn version(&self) -> u8 {
        packet::version(&self.bytes)
    }

    /// One ASCII-armored block of the packets of `signatures`, with its checksum (RFC 9580, section
    /// 6.2), ending in a line end.
    #[must_use]
    pub fn armor(signatures: &[Self]) -> String {
        let packets: Vec<&[u8]> = signatures.iter().map(|one| one.bytes.as_slice()).collect();
        armor::encode(&packets.concat())
    }
}

/// Not one signature packet, or not one that packages can have; the message describes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SignatureError {
    problem: String,
    is_unsupported: bool,
}

impl SignatureError {
    /// Creates an error; `problem` continues a sentence that starts with the signature.
    pub fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), is_unsupported: false }
    }

    /// Creates an error about a signature of an unknown version, which may be good.
    pub(crate) fn unsupported(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), is_unsupported: true }
    }

    /// True if the signature has an unknown version, so that it cannot be verified.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.is_unsupported
    }
}
