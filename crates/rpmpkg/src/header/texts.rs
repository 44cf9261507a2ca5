//! The texts of an array, in one piece.

use std::fmt;
use std::ops::Index;

/// The texts of an array, as a header stores them: one behind the other, a NUL behind each. Four bytes
/// a text say where it ends, so that an array takes five times its length in the file at most, however
/// short its texts are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: Box<[u8]>,
    /// Where each ends, without its NUL. A header has less than 4 GiB.
    ends: Box<[u32]>,
}

impl Texts {
    /// The first `count` texts of `bytes`, each of which a NUL ends; `None` where there are fewer.
    pub(super) fn take(bytes: &[u8], count: usize) -> Result<Self, usize> {
        let mut ends = Vec::with_capacity(count);
        let nuls = memchr::memchr_iter(0, bytes).map(|end| u32::try_from(end).unwrap_or(u32::MAX));
        ends.extend(nuls.take(count));
        if ends.len() < count {
            return Err(ends.len());
        }
        let length = ends.last().map_or(0, |end| *end as usize + 1);
        Ok(Self { bytes: bytes[..length].into(), ends: ends.into() })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text at `index`, without its NUL.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)? as usize;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize + 1,
            None => 0,
        };
        self.bytes.get(start..end)
    }

    /// All of them in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> + Clone {
        (0..self.len()).map(|index| self.get(index).unwrap_or_default())
    }

    /// Their bytes in a header, the NUL behind each with them. A text with a NUL in it is two there.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether no text has a NUL in it.
    pub(super) fn is_printable(&self) -> bool {
        memchr::memchr_iter(0, &self.bytes).count() == self.len()
    }
}

impl Index<usize> for Texts {
    type Output = [u8];

    /// # Panics
    /// Where there are not so many.
    fn index(&self, index: usize) -> &[u8] {
        self.get(index).expect("an index below the number of texts")
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for text in texts {
            bytes.extend_from_slice(text.as_ref());
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
            bytes.push(0);
        }
        Self { bytes: bytes.into(), ends: ends.into() }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(String::from_utf8_lossy)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_and_given_back_as_they_were() {
        let bytes = b"one\0\0three\0rest";
        let texts = Texts::take(bytes, 3).unwrap();
        let expected: [&[u8]; 3] = [b"one", b"", b"three"];
        assert!(texts.iter().eq(expected));
        assert_eq!(texts, expected.into_iter().collect());
        assert_eq!(texts.as_bytes(), &bytes[..11]);
        assert_eq!((&texts[2], texts.get(3)), (b"three".as_slice(), None));
        assert_eq!(Texts::take(bytes, 4), Err(3));
        assert!(Texts::take(b"", 0).unwrap().is_empty());
    }

    #[test]
    fn a_text_with_a_nul_is_not_printable() {
        assert!(Texts::from_iter(["a", "b"]).is_printable());
        assert!(!Texts::from_iter(["a", "b\0c"]).is_printable());
    }
}
