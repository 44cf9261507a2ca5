//! The gzip decoder, with zlib-rs.

use std::io;

use flate2::{Decompress, FlushDecompress, Status};

use super::{Engine, Step, invalid};

/// The window of 2¹⁵ bytes that RFC 1951 sets.
const WINDOW_BITS: u8 = 15;

pub(super) struct Gzip(Decompress);

impl Gzip {
    pub(super) fn new() -> Self {
        Self(Decompress::new_gzip(WINDOW_BITS))
    }
}

impl Engine for Gzip {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Step> {
        let (consumed, produced) = (self.0.total_in(), self.0.total_out());
        let status = self.0.decompress(input, output, FlushDecompress::None).map_err(|error| {
            invalid(format_args!("gzip: {}", error.message().unwrap_or("corrupt data")))
        })?;
        Ok(Step {
            consumed: (self.0.total_in() - consumed) as usize,
            produced: (self.0.total_out() - produced) as usize,
            ended: status == Status::StreamEnd,
        })
    }
}
