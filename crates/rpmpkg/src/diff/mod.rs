//! What differs between two packages: which tag, dependency, scriptlet, file, attribute.
//!
//! What follows from a difference is not named beside it: digests and lengths of the header and of
//! the payload, the arrays that a list of files or dependencies is stored in. Where nothing of what
//! a package means differs, what is left is named: the compressor's level, the archive's dialect,
//! the padding of a header. So packages without a difference have the same bytes.

mod files;
mod lists;
mod scripts;
mod side;
mod tags;
#[cfg(test)]
mod tests;

use std::io::Read;

use pkgterms::difference::Report;

use crate::lead;
use crate::read::{Limits, ReadError};
use side::Package;

pub use pkgterms::difference::{Attribute, Change, Difference, Place, Side};

/// One of the packages cannot be read.
pub type DiffError = pkgterms::difference::DiffError<ReadError>;

/// Compares two packages, each read to its last byte.
///
/// The differences come in this order: the lead, the signature header, tags of the header,
/// dependencies, scriptlets, triggers, the payload, files; what is only on the right follows what
/// is on the left.
///
/// # Errors
/// One of them cannot be read.
pub fn compare(
    left: &mut dyn Read,
    right: &mut dyn Read,
    limits: &Limits,
) -> Result<Vec<Difference>, DiffError> {
    let read =
        |input, side| Package::read(input, limits).map_err(|source| DiffError { side, source });
    let left = read(left, Side::Left)?;
    Ok(differences(&left, &read(right, Side::Right)?))
}

fn differences(left: &Package, right: &Package) -> Vec<Difference> {
    let lead = of_lead(left, right);
    let (dependencies, listed) = lists::dependencies(left, right);
    let (scripts, told) = scripts::compare(left, right);
    let (files, packed) = files::compare(left, right);
    let covered: Vec<_> = [listed, told, packed].concat();
    let mut header = tags::main(left, right, &covered);
    let mut signature = tags::signature(left, right);
    let payload = files::payload(left, right, files.is_empty());
    let is_explained = ![&header, &dependencies, &scripts, &payload, &files]
        .iter()
        .all(|report| report.is_empty());
    if !is_explained {
        tags::header_bytes(&mut header, left, right);
    }
    if signature.is_empty() && !is_explained && header.is_empty() {
        tags::signature_bytes(&mut signature, left, right);
    }
    [lead, signature, header, dependencies, scripts, payload, files]
        .into_iter()
        .flat_map(Report::into_vec)
        .collect()
}

/// What the leads say otherwise, field by field.
fn of_lead(left: &Package, right: &Package) -> Report {
    let mut report = Report::default();
    for ((name, one), (_, other)) in
        lead::fields(left.lead()).into_iter().zip(lead::fields(right.lead()))
    {
        let values = pkgterms::difference::values(Attribute::Value, one, other, String::clone);
        report.attributes(&Place::Lead(name.to_owned()), [values]);
    }
    report
}
