//! Reading the archive, of either dialect, within limits.

use std::io::{self, Read};

/// Reads members one after the other; both dialects, told by each member's magic.
#[derive(Debug)]
pub(crate) struct CpioReader<R> {
    input: R,
}

/// A member as it stands in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// `070701`.
    NewAscii {
        path: Vec<u8>,
        inode: u32,
        mode: u32,
        links: u32,
        mtime: u32,
        length: u64,
        device: (u32, u32),
    },
    /// `07070X`: its length is known to the header alone.
    Stripped { index: u32 },
}

impl<R: Read> CpioReader<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input }
    }

    /// The next member, after skipping what is left of the one before; `None` at the trailer.
    /// `length_of` gives the length of a stripped member by its index.
    pub(crate) fn next(
        &mut self,
        _length_of: &dyn Fn(u32) -> Option<u64>,
    ) -> Result<Option<Found>, CpioError> {
        let _ = &mut self.input;
        todo!()
    }

    /// Reads the content of the current member; 0 at its end.
    pub(crate) fn read(&mut self, _buffer: &mut [u8]) -> Result<usize, CpioError> {
        todo!()
    }

    /// What comes after the trailer, which must be NUL bytes (padding) or nothing.
    pub(crate) fn end(self) -> Result<R, CpioError> {
        todo!()
    }
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CpioError {
    /// It could not be read.
    #[error("could not be read")]
    Io(#[from] io::Error),
    /// It is malformed.
    #[error("at byte {offset} of the archive: {problem}")]
    Malformed { offset: u64, problem: String },
}
