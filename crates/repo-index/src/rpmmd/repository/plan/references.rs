//! The packages that a new state refers to.

use std::collections::{BTreeSet, HashSet};

use super::Writing;
use crate::store::Key;

impl Writing<'_> {
    /// Refers to every package that was not listed before and is not brought along.
    pub(in crate::rpmmd::repository) fn refer(&mut self) {
        let settings = self.repository.settings;
        let brought: HashSet<&Key> = self.new.additions.iter().map(|object| &object.key).collect();
        let before = self.old.packages().iter();
        let before: HashSet<_> =
            before.map(|record| (record.location(), record.checksum())).collect();
        let needed: BTreeSet<(Key, u64)> = self
            .new
            .packages()
            .iter()
            .filter(|record| !before.contains(&(record.location(), record.checksum())))
            .filter_map(|record| Some((settings.package_key(record)?, record.size())))
            .filter(|(key, _)| !brought.contains(key))
            .collect();
        self.references.extend(needed);
    }
}
