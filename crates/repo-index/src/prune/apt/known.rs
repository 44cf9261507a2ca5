//! What indexes list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use repo_store::{Key, Sha256};

/// The files that the packages of an index consist of.
pub(super) type Files = Arc<[Arc<Key>]>;

/// What the indexes list that were read, each by the digest that stands for its text. Most files
/// stand in many of them, and are kept once.
#[derive(Debug, Default)]
pub(super) struct Known {
    indexes: HashMap<Sha256, Files>,
    keys: HashSet<Arc<Key>>,
}

impl Known {
    pub(super) fn get(&self, index: Sha256) -> Option<Files> {
        self.indexes.get(&index).cloned()
    }

    pub(super) fn insert(&mut self, index: Sha256, keys: Vec<Key>) -> Files {
        let files: Files = keys.into_iter().map(|key| self.once(key)).collect();
        self.indexes.insert(index, Arc::clone(&files));
        files
    }

    fn once(&mut self, key: Key) -> Arc<Key> {
        if let Some(known) = self.keys.get(&key) {
            return Arc::clone(known);
        }
        let key = Arc::new(key);
        self.keys.insert(Arc::clone(&key));
        key
    }
}
