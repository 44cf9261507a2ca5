use super::{Contents, Limits, Metadata, ReadError};
use pkgio::Algorithms;
use std::io::Read;
pub(super) fn read(
    _: &mut dyn Read,
    _: Metadata,
    _: Algorithms,
    _: &Limits,
) -> Result<Contents, ReadError> {
    todo!()
}
