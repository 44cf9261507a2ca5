//! Comparing lists of dependencies.

use std::collections::HashMap;

use pkgtree::difference::{Report, values};

use super::side::Package;
use super::{Attribute, Place};
use crate::header::Tag;
use crate::read::DependencyKind;
use crate::{Dependency, Sense};

/// Compares the dependencies of each kind, and says which tags need no further look.
pub(super) fn dependencies(left: &Package, right: &Package) -> (Report, Vec<Tag>) {
    let mut report = Report::default();
    let mut covered = Vec::new();
    for ((kind, left), (_, right)) in left.dependencies.iter().zip(&right.dependencies) {
        let mut list = Report::default();
        let (left, right) = (keyed(*kind, left), keyed(*kind, right));
        let place = |(_, name, _): &Keyed<'_>| Place::Dependency(name.clone());
        list.items(
            (&left, &right),
            |(key, _, _)| key.as_bytes(),
            place,
            |left, right| {
                let flags = |sense: &Sense| format!("{:#x}", sense.0);
                vec![values(Attribute::Flags, left.2.sense, right.2.sense, flags)]
            },
        );
        if !list.is_empty() {
            covered.extend(kind.tags());
        }
        report.append(list);
    }
    (report, covered)
}

/// What tells a dependency from others in its list, its name for a person, the dependency.
type Keyed<'d> = (String, String, &'d Dependency);

/// Tells those apart that are there several times, for different circumstances.
fn keyed(kind: DependencyKind, all: &[Dependency]) -> Vec<Keyed<'_>> {
    let mut seen = HashMap::new();
    let key = |dependency| {
        let name = format!("{}: {dependency}", kind.name());
        let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
        (format!("{name} {count}"), name, dependency)
    };
    all.iter().map(key).collect()
}
