//! xz from blocks that are compressed in parallel, byte for byte as liblzma's multi-threaded encoder
//! writes it, and so xz(1) and dpkg-deb(1).
//!
//! Each block is compressed by liblzma's single-threaded encoder on a thread of its own. That encoder
//! tells how far it is at any time, which the multi-threaded one does not: a [`Meter`] shows it.

mod block;
mod container;
mod crew;

use std::io::{self, Write};
use std::num::NonZeroUsize;

use liblzma::stream::{Filters, LzmaOptions};

use crate::Meter;
use block::Encoded;
use container::{Record, footer, header, index};
use crew::Crew;

pub(super) struct Xz<W> {
    inner: W,
    settings: Settings,
    crew: Crew,
    /// The bytes that the open block has.
    filled: u64,
    records: Vec<Record>,
}

/// How blocks are made.
#[derive(Clone, Copy, Debug)]
struct Settings {
    preset: u32,
    /// `None`: the preset's own.
    dictionary: Option<u32>,
    /// The bytes of every block but the last.
    block: u64,
}

impl Settings {
    /// The block size is liblzma's default, three dictionaries and at least 1 MiB.
    fn new(preset: u32, length: Option<u64>) -> io::Result<Self> {
        let dictionary = length.and_then(|length| smaller_dictionary(preset, length));
        let settings = Self { preset, dictionary, block: 0 };
        Ok(Self { block: settings.filters()?.mt_block_size(), ..settings })
    }

    fn filters(&self) -> io::Result<Filters> {
        let mut lzma2 = LzmaOptions::new_preset(self.preset)?;
        if let Some(dictionary) = self.dictionary {
            lzma2.dict_size(dictionary);
        }
        let mut filters = Filters::new();
        filters.lzma2(&lzma2);
        Ok(filters)
    }
}

impl<W: Write> Xz<W> {
    pub(super) fn new(
        inner: W,
        preset: u32,
        threads: NonZeroUsize,
        length: Option<u64>,
    ) -> io::Result<Self> {
        let settings = Settings::new(preset, length)?;
        Ok(Self { inner, settings, crew: Crew::new(threads), filled: 0, records: Vec::new() })
    }

    /// Has what is compressed counted by `meter`.
    pub(super) fn meter(&mut self, meter: &Meter) {
        self.crew.meter(meter);
    }

    pub(super) fn inner(&self) -> &W {
        &self.inner
    }

    pub(super) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.filled == 0 {
                self.open()?;
            }
            let room = usize::try_from(self.settings.block - self.filled).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.crew.feed(now)?;
            self.filled += now.len() as u64;
            bytes = later;
            if self.filled == self.settings.block {
                self.crew.close()?;
                self.filled = 0;
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.filled > 0 {
            self.crew.close()?;
        }
        while let Some(block) = self.crew.wait()? {
            self.put(&block)?;
        }
        if self.records.is_empty() {
            self.inner.write_all(&header())?;
        }
        let index = index(&self.records);
        self.inner.write_all(&index)?;
        self.inner.write_all(&footer(&index))?;
        Ok(self.inner)
    }

    /// Starts a block as soon as a thread is free for it.
    fn open(&mut self) -> io::Result<()> {
        while let Some(block) = self.crew.ready()? {
            self.put(&block)?;
        }
        self.crew.open(self.settings)
    }

    fn put(&mut self, block: &Encoded) -> io::Result<()> {
        if self.records.is_empty() {
            self.inner.write_all(&header())?;
        }
        self.inner.write_all(&block.bytes)?;
        self.records.push(block.record);
        Ok(())
    }
}

/// The dictionary for `length` bytes, where it is smaller than the preset's own.
fn smaller_dictionary(preset: u32, length: u64) -> Option<u32> {
    let whole = u32::try_from(length).ok()?.checked_next_power_of_two()?.max(SMALLEST_DICTIONARY);
    let own = *DICTIONARIES.get(usize::try_from(preset).ok()?)?;
    (whole < own).then_some(whole)
}

/// `LZMA_DICT_SIZE_MIN`.
const SMALLEST_DICTIONARY: u32 = 4 << 10;

/// The presets' dictionaries in bytes (xz(1)).
const DICTIONARIES: [u32; 10] =
    [256 << 10, 1 << 20, 2 << 20, 4 << 20, 4 << 20, 8 << 20, 8 << 20, 16 << 20, 32 << 20, 64 << 20];

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use liblzma::stream::{Action, Check, MtStreamBuilder, Status};

    use super::*;

    /// What liblzma's multi-threaded encoder makes of `bytes`.
    fn oracle(bytes: &[u8], settings: Settings) -> Vec<u8> {
        let mut builder = MtStreamBuilder::new();
        builder.filters(settings.filters().unwrap()).check(Check::Crc64);
        let mut stream = builder.block_size(0).threads(2).encoder().unwrap();
        let mut out = Vec::with_capacity(bytes.len() + (1 << 20));
        while stream.total_in() < bytes.len() as u64 {
            let rest = &bytes[stream.total_in() as usize..];
            stream.process_vec(rest, &mut out, Action::Run).unwrap();
        }
        while stream.process_vec(&[], &mut out, Action::Finish).unwrap() != Status::StreamEnd {}
        out
    }

    fn ours(bytes: &[u8], preset: u32, threads: usize, length: Option<u64>) -> Vec<u8> {
        let threads = NonZeroUsize::new(threads).unwrap();
        let mut xz = Xz::new(Vec::new(), preset, threads, length).unwrap();
        for piece in bytes.chunks(100_000) {
            xz.write_all(piece).unwrap();
        }
        xz.finish().unwrap()
    }

    fn noise(length: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    fn text(length: usize) -> Vec<u8> {
        let lines = (0..).flat_map(|number: u32| format!("line {}\n", number / 3).into_bytes());
        lines.take(length).collect()
    }

    #[test]
    fn every_byte_is_liblzma_s() {
        for length in [0, 1, 4, 5, 127, 128, 65_537, 1 << 20, 2_500_001] {
            for bytes in [text(length), noise(length)] {
                for known in [None, Some(length as u64)] {
                    let settings = Settings::new(0, known).unwrap();
                    let expected = oracle(&bytes, settings);
                    for threads in [1, 3] {
                        let found = ours(&bytes, 0, threads, known);
                        assert!(found == expected, "{length} {known:?} {threads}");
                    }
                }
            }
        }
    }

    #[test]
    #[ignore = "exhaustive: make test-long"]
    fn blocks_that_would_grow_are_stored() {
        // What does not compress takes more than liblzma sets aside for it where blocks are large.
        let bytes = noise(31_500_000);
        let settings = Settings { preset: 0, dictionary: Some(10 << 20), block: 30 << 20 };
        let expected = oracle(&bytes, settings);
        let mut xz = Xz::new(Vec::new(), 0, NonZeroUsize::MIN, None).unwrap();
        xz.settings = settings;
        xz.write_all(&bytes).unwrap();
        assert!(xz.finish().unwrap() == expected);
        // The first block is, in pieces of 64 KiB.
        assert!(expected[32..].starts_with(&[1, 0xff, 0xff]), "{:x?}", &expected[12..40]);
    }
}
