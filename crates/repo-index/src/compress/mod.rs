//! Compressed forms of an index, written so that the next one costs only what changed.
//!
//! A text is cut into chunks where its content says so, and each chunk is compressed by itself: a
//! gzip member, a Zstandard frame, or one block of a single xz stream (apt reads several members
//! and frames; of several xz streams it reads the first and drops the rest silently). A chunk that
//! was published before is not compressed again: its bytes are copied. The result is a function of
//! the text and the compression alone, whatever was copied.
//!
//! What that costs in size, for the 50 MB of Debian main: gzip 4 %, xz 12 %, since each chunk starts
//! without knowing those before it. Shorter texts have shorter chunks: xz 20 % for 5 MB.

mod chunks;
mod decompress;
mod gzip;
mod level;
mod span;
#[cfg(test)]
mod tests;
mod xz;
mod zstd;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::num::NonZeroUsize;

use bytes::Bytes;
use pkgio::{Codec, Compression};

pub use chunks::{Chunks, Unit};
pub use decompress::{decompress, decompress_to};
pub use level::{parse_compression, usual_compression};

use crate::parallel;
use chunks::Chunk;
use span::Span;

/// A published text and one of its compressed forms.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// The text, in pieces of any lengths.
    pub text: &'a [&'a [u8]],
    /// Its compressed form, checked against its digest, by whomever it was made.
    pub compressed: &'a Bytes,
}

/// Compresses a text on up to `threads` threads. Spans of `published` are copied where its text is
/// the same; a form that was made otherwise is found out and not used. The bytes
/// do not depend on `published` or `threads`.
///
/// # Errors
/// The compressor's memory or threads could not be had.
pub fn compress(
    text: &Chunks<'_>,
    compression: Compression,
    published: Option<Published<'_>>,
    threads: NonZeroUsize,
) -> io::Result<Vec<u8>> {
    let pieces = compress_in_pieces(text, compression, published, threads)?;
    Ok(match <[Bytes; 1]>::try_from(pieces) {
        Ok([only]) => only.into(),
        Err(pieces) => pieces.concat(),
    })
}

/// The same in pieces: what is copied stays where it is.
///
/// # Errors
/// The compressor's memory or threads could not be had.
pub fn compress_in_pieces(
    text: &Chunks<'_>,
    compression: Compression,
    published: Option<Published<'_>>,
    threads: NonZeroUsize,
) -> io::Result<Vec<Bytes>> {
    if compression.codec() == Codec::None {
        return Ok(vec![text.pieces().concat().into()]);
    }
    let mut spans: Vec<Option<Span<'_>>> = text.iter().map(|_| None).collect();
    if let Some(published) = published {
        copy(text, compression, published, &mut spans)?;
    }
    let missing: Vec<usize> = (0..spans.len()).filter(|&at| spans[at].is_none()).collect();
    for (at, span) in encode_all(text, &missing, compression, threads)? {
        spans[at] = Some(span);
    }
    let spans: Vec<Span<'_>> = spans.into_iter().flatten().collect();
    Ok(match compression.codec() {
        Codec::Xz => vec![xz::join(&spans).into()],
        Codec::None | Codec::Gzip | Codec::Zstd => {
            pieces(spans, published.map_or(&Bytes::new(), |published| published.compressed))
        }
    })
}

/// Chunks of fewer bytes, as what stands before the first package, are compressed sooner than a thread
/// begins, and to the same at most levels.
const SHORT: u64 = 4 << 10;

/// Takes from `published` the spans of chunks that `text` has too.
fn copy<'a>(
    text: &Chunks<'_>,
    compression: Compression,
    published: Published<'a>,
    spans: &mut [Option<Span<'a>>],
) -> io::Result<()> {
    let Some(old) = split(compression.codec(), published.compressed) else { return Ok(()) };
    let Some(parts) = parts(published.text, &old) else { return Ok(()) };
    let mut by_length: HashMap<u64, Vec<usize>> = HashMap::with_capacity(old.len());
    for (at, span) in old.iter().enumerate() {
        by_length.entry(span.length).or_default().push(at);
    }
    let mut copied = Vec::new();
    for (chunk, span) in text.iter().zip(&mut *spans) {
        let of_length =
            by_length.get(&(chunk.length() as u64)).map(Vec::as_slice).unwrap_or_default();
        if let Some(&at) = of_length.iter().find(|&&at| chunk == Chunk::of(&parts[at])) {
            *span = Some(old[at].clone());
            copied.push(at);
        }
    }
    // Another level, or another version of the compressor, gives other bytes; one chunk tells, but not
    // one that is short.
    let telling = |&at: &usize| match old[at].length {
        length if length < SHORT => (true, u64::MAX - length),
        length => (false, length),
    };
    if let Some(at) = copied.into_iter().min_by_key(telling)
        && encode(&Chunk::of(&parts[at]).bytes(), compression)?.bytes != old[at].bytes
    {
        spans.fill(None);
    }
    Ok(())
}

/// What each of `spans`, which are all of its compressed form, holds of `text`.
fn parts<'a>(text: &[&'a [u8]], spans: &[Span<'_>]) -> Option<Vec<Vec<&'a [u8]>>> {
    let (mut pieces, mut rest): (_, &[u8]) = (text.iter().copied(), b"");
    let mut parts = Vec::with_capacity(spans.len());
    for span in spans {
        let (mut part, mut missing) = (Vec::new(), usize::try_from(span.length).ok()?);
        while missing > 0 {
            if rest.is_empty() {
                rest = pieces.next()?;
            }
            let (piece, behind) = rest.split_at(missing.min(rest.len()));
            part.push(piece);
            (missing, rest) = (missing - piece.len(), behind);
        }
        parts.push(part);
    }
    let is_whole = rest.is_empty() && pieces.all(<[u8]>::is_empty);
    is_whole.then_some(parts)
}

/// Compresses the chunks numbered `missing`.
fn encode_all(
    text: &Chunks<'_>,
    missing: &[usize],
    compression: Compression,
    threads: NonZeroUsize,
) -> io::Result<Vec<(usize, Span<'static>)>> {
    let encode = |&at: &usize| encode(&text.chunk(at).bytes(), compression).map(|span| (at, span));
    let long = missing.iter().filter(|&&at| text.chunk(at).length() as u64 >= SHORT).count();
    let threads = threads.min(NonZeroUsize::new(long).unwrap_or(NonZeroUsize::MIN));
    parallel::map(missing, threads, encode).into_iter().collect()
}

fn encode(chunk: &[u8], compression: Compression) -> io::Result<Span<'static>> {
    match compression.codec() {
        Codec::None => Ok(Span::new(chunk.to_vec(), chunk.len() as u64)),
        Codec::Gzip => gzip::encode(chunk, compression),
        Codec::Xz => xz::encode(chunk, compression),
        Codec::Zstd => zstd::encode(chunk, compression),
    }
}

/// The spans of a compressed form; `None` when it is not of the kind that is written here.
fn split(codec: Codec, compressed: &[u8]) -> Option<Vec<Span<'_>>> {
    match codec {
        Codec::None => None,
        Codec::Gzip => gzip::split(compressed),
        Codec::Xz => xz::split(compressed),
        Codec::Zstd => zstd::split(compressed),
    }
}

/// The bytes of `spans` in a row. Those that are borrowed are of `published`; neighbours there are one
/// piece.
fn pieces(mut spans: Vec<Span<'_>>, published: &Bytes) -> Vec<Bytes> {
    let is_next = |one: &Span<'_>, next: &Span<'_>| match (&one.bytes, &next.bytes) {
        (Cow::Borrowed(one), Cow::Borrowed(next)) => one.as_ptr_range().end == next.as_ptr(),
        _ => false,
    };
    let piece = |run: &mut [Span<'_>]| {
        let length: usize = run.iter().map(|span| span.bytes.len()).sum();
        match &mut run[0].bytes {
            Cow::Owned(bytes) => std::mem::take(bytes).into(),
            Cow::Borrowed(first) => {
                let start = first.as_ptr().addr() - published.as_ptr().addr();
                published.slice(start..start + length)
            }
        }
    };
    spans.chunk_by_mut(is_next).map(piece).collect()
}
