//! A gzip member for each chunk (RFC 1952).
//!
//! Each member says in a subfield of its header how long it is, so that the next one is found
//! without inflating. Readers skip subfields that they do not know (RFC 1952, 2.3.1.1).

use std::io;

use flate2::{Decompress, FlushDecompress, Status};
use pkgio::Compression;

use super::span::{Span, damaged, stream, unexpected, whole};

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The flag for subfields.
const FEXTRA: u8 = 4;
/// What pkgio writes before the deflated data.
const PLAIN_HEADER: usize = 10;
/// Our subfield: the length of all subfields, a name, the length of the value.
const SUBFIELD: [u8; 6] = [8, 0, b'P', b'W', 4, 0];
/// Where the member's length stands.
const LENGTH_AT: usize = PLAIN_HEADER + SUBFIELD.len();
const HEADER: usize = LENGTH_AT + 4;
/// CRC-32 and length of the chunk.
const TRAILER: usize = 8;

pub(super) fn encode(chunk: &[u8], compression: Compression) -> io::Result<Span<'static>> {
    let plain = stream(chunk, compression)?;
    let Some((header, rest)) = plain.split_at_checked(PLAIN_HEADER) else {
        return Err(unexpected("no gzip header"));
    };
    let length = HEADER + rest.len();
    let stated = u32::try_from(length).map_err(|_| unexpected("4 GiB"))?;
    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(header);
    bytes[MAGIC.len()] |= FEXTRA;
    bytes.extend_from_slice(&SUBFIELD);
    bytes.extend_from_slice(&stated.to_le_bytes());
    bytes.extend_from_slice(rest);
    Ok(Span::new(bytes, chunk.len() as u64))
}

/// The members, when each says how long it is.
pub(super) fn members(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut members = Vec::new();
    while !bytes.is_empty() {
        let (member, rest) = bytes.split_at_checked(member_length(bytes)?)?;
        members.push(member);
        bytes = rest;
    }
    Some(members)
}

/// The text of members that say how long they are and what they decompress to, which is `limit` bytes
/// at most; `None` where they do not, or say more.
pub(super) fn decompress(bytes: &[u8], limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut inflate = Decompress::new(false);
    whole(split(bytes), limit, |member, part| {
        let (deflated, trailer) = member[HEADER..].split_at(member.len() - HEADER - TRAILER);
        inflate.reset(false);
        let status = inflate.decompress(deflated, part, FlushDecompress::Finish)?;
        let is_whole = status == Status::StreamEnd
            && inflate.total_in() == deflated.len() as u64
            && inflate.total_out() == part.len() as u64
            && trailer.starts_with(&crc32fast::hash(part).to_le_bytes());
        if is_whole { Ok(()) } else { Err(damaged("a gzip member of another text")) }
    })
}

pub(super) fn split(bytes: &[u8]) -> Option<Vec<Span<'_>>> {
    let length = |member: &[u8]| member.last_chunk().map(|length| u32::from_le_bytes(*length));
    let span = |member| Some(Span::new(member, u64::from(length(member)?)));
    members(bytes)?.into_iter().map(span).collect()
}

/// What the member that `bytes` start with says of its length, where it says it as we do.
fn member_length(bytes: &[u8]) -> Option<usize> {
    let header = bytes.get(..HEADER)?;
    let ours = header.starts_with(&MAGIC)
        && header[MAGIC.len()] == FEXTRA
        && header[PLAIN_HEADER..LENGTH_AT] == SUBFIELD;
    let length = u32::from_le_bytes(*header.last_chunk()?);
    let length = usize::try_from(length).ok()?;
    (ours && length >= HEADER + TRAILER).then_some(length)
}
