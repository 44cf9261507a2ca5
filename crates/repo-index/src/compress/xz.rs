//! One xz stream with a block for each chunk (The .xz File Format, 1.2).

use std::io;

use pkgio::Compression;

use super::span::{Span, stream, unexpected};

/// Magic, flags (a CRC64 check behind each block), CRC-32 of the flags.
const HEADER: [u8; 12] = [0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46];
/// The flags again, and magic.
const FOOTER_END: [u8; 4] = [0, 4, b'Y', b'Z'];
/// CRC-32 of the rest, length of the index, flags, magic.
const FOOTER: usize = 12;

pub(super) fn encode(chunk: &[u8], compression: Compression) -> io::Result<Span<'static>> {
    let alone = stream(chunk, compression)?;
    match split(&alone).as_deref() {
        // A block cannot be empty.
        Some([]) => Ok(Span::new(Vec::new(), 0)),
        Some([Span { bytes, unpadded, length }]) => {
            Ok(Span { bytes: bytes.to_vec().into(), unpadded: *unpadded, length: *length })
        }
        _ => Err(unexpected("an xz stream of several blocks")),
    }
}

pub(super) fn join(spans: &[Span<'_>]) -> Vec<u8> {
    let blocks: Vec<_> = spans.iter().filter(|span| span.length > 0).collect();
    let length: usize = blocks.iter().map(|block| block.bytes.len()).sum();
    let mut out = Vec::with_capacity(length + blocks.len() * 8 + 64);
    out.extend_from_slice(&HEADER);
    for block in &blocks {
        out.extend_from_slice(&block.bytes);
    }
    let index = index(&blocks);
    out.extend_from_slice(&index);
    // The format keeps the index's length in units of four bytes, less one.
    let units = u32::try_from(index.len() / 4 - 1).unwrap_or(u32::MAX).to_le_bytes();
    let mut end = units.to_vec();
    end.extend_from_slice(&FOOTER_END[..2]);
    out.extend_from_slice(&crc32fast::hash(&end).to_le_bytes());
    out.extend_from_slice(&units);
    out.extend_from_slice(&FOOTER_END);
    out
}

fn index(blocks: &[&Span<'_>]) -> Vec<u8> {
    let mut index = vec![0];
    push_number(&mut index, blocks.len() as u64);
    for block in blocks {
        push_number(&mut index, block.unpadded);
        push_number(&mut index, block.length);
    }
    index.resize(index.len().next_multiple_of(4), 0);
    let crc32 = crc32fast::hash(&index);
    index.extend_from_slice(&crc32.to_le_bytes());
    index
}

/// The blocks of exactly one stream whose check is CRC64.
pub(super) fn split(bytes: &[u8]) -> Option<Vec<Span<'_>>> {
    let rest = bytes.strip_prefix(&HEADER)?;
    let (rest, footer) = rest.split_at_checked(rest.len().checked_sub(FOOTER)?)?;
    let (crc32, end) = footer.split_first_chunk::<4>()?;
    if crc32fast::hash(&end[..6]) != u32::from_le_bytes(*crc32) || end[4..] != FOOTER_END {
        return None;
    }
    let units = u32::from_le_bytes(*end.first_chunk()?);
    let length = (usize::try_from(units).ok()?).checked_add(1)?.checked_mul(4)?;
    let (mut blocks, index) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
    let mut spans = Vec::new();
    for (unpadded, length) in read_index(index)? {
        let padded = usize::try_from(unpadded).ok()?.checked_next_multiple_of(4)?;
        let (block, rest) = blocks.split_at_checked(padded)?;
        spans.push(Span { bytes: block.into(), unpadded, length });
        blocks = rest;
    }
    blocks.is_empty().then_some(spans)
}

/// For each block, its length without padding, and that of its content.
fn read_index(index: &[u8]) -> Option<Vec<(u64, u64)>> {
    let (index, crc32) = index.split_last_chunk::<4>()?;
    if crc32fast::hash(index) != u32::from_le_bytes(*crc32) {
        return None;
    }
    let mut rest = index.strip_prefix(&[0])?;
    let count = take_number(&mut rest)?;
    // Each takes two bytes at least.
    if count > index.len() as u64 / 2 {
        return None;
    }
    (0..count).map(|_| Some((take_number(&mut rest)?, take_number(&mut rest)?))).collect()
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
