//! The bytes of a header.

use super::{Header, HeaderError, Region};

pub(super) fn to_bytes(_: &Header, _: Region) -> Result<Vec<u8>, HeaderError> {
    todo!()
}
