//! xz by liblzma's multi-threaded encoder.

use std::io;
use std::num::NonZeroUsize;

use liblzma::stream::{Action, Check, Filters, LzmaOptions, MtStreamBuilder, Status, Stream};

use super::pump::{Ending, Engine, Progress};

/// The most threads that liblzma takes (`LZMA_THREADS_MAX`).
const MOST_THREADS: u32 = 16384;

/// Always the multi-threaded encoder, on one thread too: the single-threaded one writes one block
/// and so other bytes. The block size is liblzma's default, three dictionaries and at least 1 MiB,
/// as in xz(1) and dpkg-deb(1), whose output this equals.
pub(super) struct Xz {
    stream: Stream,
}

impl Xz {
    pub(super) fn new(preset: u32, threads: NonZeroUsize, length: Option<u64>) -> io::Result<Self> {
        let threads = u32::try_from(threads.get()).unwrap_or(MOST_THREADS).min(MOST_THREADS);
        let mut builder = MtStreamBuilder::new();
        builder.preset(preset).check(Check::Crc64).block_size(0).threads(threads);
        if let Some(dictionary) = length.and_then(|length| smaller_dictionary(preset, length)) {
            let mut lzma2 = LzmaOptions::new_preset(preset)?;
            lzma2.dict_size(dictionary);
            let mut filters = Filters::new();
            filters.lzma2(&lzma2);
            builder.filters(filters);
        }
        Ok(Self { stream: builder.encoder()? })
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

impl Engine for Xz {
    fn run(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Progress> {
        let (consumed, produced) = (self.stream.total_in(), self.stream.total_out());
        self.stream.process(input, output, Action::Run)?;
        Ok(Progress {
            consumed: (self.stream.total_in() - consumed) as usize,
            produced: (self.stream.total_out() - produced) as usize,
        })
    }

    fn end(&mut self, output: &mut [u8]) -> io::Result<Ending> {
        let produced = self.stream.total_out();
        let status = self.stream.process(&[], output, Action::Finish)?;
        Ok(Ending {
            produced: (self.stream.total_out() - produced) as usize,
            ended: status == Status::StreamEnd,
        })
    }
}
