//! Comparing lists of dependencies.

use std::collections::HashMap;

use pkgterms::Qualifier;
use pkgterms::difference::Report;

use super::Place;
use super::side::Package;
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
        let place = |(_, name): &(String, String)| Place::Dependency(name.clone());
        list.items((&left, &right), |(key, _)| key.as_bytes(), place, |_, _| Vec::new());
        if !list.is_empty() {
            covered.extend(kind.tags());
        }
        report.append(list);
    }
    (report, covered)
}

/// What tells a dependency from others in its list, and its name for a person.
fn keyed(kind: DependencyKind, all: &[Dependency]) -> Vec<(String, String)> {
    let mut seen = HashMap::new();
    let key = |dependency: &Dependency| {
        let circumstances = circumstances(dependency.sense);
        let name = format!("{}{circumstances}: {dependency}", kind.name());
        let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
        (format!("{name} {count}"), name)
    };
    all.iter().map(key).collect()
}

/// Other bits than those of qualifiers, as rpm's `:deptype` names them.
const NAMES: [(Sense, &str); 7] = [
    (Sense::PREREQ, "prereq"),
    (Sense::FIND_REQUIRES, "auto"),
    (Sense::FIND_PROVIDES, "auto"),
    (Sense::MISSINGOK, "missingok"),
    (Sense::RPMLIB, "rpmlib"),
    (Sense::KEYRING, "keyring"),
    (Sense::CONFIG, "config"),
];

/// `(pre,interp)`: when a dependency counts, or where it comes from; empty when always.
fn circumstances(sense: Sense) -> String {
    let mut rest = sense.0 & !Sense::COMPARISON.0;
    let mut names = Vec::new();
    let qualifiers = Qualifier::ALL.map(|qualifier| (qualifier.into(), qualifier.name()));
    for (bit, name) in qualifiers.into_iter().chain(NAMES) {
        if sense.has(bit) {
            names.push(name.to_owned());
            rest &= !bit.0;
        }
    }
    if rest != 0 {
        names.push(format!("{rest:#x}"));
    }
    if names.is_empty() { String::new() } else { format!("({})", names.join(",")) }
}
