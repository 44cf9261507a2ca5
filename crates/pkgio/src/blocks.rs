//! Messages divided into the blocks of MD5 and SHA-256.

use std::ops::Range;
use std::slice;

/// The block of both digests.
pub(crate) type Block = [u8; 64];

/// The remaining blocks of a message, including the padding.
pub(crate) struct Blocks<'a> {
    pieces: slice::Iter<'a, &'a [u8]>,
    /// The rest of the current piece.
    rest: &'a [u8],
    /// A block that spans several pieces, or the last data with the padding: one block or two.
    joined: [Block; 2],
    /// The blocks in `joined` that remain.
    joined_left: Range<usize>,
    /// The end of the padding, until that is in `joined`.
    end: Option<[u8; 8]>,
}

impl<'a> Blocks<'a> {
    /// The blocks of a message in pieces. `length` is the length of the whole message in bits, in
    /// the byte order of the digest.
    pub(crate) fn of(pieces: &'a [&'a [u8]], length: [u8; 8]) -> Self {
        let (joined, joined_left) = ([[0; 64]; 2], 0..0);
        let mut blocks =
            Self { pieces: pieces.iter(), rest: b"", joined, joined_left, end: Some(length) };
        blocks.join();
        blocks
    }

    /// The next blocks; empty at the end.
    pub(crate) fn next(&self) -> &[Block] {
        match self.joined_left.is_empty() {
            true => self.rest.as_chunks().0,
            false => &self.joined[self.joined_left.clone()],
        }
    }

    /// Skips the next `count` blocks.
    pub(crate) fn skip(&mut self, count: usize) {
        if self.joined_left.is_empty() {
            self.rest = &self.rest[count * size_of::<Block>()..];
        } else {
            self.joined_left.start += count;
        }
        if self.next().is_empty() {
            self.join();
        }
    }

    /// Assembles the next block, unless a single piece contains it.
    fn join(&mut self) {
        let Some(length) = self.end else { return };
        let bytes = self.joined.as_flattened_mut();
        let mut filled = 0;
        loop {
            let (taken, rest) = self.rest.split_at(self.rest.len().min(64 - filled));
            bytes[filled..filled + taken.len()].copy_from_slice(taken);
            filled += taken.len();
            self.rest = rest;
            if filled == 64 {
                self.joined_left = 0..1;
                return;
            }
            let Some(piece) = self.pieces.next() else { break };
            self.rest = piece;
            if filled == 0 && piece.len() >= 64 {
                return;
            }
        }
        let end = if filled < 56 { 64 } else { 128 };
        bytes[filled..end].fill(0);
        bytes[filled] = 0x80;
        bytes[end - 8..end].copy_from_slice(&length);
        self.joined_left = 0..end / 64;
        self.end = None;
    }
}
