//! Where a reader of a container stands.

use std::io::{self, Read};

/// Where a reader of a container stands: in the whole, and in the part that it reads.
#[derive(Debug, Default)]
pub(crate) struct Place {
    /// Bytes from the container's start.
    pub(crate) offset: u64,
    /// Bytes left of the current part.
    pub(crate) left: u64,
}

impl Place {
    /// Reads from the current part; 0 at its end.
    ///
    /// # Errors
    /// Those of `input`, and [`io::ErrorKind::UnexpectedEof`] with the text `ends_early` when the
    /// input ends before the part does.
    pub(crate) fn read(
        &mut self,
        input: &mut impl Read,
        buffer: &mut [u8],
        ends_early: &'static str,
    ) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = input.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, ends_early));
        }
        self.left -= count as u64;
        self.offset += count as u64;
        Ok(count)
    }
}
