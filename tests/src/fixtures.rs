//! The fixture trees, made anew by `fixtures/make-trees.sh` for every run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::tool::{require_root, run, shell, workspace};

/// The fixture trees by name; nobody may change them.
///
/// # Panics
/// When the script fails.
#[must_use]
pub fn tree(name: &str) -> PathBuf {
    static TREES: OnceLock<TempDir> = OnceLock::new();
    let folder = TREES.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        make(folder.path());
        folder
    });
    let tree = folder.path().join(name);
    assert!(tree.is_dir(), "no fixture tree {name:?}");
    tree
}

/// Makes all fixture trees in `folder`.
///
/// # Panics
/// When the script fails.
pub fn make(folder: &Path) {
    require_root();
    let script = workspace().join("fixtures/make-trees.sh");
    run(shell(&fs::read_to_string(&script).unwrap()).arg(script).arg(folder));
}

/// The manifest of that name.
#[must_use]
pub fn manifest(name: &str) -> PathBuf {
    workspace().join("fixtures/manifests").join(format!("{name}.toml"))
}
