//! Where a repository is read.

use std::fmt::Debug;
use std::io::Read;

use repo_store::{Key, Listed, Store, StoreError};

/// A repository that is only read: a folder, or what a server gives out.
pub trait Source: Debug + Send + Sync {
    /// The object under `key`, whole; `None` when there is none. More than `limit` bytes are
    /// [`StoreError::TooLarge`].
    ///
    /// # Errors
    /// See [`StoreError`].
    fn read(&self, key: &Key, limit: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// The object under `key`, as a stream.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError>;

    /// The length of the object under `key` in bytes.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError>;

    /// All objects below `prefix`, sorted by key; `None` where nothing can be listed.
    ///
    /// # Errors
    /// See [`StoreError`]. A listing is whole or an error.
    fn list(&self, prefix: Option<&Key>) -> Result<Option<Vec<Listed>>, StoreError>;

    /// Whether the start of an object costs little to read, as in a folder, where over a network it
    /// would be a request for each.
    fn is_near(&self) -> bool;
}

/// What is in a store, borrowed or not.
#[derive(Clone, Copy, Debug)]
pub struct Stored<S>(pub S);

impl<S: std::ops::Deref<Target: Store> + Debug + Send + Sync> Source for Stored<S> {
    fn read(&self, key: &Key, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read(key, limit)?.map(|found| found.bytes))
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        self.0.open(key)
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        self.0.length(key)
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Option<Vec<Listed>>, StoreError> {
        self.0.list(prefix).map(Some)
    }

    fn is_near(&self) -> bool {
        true
    }
}
