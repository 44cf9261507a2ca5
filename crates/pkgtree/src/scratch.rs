//! Staged trees for tests.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics};
use rustix::fs::{CWD, FileType, Mode};

use crate::{Entry, InstallPath, Tree, TreeRules};

/// A directory that goes away with its value.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    #[allow(clippy::disallowed_methods, reason = "a test's own files")]
    pub(crate) fn new() -> Self {
        Self::within(std::env::temp_dir())
    }

    pub(crate) fn within(folder: impl AsRef<Path>) -> Self {
        let folder = Self(tempfile::tempdir_in(folder).unwrap());
        folder.mode("", 0o755);
        folder
    }

    /// A tree of these files, each with its own path as content.
    pub(crate) fn with_files(paths: &[&str]) -> Self {
        let scratch = Self::new();
        for path in paths {
            scratch.file(path, path.as_bytes());
        }
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn at(&self, path: impl AsRef<[u8]>) -> PathBuf {
        self.path().join(OsStr::from_bytes(path.as_ref()))
    }

    /// Writes a file, and its parents.
    pub(crate) fn file(&self, path: impl AsRef<[u8]>, content: &[u8]) {
        let at = self.at(path);
        self.parents(&at);
        fs::write(&at, content).unwrap();
        fs::set_permissions(at, fs::Permissions::from_mode(0o644)).unwrap();
    }

    pub(crate) fn folder(&self, path: impl AsRef<[u8]>) {
        let at = self.at(path);
        self.parents(&at.join("x"));
    }

    fn parents(&self, at: &Path) {
        for folder in at.ancestors().skip(1).take_while(|folder| !folder.exists()) {
            fs::create_dir_all(folder).unwrap();
        }
        let inside = at.ancestors().skip(1).take_while(|folder| *folder != self.path());
        for folder in inside {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    pub(crate) fn link(&self, target: &str, path: &str) {
        let at = self.at(path);
        self.parents(&at);
        symlink(target, at).unwrap();
    }

    pub(crate) fn hard_link(&self, first: &str, second: &str) {
        let at = self.at(second);
        self.parents(&at);
        fs::hard_link(self.at(first), at).unwrap();
    }

    pub(crate) fn fifo(&self, path: &str) {
        let mode = Mode::from_raw_mode(0o644);
        rustix::fs::mknodat(CWD, self.at(path), FileType::Fifo, mode, 0).unwrap();
    }

    pub(crate) fn mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.at(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    pub(crate) fn scan(&self) -> Result<Tree, Diagnostics> {
        Tree::scan(self.path(), &TreeRules::default())
    }
}

/// The paths of a tree, without the root.
pub(crate) fn paths(tree: &Tree) -> Vec<String> {
    tree.entries()[1..].iter().map(|entry| entry.path.to_string()).collect()
}

pub(crate) fn entry<'a>(tree: &'a Tree, path: &str) -> &'a Entry {
    tree.entry(&InstallPath::parse(path.as_bytes()).unwrap()).unwrap()
}

/// The lines of diagnostics.
pub(crate) fn lines(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.as_slice().iter().map(Diagnostic::to_string).collect()
}
