//! The packages that a new state refers to.

use std::collections::{BTreeSet, HashSet};

use super::Writing;
use crate::rpmmd::{Checksum, Record};
use crate::store::Key;

impl Writing<'_> {
    /// Refers to every package that was not listed before and is not brought along.
    pub(in crate::rpmmd::repository) fn refer(&mut self) {
        let settings = self.repository.settings;
        let brought: HashSet<&Key> = self.new.additions.iter().map(|object| &object.key).collect();
        let mut kept = self.old.packages().iter().peekable();
        let changed = self.new.packages().iter().filter(|record| kept.next_if_eq(record).is_none());
        let changed: Vec<&Record> = changed.collect();
        let places: HashSet<_> = changed.iter().copied().map(place).collect();
        let before = self.old.packages().iter().map(place);
        let before: HashSet<_> = before.filter(|place| places.contains(place)).collect();
        let needed: BTreeSet<(Key, u64)> = changed
            .into_iter()
            .filter(|record| !before.contains(&place(record)))
            .filter_map(|record| Some((settings.package_key(record)?, record.size())))
            .filter(|(key, _)| !brought.contains(key))
            .collect();
        self.references.extend(needed);
    }
}

fn place(record: &Record) -> (&str, &Checksum) {
    (record.location(), record.checksum())
}
