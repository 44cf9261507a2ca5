//! dpkg on an empty folder: quick, for packages without scripts.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::tool::{Outcome, command, outcome, require_root};

/// An empty system with a database of its own beside it.
#[derive(Debug)]
pub struct Target {
    folder: TempDir,
}

impl Target {
    /// An empty one, in memory where that is to be had.
    ///
    /// # Panics
    /// Without root.
    #[must_use]
    pub fn new() -> Self {
        require_root();
        let folder = in_memory();
        for part in ["root", "admin/info", "admin/updates", "admin/triggers"] {
            fs::create_dir_all(folder.path().join(part)).unwrap();
        }
        for file in ["status", "available"] {
            fs::write(folder.path().join("admin").join(file), "").unwrap();
        }
        Self { folder }
    }

    /// Where things are installed.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// Runs dpkg on it.
    #[track_caller]
    pub fn attempt(&self, action: &str, operand: &Path) -> Outcome {
        let mut dpkg = command("dpkg");
        dpkg.args(["--force-unsafe-io", "--force-depends", "--force-not-root"]);
        dpkg.arg(format!("--admindir={}", self.folder.path().join("admin").display()));
        dpkg.arg(format!("--instdir={}", self.root().display()));
        outcome(dpkg.arg(action).arg(operand).env("LC_ALL", "C.UTF-8"))
    }

    /// Runs dpkg on it, which must succeed, and returns what it printed.
    ///
    /// # Panics
    /// When dpkg fails.
    #[track_caller]
    pub fn dpkg(&self, action: &str, operand: impl AsRef<Path>) -> String {
        self.attempt(action, operand.as_ref()).succeeded().text()
    }
}

impl Default for Target {
    fn default() -> Self {
        Self::new()
    }
}

/// A folder in memory where that is to be had.
///
/// # Panics
/// When it cannot be created.
#[must_use]
pub fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}
