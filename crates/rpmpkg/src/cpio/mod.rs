//! The payload's archive: cpio in the "new ASCII" dialect (`070701`), and rpm's stripped one
//! (`07070X` and an index into the header's files) for what does not fit in its 32 bits.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::{CpioError, CpioReader, Found};
pub(crate) use write::{CpioWriter, Dialect, Member, archive_length};
