//! Archives and RPM repositories that take no odd packages.

use std::collections::{BTreeMap, BTreeSet};

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::route::TargetName;

use crate::mkrepo::incoming::{Incoming, IncomingKind, Routed};
use crate::mkrepo::repository::Repository;

/// Refuses what is tolerated in those of `read` that go where `strict = true`. `routed` is
/// about `packages`, of which `read` are some or all.
pub(super) fn check(
    repository: &Repository,
    routed: &BTreeMap<TargetName, Routed>,
    packages: &[Incoming],
    read: &[Incoming],
) -> Result<(), Diagnostics> {
    let is_strict = |target: &TargetName| match target {
        TargetName::Apt { archive, .. } => {
            repository.config.archive(archive.as_str()).is_some_and(|one| one.strict)
        }
        TargetName::Rpm { repository: name } => {
            repository.config.repository(name.as_str()).is_some_and(|one| one.strict)
        }
    };
    let strict = routed.iter().filter(|(target, _)| is_strict(target));
    let files: BTreeSet<_> =
        strict.flat_map(|(_, routed)| routed).map(|(_, at)| &packages[*at].file).collect();
    let mut defects = Diagnostics::new();
    for package in read.iter().filter(|package| files.contains(&package.file)) {
        let tolerated = match &package.kind {
            IncomingKind::Binary(package) => &package.tolerated,
            IncomingKind::Source(source) => &source.tolerated,
            IncomingKind::Rpm { package, .. } => &package.tolerated,
        };
        tolerated.as_slice().iter().for_each(|found| defects.push(refused(found)));
    }
    defects.into_result(())
}

/// The warning as an error, with the way to be rid of it.
fn refused(tolerated: &Diagnostic) -> Diagnostic {
    let hint = tolerated.hint.as_deref().unwrap_or_default();
    tolerated.clone().hint(format!("{hint}, or leave \"strict\" out of the table"))
}
