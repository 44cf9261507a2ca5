//! Writing member headers.

use super::HEADER_LENGTH;

/// The length of the longest member, which ten decimal digits can tell.
pub(crate) const LARGEST_MEMBER: u64 = 9_999_999_999;

/// The header of a member that belongs to 0/0 with the mode 100644, as dpkg-deb writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    /// The name: at most 15 bytes, without blanks and slashes.
    pub(crate) name: &'a str,
    /// The modification time in seconds since 1970, at most 12 digits.
    pub(crate) mtime: u64,
    /// The length of the member in bytes, without padding.
    pub(crate) length: u64,
}

impl Header<'_> {
    /// The header's bytes.
    ///
    /// # Errors
    /// A value that the header has no room for.
    pub(crate) fn to_bytes(self) -> Result<[u8; HEADER_LENGTH], HeaderError> {
        let is_name = |byte: u8| byte.is_ascii_graphic() && byte != b'/';
        if !matches!(self.name.len(), 1..=15) || !self.name.bytes().all(is_name) {
            return Err(HeaderError::Name);
        }
        if self.mtime > 999_999_999_999 {
            return Err(HeaderError::Time);
        }
        if self.length > LARGEST_MEMBER {
            return Err(HeaderError::Length);
        }
        let text = format!(
            "{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
            self.name, self.mtime, 0, 0, "100644", self.length
        );
        let mut bytes = [b' '; HEADER_LENGTH];
        bytes.copy_from_slice(text.as_bytes());
        Ok(bytes)
    }
}

/// Why a header cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderError {
    /// The name is empty, too long, or has a character that it cannot have.
    #[error("the member's name does not fit its header")]
    Name,
    /// The time has more than 12 digits.
    #[error("the member's time does not fit its header")]
    Time,
    /// The length has more than 10 digits.
    #[error("the member is longer than {LARGEST_MEMBER} bytes")]
    Length,
}
