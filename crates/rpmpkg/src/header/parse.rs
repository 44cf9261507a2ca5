//! Parsing a header within limits.

use super::{Header, Region, Tag};

/// How much a header may hold; rpm's own limits (`lib/header.c`, `lib/package.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLimits {
    /// Index entries: 65,535 in the main header, 32 in a signature header that rpm 6 reads.
    pub entries: u32,
    /// Bytes of data: 256 MiB; 64 MiB in a signature header.
    pub data: u32,
}

/// What is wrong with a header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct HeaderError {
    /// The tag, where one is to blame.
    pub tag: Option<Tag>,
    /// The offset of the fault from the start of the header.
    pub offset: u64,
    /// What is wrong, naming both.
    pub problem: String,
}

pub(super) fn parse(_: &[u8], _: Region, _: &HeaderLimits) -> Result<Header, HeaderError> {
    todo!()
}
