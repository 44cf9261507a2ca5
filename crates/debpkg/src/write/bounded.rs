//! A writer that stops at the longest member that ar can hold.

use std::io::{self, Write};

/// Passes at most a number of bytes on to `W`.
#[derive(Debug)]
pub(super) struct Bounded<W> {
    inner: W,
    left: u64,
}

/// The error of a [`Bounded`] that was to pass on more.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the member is longer than the ar format permits")]
pub(super) struct OutOfBounds;

impl OutOfBounds {
    /// True when `error` or what caused it is this one, however it was passed on.
    pub(super) fn caused(error: &io::Error) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> =
            error.get_ref().map(|inner| inner as _);
        while let Some(error) = cause {
            if error.is::<Self>() {
                return true;
            }
            cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner as _),
                None => error.source(),
            };
        }
        false
    }
}

impl<W> Bounded<W> {
    pub(super) fn new(inner: W, limit: u64) -> Self {
        Self { inner, left: limit }
    }

    pub(super) fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if buffer.len() as u64 > self.left {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, OutOfBounds));
        }
        let written = self.inner.write(buffer)?;
        self.left -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_the_limit_and_not_a_byte_more() {
        let mut bounded = Bounded::new(Vec::new(), 5);
        bounded.write_all(b"abc").unwrap();
        bounded.write_all(b"de").unwrap();
        let error = bounded.write_all(b"f").unwrap_err();
        assert!(OutOfBounds::caused(&error));
        assert_eq!(bounded.into_inner(), b"abcde");
    }

    #[test]
    fn is_told_from_other_errors_when_wrapped() {
        let inner = io::Error::new(io::ErrorKind::FileTooLarge, OutOfBounds);
        assert!(OutOfBounds::caused(&io::Error::other(inner)));
        assert!(!OutOfBounds::caused(&io::ErrorKind::FileTooLarge.into()));
        assert!(!OutOfBounds::caused(&io::Error::other("full")));
    }
}
