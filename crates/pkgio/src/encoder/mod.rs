//! Compression on several threads, with the same bytes as on one thread.

mod gzip;
mod pump;
mod xz;
mod zstd;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;

use crate::{Codec, Compression, Meter};

/// A compressor in front of `W`. Only [`finish`](Self::finish) makes its output valid; dropping it
/// abandons the stream, without another byte to `W`.
///
/// After an error of the writer the stream is broken: every later call fails.
///
/// Memory, beside that of `W`:
/// - gzip: 2.5 MiB for each thread;
/// - xz, for each thread: a block of three dictionaries, compressed and not, and the match finder;
///   together 140 MiB at preset 6 and 1.2 GiB at preset 9;
/// - zstd, for each thread: up to four windows and the match finder's tables; 30 MiB at level 3.
pub struct Encoder<W: Write> {
    stage: Vec<u8>,
    sink: Sink<W>,
    /// The number of bytes that will follow, if known.
    awaited: Option<u64>,
    broken: bool,
    /// Counts bytes that are passed on without compression.
    passed: Option<Meter>,
}

/// Small writes are buffered up to this many bytes, because handing over takes a lock each time.
const STAGE: usize = 64 << 10;

enum Sink<W: Write> {
    None(W),
    Gzip(gzip::Gzip<W>),
    Xz(xz::Xz<W>),
    Zstd(pump::Pump<zstd::Zstd, W>),
}

impl<W: Write> Encoder<W> {
    /// Starts a stream on `threads` compression threads. The output does not depend on `threads`.
    ///
    /// # Errors
    /// The memory or threads of the compressor could not be allocated.
    pub fn new(inner: W, compression: Compression, threads: NonZeroUsize) -> io::Result<Self> {
        Self::start(inner, compression, threads, None)
    }

    /// Starts a stream of exactly `length` bytes. Where that is less than the level's window, the
    /// compressor takes no more memory, and no more time to clear it, than such a length needs.
    /// Other bytes come out than when the length is not known, but always the same.
    ///
    /// # Errors
    /// The compressor's memory or threads could not be had. [`finish`](Self::finish) and writing
    /// fail with [`io::ErrorKind::InvalidInput`] when fewer or more bytes are written.
    pub fn of_length(
        inner: W,
        compression: Compression,
        threads: NonZeroUsize,
        length: u64,
    ) -> io::Result<Self> {
        Self::start(inner, compression, threads, Some(length))
    }

    fn start(
        inner: W,
        compression: Compression,
        threads: NonZeroUsize,
        length: Option<u64>,
    ) -> io::Result<Self> {
        let level = compression.level();
        let sink = match compression.codec() {
            Codec::None => Sink::None(inner),
            Codec::Gzip => Sink::Gzip(gzip::Gzip::new(inner, level, threads, length)?),
            Codec::Xz => Sink::Xz(xz::Xz::new(inner, level, threads, length)?),
            Codec::Zstd => {
                Sink::Zstd(pump::Pump::new(zstd::Zstd::new(level, threads, length)?, inner))
            }
        };
        let stage = Vec::with_capacity(STAGE);
        Ok(Self { stage, sink, awaited: length, broken: false, passed: None })
    }

    /// Counts compressed bytes with `meter`. Bytes are counted when they have been compressed, not
    /// when they are written. Call this before anything is written.
    #[must_use]
    pub fn metered(mut self, meter: &Meter) -> Self {
        match &mut self.sink {
            Sink::None(_) => self.passed = Some(meter.clone()),
            Sink::Gzip(gzip) => gzip.meter(meter),
            Sink::Xz(xz) => xz.meter(meter),
            Sink::Zstd(pump) => pump.engine().meter(meter),
        }
        self
    }

    /// Writes the buffered data and the end of the stream, and returns the writer.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn finish(mut self) -> io::Result<W> {
        self.unstage()?;
        if self.awaited.is_some_and(|awaited| awaited > 0) {
            return Err(other_length("fewer"));
        }
        match self.sink {
            Sink::None(inner) => Ok(inner),
            Sink::Gzip(gzip) => gzip.finish(),
            Sink::Xz(xz) => xz.finish(),
            Sink::Zstd(pump) => pump.finish(),
        }
    }

    fn unstage(&mut self) -> io::Result<()> {
        let stage = std::mem::take(&mut self.stage);
        let result = self.pass(&stage);
        self.stage = stage;
        self.stage.clear();
        result
    }

    /// Passes all of `bytes` to the compressor.
    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("the compressed stream failed with an earlier error"));
        }
        if bytes.is_empty() {
            return Ok(());
        }
        let result = match &mut self.sink {
            Sink::None(inner) => inner.write_all(bytes),
            Sink::Gzip(gzip) => gzip.write_all(bytes),
            Sink::Xz(xz) => xz.write_all(bytes),
            Sink::Zstd(pump) => pump.write_all(bytes),
        };
        self.broken = result.is_err();
        if let Some(meter) = &self.passed {
            meter.add(bytes.len() as u64);
        }
        result
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if let Some(awaited) = &mut self.awaited {
            let left = awaited.checked_sub(buffer.len() as u64);
            *awaited = left.ok_or_else(|| other_length("more"))?;
        }
        if self.stage.len() + buffer.len() > STAGE {
            self.unstage()?;
        }
        if buffer.len() >= STAGE {
            self.pass(buffer)?;
        } else {
            self.stage.extend_from_slice(buffer);
        }
        Ok(buffer.len())
    }

    /// Does nothing before the end of the stream, because a flush inside the stream increases its
    /// size.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn other_length(than: &str) -> io::Error {
    let problem = format!("{than} bytes were written than announced for the stream");
    io::Error::new(io::ErrorKind::InvalidInput, problem)
}

impl<W: Write + fmt::Debug> fmt::Debug for Encoder<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (codec, inner) = match &self.sink {
            Sink::None(inner) => (Codec::None, inner),
            Sink::Gzip(gzip) => (Codec::Gzip, gzip.inner()),
            Sink::Xz(xz) => (Codec::Xz, xz.inner()),
            Sink::Zstd(pump) => (Codec::Zstd, pump.inner()),
        };
        f.debug_struct("Encoder")
            .field("codec", &codec)
            .field("inner", inner)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
