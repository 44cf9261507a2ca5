//! Several digests in one pass.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::md5_many::md5_many;

/// Which digests to compute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Algorithms {
    /// MD5 (RFC 1321); for formats that ask for it, never for security.
    pub md5: bool,
    /// SHA-1 (FIPS 180-4); for formats that ask for it, never for security.
    pub sha1: bool,
    /// SHA-256 (FIPS 180-4).
    pub sha256: bool,
    /// SHA-512 (FIPS 180-4).
    pub sha512: bool,
}

/// The digests that were asked for; the others are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digests {
    /// MD5.
    pub md5: Option<[u8; 16]>,
    /// SHA-1.
    pub sha1: Option<[u8; 20]>,
    /// SHA-256.
    pub sha256: Option<[u8; 32]>,
    /// SHA-512.
    pub sha512: Option<[u8; 64]>,
}

/// Computes several digests of one stream of bytes.
#[derive(Clone, Debug)]
pub struct Hasher {
    md5: Option<Md5>,
    sha1: Option<Sha1>,
    sha256: Option<Sha256>,
    sha512: Option<Sha512>,
}

impl Hasher {
    /// A hasher of no bytes yet.
    #[must_use]
    pub fn new(algorithms: Algorithms) -> Self {
        Self {
            md5: algorithms.md5.then(Md5::new),
            sha1: algorithms.sha1.then(Sha1::new),
            sha256: algorithms.sha256.then(Sha256::new),
            sha512: algorithms.sha512.then(Sha512::new),
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        // Each piece stays in the nearest cache while several digests pass over it.
        for piece in bytes.chunks(PIECE) {
            update(&mut self.md5, piece);
            update(&mut self.sha1, piece);
            update(&mut self.sha256, piece);
            update(&mut self.sha512, piece);
        }
    }

    /// The digests of all bytes taken.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests {
            md5: self.md5.map(|hash| hash.finalize().into()),
            sha1: self.sha1.map(|hash| hash.finalize().into()),
            sha256: self.sha256.map(|hash| hash.finalize().into()),
            sha512: self.sha512.map(|hash| hash.finalize().into()),
        }
    }
}

const PIECE: usize = 16 << 10;

fn update(hash: &mut Option<impl Digest>, bytes: &[u8]) {
    if let Some(hash) = hash {
        hash.update(bytes);
    }
}

/// The digests of each message, in order: those that a [`Hasher`] of its own would give, sooner where
/// MD5 is asked for and there are several.
#[must_use]
pub fn digest_many(algorithms: Algorithms, messages: &[&[u8]]) -> Vec<Digests> {
    let others = Algorithms { md5: false, ..algorithms };
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
    digests
}

/// A writer that hashes and counts what passes through it to `W`.
#[derive(Debug)]
pub struct DigestWriter<W> {
    inner: W,
    hasher: Hasher,
    count: u64,
}

impl<W: Write> DigestWriter<W> {
    /// Wraps `inner`.
    pub fn new(inner: W, algorithms: Algorithms) -> Self {
        Self { inner, hasher: Hasher::new(algorithms), count: 0 }
    }

    /// The number of bytes written so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The writer, the digests and the number of bytes.
    pub fn finish(self) -> (W, Digests, u64) {
        (self.inner, self.hasher.finish(), self.count)
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.count += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Shows bytes in lower-case hexadecimal.
#[derive(Clone, Copy, Debug)]
pub struct Hex<'a>(pub &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for &byte in self.0 {
            f.write_char(char::from(DIGITS[usize::from(byte >> 4)]))?;
            f.write_char(char::from(DIGITS[usize::from(byte & 15)]))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: Algorithms = Algorithms { md5: true, sha1: true, sha256: true, sha512: true };

    /// The digests in the order md5, sha1, sha256, sha512.
    fn shown(digests: &Digests) -> [String; 4] {
        [
            Hex(&digests.md5.unwrap()).to_string(),
            Hex(&digests.sha1.unwrap()).to_string(),
            Hex(&digests.sha256.unwrap()).to_string(),
            Hex(&digests.sha512.unwrap()).to_string(),
        ]
    }

    fn digests(bytes: &[u8]) -> Digests {
        let mut hasher = Hasher::new(ALL);
        hasher.update(bytes);
        hasher.finish()
    }

    /// RFC 1321 A.5 and the FIPS 180 examples.
    #[test]
    fn known_vectors() {
        assert_eq!(
            shown(&digests(b"")),
            [
                "d41d8cd98f00b204e9800998ecf8427e",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce\
                 47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            ]
        );
        assert_eq!(
            shown(&digests(b"abc")),
            [
                "900150983cd24fb0d6963f7d28e17f72",
                "a9993e364706816aba3e25717850c26c9cd0d89d",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ]
        );
        let million = vec![b'a'; 1_000_000];
        assert_eq!(
            shown(&digests(&million))[..3],
            [
                "7707d6ae4e027c70eea2a935c2296f21",
                "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            ]
        );
    }

    #[test]
    fn only_what_was_asked_for() {
        let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::default() });
        hasher.update(b"abc");
        let digests = hasher.finish();
        assert!(digests.sha256.is_some());
        assert_eq!((digests.md5, digests.sha1, digests.sha512), (None, None, None));
    }

    /// Takes at most three bytes of each write.
    struct Slow(Vec<u8>);

    impl Write for Slow {
        fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
            let taken = buffer.len().min(3);
            self.0.extend_from_slice(&buffer[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_writer_hashes_what_was_taken() {
        let mut writer = DigestWriter::new(Slow(Vec::new()), ALL);
        assert_eq!(writer.write(b"abcdef").unwrap(), 3);
        assert_eq!(writer.count(), 3);
        let (inner, found, count) = writer.finish();
        assert_eq!((inner.0.as_slice(), count), (b"abc".as_slice(), 3));
        assert_eq!(found, digests(b"abc"));
    }

    #[test]
    fn many_are_each_as_alone() {
        let messages: [&[u8]; 4] = [b"", b"abc", &[7; 100_000], b"abc"];
        let found = digest_many(ALL, &messages);
        assert_eq!(found, messages.map(digests));
        assert_eq!(digest_many(Algorithms::default(), &messages), [Digests::default(); 4]);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 0..60_000), cut in 0..60_000_usize) {
            let cut = cut.min(bytes.len());
            let mut hasher = Hasher::new(ALL);
            hasher.update(&bytes[..cut]);
            hasher.update(&bytes[cut..]);
            prop_assert_eq!(hasher.finish(), digests(&bytes));
        }
    }
}
