//! The Zstandard encoder, with libzstd's worker threads.

use std::io;
use std::num::NonZeroUsize;

use ::zstd::zstd_safe::zstd_sys::ZSTD_EndDirective::{self, ZSTD_e_continue, ZSTD_e_end};
use ::zstd::zstd_safe::{CCtx, CParameter, InBuffer, OutBuffer, SafeResult, get_error_name};

use super::pump::{Ending, Engine, Progress};
use crate::Meter;

/// The most workers that libzstd takes on 64 bits (`ZSTDMT_NBWORKERS_MAX`); it would refuse more.
const MOST_WORKERS: u32 = 256;

/// Always at least one worker: with none, libzstd cuts its input elsewhere and so writes other
/// bytes. A content checksum is written, as by zstd(1) and dpkg-deb(1).
pub(super) struct Zstd {
    context: CCtx<'static>,
    meter: Option<Meter>,
}

impl Zstd {
    pub(super) fn new(level: u32, threads: NonZeroUsize, length: Option<u64>) -> io::Result<Self> {
        let workers = u32::try_from(threads.get()).unwrap_or(MOST_WORKERS).min(MOST_WORKERS);
        let no_memory = || io::Error::from(io::ErrorKind::OutOfMemory);
        let mut context = CCtx::try_create().ok_or_else(no_memory)?;
        for parameter in [
            CParameter::CompressionLevel(level.cast_signed()),
            CParameter::NbWorkers(workers),
            CParameter::ChecksumFlag(true),
        ] {
            done(context.set_parameter(parameter))?;
        }
        done(context.set_pledged_src_size(length))?;
        Ok(Self { context, meter: None })
    }

    /// Has what is compressed counted by `meter`.
    pub(super) fn meter(&mut self, meter: &Meter) {
        self.meter = Some(meter.clone());
    }

    /// Gives back the bytes read and written, and how many of these at least are still held.
    fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        directive: ZSTD_EndDirective,
    ) -> io::Result<(Progress, usize)> {
        let mut input = InBuffer::around(input);
        let mut output = OutBuffer::around(output);
        let left = done(self.context.compress_stream2(&mut output, &mut input, directive))?;
        if let Some(meter) = &self.meter {
            // What the workers are done with, not what they were given.
            meter.reach(self.context.get_frame_progression().consumed);
        }
        Ok((Progress { consumed: input.pos(), produced: output.pos() }, left))
    }
}

impl Engine for Zstd {
    fn run(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Progress> {
        self.step(input, output, ZSTD_e_continue).map(|(progress, _)| progress)
    }

    fn end(&mut self, output: &mut [u8]) -> io::Result<Ending> {
        let (progress, left) = self.step(&[], output, ZSTD_e_end)?;
        Ok(Ending { produced: progress.produced, ended: left == 0 })
    }
}

fn done(result: SafeResult) -> io::Result<usize> {
    result.map_err(|code| io::Error::other(get_error_name(code)))
}
