//! The `ar` archive around a `.deb`'s members (deb(5)): the common format, without the name
//! extensions of GNU and BSD.

mod read;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use read::{ArError, Member, Members};
#[cfg(test)]
use write::HeaderError;
pub(crate) use write::{Header, LARGEST_MEMBER, padding};

/// What an archive starts with.
pub(crate) const MAGIC: &[u8; 8] = b"!<arch>\n";

/// The length of a member's header in bytes.
pub(crate) const HEADER_LENGTH: usize = 60;
