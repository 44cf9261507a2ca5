//! One xz block, in the layout of liblzma's multi-threaded encoder.

use std::io;

use liblzma::stream::{Action, CONCATENATED, Check, Status, Stream};

use super::Settings;
use super::container::{CHECK_LENGTH, EDGE_LENGTH, Lengths, Record, number};

/// A whole block.
#[derive(Debug)]
pub(super) struct Encoded {
    /// With its header and its padding.
    pub(super) bytes: Vec<u8>,
    pub(super) record: Record,
}

/// A block that is being compressed: a stream of its own, which is taken apart at its end.
pub(super) struct Encoder {
    settings: Settings,
    stream: Stream,
    output: Vec<u8>,
}

/// The output grows by so many bytes: large enough that it seldom moves.
const GROWTH: usize = 1 << 20;
/// The room of a block's header in the stream of its own: without lengths.
const OWN_HEADER: usize = 12;
/// Where that has the dictionary.
const OWN_DICTIONARY: usize = EDGE_LENGTH + 4;

impl Encoder {
    pub(super) fn new(settings: Settings) -> io::Result<Self> {
        let stream = Stream::new_stream_encoder(&settings.filters()?, Check::Crc64)?;
        Ok(Self { settings, stream, output: Vec::new() })
    }

    /// Compresses `input`.
    pub(super) fn run(&mut self, mut input: &[u8]) -> io::Result<()> {
        while !input.is_empty() {
            let before = self.stream.total_in();
            self.step(input, Action::Run)?;
            input = &input[(self.stream.total_in() - before) as usize..];
        }
        Ok(())
    }

    /// Ends the block.
    pub(super) fn finish(mut self) -> io::Result<Encoded> {
        while self.step(&[], Action::Finish)? != Status::StreamEnd {}
        let uncompressed = self.stream.total_in();
        let own =
            Own::of(&self.output).ok_or_else(|| io::Error::other("liblzma wrote no block"))?;
        // Room for the largest lengths, as they are not known when a block is begun.
        let room = block_bound(self.settings.block);
        let largest = Lengths { compressed: room, uncompressed: self.settings.block };
        let length = largest.header_length();
        if (length + own.data.len() + own.check.len()) as u64 > room {
            let content = content(&self.output)?;
            return Ok(stored(&content, own.check));
        }
        let lengths = Lengths { compressed: own.unpadded, uncompressed };
        let header = lengths.header(length, self.output[OWN_DICTIONARY]);
        Ok(joined(&header, lengths, own.data, own.check))
    }

    fn step(&mut self, input: &[u8], action: Action) -> io::Result<Status> {
        if self.output.len() == self.output.capacity() {
            self.output.reserve_exact(GROWTH);
        }
        Ok(self.stream.process_vec(input, &mut self.output, action)?)
    }
}

/// The only block of a stream of its own.
struct Own<'s> {
    /// LZMA2 with its padding.
    data: &'s [u8],
    /// The length of the data without the padding.
    unpadded: u64,
    check: &'s [u8],
}

impl<'s> Own<'s> {
    fn of(stream: &'s [u8]) -> Option<Self> {
        let footer = stream.get(stream.len().checked_sub(EDGE_LENGTH)?..)?;
        let backward = u32::from_le_bytes(*footer.get(4..)?.first_chunk()?);
        let index = usize::try_from((u64::from(backward) + 1) * 4).ok()?;
        let end = stream.len().checked_sub(EDGE_LENGTH + index)?;
        let mut record = stream.get(end + 1..)?;
        (number(&mut record)? == 1).then_some(())?;
        let unpadded = number(&mut record)?.checked_sub(OWN_HEADER as u64 + CHECK_LENGTH)?;
        let block = stream.get(EDGE_LENGTH + OWN_HEADER..end)?;
        let (data, check) = block.split_at_checked(block.len() - CHECK_LENGTH as usize)?;
        Some(Self { data, unpadded, check })
    }
}

fn joined(header: &[u8], lengths: Lengths, data: &[u8], check: &[u8]) -> Encoded {
    let unpadded = header.len() as u64 + lengths.compressed + CHECK_LENGTH;
    let record = Record { unpadded, uncompressed: lengths.uncompressed };
    Encoded { bytes: [header, data, check].concat(), record }
}

/// The longest piece that LZMA2 holds uncompressed.
const PIECE: usize = 1 << 16;

/// A block whose content would have grown: in pieces that are not compressed.
fn stored(content: &[u8], check: &[u8]) -> Encoded {
    let uncompressed = content.len() as u64;
    let lengths = Lengths { compressed: lzma2_bound(uncompressed), uncompressed };
    let mut data = Vec::with_capacity(content.len() + content.len() / 1000 + 16);
    for (at, piece) in content.chunks(PIECE).enumerate() {
        // The first starts the dictionary again.
        data.push(if at == 0 { 1 } else { 2 });
        data.extend_from_slice(&((piece.len() - 1) as u16).to_be_bytes());
        data.extend_from_slice(piece);
    }
    data.push(0);
    data.resize(data.len().next_multiple_of(4), 0);
    // The smallest dictionary.
    joined(&lengths.header(lengths.header_length(), 0), lengths, &data, check)
}

/// What a stream holds.
fn content(stream: &[u8]) -> io::Result<Vec<u8>> {
    let mut decoder = Stream::new_stream_decoder(u64::MAX, CONCATENATED)?;
    let mut content = Vec::new();
    loop {
        content.reserve(GROWTH);
        let rest = &stream[decoder.total_in() as usize..];
        let action = if rest.is_empty() { Action::Finish } else { Action::Run };
        if decoder.process_vec(rest, &mut content, action)? == Status::StreamEnd {
            return Ok(content);
        }
    }
}

/// liblzma's `lzma2_bound`.
fn lzma2_bound(length: u64) -> u64 {
    length + length.div_ceil(PIECE as u64) * 3 + 1
}

/// liblzma's `lzma_block_buffer_bound64`: what it sets aside for a block of `length` bytes.
fn block_bound(length: u64) -> u64 {
    92 + lzma2_bound(length).next_multiple_of(4)
}
