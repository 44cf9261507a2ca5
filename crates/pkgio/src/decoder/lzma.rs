//! The decoders of xz and `.lzma`, with liblzma.

use std::io;

use liblzma::stream::{Action, Error, Status, Stream};

use super::{Engine, Step, invalid};

/// The memory limit of the decoder: enough for a dictionary of 128 MiB. The largest dictionary of a preset
/// is 64 MiB.
const MEMORY: u64 = 129 << 20;

pub(super) struct Lzma(Stream);

impl Lzma {
    pub(super) fn xz() -> io::Result<Self> {
        Ok(Self(Stream::new_stream_decoder(MEMORY, 0)?))
    }

    pub(super) fn alone() -> io::Result<Self> {
        Ok(Self(Stream::new_lzma_decoder(MEMORY)?))
    }
}

impl Engine for Lzma {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
        let (consumed, produced) = (self.0.total_in(), self.0.total_out());
        // `Finish` lets liblzma tell truncation apart.
        let action = if input.is_empty() { Action::Finish } else { Action::Run };
        let status = self.0.process(input, output, action).map_err(explain)?;
        Ok(Step {
            consumed: (self.0.total_in() - consumed) as usize,
            produced: (self.0.total_out() - produced) as usize,
            ended: status == Status::StreamEnd,
        })
    }
}

fn explain(error: Error) -> io::Error {
    match error {
        Error::Mem => io::ErrorKind::OutOfMemory.into(),
        Error::MemLimit => invalid("xz: needs more than 129 MiB to decompress"),
        Error::Format => invalid("xz: the data has another format"),
        Error::Options | Error::UnsupportedCheck => invalid("xz: uses unsupported options"),
        other => invalid(format_args!("xz: {other}")),
    }
}
