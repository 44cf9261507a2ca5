//! The Zstandard decoder, with libzstd.

use std::io;

use ::zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Engine, Step, invalid};

/// Windows up to 128 MiB, as in zstd(1) and dpkg-deb(1).
const WINDOW_LOG: u32 = 27;

pub(super) struct Zstd(Decoder<'static>);

impl Zstd {
    pub(super) fn new() -> io::Result<Self> {
        let mut decoder = Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG))?;
        Ok(Self(decoder))
    }
}

impl Engine for Zstd {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
        let mut input = InBuffer::around(input);
        let mut output = OutBuffer::around(output);
        let hint = self
            .0
            .run(&mut input, &mut output)
            .map_err(|error| invalid(format_args!("zstd: {error}")))?;
        Ok(Step { consumed: input.pos(), produced: output.pos(), ended: hint == 0 })
    }
}
