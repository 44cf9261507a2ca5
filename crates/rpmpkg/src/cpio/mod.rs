//! The payload's archive: cpio in the "new ASCII" dialect (`070701`), and rpm's stripped one
//! (`07070X` and an index into the header's files) for what does not fit in its 32 bits.

mod dialect;
mod read;
#[cfg(test)]
mod tests;
#[cfg(feature = "write")]
mod write;

pub(crate) use read::{CpioError, CpioReader, Found};
#[cfg(feature = "write")]
pub(crate) use write::{CpioWriter, Dialect, Member, archive_length};
