//! Decompression of data of other tools, with limits.

mod bzip2;
mod gzip;
mod lzma;
mod zstd;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Read};

use crate::Codec;

/// A compression format of package members. There are more formats than [`Codec`](crate::Codec)
/// writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Stored as it is.
    None,
    /// gzip (RFC 1952).
    Gzip,
    /// xz.
    Xz,
    /// Zstandard (RFC 8878).
    Zstd,
    /// bzip2.
    Bzip2,
    /// The `.lzma` format of LZMA Utils.
    Lzma,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Gzip, Self::Xz, Self::Zstd, Self::Bzip2, Self::Lzma];

    /// The encoding with this file name suffix: `""`, `gz`, `xz`, `zst`, `bz2`, `lzma`.
    #[must_use]
    pub fn from_suffix(suffix: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.suffix().as_bytes() == suffix)
    }

    /// The file name's suffix, without a dot; empty for [`Encoding::None`].
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => "gz",
            Self::Xz => "xz",
            Self::Zstd => "zst",
            Self::Bzip2 => "bz2",
            Self::Lzma => "lzma",
        }
    }
}

impl From<Codec> for Encoding {
    fn from(codec: Codec) -> Self {
        match codec {
            Codec::None => Self::None,
            Codec::Gzip => Self::Gzip,
            Codec::Xz => Self::Xz,
            Codec::Zstd => Self::Zstd,
        }
    }
}

/// A decompressor over `R` that never gives more than `limit` bytes and never needs more than
/// 128 MiB of window.
///
/// Concatenated streams, trailing bytes after the stream's end and truncation are errors of kind
/// [`io::ErrorKind::InvalidData`] or [`io::ErrorKind::UnexpectedEof`]; passing `limit` is an error
/// of kind [`io::ErrorKind::FileTooLarge`].
///
/// Concatenation is refused because the package tools disagree about it: dpkg-deb(1) reads only the
/// first xz stream and the first zstd frame and silently leaves the rest, but joins gzip members
/// and ignores junk after them, so that one file would hold different packages to different
/// readers. dpkg-deb itself writes one stream always. Many *blocks* in one xz stream, as `xz -T`
/// and dpkg-deb write them, and the one frame of `zstd -T` are a single stream and welcome; what
/// pzstd(1) writes, frames with skippable ones between, is not.
///
/// [`tolerant`](Decoder::tolerant) makes one that takes what dpkg-deb(1) takes and every reader reads
/// the same way.
///
/// An error stays: every later read gives it again.
pub struct Decoder<R: Read> {
    inner: R,
    encoding: Encoding,
    is_tolerant: bool,
    is_joined: bool,
    has_trailing_bytes: bool,
    engine: Option<Box<dyn Engine>>,
    input: Input,
    limit: u64,
    left: u64,
    state: State,
}

/// The number of bytes to read from the inner reader at once.
const CHUNK: usize = 64 << 10;

/// The limit on consecutive steps without progress. A decompressor may need more than one step to
/// make progress.
const MOST_STALLS: u32 = 16;

/// A decompressor that works from buffer to buffer.
trait Engine: Send {
    /// Consumes some of `input` and produces some output. An empty `input` marks the end of the
    /// input.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Step>;
}

struct Step {
    consumed: usize,
    produced: usize,
    ended: bool,
}

struct Input {
    bytes: Box<[u8]>,
    start: usize,
    end: usize,
}

enum State {
    Running,
    Ended,
    Failed(io::ErrorKind, String),
}

impl<R: Read> Decoder<R> {
    /// Creates a decompressor of `inner`.
    ///
    /// # Errors
    /// The memory of the decompressor could not be allocated.
    pub fn new(inner: R, encoding: Encoding, limit: u64) -> io::Result<Self> {
        let engine: Option<Box<dyn Engine>> = match encoding {
            Encoding::None => None,
            Encoding::Gzip => Some(Box::new(gzip::Gzip::new())),
            Encoding::Xz => Some(Box::new(lzma::Lzma::xz()?)),
            Encoding::Zstd => Some(Box::new(zstd::Zstd::new()?)),
            Encoding::Bzip2 => Some(Box::new(bzip2::Bzip2::new())),
            Encoding::Lzma => Some(Box::new(lzma::Lzma::alone()?)),
        };
        let chunk = if engine.is_some() { CHUNK } else { 0 };
        let input = Input { bytes: vec![0; chunk].into_boxed_slice(), start: 0, end: 0 };
        Ok(Self {
            inner,
            encoding,
            is_tolerant: false,
            is_joined: false,
            has_trailing_bytes: false,
            engine,
            input,
            limit,
            left: limit,
            state: State::Running,
        })
    }

    /// Creates a tolerant decompressor: it joins several gzip members, and ignores bytes after the
    /// end that do not start another stream of the encoding. Another xz, bzip2 or lzma stream and
    /// another Zstandard frame, including a skippable one, are still errors.
    ///
    /// # Errors
    /// The memory of the decompressor could not be allocated.
    pub fn tolerant(inner: R, encoding: Encoding, limit: u64) -> io::Result<Self> {
        Ok(Self { is_tolerant: true, ..Self::new(inner, encoding, limit)? })
    }

    /// Whether several gzip members were joined in the data read so far.
    pub fn is_joined(&self) -> bool {
        self.is_joined
    }

    /// Whether bytes after the end were ignored.
    pub fn has_trailing_bytes(&self) -> bool {
        self.has_trailing_bytes
    }

    /// Returns the inner reader. Its remaining content is not defined, because the decompressor
    /// reads ahead.
    pub fn into_inner(self) -> R {
        self.inner
    }

    fn advance(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        // At the limit one byte more is asked for, to tell a stream that ends there from one that
        // does not.
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).clamp(1, buffer.len());
        let produced = self.produce(&mut buffer[..room])?;
        match self.left.checked_sub(produced as u64) {
            Some(left) => {
                self.left = left;
                Ok(produced)
            }
            None => Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("decompresses to more than {} bytes", self.limit),
            )),
        }
    }

    fn produce(&mut self, output: &mut [u8]) -> io::Result<usize> {
        let Some(engine) = &mut self.engine else { return read(&mut self.inner, output) };
        let mut stalls = 0;
        loop {
            let input = self.input.fill(&mut self.inner)?;
            let at_end = input.is_empty();
            let step = engine.step(input, output)?;
            self.input.start += step.consumed;
            if step.ended {
                if self.input.fill(&mut self.inner)?.is_empty() {
                    self.state = State::Ended;
                    return Ok(step.produced);
                }
                if !self.is_tolerant {
                    return Err(invalid("bytes follow the end of the compressed stream"));
                }
                let is_another = starts_stream(self.encoding, self.input.ahead(&mut self.inner)?);
                if is_another && self.encoding == Encoding::Gzip {
                    *engine = Box::new(gzip::Gzip::new());
                    self.is_joined = true;
                    if step.produced > 0 {
                        return Ok(step.produced);
                    }
                    stalls = 0;
                    continue;
                }
                if is_another {
                    return Err(invalid("another stream follows the end of the compressed stream"));
                }
                self.input.start = self.input.end;
                io::copy(&mut self.inner, &mut io::sink())?;
                self.has_trailing_bytes = true;
                self.state = State::Ended;
                return Ok(step.produced);
            }
            if step.produced > 0 {
                return Ok(step.produced);
            }
            if at_end {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the compressed stream is truncated",
                ));
            }
            stalls = if step.consumed == 0 { stalls + 1 } else { 0 };
            if stalls > MOST_STALLS {
                return Err(invalid("the compressed stream makes no progress"));
            }
        }
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &self.state {
            State::Running => {}
            State::Ended => return Ok(0),
            State::Failed(kind, text) => return Err(io::Error::new(*kind, text.clone())),
        }
        let result = self.advance(buffer);
        if let Err(error) = &result {
            self.state = State::Failed(error.kind(), error.to_string());
        }
        result
    }
}

impl<R: Read + fmt::Debug> fmt::Debug for Decoder<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("inner", &self.inner)
            .field("limit", &self.limit)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// The maximum number of bytes that identify the start of a stream.
const MAGIC: usize = 6;

/// Whether a stream of the encoding starts with these bytes.
fn starts_stream(encoding: Encoding, bytes: &[u8]) -> bool {
    match encoding {
        Encoding::None => false,
        Encoding::Gzip => bytes.starts_with(b"\x1f\x8b"),
        Encoding::Xz => bytes.starts_with(b"\xfd7zXZ\0"),
        Encoding::Bzip2 => bytes.starts_with(b"BZh"),
        Encoding::Lzma => bytes.starts_with(b"]\0\0"),
        Encoding::Zstd => {
            let is_skippable =
                |bytes: &[u8]| bytes[0] & 0xf0 == 0x50 && bytes[1..].starts_with(b"\x2a\x4d\x18");
            bytes.starts_with(b"\x28\xb5\x2f\xfd") || bytes.len() >= 4 && is_skippable(bytes)
        }
    }
}

impl Input {
    /// The next bytes, as many as identify the start of a stream if there are enough.
    fn ahead(&mut self, reader: &mut impl Read) -> io::Result<&[u8]> {
        if self.end - self.start < MAGIC {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            while self.end < MAGIC {
                match read(reader, &mut self.bytes[self.end..])? {
                    0 => break,
                    count => self.end += count,
                }
            }
        }
        Ok(&self.bytes[self.start..self.end])
    }

    /// The buffered bytes, or else the next bytes of `reader`; empty at its end.
    fn fill(&mut self, reader: &mut impl Read) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.start = 0;
            self.end = read(reader, &mut self.bytes)?;
        }
        Ok(&self.bytes[self.start..self.end])
    }
}

fn read(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn invalid(problem: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.to_string())
}
