//! Packages that differ by their signatures alone.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use super::members::Members;
use crate::read::{Limits, ReadError};

/// Whether two packages are the same but for their signatures: all other members have the same bytes,
/// in the same order.
///
/// # Errors
/// What cannot be read; two signatures of its origin.
pub fn is_same_unsigned(
    one: &mut File,
    other: &mut File,
    limits: &Limits,
) -> Result<bool, ReadError> {
    let (one, other) = (Members::find(one, limits)?, Members::find(other, limits)?);
    let (mut one, mut other) = (BufReader::new(one.unsigned()), BufReader::new(other.unsigned()));
    is_same(&mut one, &mut other).map_err(ReadError::Io)
}

fn is_same(one: &mut impl BufRead, other: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            // The last member of one may lack the padding that a signature after it needs.
            return Ok(matches!((left, right), ([] | [b'\n'], [] | [b'\n'])));
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}
