//! The packages that are committed byte for byte in `fixtures/golden`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::tool::workspace;
use crate::{fixtures, mkdeb};

/// A package that is committed byte for byte.
#[derive(Clone, Copy, Debug)]
pub struct Golden {
    /// The name of its file, without `.deb`.
    pub name: &'static str,
    /// The fixture tree and manifest.
    pub tree: &'static str,
    /// The manifest.
    pub manifest: &'static str,
    /// Further arguments.
    pub arguments: &'static [&'static str],
}

const fn golden(
    name: &'static str,
    tree: &'static str,
    manifest: &'static str,
    arguments: &'static [&'static str],
) -> Golden {
    Golden { name, tree, manifest, arguments }
}

/// All of them. Each stands for something that no other has.
pub const ALL: [Golden; 9] = [
    golden("minimal", "minimal", "minimal", &[]),
    golden("kinds", "kinds", "kinds", &["--timestamp=1704164645"]),
    golden("names", "names", "names", &[]),
    golden("scripts", "scripts", "scripts", &[]),
    golden("fields", "minimal", "fields", &[]),
    golden("xz-9", "minimal", "minimal", &["--compression=xz:9"]),
    golden("zstd", "minimal", "minimal", &["--compression=zstd"]),
    golden("gzip", "minimal", "minimal", &["--compression=gzip"]),
    golden("none", "minimal", "minimal", &["--compression=none"]),
];

impl Golden {
    /// The committed file.
    #[must_use]
    pub fn committed(&self) -> PathBuf {
        workspace().join("fixtures/golden").join(format!("{}.deb", self.name))
    }

    /// Builds it anew into `folder`.
    ///
    /// # Panics
    /// When mkdeb fails.
    #[must_use]
    #[track_caller]
    pub fn build(&self, folder: &Path) -> PathBuf {
        let manifest = fixtures::manifest(self.manifest);
        let mut arguments = vec!["--manifest", manifest.to_str().unwrap()];
        arguments.extend(self.arguments);
        mkdeb::build(&fixtures::tree(self.tree), folder, &arguments)
    }
}

/// Writes all committed files anew.
///
/// # Panics
/// When mkdeb fails.
pub fn regenerate() {
    for golden in ALL {
        let folder = TempDir::new().unwrap();
        let built = golden.build(folder.path());
        fs::create_dir_all(golden.committed().parent().unwrap()).unwrap();
        fs::copy(built, golden.committed()).unwrap();
    }
}
