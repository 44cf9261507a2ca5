//! `mkdeb diff A B`: what differs between two packages.

use std::path::Path;

use debpkg::diff::{Change, Difference, Side, compare};
use debpkg::read::Limits;

use crate::differences::{self, Shown};
use crate::input;
use crate::report::{Failure, Outcome};

/// Shows what differs between the packages at `a` and `b`.
pub(super) fn diff(a: &Path, b: &Path) -> Result<Outcome, Failure> {
    let (mut left, mut right) = (input::open(a)?, input::open(b)?);
    let differences = compare(&mut left, &mut right, &Limits::default()).map_err(|error| {
        let path = if error.side == Side::Left { a } else { b };
        error.source.to_diagnostic(path)
    })?;
    let shown: Vec<_> = differences.iter().map(shown).collect();
    Ok(differences::outcome(a, b, &shown))
}

fn shown(difference: &Difference) -> Shown<'_> {
    Shown {
        line: difference.to_string(),
        kind: difference.place.kind(),
        name: difference.place.name(),
        change: difference.change.word(),
        values: match &difference.change {
            Change::Changed { left, right, .. } => Some((left, right)),
            Change::Added | Change::Removed => None,
        },
    }
}
