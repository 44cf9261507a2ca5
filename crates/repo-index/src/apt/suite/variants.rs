//! Whole indexes of variants.
//!
//! A system that asks for `amd64v3` reads, of a component, the index of that variant alone where the
//! `Release` names the variant (apt 3.1). So the index has, besides the builds for the variant and what
//! is for all architectures, whatever there is no such build of: each version as the builds of the next
//! lower level have it, and of the architecture itself. They are there as copies, which follow what
//! they are copies of.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use repo_store::Sha256;

use super::SuiteState;
use crate::apt::{IndexId, IndexKind, PackageKind, Packages, Record, base, is_below};

/// What is to change in the index of a variant.
struct Change {
    id: IndexId,
    superseded: HashSet<Sha256>,
    missing: Vec<Record>,
}

/// A component, and a kind of packages.
type Place<'a> = (&'a str, PackageKind);

/// A name and a version.
type Build<'a> = (&'a str, &'a str);

impl SuiteState {
    /// The same with whole indexes of all variants that it has an index of.
    pub(super) fn with_whole_variants(&self) -> Cow<'_, Self> {
        let variants: BTreeSet<&str> = self
            .indexes
            .keys()
            .filter(|id| matches!(id.kind, IndexKind::Binary(_)))
            .filter_map(|id| id.kind.architecture())
            .filter(|name| base(name).is_some())
            .collect();
        let changes = variants.iter().flat_map(|variant| self.changes(variant)).collect::<Vec<_>>();
        if changes.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut whole = self.clone();
        for Change { id, superseded, missing } in changes {
            let index = whole.indexes.entry(id).or_default();
            index.remove(|record| superseded.contains(&record.sha256()));
            // None of them is there with other content: that would be a conflict of the suite.
            let _ = index.add(missing);
        }
        Cow::Owned(whole)
    }

    /// What the indexes of `variant` lack, and have without need.
    fn changes(&self, variant: &str) -> Vec<Change> {
        let lower = self.indexes.iter().filter_map(|(id, index)| {
            let architecture = id.kind.architecture().filter(|one| is_below(one, variant))?;
            Some(((id.component.as_str(), id.kind.package_kind()), (architecture, index)))
        });
        let lower: Vec<(Place<'_>, _)> = lower.collect();
        let levels: BTreeSet<&str> = lower.iter().map(|(_, (level, _))| *level).collect();
        let is_lower = |record: &Record| levels.contains(record.architecture());
        let best = self.best(|record| is_lower(record) || record.architecture() == variant);
        let places: BTreeSet<Place<'_>> = lower.iter().map(|(place, _)| *place).collect();
        let mut changes = Vec::new();
        for place in places {
            let (component, kind) = (place.0.to_owned(), IndexKind::of(place.1, variant));
            let id = IndexId { component, kind };
            let listed = self.indexes.get(&id).map(Packages::records).unwrap_or_default();
            let is_wanted = |record: &Record| {
                best.get(&build(record)).is_some_and(|best| *best == record.sha256())
            };
            let copies = listed.iter().filter(|record| is_lower(record));
            // One whose original is gone, as in what another tool published, is left alone.
            let (kept, superseded): (Vec<_>, Vec<_>) =
                copies.partition(|record| is_wanted(record) || !best.contains_key(&build(record)));
            let kept: HashSet<Sha256> = kept.into_iter().map(Record::sha256).collect();
            let originals = lower.iter().filter(|(one, _)| *one == place);
            let mut missing = HashMap::new();
            for record in originals.flat_map(|(_, (_, index))| index.records()) {
                if is_lower(record) && is_wanted(record) && !kept.contains(&record.sha256()) {
                    missing.entry(record.sha256()).or_insert(record);
                }
            }
            if !missing.is_empty() || !superseded.is_empty() {
                let superseded = superseded.into_iter().map(Record::sha256).collect();
                let missing = missing.into_values().cloned().collect();
                changes.push(Change { id, superseded, missing });
            }
        }
        changes
    }

    /// Of each version of a package, the digest of the build of the highest level among those that
    /// `is_meant` chooses. Levels are in the order of their names.
    fn best(&self, is_meant: impl Fn(&Record) -> bool) -> HashMap<Build<'_>, Sha256> {
        let mut best = HashMap::<Build<'_>, &Record>::new();
        let records = self.indexes.values().flat_map(Packages::records);
        for record in records.filter(|record| is_meant(record)) {
            let known = best.entry(build(record)).or_insert(record);
            if known.architecture() < record.architecture() {
                *known = record;
            }
        }
        best.into_iter().map(|(build, record)| (build, record.sha256())).collect()
    }
}

fn build(record: &Record) -> Build<'_> {
    (record.package(), record.version())
}
