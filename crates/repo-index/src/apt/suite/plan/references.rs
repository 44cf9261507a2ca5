//! The packages that a new state refers to.

use std::collections::{BTreeSet, HashSet};

use super::{Writing, damaged};
use crate::apt::{Packages, Record};
use crate::publish::PublishError;
use crate::store::Key;

impl Writing<'_> {
    /// Refers to every package that was not listed before and is not brought along.
    pub(super) fn refer(&mut self) -> Result<(), PublishError> {
        let brought: HashSet<&Key> = self.new.additions.iter().map(|object| &object.key).collect();
        let mut needed = BTreeSet::new();
        for (id, index) in &self.new.indexes {
            if self.is_same(id) {
                continue;
            }
            let before = self.old.indexes.get(id).map(Packages::records).unwrap_or_default();
            let before: HashSet<&[u8]> = before.iter().map(Record::paragraph).collect();
            let added = index.records().iter().filter(|one| !before.contains(one.paragraph()));
            for file in added.flat_map(Record::files) {
                let key = self.suite.archive.key(&file.path);
                let key = key.map_err(|error| damaged(&error.key, error.problem))?;
                if !brought.contains(&key) {
                    needed.insert((key, file.size));
                }
            }
        }
        self.references.extend(needed);
        Ok(())
    }
}
