//! The compressed form of one chunk.

use std::borrow::Cow;
use std::io::{self, Write};
use std::num::NonZeroUsize;

use pkgio::{Compression, Encoder};

/// The compressed form of one chunk: a member, a frame or a block.
#[derive(Clone, Debug)]
pub(super) struct Span<'a> {
    /// Its bytes, padding included.
    pub(super) bytes: Cow<'a, [u8]>,
    /// How many of them there are before padding, which only xz has.
    pub(super) unpadded: u64,
    /// The length of the chunk in bytes.
    pub(super) length: u64,
}

impl<'a> Span<'a> {
    pub(super) fn new(bytes: impl Into<Cow<'a, [u8]>>, length: u64) -> Self {
        let bytes = bytes.into();
        let unpadded = bytes.len() as u64;
        Self { bytes, unpadded, length }
    }
}

/// `chunk` as a stream of its own.
pub(super) fn stream(chunk: &[u8], compression: Compression) -> io::Result<Vec<u8>> {
    let out = Vec::with_capacity(chunk.len() / 3);
    let length = chunk.len() as u64;
    let mut encoder = Encoder::of_length(out, compression, NonZeroUsize::MIN, length)?;
    encoder.write_all(chunk)?;
    encoder.finish()
}

pub(super) fn unexpected(what: &str) -> io::Error {
    io::Error::other(format!("the compressor wrote {what}"))
}
