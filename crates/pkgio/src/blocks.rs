//! Messages in the blocks that MD5 and SHA-256 take.

use std::ops::Range;
use std::slice;

/// What they work on at a time.
pub(crate) type Block = [u8; 64];

/// The blocks of a message that are not taken yet, padding included.
pub(crate) struct Blocks<'a> {
    pieces: slice::Iter<'a, &'a [u8]>,
    /// What is left of the piece before them.
    rest: &'a [u8],
    /// A block that several pieces hold, or the last with the padding: one block or two.
    joined: [Block; 2],
    /// Those of `joined` not taken yet.
    joined_left: Range<usize>,
    /// The end of the padding, until that is in `joined`.
    end: Option<[u8; 8]>,
}

impl<'a> Blocks<'a> {
    /// Those of a message in pieces. `length` is that of the whole message in bits, in the order of
    /// bytes of the digest.
    pub(crate) fn of(pieces: &'a [&'a [u8]], length: [u8; 8]) -> Self {
        let (joined, joined_left) = ([[0; 64]; 2], 0..0);
        let mut blocks =
            Self { pieces: pieces.iter(), rest: b"", joined, joined_left, end: Some(length) };
        blocks.join();
        blocks
    }

    /// Blocks that come next; none at the end.
    pub(crate) fn next(&self) -> &[Block] {
        match self.joined_left.is_empty() {
            true => self.rest.as_chunks().0,
            false => &self.joined[self.joined_left.clone()],
        }
    }

    /// Takes `count` of the next.
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

    /// Puts the next block together, unless a single piece holds it.
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
