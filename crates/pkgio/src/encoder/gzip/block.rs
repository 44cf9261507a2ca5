//! One block of input and its deflated form.

use std::io;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::{BLOCK, WINDOW};

/// A piece of input after the dictionary that it is deflated with.
#[derive(Debug, Default)]
pub(super) struct Block {
    bytes: Vec<u8>,
    dictionary: usize,
    pub(super) last: bool,
}

impl Block {
    /// An empty block, with the end of `before` as its dictionary, in the memory of `spare`.
    pub(super) fn after(before: &Self, spare: Self) -> Self {
        let mut bytes = spare.bytes;
        bytes.clear();
        bytes.reserve_exact(WINDOW + BLOCK);
        bytes.extend_from_slice(&before.bytes[before.bytes.len().saturating_sub(WINDOW)..]);
        Self { dictionary: bytes.len(), bytes, last: false }
    }

    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The length of the input, without the dictionary.
    pub(super) fn length(&self) -> usize {
        self.bytes.len() - self.dictionary
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        self.bytes.split_at(self.dictionary)
    }
}

/// A block with its piece of the deflate stream and its checksum.
#[derive(Default)]
pub(super) struct Deflated {
    pub(super) block: Block,
    pub(super) output: Vec<u8>,
    pub(super) crc: crc32fast::Hasher,
}

impl Block {
    /// Deflates the block into the memory of `output`.
    pub(super) fn deflate(self, level: Compression, mut output: Vec<u8>) -> io::Result<Deflated> {
        let (dictionary, mut input) = self.parts();
        let mut crc = crc32fast::Hasher::new();
        crc.update(input);
        // A fresh compressor each time: a reset one remembers enough of the block before to write
        // other bytes, and which block that was depends on the threads.
        let mut compress = Compress::new(level, false);
        if !dictionary.is_empty() {
            compress.set_dictionary(dictionary).map_err(io::Error::other)?;
        }
        output.clear();
        output.reserve(MOST_OUTPUT);
        let flush = if self.last { FlushCompress::Finish } else { FlushCompress::Sync };
        loop {
            let before = compress.total_in();
            let status =
                compress.compress_vec(input, &mut output, flush).map_err(io::Error::other)?;
            input = &input[(compress.total_in() - before) as usize..];
            // Room that is left over means that the flush is complete.
            if output.len() < output.capacity() && (status == Status::StreamEnd || !self.last) {
                return Ok(Deflated { block: self, output, crc });
            }
            output.reserve(MOST_OUTPUT);
        }
    }
}

/// More than any block grows to: noise is stored, at a cost of a few bytes.
const MOST_OUTPUT: usize = BLOCK + BLOCK / 64;
