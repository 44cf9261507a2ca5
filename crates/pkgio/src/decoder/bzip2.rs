//! The bzip2 decoder.

use std::io;

use ::bzip2::{Decompress, Status};

use super::{Engine, Step, invalid};

pub(super) struct Bzip2(Decompress);

impl Bzip2 {
    pub(super) fn new() -> Self {
        Self(Decompress::new(false))
    }
}

impl Engine for Bzip2 {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
        let (consumed, produced) = (self.0.total_in(), self.0.total_out());
        let status = self
            .0
            .decompress(input, output)
            .map_err(|error| invalid(format_args!("bzip2: {error}")))?;
        Ok(Step {
            consumed: (self.0.total_in() - consumed) as usize,
            produced: (self.0.total_out() - produced) as usize,
            ended: status == Status::StreamEnd,
        })
    }
}
