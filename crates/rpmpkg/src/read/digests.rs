//! Digests and lengths that a package records of itself.

use pkgio::{Algorithms, Digests, Hasher, Hex};

use super::ReadError;
use crate::header::tag::signature;
use crate::header::{Header, Tag, Value};

/// A digest's algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    /// The algorithm of OpenPGP's number (RFC 9580, section 9.5), which rpm uses.
    pub(super) fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Md5),
            2 => Some(Self::Sha1),
            8 => Some(Self::Sha256),
            10 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// Adds it to `algorithms`.
    pub(super) fn add_to(self, algorithms: &mut Algorithms) {
        match self {
            Self::Md5 => algorithms.md5 = true,
            Self::Sha1 => algorithms.sha1 = true,
            Self::Sha256 => algorithms.sha256 = true,
            Self::Sha512 => algorithms.sha512 = true,
        }
    }

    /// The digest in hexadecimal; empty when it was not computed.
    pub(super) fn of(self, digests: &Digests) -> String {
        let hex = |digest: Option<&[u8]>| digest.map(|digest| Hex(digest).to_string());
        match self {
            Self::Md5 => hex(digests.md5.as_ref().map(|digest| &digest[..])),
            Self::Sha1 => hex(digests.sha1.as_ref().map(|digest| &digest[..])),
            Self::Sha256 => hex(digests.sha256.as_ref().map(|digest| &digest[..])),
            Self::Sha512 => hex(digests.sha512.as_ref().map(|digest| &digest[..])),
        }
        .unwrap_or_default()
    }
}

/// What a digest should be.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// What it is the digest of, for a message.
    pub(super) what: String,
    pub(super) algorithm: Algorithm,
    /// In hexadecimal.
    pub(super) digest: String,
}

impl Expected {
    /// The algorithms that all of `expected` need.
    pub(super) fn algorithms(expected: &[Self]) -> Algorithms {
        let mut algorithms = Algorithms::default();
        expected.iter().for_each(|one| one.algorithm.add_to(&mut algorithms));
        algorithms
    }

    /// Compares it with what was computed. Case does not matter.
    pub(super) fn check(&self, digests: &Digests) -> Result<(), ReadError> {
        let found = self.algorithm.of(digests);
        if self.digest.eq_ignore_ascii_case(&found) {
            return Ok(());
        }
        let (what, expected) = (self.what.clone(), self.digest.clone());
        Err(ReadError::Digest { what, expected, found })
    }
}

/// Compares a length that the package records with what was found.
pub(super) fn check_length(what: &str, expected: Option<u64>, found: u64) -> Result<(), ReadError> {
    match expected {
        Some(expected) if expected != found => Err(ReadError::Digest {
            what: what.to_owned(),
            expected: expected.to_string(),
            found: found.to_string(),
        }),
        _ => Ok(()),
    }
}

/// Checks the digests of the main header, as many as there are.
pub(super) fn check_header(signature: &Header, header: &[u8]) -> Result<(), ReadError> {
    let mut expected = Vec::new();
    for (tag, what, algorithm) in [
        (signature::SHA1, "the SHA-1 of the header", Algorithm::Sha1),
        (signature::SHA256, "the SHA-256 of the header", Algorithm::Sha256),
    ] {
        if let Some(digest) = hexadecimal(signature, tag)? {
            expected.push(Expected { what: what.to_owned(), algorithm, digest });
        }
    }
    let mut hasher = Hasher::new(Expected::algorithms(&expected));
    hasher.update(header);
    let digests = hasher.finish();
    expected.iter().try_for_each(|expected| expected.check(&digests))
}

/// The digest that `tag` of the signature header holds as a text.
fn hexadecimal(signature: &Header, tag: Tag) -> Result<Option<String>, ReadError> {
    match signature.value(tag) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.escape_ascii().to_string())),
        Some(_) => Err(ReadError::signature_tag(tag, "is not a text")),
    }
}
