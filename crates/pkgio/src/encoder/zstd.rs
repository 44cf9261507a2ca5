//! Zstandard by libzstd's own worker threads.

use std::io;
use std::num::NonZeroUsize;

use ::zstd::stream::raw::{CParameter, Encoder, InBuffer, Operation, OutBuffer};

use super::pump::{Ending, Engine, Progress};

/// The most workers that libzstd takes on 64 bits (`ZSTDMT_NBWORKERS_MAX`); it would refuse more.
const MOST_WORKERS: u32 = 256;

/// Always at least one worker: with none, libzstd cuts its input elsewhere and so writes other
/// bytes. A content checksum is written, as by zstd(1) and dpkg-deb(1).
pub(super) struct Zstd {
    encoder: Encoder<'static>,
}

impl Zstd {
    pub(super) fn new(level: u32, threads: NonZeroUsize, length: Option<u64>) -> io::Result<Self> {
        let workers = u32::try_from(threads.get()).unwrap_or(MOST_WORKERS).min(MOST_WORKERS);
        let mut encoder = Encoder::new(level.cast_signed())?;
        encoder.set_parameter(CParameter::NbWorkers(workers))?;
        encoder.set_parameter(CParameter::ChecksumFlag(true))?;
        encoder.set_pledged_src_size(length)?;
        Ok(Self { encoder })
    }
}

impl Engine for Zstd {
    fn run(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Progress> {
        let mut input = InBuffer::around(input);
        let mut output = OutBuffer::around(output);
        self.encoder.run(&mut input, &mut output)?;
        Ok(Progress { consumed: input.pos(), produced: output.pos() })
    }

    fn end(&mut self, output: &mut [u8]) -> io::Result<Ending> {
        let mut output = OutBuffer::around(output);
        let left = self.encoder.finish(&mut output, true)?;
        Ok(Ending { produced: output.pos(), ended: left == 0 })
    }
}
