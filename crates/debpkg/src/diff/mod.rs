//! What differs between two packages: which member, which entry, which attribute.
//!
//! Where nothing of what a package means differs, what is left is named too: the compressor's
//! level, the tar dialect, the archive's times. So packages without a difference have the same
//! bytes, up to ways of spelling an ar header.

mod compare;
#[cfg(test)]
mod tests;

use std::io::Read;

use crate::read::{Limits, ReadError};

pub use pkgterms::difference::{Attribute, Change, Difference, Place, Side};

/// One of the packages cannot be read.
pub type DiffError = pkgterms::difference::DiffError<ReadError>;

/// Compares two packages, each read to its last byte.
///
/// The differences come in the order of the archive: members, control fields, control files,
/// entries; what is only on the right follows what is on the left.
///
/// # Errors
/// One of them cannot be read.
pub fn compare(
    left: &mut dyn Read,
    right: &mut dyn Read,
    limits: &Limits,
) -> Result<Vec<Difference>, DiffError> {
    let read = |input, side| {
        compare::Side::read(input, limits).map_err(|source| DiffError { side, source })
    };
    let left = read(left, Side::Left)?;
    Ok(compare::compare(&left, &read(right, Side::Right)?))
}
