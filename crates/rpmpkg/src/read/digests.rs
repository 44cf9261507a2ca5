//! Digests and lengths that a package records of itself.

use pkgio::{Algorithms, Digests, Hasher, Hex};

use super::ReadError;
use crate::header::Header;
use crate::header::tag::signature;

/// A digest's algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_256,
}

impl Algorithm {
    /// The algorithm of OpenPGP's number (RFC 9580, section 9.5), which rpm uses.
    pub(super) fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Md5),
            2 => Some(Self::Sha1),
            8 => Some(Self::Sha256),
            9 => Some(Self::Sha384),
            10 => Some(Self::Sha512),
            11 => Some(Self::Sha224),
            12 => Some(Self::Sha3_256),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha3_256 => "SHA3-256",
        }
    }

    /// It alone.
    pub(super) fn only(self) -> Algorithms {
        match self {
            Self::Md5 => Algorithms { md5: true, ..Algorithms::NONE },
            Self::Sha1 => Algorithms { sha1: true, ..Algorithms::NONE },
            Self::Sha224 => Algorithms { sha224: true, ..Algorithms::NONE },
            Self::Sha256 => Algorithms { sha256: true, ..Algorithms::NONE },
            Self::Sha384 => Algorithms { sha384: true, ..Algorithms::NONE },
            Self::Sha512 => Algorithms { sha512: true, ..Algorithms::NONE },
            Self::Sha3_256 => Algorithms { sha3_256: true, ..Algorithms::NONE },
        }
    }

    /// The digest in hexadecimal; empty when it was not computed.
    pub(super) fn of(self, digests: &Digests) -> String {
        fn hex<const LENGTH: usize>(digest: Option<&[u8; LENGTH]>) -> String {
            digest.map(|digest| Hex(digest).to_string()).unwrap_or_default()
        }
        match self {
            Self::Md5 => hex(digests.md5.as_ref()),
            Self::Sha1 => hex(digests.sha1.as_ref()),
            Self::Sha224 => hex(digests.sha224.as_ref()),
            Self::Sha256 => hex(digests.sha256.as_ref()),
            Self::Sha384 => hex(digests.sha384.as_ref()),
            Self::Sha512 => hex(digests.sha512.as_ref()),
            Self::Sha3_256 => hex(digests.sha3_256.as_ref()),
        }
    }
}

/// What a digest should be.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// What it is the digest of, for a message.
    pub(super) of: String,
    pub(super) algorithm: Algorithm,
    /// In hexadecimal.
    pub(super) digest: String,
}

impl Expected {
    /// The algorithms that all of `expected` need.
    pub(super) fn algorithms(expected: &[Self]) -> Algorithms {
        expected.iter().fold(Algorithms::NONE, |all, one| all.and(one.algorithm.only()))
    }

    /// Compares it with what was computed.
    pub(super) fn check(&self, digests: &Digests) -> Result<(), ReadError> {
        let found = self.algorithm.of(digests);
        if self.digest.eq_ignore_ascii_case(&found) {
            return Ok(());
        }
        let what = format!("the {} of {}", self.algorithm.name(), self.of);
        Err(ReadError::Digest { what, expected: self.digest.clone(), found })
    }
}

/// Checks the digests of the main header, as many as there are.
pub(super) fn check_header(signature: &Header, header: &[u8]) -> Result<(), ReadError> {
    let mut expected = Vec::new();
    for (tag, algorithm) in [
        (signature::SHA1, Algorithm::Sha1),
        (signature::SHA256, Algorithm::Sha256),
        (signature::SHA3_256, Algorithm::Sha3_256),
    ] {
        if let Some(digest) = signature.text(tag) {
            let digest = digest.escape_ascii().to_string();
            expected.push(Expected { of: "the header".to_owned(), algorithm, digest });
        }
    }
    let mut hasher = Hasher::new(Expected::algorithms(&expected));
    hasher.update(header);
    let digests = hasher.finish();
    expected.iter().try_for_each(|expected| expected.check(&digests))
}
