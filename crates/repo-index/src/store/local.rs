//! A folder on a local disk.

use std::path::PathBuf;

/// A folder on a local disk. Crash-safe: what it says is done survives a loss of power, and what is
/// under a key is always whole.
///
/// Its own files (the lock, temporaries) are below `.mkrepo` in that folder, on the same file system.
#[derive(Debug)]
pub struct LocalStore {
    #[expect(dead_code, reason = "being written")]
    root: PathBuf,
}
