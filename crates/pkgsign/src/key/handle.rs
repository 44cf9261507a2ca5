//! What names one key: a fingerprint or a key ID.

use std::fmt;
use std::str::FromStr;

use crate::{Fingerprint, KeyId};

/// A name of one key, a primary key or a subkey. It never refers to the whole certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyHandle {
    /// The whole fingerprint.
    Fingerprint(Fingerprint),
    /// The key ID of 64 bits.
    KeyId(KeyId),
}

impl KeyHandle {
    /// Whether this is a name of the key with this fingerprint.
    #[must_use]
    pub fn names(&self, key: &Fingerprint) -> bool {
        match self {
            Self::Fingerprint(fingerprint) => fingerprint == key,
            Self::KeyId(key_id) => key.key_id() == Some(*key_id),
        }
    }
}

impl From<Fingerprint> for KeyHandle {
    fn from(fingerprint: Fingerprint) -> Self {
        Self::Fingerprint(fingerprint)
    }
}

impl fmt::Display for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fingerprint(fingerprint) => fingerprint.fmt(f),
            Self::KeyId(key_id) => key_id.fmt(f),
        }
    }
}

impl FromStr for KeyHandle {
    type Err = ParseKeyHandleError;

    /// Reads hexadecimal digits in either case, as gpg prints and takes them: with `0x` before
    /// them, with blanks or colons between them, with `!` after them.
    fn from_str(text: &str) -> Result<Self, ParseKeyHandleError> {
        let text = text.trim();
        let text = text.strip_suffix('!').unwrap_or(text);
        let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b' ' | b':')).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(ParseKeyHandleError::Digits);
        }
        let bytes: Option<Vec<u8>> = digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        match (digits.len(), bytes) {
            (40 | 64, Some(bytes)) => Ok(Self::Fingerprint(Fingerprint(bytes.into()))),
            (16, Some(bytes)) => match bytes.try_into() {
                Ok(key_id) => Ok(Self::KeyId(KeyId(key_id))),
                Err(_) => Err(ParseKeyHandleError::Length(16)),
            },
            (8, _) => Err(ParseKeyHandleError::Short),
            (length, _) => Err(ParseKeyHandleError::Length(length)),
        }
    }
}

/// Why a text names no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseKeyHandleError {
    /// Not hexadecimal.
    #[error("is not a fingerprint or a key ID, which are hexadecimal digits")]
    Digits,
    /// A key ID of 32 bits.
    #[error("is a key ID of 32 bits, which anyone can give to another key")]
    Short,
    /// Neither a fingerprint nor a key ID has so many digits.
    #[error("has {0} digits: a fingerprint has 40 or 64, a key ID 16")]
    Length(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINGERPRINT: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

    fn parsed(text: &str) -> Result<String, ParseKeyHandleError> {
        text.parse::<KeyHandle>().map(|handle| handle.to_string())
    }

    #[test]
    fn fingerprints_and_long_key_ids_are_read_as_gpg_prints_them() {
        for text in [
            FINGERPRINT,
            "0123456789abcdef0123456789abcdef01234567",
            "0x0123456789ABCDEF0123456789ABCDEF01234567",
            "0X0123456789ABCDEF0123456789ABCDEF01234567!",
            "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567",
            "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67",
            " 0123456789ABCDEF0123456789ABCDEF01234567\n",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(FINGERPRINT), "{text:?}");
        }
        assert_eq!(parsed("0x89abcdef01234567").as_deref(), Ok("89ABCDEF01234567"));
        assert_eq!(parsed(&"ab".repeat(32)), Ok("AB".repeat(32)));
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, error) in [
            ("", ParseKeyHandleError::Digits),
            ("0x", ParseKeyHandleError::Digits),
            ("release@example.org", ParseKeyHandleError::Digits),
            ("0123456789ABCDEG", ParseKeyHandleError::Digits),
            ("+123456789ABCDEF", ParseKeyHandleError::Digits),
            ("01234567", ParseKeyHandleError::Short),
            ("0xDEADBEEF", ParseKeyHandleError::Short),
            ("012", ParseKeyHandleError::Length(3)),
            (&FINGERPRINT[1..], ParseKeyHandleError::Length(39)),
        ] {
            assert_eq!(parsed(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_key_id_names_the_end_of_a_fingerprint() {
        let KeyHandle::Fingerprint(key) = FINGERPRINT.parse().unwrap() else { panic!() };
        for (text, names) in
            [(FINGERPRINT, true), ("89ABCDEF01234567", true), ("0123456789ABCDEF", false)]
        {
            assert_eq!(text.parse::<KeyHandle>().unwrap().names(&key), names, "{text}");
        }
    }
}
