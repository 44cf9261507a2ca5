//! What a transaction will write.

use std::sync::Arc;

use crate::store::{Key, Object};

/// Everything that one transaction writes, in the order of its fields.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Created first: packages, indexes by their digest, the commit's own copy by digest.
    pub immutable: Vec<Object>,
    /// What the new commit refers to and the old one did not, without being in `immutable`, each with
    /// its length in bytes: it must be there already, or nothing is published.
    pub references: Vec<(Key, u64)>,
    /// Swapped next: the one object from which clients start.
    pub commit: (Key, Arc<[u8]>),
    /// Replaced last, by whoever's commit is current: what is derived from the commit, besides what
    /// is there already as it should be.
    pub mirrors: Vec<Mirror>,
}

/// An object that is derived from the commit.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// Its name.
    pub key: Key,
    /// Its bytes; `None` when the commit has no such object any more.
    pub bytes: Option<Arc<[u8]>>,
}
