//! The lead: 96 bytes that nothing but file(1) reads any more.

/// The length in bytes.
pub(crate) const LENGTH: usize = 96;
/// What it starts with.
pub(crate) const MAGIC: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];
