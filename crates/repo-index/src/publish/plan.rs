//! What a transaction will write.

use std::collections::BTreeMap;

use bytes::Bytes;
use repo_store::{Key, Mirror, Object, Sha256};

/// Everything that one transaction writes, in the order of its fields.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Created first: packages, indexes by their digest, the commit's own copy by digest.
    pub immutable: Vec<Object>,
    /// What the new commit refers to and the old one did not, without being in `immutable`: it must be
    /// there already, or nothing is published.
    pub references: Vec<Reference>,
    /// Swapped next: the one object from which clients start.
    pub commit: (Key, Bytes),
    /// What changes with the commit, in the same folder: in one step where the store can, else at
    /// once after it.
    pub beside: Vec<Mirror>,
    /// Replaced last, by whoever's commit is current: what is derived from the commit, besides what
    /// is there already as it should be.
    pub mirrors: Vec<Mirror>,
}

/// An object that a commit refers to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Its name.
    pub key: Key,
    /// Its length in bytes.
    pub length: u64,
    /// The digest that the commit gives it; `None` where it is of another algorithm.
    pub sha256: Option<Sha256>,
}

impl Plan {
    /// Every object that the plan names under one key with two digests: clients would get one of them
    /// where they are told of the other. In order, each key once.
    pub(super) fn two_contents(&self) -> Vec<(&Key, Sha256, Sha256)> {
        let created = self.immutable.iter().map(|object| (&object.key, object.sha256));
        let referred = self.references.iter();
        let referred = referred.filter_map(|reference| Some((&reference.key, reference.sha256?)));
        let mut digests = BTreeMap::<&Key, Sha256>::new();
        let mut found = BTreeMap::new();
        for (key, sha256) in created.chain(referred) {
            let first = *digests.entry(key).or_insert(sha256);
            if first != sha256 {
                found.entry(key).or_insert((key, first, sha256));
            }
        }
        found.into_values().collect()
    }
}
