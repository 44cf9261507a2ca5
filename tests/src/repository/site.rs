//! A repository under test: its description, its keys, and what `mkrepo` makes of it.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::packages::Small;
use super::{Key, Reader, Seen};
use crate::program::mkrepo;
use crate::tool::{self, Outcome, copy_tree};

/// A folder with `mkrepo.toml` and what is published of it: the archive `deb`, below `public/deb`.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    keys: Vec<Key>,
    _kept: TempDir,
}

/// How the archive is described.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The keys that sign.
    pub keys: Vec<Key>,
    /// The architectures.
    pub architectures: &'a [&'a str],
    /// Further lines of the archive.
    pub archive: &'a str,
    /// Its suites, each with the lines of its table.
    pub suites: &'a [(&'a str, &'a str)],
}

impl Default for Settings<'_> {
    /// The suite `stable` for amd64, signed by the key that every client reads.
    fn default() -> Self {
        Self {
            keys: vec![Key::usual()],
            architectures: &["amd64"],
            archive: "",
            suites: &[("stable", "")],
        }
    }
}

impl Site {
    /// A described repository in which nothing is published, in memory where that is to be had.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn new(settings: &Settings<'_>) -> Self {
        Self::within(crate::dpkg::in_memory(), settings)
    }

    /// The same in a folder of one's choice.
    ///
    /// # Panics
    /// When it cannot be written.
    #[must_use]
    pub fn within(kept: TempDir, settings: &Settings<'_>) -> Self {
        let folder = kept.path().join("site");
        fs::create_dir_all(folder.join("incoming")).unwrap();
        let mut site = Self { folder, keys: Vec::new(), _kept: kept };
        site.describe(settings);
        site
    }

    /// Describes it anew.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn describe(&mut self, settings: &Settings<'_>) {
        let Settings { keys, architectures, archive, suites } = settings;
        let names: Vec<String> = (0..keys.len()).map(|at| format!("signing-{at}.asc")).collect();
        for (name, key) in names.iter().zip(keys) {
            let path = self.folder.join(name);
            fs::write(&path, &key.secret).unwrap();
            // mkrepo takes no key that others could read.
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        }
        let files: Vec<String> = names.iter().map(|name| format!("file:{name}")).collect();
        let mut text = format!(
            "root = \"public\"\n\n[signing]\nkey = {files:?}\n\n[apt.deb]\n\
             origin = \"Conformance\"\nlabel = \"Conformance\"\n\
             architectures = {architectures:?}\n{archive}\n"
        );
        for (name, lines) in *suites {
            text += &format!("\n[apt.deb.suites.{name}]\n{lines}\n");
        }
        fs::write(self.folder.join("mkrepo.toml"), text).unwrap();
        self.keys.clone_from(keys);
    }

    /// A copy of it as it is now.
    ///
    /// # Panics
    /// When it cannot be copied.
    #[must_use]
    pub fn copy(&self) -> Self {
        self.copy_within(crate::dpkg::in_memory())
    }

    /// A copy of it in a folder of one's choice.
    ///
    /// # Panics
    /// When it cannot be copied.
    #[must_use]
    pub fn copy_within(&self, kept: TempDir) -> Self {
        let folder = kept.path().join("site");
        copy_tree(&self.folder, &folder);
        Self { folder, keys: self.keys.clone(), _kept: kept }
    }

    /// The folder of `mkrepo.toml`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a server serves.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn public(&self) -> PathBuf {
        let public = self.folder.join("public");
        fs::create_dir_all(&public).unwrap();
        public
    }

    /// A package to be added, written beside it.
    #[must_use]
    pub fn package(&self, package: &Small<'_>) -> PathBuf {
        package.write(&self.folder.join("incoming"))
    }

    /// `mkrepo` with a command and its arguments.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = mkrepo();
        command.current_dir(&self.folder).args(arguments);
        command
    }

    /// Runs `mkrepo`.
    #[track_caller]
    pub fn attempt<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Outcome {
        tool::outcome(&mut self.command(arguments))
    }

    /// Runs `mkrepo`, which must succeed.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> String {
        self.attempt(arguments).succeeded().text()
    }

    /// Adds packages to the suite `stable`.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn add(&self, packages: &[Small<'_>]) {
        let files = packages.iter().map(|package| self.package(package).into_os_string());
        let command = ["add", "--to", "apt:deb/stable"].map(Into::into);
        self.run(&command.into_iter().chain(files).collect::<Vec<_>>());
    }

    /// A strict client of the suite `stable`.
    ///
    /// # Errors
    /// Every fault.
    pub fn seen(&self) -> Result<Option<Seen>, Vec<String>> {
        let archive = self.folder.join("public/deb");
        Reader { archive: &archive, suite: "stable", keys: &self.keys }.read()
    }

    /// A strict client that asks for indexes by their names.
    ///
    /// # Errors
    /// Every fault.
    pub fn mirrors(&self) -> Result<(), Vec<String>> {
        let archive = self.folder.join("public/deb");
        Reader { archive: &archive, suite: "stable", keys: &self.keys }.mirrors()
    }

    /// Temporary files and folders that are left.
    #[must_use]
    pub fn leftovers(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join("public/.mkrepo/tmp"));
        entries.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
    }
}
