//! rpm on an empty folder: quick, for packages without scripts.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::dpkg::in_memory;
use crate::tool::{Outcome, command, outcome, require, require_root};

/// An empty system with a database of its own in it.
#[derive(Debug)]
pub struct Target {
    folder: TempDir,
}

/// Where the database is, seen from inside.
pub(super) const DATABASE: &str = "/.rpmdb";

impl Target {
    /// An empty one, in memory where that is to be had.
    ///
    /// # Panics
    /// Without root.
    #[must_use]
    pub fn new() -> Self {
        require_root();
        Self { folder: in_memory() }
    }

    /// Where things are installed.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the database, which is nobody's.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root().join(DATABASE.trim_start_matches('/'))
    }

    /// Runs rpm on it, for a minute at most.
    #[track_caller]
    pub fn attempt(&self, actions: &[&str], operand: &Path) -> Outcome {
        let mut rpm = command("timeout");
        rpm.arg("60")
            .arg(require("rpm"))
            .arg("--root")
            .arg(self.root())
            .args(["--dbpath", DATABASE]);
        outcome(rpm.args(actions).arg(operand).env("LC_ALL", "C.UTF-8"))
    }

    /// Runs rpm on it, which must succeed, and returns what it printed.
    ///
    /// # Panics
    /// When rpm fails.
    #[track_caller]
    pub fn rpm(&self, actions: &[&str], operand: impl AsRef<Path>) -> String {
        self.attempt(actions, operand.as_ref()).succeeded().text()
    }
}

impl Default for Target {
    fn default() -> Self {
        Self::new()
    }
}
