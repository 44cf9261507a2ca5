//! Repositories, runs of `mkrepo`, and packages to publish.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use tempfile::TempDir;

use crate::support::Run;

/// The fingerprint of the key in `fixtures/keys`, with which [`Repository::signed`] signs.
pub(crate) const KEY: &str = "rsa3072";

/// The clock, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "signatures are to be of today")]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// The option that has `mkrepo` take the time for that of a year ago, and so many days later: 365 of these
/// are now.
pub(crate) fn at(days: u64) -> String {
    let day = 86_400;
    format!("--timestamp={}", (now() / day - 365 + days) * day)
}

/// Lines of columns with one blank between each two, however wide the columns are.
pub(crate) fn columns(text: &str) -> Vec<String> {
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A directory with a described repository, published in `public`.
pub(crate) struct Repository {
    folder: TempDir,
}

/// What a package says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    pub(crate) arch: &'a str,
    /// What its file says.
    pub(crate) text: &'a str,
}

impl<'a> Package<'a> {
    pub(crate) const fn new(name: &'a str, version: &'a str) -> Self {
        Self { name, version, arch: "amd64", text: "hello" }
    }
}

impl Repository {
    /// One without a key, as `mkrepo init` describes it.
    pub(crate) fn unsigned() -> Self {
        let repository = Self { folder: TempDir::new().unwrap() };
        repository.run(&["init", "--origin", "Example"]).done();
        repository
    }

    /// One with a key.
    pub(crate) fn signed() -> Self {
        let repository = Self::unsigned();
        repository.key("signing.asc", KEY);
        repository
            .describe(|text| text.replace("# [signing]", "[signing]").replacen("# key", "key", 1));
        repository
    }

    /// Puts a secret key of `fixtures/keys` into a file that only its owner can read.
    pub(crate) fn key(&self, file: &str, name: &str) {
        let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
        let path = self.path(file);
        fs::copy(fixtures.join(format!("{name}.secret.asc")), &path).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Puts bytes into a file that only its owner can read.
    pub(crate) fn secret(&self, file: &str, bytes: &[u8]) {
        let path = self.path(file);
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Every file in this directory with a digest of its bytes, by its path; the lock is not among
    /// them.
    pub(crate) fn tree(&self) -> BTreeMap<String, u64> {
        let mut tree = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with(".mkrepo/lock") {
                    let name = path.strip_prefix(self.folder.path()).unwrap();
                    let mut hasher = DefaultHasher::new();
                    fs::read(&path).unwrap().hash(&mut hasher);
                    tree.insert(name.to_str().unwrap().to_owned(), hasher.finish());
                }
            }
        }
        tree
    }

    /// Changes the description.
    pub(crate) fn describe(&self, change: impl FnOnce(String) -> String) {
        let path = self.path("mkrepo.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, change(text)).unwrap();
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The bytes of a published object.
    #[track_caller]
    pub(crate) fn published(&self, key: &str) -> Vec<u8> {
        let path = self.path("public").join(key);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A published object as text.
    #[track_caller]
    pub(crate) fn text(&self, key: &str) -> String {
        String::from_utf8(self.published(key)).unwrap()
    }

    /// `mkrepo` in this directory, in an environment that says nothing.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = real_tools::ours(env!("CARGO_BIN_EXE_mkrepo"));
        command.current_dir(self.folder.path()).args(arguments);
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Builds a Debian package in `dist`, and gives its path there.
    pub(crate) fn build(&self, package: Package<'_>) -> String {
        self.build_by(env!("CARGO_BIN_EXE_mkdeb"), package, &[])
    }

    /// Builds an RPM package in `dist`, and gives its path there.
    pub(crate) fn build_rpm(&self, package: Package<'_>) -> String {
        self.build_by(env!("CARGO_BIN_EXE_mkrpm"), package, &["--license=MIT"])
    }

    /// The same with a key of `fixtures/keys`.
    pub(crate) fn build_signed_rpm(&self, package: Package<'_>, key: &str) -> String {
        self.key("package-key.asc", key);
        let further = ["--license=MIT", "--sign-key=package-key.asc"];
        self.build_by(env!("CARGO_BIN_EXE_mkrpm"), package, &further)
    }

    /// A Debian package that is signed so.
    pub(crate) fn build_signed(&self, package: Package<'_>, key: &str) -> String {
        self.key("package-key.asc", key);
        self.build_by(env!("CARGO_BIN_EXE_mkdeb"), package, &["--sign-key=package-key.asc"])
    }

    pub(crate) fn build_by(&self, tool: &str, package: Package<'_>, further: &[&str]) -> String {
        let Package { name, version, arch, text } = package;
        let (stage, dist) = (self.path("stage"), self.path("dist"));
        let share = stage.join("usr/share").join(name);
        fs::create_dir_all(&share).unwrap();
        fs::create_dir_all(dist).unwrap();
        fs::write(share.join("greeting"), text).unwrap();
        let mut command = real_tools::ours(tool);
        command.current_dir(self.folder.path()).args(["stage", "-q", "-f", "-o", "dist"]);
        command.args(further);
        let described = [("name", name), ("version", version), ("arch", arch)];
        let others = [("maintainer", "Jo Doe <jo@example.org>"), ("summary", "says hello")];
        for (flag, value) in described.into_iter().chain(others) {
            command.arg(format!("--{flag}={value}"));
        }
        let path = Run::of(command.env("SOURCE_DATE_EPOCH", "1000000000")).done().trim().to_owned();
        fs::remove_dir_all(stage).unwrap();
        path
    }
}
