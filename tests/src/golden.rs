//! The packages that are committed byte for byte in `fixtures/golden`.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::fixtures;
use crate::program::{Mkdeb, Mkrpm, Program};
use crate::tool::workspace;

/// A package that is committed byte for byte.
#[derive(Clone, Copy, Debug)]
pub struct Golden {
    /// What makes it.
    pub program: Program,
    /// The name of its file, without `.deb` or `.rpm`.
    pub name: &'static str,
    /// The fixture tree and manifest.
    pub tree: &'static str,
    /// The manifest.
    pub manifest: &'static str,
    /// Further arguments.
    pub arguments: &'static [&'static str],
}

const fn deb(
    name: &'static str,
    tree: &'static str,
    manifest: &'static str,
    arguments: &'static [&'static str],
) -> Golden {
    Golden { program: Mkdeb, name, tree, manifest, arguments }
}

const fn rpm(
    name: &'static str,
    tree: &'static str,
    manifest: &'static str,
    arguments: &'static [&'static str],
) -> Golden {
    Golden { program: Mkrpm, name, tree, manifest, arguments }
}

/// All of both formats.
pub fn all() -> impl Iterator<Item = Golden> {
    DEBS.into_iter().chain(RPMS)
}

/// Each stands for something that no other has.
pub const RPMS: [Golden; 11] = [
    rpm("minimal", "minimal", "minimal", &[]),
    rpm("kinds", "kinds", "kinds", &["--timestamp=1704164645"]),
    rpm("names", "names", "names", &[]),
    rpm("scripts", "scripts", "scripts", &[]),
    rpm("roles", "roles", "roles", &[]),
    rpm("rpm-scripts", "minimal", "rpm-scripts", &[]),
    rpm("rpm-fields", "minimal", "rpm-fields", &[]),
    rpm("xz-9", "minimal", "minimal", &["--compression=xz:9"]),
    rpm("gzip", "minimal", "minimal", &["--compression=gzip"]),
    rpm("none", "minimal", "minimal", &["--compression=none"]),
    rpm("format-6", "roles", "roles", &["--format=6"]),
];

/// Each stands for something that no other has.
pub const DEBS: [Golden; 9] = [
    deb("minimal", "minimal", "minimal", &[]),
    deb("kinds", "kinds", "kinds", &["--timestamp=1704164645"]),
    deb("names", "names", "names", &[]),
    deb("scripts", "scripts", "scripts", &[]),
    deb("fields", "minimal", "fields", &[]),
    deb("xz-9", "minimal", "minimal", &["--compression=xz:9"]),
    deb("zstd", "minimal", "minimal", &["--compression=zstd"]),
    deb("gzip", "minimal", "minimal", &["--compression=gzip"]),
    deb("none", "minimal", "minimal", &["--compression=none"]),
];

impl Golden {
    /// The committed file.
    #[must_use]
    pub fn committed(&self) -> PathBuf {
        workspace().join("fixtures/golden").join(format!(
            "{}.{}",
            self.name,
            self.program.extension()
        ))
    }

    /// Builds it anew into `folder`.
    ///
    /// # Panics
    /// When the program fails.
    #[must_use]
    #[track_caller]
    pub fn build(&self, folder: &Path) -> PathBuf {
        let manifest = fixtures::manifest(self.manifest);
        let mut arguments = vec!["--manifest", manifest.to_str().unwrap()];
        arguments.extend(self.arguments);
        self.program.build(&fixtures::tree(self.tree), folder, &arguments)
    }
}

/// Writes all committed files anew.
///
/// # Panics
/// When a program fails.
pub fn regenerate() {
    for golden in all() {
        let folder = TempDir::new().unwrap();
        let built = golden.build(folder.path());
        fs::create_dir_all(golden.committed().parent().unwrap()).unwrap();
        fs::copy(built, golden.committed()).unwrap();
    }
}
