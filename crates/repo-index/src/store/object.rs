//! What is put into a store.

use std::path::PathBuf;
use std::sync::Arc;

use super::Key;
use crate::Sha256;

/// An immutable object that is to be created.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its name.
    pub key: Key,
    /// Where its bytes are.
    pub content: Content,
    /// Their digest, checked while they are written.
    pub sha256: Sha256,
    /// Their number.
    pub length: u64,
}

/// Where an object's bytes are.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Bytes(Arc<[u8]>),
    /// In a file.
    File(PathBuf),
    /// In the same store, under another key.
    Stored(Key),
}

/// An object that is derived from a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// Its name.
    pub key: Key,
    /// Its bytes; `None` when the commit has no such object any more.
    pub bytes: Option<Arc<[u8]>>,
}

impl Object {
    /// An object of these bytes.
    #[must_use]
    pub fn of(key: Key, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let (sha256, length) = (Sha256::of(&bytes), bytes.len() as u64);
        Self { key, content: Content::Bytes(bytes), sha256, length }
    }
}
