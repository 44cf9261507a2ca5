//! Writers and readers that compute digests.

use std::io::{self, Read, Write};

use super::{Algorithms, Digests, Hasher};

/// A writer that hashes and counts the bytes that it passes on to `W`.
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

    /// Returns the writer, the digests and the number of bytes.
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

/// A reader that hashes and counts the bytes that it reads from `R`.
#[derive(Debug)]
pub struct DigestReader<R> {
    inner: R,
    hasher: Hasher,
    count: u64,
}

impl<R: Read> DigestReader<R> {
    /// Wraps `inner`.
    pub fn new(inner: R, algorithms: Algorithms) -> Self {
        Self { inner, hasher: Hasher::new(algorithms), count: 0 }
    }

    /// The number of bytes read so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the reader, the digests and the number of bytes.
    pub fn finish(self) -> (R, Digests, u64) {
        (self.inner, self.hasher.finish(), self.count)
    }
}

impl<R: Read> Read for DigestReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..length]);
        self.count += length as u64;
        Ok(length)
    }
}
