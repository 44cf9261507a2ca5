//! The `ar` archive around a `.deb`'s members (deb(5)): the common format, without the name
//! extensions of GNU and BSD.

mod read;
#[cfg(feature = "write")]
mod write;

#[cfg(test)]
mod tests;

pub(crate) use read::{ArError, Member, Members};
#[cfg(test)]
use write::HeaderError;
#[cfg(feature = "write")]
pub(crate) use write::{Header, LARGEST_MEMBER};

/// What an archive starts with.
pub(crate) const MAGIC: &[u8; 8] = b"!<arch>\n";

/// The length of a member's header in bytes.
pub(crate) const HEADER_LENGTH: usize = 60;

/// What follows a member of that length: a line break when the length is odd.
pub(crate) fn padding(length: u64) -> &'static [u8] {
    if length.is_multiple_of(2) { b"" } else { b"\n" }
}
