//! What no message shows.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;

use zeroize::Zeroizing;

/// What is read at once, in bytes.
const PIECE: usize = 4096;

/// A password, a secret key, or what was given where one of them or its place belongs.
///
/// Neither `Debug` nor `Display` shows it. Its memory is overwritten when it is dropped, and so is every
/// buffer of this crate that it passes: those of [`read`](Self::read), of base64 and armor, and of the packets
/// that OpenPGP's parser gets. The parsed key and the password in it are those of the crate `pgp`, which
/// overwrites them when they are dropped. Not overwritten are what that crate copies while it takes armor,
/// numbers and packets apart, the last block of the hash that makes a key of the password, the environment and the arguments of the process, which the kernel and the C
/// library keep, and whatever was swapped out or dumped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The secret in `bytes`. A vector is taken over, not copied; the spare room behind its end is
    /// overwritten too.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// All that `input` gives.
    ///
    /// # Errors
    /// Those of `input`.
    pub fn read(mut input: impl Read) -> io::Result<Self> {
        let mut piece = Zeroizing::new([0; PIECE]);
        let mut bytes = Zeroizing::new(Vec::with_capacity(PIECE));
        loop {
            let length = match input.read(piece.as_mut_slice()) {
                Ok(0) => return Ok(Self(bytes)),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            // A vector that grows by itself leaves its bytes behind.
            if bytes.capacity() - bytes.len() < length {
                let mut larger = Vec::with_capacity(bytes.capacity() * 2);
                larger.extend_from_slice(&bytes);
                bytes = Zeroizing::new(larger);
            }
            bytes.extend_from_slice(&piece[..length]);
        }
    }

    /// The secret itself, for whoever needs it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret without the end of the line that it stands on.
    #[must_use]
    pub fn line(mut self) -> Self {
        for end in [b'\n', b'\r'] {
            if self.0.last() == Some(&end) {
                let shorter = self.0.len() - 1;
                self.0.truncate(shorter);
            }
        }
        self
    }
}

impl From<OsString> for Secret {
    /// The argument or the value of a variable.
    fn from(text: OsString) -> Self {
        Self::new(text.into_vec())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[a secret, not shown]")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_form_shows_it() {
        let secret = Secret::new("hunter2");
        for shown in [format!("{secret}"), format!("{secret:?}"), format!("{:#?}", Some(&secret))] {
            assert!(!shown.contains("hunter2") && !shown.contains("104"), "{shown}");
        }
    }

    #[test]
    fn a_line_is_without_its_end() {
        for (text, line) in
            [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a\r", "a"), ("", "")]
        {
            assert_eq!(Secret::new(text).line().expose(), line.as_bytes(), "{text:?}");
        }
    }

    /// Gives its bytes in pieces of such lengths.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    proptest! {
        #[test]
        fn all_is_read(
            bytes in proptest::collection::vec(any::<u8>(), 0..3 * PIECE),
            piece in 1..2 * PIECE,
        ) {
            let read = Secret::read(Pieces(&bytes, piece)).unwrap();
            prop_assert_eq!(read.expose(), &bytes);
        }
    }
}
