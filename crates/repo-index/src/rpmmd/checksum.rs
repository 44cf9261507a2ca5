//! The digest of a package or a list, and its algorithm.

use std::fmt;
use std::str::FromStr;

use pkgio::{Algorithms, Digests, Hasher, Hex};
use repo_store::Sha256;

/// The algorithm of a [`Checksum`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChecksumKind {
    /// `md5`, of very old repositories.
    Md5,
    /// `sha1`, which old repositories call `sha`.
    Sha1,
    /// `sha224`
    Sha224,
    /// `sha256`, the default.
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

impl ChecksumKind {
    const ALL: [Self; 6] =
        [Self::Md5, Self::Sha1, Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The value of an attribute `type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The algorithm that an attribute `type` names; `sha` is SHA-1.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "sha" => Some(Self::Sha1),
            name => Self::ALL.into_iter().find(|kind| kind.name() == name),
        }
    }

    /// What a [`Hasher`] must be asked for.
    #[must_use]
    pub fn algorithms(self) -> Algorithms {
        match self {
            Self::Md5 => Algorithms { md5: true, ..Algorithms::NONE },
            Self::Sha1 => Algorithms { sha1: true, ..Algorithms::NONE },
            Self::Sha224 => Algorithms { sha224: true, ..Algorithms::NONE },
            Self::Sha256 => Algorithms { sha256: true, ..Algorithms::NONE },
            Self::Sha384 => Algorithms { sha384: true, ..Algorithms::NONE },
            Self::Sha512 => Algorithms { sha512: true, ..Algorithms::NONE },
        }
    }

    /// The digest's length in hexadecimal digits.
    fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
            Self::Sha224 => 56,
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }

    /// The digest of this kind among those that were computed, if it is.
    pub(crate) fn among(self, digests: &Digests) -> Option<Checksum> {
        self.in_hex(digests).map(|hex| Checksum { kind: self, hex })
    }

    /// Whether these are the digits of such a digest, in lower case.
    pub(super) fn is_hex(self, text: &str) -> bool {
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        // Not one after the other: the compiler looks at many at once.
        text.len() == self.digits() && text.bytes().fold(true, |are, byte| are & is_digit(byte))
    }

    fn in_hex(self, digests: &Digests) -> Option<String> {
        match self {
            Self::Md5 => digests.md5.map(|digest| Hex(&digest).to_string()),
            Self::Sha1 => digests.sha1.map(|digest| Hex(&digest).to_string()),
            Self::Sha224 => digests.sha224.map(|digest| Hex(&digest).to_string()),
            Self::Sha256 => digests.sha256.map(|digest| Hex(&digest).to_string()),
            Self::Sha384 => digests.sha384.map(|digest| Hex(&digest).to_string()),
            Self::Sha512 => digests.sha512.map(|digest| Hex(&digest).to_string()),
        }
    }
}

impl fmt::Display for ChecksumKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A digest with its algorithm. A package's identifies it within its repository (`pkgid`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checksum {
    kind: ChecksumKind,
    hex: String,
}

/// Not the digits of a digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{hex:?} is not a {kind} digest of {} hexadecimal digits", kind.digits())]
pub struct ParseChecksumError {
    /// The algorithm.
    pub kind: ChecksumKind,
    /// What was to be its digest.
    pub hex: String,
}

impl Checksum {
    /// Parses the digits, of either case.
    ///
    /// # Errors
    /// Another number of digits than the algorithm has, or what is no digit.
    pub fn new(kind: ChecksumKind, hex: &str) -> Result<Self, ParseChecksumError> {
        let lower = hex.to_ascii_lowercase();
        match kind.is_hex(&lower) {
            true => Ok(Self { kind, hex: lower }),
            false => Err(ParseChecksumError { kind, hex: hex.to_owned() }),
        }
    }

    /// One whose digits were checked, in lower case.
    pub(super) fn known(kind: ChecksumKind, hex: &str) -> Self {
        Self { kind, hex: hex.to_owned() }
    }

    /// The digest of `bytes`.
    #[must_use]
    pub fn of(kind: ChecksumKind, bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new(kind.algorithms());
        hasher.update(bytes);
        let hex = kind.in_hex(&hasher.finish()).unwrap_or_default();
        Self { kind, hex }
    }

    /// The one of `digests` that is of `kind`, when it was computed.
    #[must_use]
    pub fn from_digests(kind: ChecksumKind, digests: &Digests) -> Option<Self> {
        kind.in_hex(digests).map(|hex| Self { kind, hex })
    }

    /// Its algorithm.
    #[must_use]
    pub fn kind(&self) -> ChecksumKind {
        self.kind
    }

    /// Its digits, in lower case.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.hex
    }

    /// The same as a [`Sha256`], when it is one.
    #[must_use]
    pub fn sha256(&self) -> Option<Sha256> {
        match self.kind {
            ChecksumKind::Sha256 => Sha256::from_str(&self.hex).ok(),
            _ => None,
        }
    }
}

impl From<Sha256> for Checksum {
    fn from(digest: Sha256) -> Self {
        Self { kind: ChecksumKind::Sha256, hex: digest.to_string() }
    }
}

impl fmt::Display for Checksum {
    /// `sha256:0123...`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.hex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_read_back() {
        for kind in ChecksumKind::ALL {
            let checksum = Checksum::of(kind, b"text");
            assert_eq!(Checksum::new(kind, &checksum.hex().to_uppercase()), Ok(checksum));
            assert_eq!(ChecksumKind::from_name(kind.name()), Some(kind));
            assert!(Checksum::new(kind, "abc").is_err());
            assert!(Checksum::new(kind, &"g".repeat(kind.digits())).is_err());
        }
        assert_eq!(ChecksumKind::from_name("sha"), Some(ChecksumKind::Sha1));
    }

    #[test]
    fn sha256_is_the_same_by_either_name() {
        let digest = Sha256::of(b"text");
        assert_eq!(Checksum::from(digest), Checksum::of(ChecksumKind::Sha256, b"text"));
        assert_eq!(Checksum::from(digest).sha256(), Some(digest));
        assert_eq!(Checksum::of(ChecksumKind::Sha1, b"text").sha256(), None);
    }
}
