//! What both dialects are made of.

/// What a member starts with in the "new ASCII" dialect: 13 fields of 8 hexadecimal digits follow.
pub(super) const NEW_ASCII_MAGIC: &str = "070701";
/// What a member starts with in the stripped dialect: one field follows, and two zero bytes.
pub(super) const STRIPPED_MAGIC: &str = "07070X";
/// The length of a member's head in the "new ASCII" dialect, without the name.
pub(super) const NEW_ASCII_HEAD: usize = 6 + 13 * 8;
/// The length of a member's head in the stripped dialect, padded.
#[cfg(feature = "write")]
pub(super) const STRIPPED_HEAD: usize = 6 + 8 + 2;
/// The name of the member that ends an archive of either dialect.
pub(super) const TRAILER_NAME: &[u8] = b"TRAILER!!!";

/// The zero bytes that follow `length` bytes, up to the next multiple of 4.
pub(super) fn padding(length: u64) -> usize {
    (length.wrapping_neg() % 4) as usize
}
