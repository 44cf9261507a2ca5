//! Stores on a disk.

use std::cell::Cell;

use tempfile::TempDir;

use crate::{LocalStore, Store};

/// Empty stores on a disk, in memory where that is to be had; gone with this.
#[derive(Debug)]
pub struct LocalStores {
    folder: TempDir,
    made: Cell<usize>,
}

impl Default for LocalStores {
    fn default() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self { folder: folder.expect("a temporary directory"), made: Cell::new(0) }
    }
}

impl LocalStores {
    /// Another one.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn another(&self) -> Box<dyn Store> {
        self.made.set(self.made.get() + 1);
        let folder = self.folder.path().join(self.made.get().to_string());
        Box::new(LocalStore::create(folder).expect("a store"))
    }
}
