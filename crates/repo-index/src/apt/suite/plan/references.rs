//! The packages that a new state refers to.

use std::collections::{BTreeMap, BTreeSet};

use repo_store::{Key, Sha256};

use super::Writing;
use crate::apt::packages::compare;
use crate::apt::{Packages, Record};
use crate::publish::{PublishError, Reference};
use crate::sorted;

impl Writing<'_> {
    /// Refers to every package that was not listed before and is not brought along.
    pub(super) fn refer(&mut self) -> Result<(), PublishError> {
        let brought = self.new.additions.iter().map(|object| (&object.key, object.sha256));
        let brought: BTreeSet<(&Key, Sha256)> = brought.collect();
        let mut needed = BTreeSet::new();
        // What is created or newly referred to, by its path.
        let mut given = BTreeMap::new();
        for (id, index) in &self.new.indexes {
            if self.is_same(id) {
                continue;
            }
            let before = self.old.indexes.get(id).map(Packages::records).unwrap_or_default();
            for file in unlike(index.records(), before).into_iter().flat_map(Record::files) {
                let key = self.suite.archive.key(&file.path)?;
                given.insert(file.path, file.sha256);
                if !brought.contains(&(&key, file.sha256)) {
                    let (length, sha256) = (file.size, Some(file.sha256));
                    needed.insert(Reference { key, length, sha256 });
                }
            }
        }
        for record in self.new.indexes.values().flat_map(Packages::records) {
            let Some((path, sha256)) = given.get_key_value(record.place()) else { continue };
            if *sha256 != record.sha256() {
                let (key, length) = (self.suite.archive.key(path)?, record.size());
                needed.insert(Reference { key, length, sha256: Some(record.sha256()) });
            }
        }
        self.references.extend(needed);
        Ok(())
    }
}

/// Those of `records` that are not among `others`.
fn unlike<'a>(records: &'a [Record], others: &[Record]) -> Vec<&'a Record> {
    // Most are clones of what was read, which need not be compared by their paragraphs.
    let is_clone = |one: &Record, other: &Record| one.identity() == other.identity();
    let mut rest = sorted::unlike(records, others, is_clone, compare);
    let digests: BTreeSet<Sha256> = rest.iter().map(|record| record.sha256()).collect();
    let twins = others.iter().filter(|record| digests.contains(&record.sha256()));
    let twins: BTreeSet<&[u8]> = twins.map(Record::paragraph).collect();
    rest.retain(|record| !twins.contains(record.paragraph()));
    rest
}
