//! The packages that a new state refers to.

use std::collections::BTreeSet;

use repo_store::{Key, Sha256};

use super::Writing;
use crate::publish::Reference;
use crate::rpmmd::Record;
use crate::rpmmd::metadata::compare;
use crate::sorted;

impl Writing<'_> {
    /// Refers to every package that was not listed before and is not brought along.
    pub(in crate::rpmmd::repository) fn refer(&mut self) {
        let settings = self.repository.settings;
        let brought = self.new.additions.iter().map(|object| (&object.key, Some(object.sha256)));
        let brought: BTreeSet<(&Key, Option<Sha256>)> = brought.collect();
        let (new, old) = (self.new.packages(), self.old.packages());
        let changed = sorted::unlike(new, old, Record::eq, compare);
        let places: BTreeSet<_> = changed.iter().copied().map(place).collect();
        let before = old.iter().map(place);
        let before: BTreeSet<_> = before.filter(|place| places.contains(place)).collect();
        let needed: BTreeSet<Reference> = changed
            .into_iter()
            .filter(|record| !before.contains(&place(record)))
            .filter_map(|record| {
                let (key, length) = (settings.package_key(record)?, record.size());
                Some(Reference { key, length, sha256: record.checksum().sha256() })
            })
            .filter(|reference| !brought.contains(&(&reference.key, reference.sha256)))
            .collect();
        self.references.extend(needed);
    }
}

fn place(record: &Record) -> (&str, &str) {
    (record.location(), record.pkgid())
}
