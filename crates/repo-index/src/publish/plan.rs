//! What a transaction will write.

use bytes::Bytes;

use crate::store::{Key, Mirror, Object};

/// Everything that one transaction writes, in the order of its fields.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Created first: packages, indexes by their digest, the commit's own copy by digest.
    pub immutable: Vec<Object>,
    /// What the new commit refers to and the old one did not, without being in `immutable`, each with
    /// its length in bytes: it must be there already, or nothing is published.
    pub references: Vec<(Key, u64)>,
    /// Swapped next: the one object from which clients start.
    pub commit: (Key, Bytes),
    /// What changes with the commit, in the same folder: in one step where the store can, else at
    /// once after it.
    pub beside: Vec<Mirror>,
    /// Replaced last, by whoever's commit is current: what is derived from the commit, besides what
    /// is there already as it should be.
    pub mirrors: Vec<Mirror>,
}
