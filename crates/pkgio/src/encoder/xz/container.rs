//! The container of xz blocks: headers, index and footer (the .xz file format, version 1.2.1).

/// Of CRC64.
pub(super) const CHECK_LENGTH: u64 = 8;
/// Of the header and of the footer of a stream.
pub(super) const EDGE_LENGTH: usize = 12;

/// Stream flags: the check is CRC64.
const FLAGS: [u8; 2] = [0, 4];
/// The filter LZMA2, which has one byte of properties: its dictionary.
const LZMA2: [u8; 2] = [0x21, 1];
/// Block flags: one filter, and both lengths are given.
const BOTH_LENGTHS: u8 = 0xc0;

/// What the index says of a block, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The block without its padding.
    pub(super) unpadded: u64,
    /// Its content.
    pub(super) uncompressed: u64,
}

/// The header of a stream.
pub(super) fn header() -> [u8; EDGE_LENGTH] {
    let mut header = *b"\xfd7zXZ\0\0\0\0\0\0\0";
    header[6..8].copy_from_slice(&FLAGS);
    header[8..].copy_from_slice(&crc32(&FLAGS));
    header
}

/// The index of blocks, padded.
pub(super) fn index(records: &[Record]) -> Vec<u8> {
    let mut index = vec![0];
    put_number(&mut index, records.len() as u64);
    for record in records {
        put_number(&mut index, record.unpadded);
        put_number(&mut index, record.uncompressed);
    }
    index.resize(index.len().next_multiple_of(4), 0);
    let sum = crc32(&index);
    index.extend_from_slice(&sum);
    index
}

/// The footer of a stream after `index`.
pub(super) fn footer(index: &[u8]) -> [u8; EDGE_LENGTH] {
    let mut footer = *b"\0\0\0\0\0\0\0\0\0\0YZ";
    let backward = u32::try_from(index.len() / 4 - 1).unwrap_or(u32::MAX);
    footer[4..8].copy_from_slice(&backward.to_le_bytes());
    footer[8..10].copy_from_slice(&FLAGS);
    let sum = crc32(&footer[4..10]);
    footer[..4].copy_from_slice(&sum);
    footer
}

/// The lengths of a block's data and content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    pub(super) compressed: u64,
    pub(super) uncompressed: u64,
}

impl Lengths {
    /// The length of a block's header with them.
    pub(super) fn header_length(self) -> usize {
        let numbers = number_length(self.compressed) + number_length(self.uncompressed);
        (2 + numbers + LZMA2.len() + 1 + 4).next_multiple_of(4)
    }

    /// A block's header with them, `length` bytes long.
    pub(super) fn header(self, length: usize, dictionary: u8) -> Vec<u8> {
        let mut header = vec![u8::try_from(length / 4 - 1).unwrap_or(u8::MAX), BOTH_LENGTHS];
        put_number(&mut header, self.compressed);
        put_number(&mut header, self.uncompressed);
        header.extend_from_slice(&LZMA2);
        header.push(dictionary);
        header.resize(length - 4, 0);
        let sum = crc32(&header);
        header.extend_from_slice(&sum);
        header
    }
}

/// A number in groups of seven bits, the lowest first.
pub(super) fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn number_length(number: u64) -> usize {
    (64 - number.leading_zeros()).div_ceil(7).max(1) as usize
}

fn crc32(bytes: &[u8]) -> [u8; 4] {
    crc32fast::hash(bytes).to_le_bytes()
}
