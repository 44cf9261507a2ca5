//! Everything, archive by archive.

use std::collections::BTreeMap;

use repo_store::Key;

use super::findings::Findings;
use super::ledger::{Ledger, tidy};
use super::orphans::{self, Held};
use super::place::below;
use super::signatures::Context;
use super::suite::{self, Checked};
use super::{Place, Report, Source, VerifyOptions, pool, rpm, secrets};
use crate::codes;

/// Verifies suites, flat repositories and RPM repositories. All suites of one archive are held against
/// each other.
#[must_use]
pub fn verify(source: &dyn Source, places: &[Place], options: &VerifyOptions<'_>) -> Report {
    let mut report = Report::default();
    let mut findings = Findings::default();
    // A flat repository stands for itself.
    let mut archives = BTreeMap::<(bool, Option<&Key>), Vec<&Place>>::new();
    let (repositories, suites): (Vec<_>, Vec<_>) =
        places.iter().partition(|place| matches!(place, Place::Rpm(_)));
    for place in suites {
        let flat = matches!(place, Place::Flat(_));
        archives.entry((flat, place.archive())).or_default().push(place);
    }
    let mut checked_all = Vec::new();
    for ((_, folder), places) in archives {
        let mut ledger = Ledger::default();
        let mut checked = Vec::new();
        for place in places {
            let context = Context { source, place, options };
            let mut one = suite::check(context, &mut report.counts, &mut findings);
            let base = match place {
                Place::Suite { .. } => folder.cloned(),
                Place::Flat(_) | Place::Rpm(_) => flat_base(source, folder, &one),
            };
            ledger.next_suite();
            for (index, records) in std::mem::take(&mut one.indexes) {
                ledger.enter(base.as_ref(), &index, &records, &mut findings);
            }
            checked.push(one);
        }
        pool::check(source, &ledger.files, options, &mut report.counts, &mut findings);
        checked_all.push(Held { ledger, checked });
    }
    let look =
        |place| rpm::check(Context { source, place, options }, &mut report.counts, &mut findings);
    let repositories: Vec<rpm::Checked> = repositories.into_iter().map(look).collect();
    if options.whole {
        orphans::check(
            source,
            options,
            &checked_all,
            &repositories,
            &mut report.counts,
            &mut findings,
        );
    }
    for one in checked_all.into_iter().flat_map(|held| held.checked) {
        one.moved(Context { source, place: &one.report.place, options }, &mut findings);
        match one.is_unpublished {
            true => report.unpublished.push(one.report.place),
            false => report.suites.push(one.report),
        }
    }
    for one in repositories {
        one.moved(Context { source, place: &one.report.place, options }, &mut findings);
        match one.is_unpublished {
            true => report.unpublished.push(one.report.place),
            false => report.repositories.push(one.report),
        }
    }
    secrets::check(source, &mut findings);
    let order = |place: &Place| places.iter().position(|known| known == place);
    report.suites.sort_by_key(|suite| order(&suite.place));
    (report.faults, report.warnings) = findings.finish();
    // A wrong mount has nothing of it.
    if report.unpublished.len() == places.len() && report.faults.as_slice().is_empty() {
        report.unpublished.clear();
        let mut findings = Findings::default();
        let hint = "give the directory of an archive or repository, or publish something";
        findings.fault(codes::NO_REPOSITORY, ".", "there is no repository", hint);
        report.faults = findings.finish().0;
    }
    report
}

/// The folder that the paths of a flat repository are relative to: its own, or one above, wherever
/// the first of its packages is.
fn flat_base(source: &dyn Source, folder: Option<&Key>, checked: &Checked) -> Option<Key> {
    let first = checked.indexes.iter().flat_map(|(_, records)| records).next();
    let Some(path) = first.map(|record| tidy(&record.path())) else { return folder.cloned() };
    let mut base = folder.cloned();
    loop {
        let found = below(base.as_ref(), &path).ok().and_then(|key| source.length(&key).ok());
        if found.flatten().is_some() {
            return base;
        }
        match base {
            None => return folder.cloned(),
            Some(key) => base = key.as_str().rsplit_once('/').and_then(|(up, _)| Key::new(up).ok()),
        }
    }
}
