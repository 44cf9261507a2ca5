//! The digest that names what is published.

use std::fmt;
use std::str::FromStr;

use pkgio::{Algorithms, Hasher, sha256_many};

/// A SHA-256 digest, in hex as indexes and by-hash names have it: 64 lower-case digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

/// Not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a SHA-256 digest of 64 hexadecimal digits")]
pub struct ParseSha256Error(pub String);

impl Sha256 {
    /// What a [`Hasher`] must be asked for.
    pub const ALGORITHMS: Algorithms = Algorithms { sha256: true, ..Algorithms::NONE };

    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_pieces(&[bytes])
    }

    /// The digest of `pieces` in a row.
    #[must_use]
    pub fn of_pieces(pieces: &[&[u8]]) -> Self {
        let mut hasher = Hasher::new(Self::ALGORITHMS);
        pieces.iter().for_each(|piece| hasher.update(piece));
        Self(hasher.finish().sha256.unwrap_or_default())
    }

    /// The digests of texts, each in pieces: sooner than one after the other.
    #[must_use]
    pub fn of_many<const TEXTS: usize>(texts: [&[&[u8]]; TEXTS]) -> [Self; TEXTS] {
        let digests = sha256_many(&texts);
        std::array::from_fn(|text| Self(digests[text]))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pkgio::Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Sha256 {
    type Err = ParseSha256Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseSha256Error(text.to_owned());
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(error());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let digit = |at: usize| (pair[at] as char).to_digit(16).ok_or_else(error);
            *byte = u8::try_from(digit(0)? << 4 | digit(1)?).map_err(|_| error())?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn prints_and_reads_back() {
        assert_eq!(Sha256::of(b"").to_string(), EMPTY);
        assert_eq!(EMPTY.parse(), Ok(Sha256::of(b"")));
        assert_eq!(EMPTY.to_uppercase().parse(), Ok(Sha256::of(b"")));
        for bad in ["", &EMPTY[1..], &format!("{EMPTY}0"), &EMPTY.replace('e', "g")] {
            assert!(bad.parse::<Sha256>().is_err(), "{bad}");
        }
    }
}
