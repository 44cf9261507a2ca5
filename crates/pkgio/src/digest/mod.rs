//! Computation of several digests in one pass.

mod hex;
mod packed;
mod pass;
#[cfg(test)]
mod tests;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use sha3::Sha3_256;

use crate::md5_many::md5_many;
use crate::sha256_many::sha256_many;

pub use hex::Hex;
pub use packed::PackedDigests;
pub use pass::{DigestReader, DigestWriter};

/// The digests to compute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Algorithms {
    /// MD5 (RFC 1321); for formats that require it, never for security.
    pub md5: bool,
    /// SHA-1 (FIPS 180-4); for formats that require it, never for security.
    pub sha1: bool,
    /// SHA-224 (FIPS 180-4).
    pub sha224: bool,
    /// SHA-256 (FIPS 180-4).
    pub sha256: bool,
    /// SHA-384 (FIPS 180-4).
    pub sha384: bool,
    /// SHA-512 (FIPS 180-4).
    pub sha512: bool,
    /// SHA3-256 (FIPS 202).
    pub sha3_256: bool,
}

impl Algorithms {
    /// No digest.
    pub const NONE: Self = Self {
        md5: false,
        sha1: false,
        sha224: false,
        sha256: false,
        sha384: false,
        sha512: false,
        sha3_256: false,
    };

    /// The digests of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            md5: self.md5 | other.md5,
            sha1: self.sha1 | other.sha1,
            sha224: self.sha224 | other.sha224,
            sha256: self.sha256 | other.sha256,
            sha384: self.sha384 | other.sha384,
            sha512: self.sha512 | other.sha512,
            sha3_256: self.sha3_256 | other.sha3_256,
        }
    }
}

/// The requested digests; the others are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digests {
    /// MD5.
    pub md5: Option<[u8; 16]>,
    /// SHA-1.
    pub sha1: Option<[u8; 20]>,
    /// SHA-224.
    pub sha224: Option<[u8; 28]>,
    /// SHA-256.
    pub sha256: Option<[u8; 32]>,
    /// SHA-384.
    pub sha384: Option<[u8; 48]>,
    /// SHA-512.
    pub sha512: Option<[u8; 64]>,
    /// SHA3-256.
    pub sha3_256: Option<[u8; 32]>,
}

impl Digests {
    /// Keeps only the digests in `algorithms`.
    #[must_use]
    pub fn only(self, algorithms: Algorithms) -> Self {
        Self {
            md5: self.md5.filter(|_| algorithms.md5),
            sha1: self.sha1.filter(|_| algorithms.sha1),
            sha224: self.sha224.filter(|_| algorithms.sha224),
            sha256: self.sha256.filter(|_| algorithms.sha256),
            sha384: self.sha384.filter(|_| algorithms.sha384),
            sha512: self.sha512.filter(|_| algorithms.sha512),
            sha3_256: self.sha3_256.filter(|_| algorithms.sha3_256),
        }
    }
}

/// Computes several digests of one stream of bytes.
#[derive(Clone, Debug)]
pub struct Hasher {
    md5: Option<Md5>,
    sha1: Option<Sha1>,
    sha224: Option<Sha224>,
    sha256: Option<Sha256>,
    sha384: Option<Sha384>,
    sha512: Option<Sha512>,
    sha3_256: Option<Sha3_256>,
}

impl Hasher {
    /// Creates a hasher.
    #[must_use]
    pub fn new(algorithms: Algorithms) -> Self {
        Self {
            md5: algorithms.md5.then(Md5::new),
            sha1: algorithms.sha1.then(Sha1::new),
            sha224: algorithms.sha224.then(Sha224::new),
            sha256: algorithms.sha256.then(Sha256::new),
            sha384: algorithms.sha384.then(Sha384::new),
            sha512: algorithms.sha512.then(Sha512::new),
            sha3_256: algorithms.sha3_256.then(Sha3_256::new),
        }
    }

    /// Hashes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        // Each piece stays in the nearest cache while several digests ignore it.
        for piece in bytes.chunks(PIECE) {
            update(&mut self.md5, piece);
            update(&mut self.sha1, piece);
            update(&mut self.sha224, piece);
            update(&mut self.sha256, piece);
            update(&mut self.sha384, piece);
            update(&mut self.sha512, piece);
            update(&mut self.sha3_256, piece);
        }
    }

    /// Returns the digests of all hashed bytes.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests {
            md5: self.md5.map(|hash| hash.finalize().into()),
            sha1: self.sha1.map(|hash| hash.finalize().into()),
            sha224: self.sha224.map(|hash| hash.finalize().into()),
            sha256: self.sha256.map(|hash| hash.finalize().into()),
            sha384: self.sha384.map(|hash| hash.finalize().into()),
            sha512: self.sha512.map(|hash| hash.finalize().into()),
            sha3_256: self.sha3_256.map(|hash| hash.finalize().into()),
        }
    }
}

const PIECE: usize = 16 << 10;

fn update(hash: &mut Option<impl Digest>, bytes: &[u8]) {
    if let Some(hash) = hash {
        hash.update(bytes);
    }
}

/// Computes the digests of each message, in order. The results are those of one [`Hasher`] for each
/// message, but are available sooner for several messages with MD5 or SHA-256.
#[must_use]
pub fn digest_many(algorithms: Algorithms, messages: &[&[u8]]) -> Vec<Digests> {
    let others = Algorithms { md5: false, sha256: false, ..algorithms };
    let mut digests: Vec<Digests> = messages
        .iter()
        .map(|message| {
            let mut hasher = Hasher::new(others);
            hasher.update(message);
            hasher.finish()
        })
        .collect();
    if algorithms.md5 {
        for (digests, md5) in digests.iter_mut().zip(md5_many(messages)) {
            digests.md5 = Some(md5);
        }
    }
    if algorithms.sha256 {
        let messages: Vec<&[&[u8]]> = messages.iter().map(std::slice::from_ref).collect();
        for (digests, sha256) in digests.iter_mut().zip(sha256_many(&messages)) {
            digests.sha256 = Some(sha256);
        }
    }
    digests
}
