//! A repository under test: its description, its keys, and what `mkrepo` makes of it.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::packages::Small;
use super::{Key, Reader, RpmReader, Seen};
use crate::program::mkrepo;
use crate::tool::{self, Outcome, copy_tree};

/// A folder with `mkrepo.toml` and what is published of it: the archive `deb`, below `public/deb`, or
/// the RPM repository `el`, below `public/rpm`.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    kind: Kind,
    keys: Vec<Key>,
    _kept: TempDir,
}

/// What kind of repository it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An APT archive.
    Apt,
    /// An RPM repository.
    Rpm,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Apt, Self::Rpm];

    /// What the tests publish to.
    #[must_use]
    pub fn target(self) -> &'static str {
        match self {
            Self::Apt => "apt:deb/stable",
            Self::Rpm => "rpm:el",
        }
    }
}

/// How the archive or repository is described.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// What kind it is.
    pub kind: Kind,
    /// The keys that sign.
    pub keys: Vec<Key>,
    /// The architectures of an archive.
    pub architectures: &'a [&'a str],
    /// Further lines of the archive or repository.
    pub archive: &'a str,
    /// An archive's suites, each with the lines of its table.
    pub suites: &'a [(&'a str, &'a str)],
    /// The address of what is below `public`.
    pub url: &'a str,
}

impl Default for Settings<'_> {
    /// The suite `stable` for amd64, signed by the key that every client reads.
    fn default() -> Self {
        Self {
            kind: Kind::Apt,
            keys: vec![Key::usual()],
            architectures: &["amd64"],
            archive: "",
            suites: &[("stable", "")],
            url: "http://repository.example",
        }
    }
}

impl Settings<'_> {
    /// An RPM repository, signed by the key that every client reads.
    #[must_use]
    pub fn rpm() -> Self {
        Self { kind: Kind::Rpm, ..Self::default() }
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
        let mut site = Self { folder, kind: settings.kind, keys: Vec::new(), _kept: kept };
        site.describe(settings);
        site
    }

    /// Describes it anew.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn describe(&mut self, settings: &Settings<'_>) {
        let names: Vec<String> =
            (0..settings.keys.len()).map(|at| format!("signing-{at}.asc")).collect();
        for (name, key) in names.iter().zip(&settings.keys) {
            let path = self.folder.join(name);
            fs::write(&path, &key.secret).unwrap();
            // mkrepo takes no key that others could read.
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        }
        let files: Vec<String> = names.iter().map(|name| format!("file:{name}")).collect();
        let described = match settings.kind {
            Kind::Apt => described_archive(settings),
            Kind::Rpm => {
                format!(
                    "[rpm.el]\npath = \"rpm\"\nurl = \"{}/rpm\"\n{}\n",
                    settings.url, settings.archive
                )
            }
        };
        let text = format!("root = \"public\"\n\n[signing]\nkey = {files:?}\n\n{described}");
        fs::write(self.folder.join("mkrepo.toml"), text).unwrap();
        self.keys.clone_from(&settings.keys);
        self.kind = settings.kind;
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
        Self { folder, kind: self.kind, keys: self.keys.clone(), _kept: kept }
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
        let folder = self.folder.join("incoming");
        match self.kind {
            Kind::Apt => package.write(&folder),
            Kind::Rpm => package.write_rpm(&folder, None, |_| {}),
        }
    }

    /// What kind of repository it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What is published to.
    #[must_use]
    pub fn target(&self) -> &'static str {
        self.kind.target()
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

    /// Adds packages.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn add(&self, packages: &[Small<'_>]) {
        let files = packages.iter().map(|package| self.package(package).into_os_string());
        let command = ["add", "--to", self.target()].map(Into::into);
        self.run(&command.into_iter().chain(files).collect::<Vec<_>>());
    }

    /// A strict client of the suite `stable`, or of the repository by its address.
    ///
    /// # Errors
    /// Every fault.
    pub fn seen(&self) -> Result<Option<Seen>, Vec<String>> {
        match self.kind {
            Kind::Apt => self.apt().read(),
            Kind::Rpm => self.rpm().read(),
        }
    }

    /// What strict clients see that do not begin at the commit: those of the `mirrorlist`, which may
    /// be a publication behind.
    ///
    /// # Errors
    /// Every fault.
    pub fn seen_otherwise(&self) -> Result<Option<Seen>, Vec<String>> {
        match self.kind {
            Kind::Apt => self.apt().read(),
            Kind::Rpm => self.rpm().read_snapshot(),
        }
    }

    /// Whether what is derived from the commit is what it says.
    ///
    /// # Errors
    /// Every fault.
    pub fn mirrors(&self) -> Result<(), Vec<String>> {
        match self.kind {
            Kind::Apt => self.apt().mirrors(),
            Kind::Rpm => self.rpm().mirrors(),
        }
    }

    /// The folder of the archive or repository.
    #[must_use]
    pub fn published(&self) -> PathBuf {
        self.folder.join(match self.kind {
            Kind::Apt => "public/deb",
            Kind::Rpm => "public/rpm",
        })
    }

    fn apt(&self) -> Reader {
        Reader { archive: self.published(), suite: "stable", keys: self.keys.clone() }
    }

    fn rpm(&self) -> RpmReader {
        RpmReader { folder: self.published(), keys: self.keys.clone() }
    }

    /// Temporary files and folders that are left.
    #[must_use]
    pub fn leftovers(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join("public/.mkrepo/tmp"));
        entries.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
    }
}

fn described_archive(settings: &Settings<'_>) -> String {
    let Settings { architectures, archive, suites, .. } = settings;
    let mut text = format!(
        "[apt.deb]\norigin = \"Conformance\"\nlabel = \"Conformance\"\n\
         architectures = {architectures:?}\n{archive}\n"
    );
    for (name, lines) in *suites {
        text += &format!("\n[apt.deb.suites.{name:?}]\n{lines}\n");
    }
    text
}
