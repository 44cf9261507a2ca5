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

/// The text of spans, each read by `read` into a part of it that is as long as the span says; `None`
/// where there are none, or they say more than `limit` bytes.
pub(super) fn whole(
    spans: Option<Vec<Span<'_>>>,
    limit: u64,
    mut read: impl FnMut(&[u8], &mut [u8]) -> io::Result<()>,
) -> io::Result<Option<Vec<u8>>> {
    let Some(spans) = spans.filter(|spans| !spans.is_empty()) else { return Ok(None) };
    let sum = spans.iter().try_fold(0_u64, |sum, span| sum.checked_add(span.length));
    let Some(length) = sum.filter(|&sum| sum <= limit).and_then(|sum| usize::try_from(sum).ok())
    else {
        return Ok(None);
    };
    let mut text = vec![0; length];
    let mut rest = &mut *text;
    for span in &spans {
        let length = usize::try_from(span.length).unwrap_or(usize::MAX);
        let Some((part, behind)) = rest.split_at_mut_checked(length) else { return Ok(None) };
        read(&span.bytes, part)?;
        rest = behind;
    }
    Ok(Some(text))
}

/// That a span is not what it says.
pub(super) fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
