//! A Zstandard frame for each chunk (RFC 8878).

use std::io;
use std::ops::RangeInclusive;

use pkgio::Compression;
use zstd::bulk::Compressor;
use zstd::zstd_safe::{self, CParameter};

use super::span::{Span, damaged, whole};

/// The levels that look for matches in a hash table of rows (`ZSTD_resolveRowMatchFinderMode`).
const BY_ROWS: RangeInclusive<u32> = 5..=12;
/// The binary logarithm of that table's most entries: about as many as a chunk has bytes. Clearing a
/// larger one takes longer than it saves, which is 0.2 % of a chunk of 1 MB.
const HASH_LOG: u32 = 17;

pub(super) fn encode(chunk: &[u8], compression: Compression) -> io::Result<Span<'static>> {
    // Without a stream, which takes buffers and a copy.
    let mut compressor = Compressor::new(compression.level().try_into().unwrap_or(i32::MAX))?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    // Shorter chunks have no larger one in any case.
    if BY_ROWS.contains(&compression.level()) && chunk.len() >= 1 << (HASH_LOG - 1) {
        compressor.set_parameter(CParameter::HashLog(HASH_LOG))?;
    }
    let mut bytes = compressor.compress(chunk)?;
    bytes.shrink_to_fit();
    Ok(Span::new(bytes, chunk.len() as u64))
}

/// The frames.
pub(super) fn frames(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let length = zstd_safe::find_frame_compressed_size(bytes).ok().filter(|&length| length > 0);
        let (frame, rest) = bytes.split_at_checked(length?)?;
        frames.push(frame);
        bytes = rest;
    }
    Some(frames)
}

/// The frames, when each says what it decompresses to.
pub(super) fn split(bytes: &[u8]) -> Option<Vec<Span<'_>>> {
    let length = |frame| zstd_safe::get_frame_content_size(frame).ok().flatten();
    let span = |frame| Some(Span::new(frame, length(frame)?));
    frames(bytes)?.into_iter().map(span).collect()
}

/// The text of frames that say their lengths, which are `limit` bytes at most; `None` where they do
/// not, or say more.
pub(super) fn decompress(bytes: &[u8], limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut decompressor = zstd::bulk::Decompressor::new()?;
    whole(split(bytes), limit, |frame, part| {
        match decompressor.decompress_to_buffer(frame, part)? {
            length if length == part.len() => Ok(()),
            _ => Err(damaged("a frame of another length")),
        }
    })
}
