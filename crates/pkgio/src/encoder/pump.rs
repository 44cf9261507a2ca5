//! The loop that moves bytes through a compressor with input and output buffers.

use std::io::{self, Write};

/// A compressor with input and output buffers and threads of its own.
pub(super) trait Engine {
    /// Consumes some of `input` and produces some output.
    fn run(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Progress>;

    /// Produces some of the remaining output, after the last input.
    fn end(&mut self, output: &mut [u8]) -> io::Result<Ending>;
}

pub(super) struct Progress {
    pub(super) consumed: usize,
    pub(super) produced: usize,
}

pub(super) struct Ending {
    pub(super) produced: usize,
    pub(super) ended: bool,
}

/// Large, so that a block that is ready leaves in few steps.
const OUTPUT: usize = 256 << 10;

pub(super) struct Pump<E, W> {
    engine: E,
    inner: W,
    output: Box<[u8]>,
}

impl<E: Engine, W: Write> Pump<E, W> {
    pub(super) fn new(engine: E, inner: W) -> Self {
        Self { engine, inner, output: vec![0; OUTPUT].into_boxed_slice() }
    }

    pub(super) fn engine(&mut self) -> &mut E {
        &mut self.engine
    }

    pub(super) fn inner(&self) -> &W {
        &self.inner
    }

    pub(super) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let progress = self.engine.run(bytes, &mut self.output)?;
            self.inner.write_all(&self.output[..progress.produced])?;
            bytes = &bytes[progress.consumed..];
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        loop {
            let ending = self.engine.end(&mut self.output)?;
            self.inner.write_all(&self.output[..ending.produced])?;
            if ending.ended {
                return Ok(self.inner);
            }
        }
    }
}
