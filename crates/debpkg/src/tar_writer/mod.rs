//! Writing tar archives in GNU's dialect, as `tar --format=gnu` and so dpkg-deb(1) do.
//!
//! dpkg refuses pax headers, so what ustar cannot say is said in GNU's way: names and link targets
//! of more than 100 bytes in an entry `././@LongLink` of their own in front, numbers too large for
//! octal digits in base 256.

mod header;

use std::io::{self, Write};

pub(crate) use header::{EntryKind, Header};

/// The unit of tar.
const BLOCK: u64 = 512;
/// GNU tar pads an archive to whole records of 20 blocks.
const RECORD: u64 = 20 * BLOCK;
/// As many zeros as are ever needed at once.
const ZEROS: [u8; RECORD as usize] = [0; RECORD as usize];

/// Writes a tar archive to `W`, entry by entry. Only [`finish`](Self::finish) makes it valid.
#[derive(Debug)]
pub(crate) struct TarWriter<W> {
    inner: W,
    /// The bytes written so far.
    position: u64,
    /// The bytes that the entry which began still lacks.
    missing: u64,
}

impl<W: Write> TarWriter<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, position: 0, missing: 0 }
    }

    /// Begins an entry. The bytes of a regular file follow by [`data`](Self::data).
    pub(crate) fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
        self.end()?;
        let blocks = header.blocks();
        self.put(&blocks)?;
        self.missing = header.length();
        Ok(())
    }

    /// The next bytes of the regular file that began.
    pub(crate) fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.missing = self
            .missing
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::other("more bytes than in the tar header"))?;
        self.put(bytes)
    }

    /// Ends the archive: two blocks of zeros, and more up to a whole record.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.end()?;
        self.put(&ZEROS[..2 * BLOCK as usize])?;
        self.pad(RECORD)?;
        Ok(self.inner)
    }

    /// Ends the entry that began.
    fn end(&mut self) -> io::Result<()> {
        if self.missing != 0 {
            return Err(io::Error::other("fewer bytes than in the tar header"));
        }
        self.pad(BLOCK)
    }

    fn pad(&mut self, unit: u64) -> io::Result<()> {
        let rest = self.position.next_multiple_of(unit) - self.position;
        self.put(&ZEROS[..rest as usize])
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.position += bytes.len() as u64;
        self.inner.write_all(bytes)
    }
}

/// The length of the archive that entries with these headers make.
pub(crate) fn archive_length<'a>(headers: impl Iterator<Item = Header<'a>>) -> u64 {
    let entries: u64 = headers
        .map(|header| header.blocks_length() + header.length().next_multiple_of(BLOCK))
        .sum();
    (entries + 2 * BLOCK).next_multiple_of(RECORD)
}

#[cfg(test)]
mod tests;
