//! The programs under test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::tool::{self, Outcome, command, profile_folder, target, workspace};

/// One of the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Makes a `.deb`.
    Mkdeb,
    /// Makes an `.rpm`.
    Mkrpm,
}

pub use Program::{Mkdeb, Mkrpm};

impl Program {
    /// All that make a package of a tree.
    pub const ALL: [Self; 2] = [Mkdeb, Mkrpm];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mkdeb => "mkdeb",
            Mkrpm => "mkrpm",
        }
    }

    /// How the names of its packages end, after the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Mkdeb => "deb",
            Mkrpm => "rpm",
        }
    }

    /// The name of the package that [`MINIMAL`] gives.
    #[must_use]
    pub fn minimal_file(self) -> &'static str {
        match self {
            Mkdeb => "fixture_1.0_all.deb",
            Mkrpm => "fixture-1.0-1.noarch.rpm",
        }
    }

    /// The built program; building all of them is part of the first call.
    ///
    /// # Panics
    /// When they do not build.
    #[must_use]
    pub fn path(self) -> PathBuf {
        folder().join(self.name())
    }

    /// A command for it that hears nothing of the tester's environment.
    #[must_use]
    pub fn command(self) -> Command {
        plain(real_tools::ours(self.path()))
    }

    /// Builds a package of `tree` into the folder `output` and returns its path.
    ///
    /// # Panics
    /// When it fails or names another file than it wrote.
    #[track_caller]
    pub fn build<A: AsRef<OsStr>>(self, tree: &Path, output: &Path, arguments: &[A]) -> PathBuf {
        built(self.attempt(tree, output, arguments))
    }

    /// Tries to build a package of `tree` into the folder `output`.
    #[track_caller]
    pub fn attempt<A: AsRef<OsStr>>(self, tree: &Path, output: &Path, arguments: &[A]) -> Outcome {
        tool::outcome(self.command().arg(tree).arg("--output").arg(output).args(arguments))
    }
}

/// `mkrepo`, which hears nothing of the tester's environment.
///
/// # Panics
/// When it does not build.
#[must_use]
pub fn mkrepo() -> Command {
    plain(real_tools::ours(folder().join("mkrepo")))
}

/// Where the built programs are; building all of them is part of the first call.
fn folder() -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        // `cargo test --workspace` has built them; for what is tested, not for the commands alone, so
        // that building them here would be to build them again.
        if let Some(built) = std::env::var_os("PACKWRIGHT_BINS") {
            return workspace().join(built);
        }
        let mut cargo = command("cargo");
        cargo.args(["build", "--quiet", "--package", "packwright", "--bins"]);
        if profile_folder().ends_with("release") {
            cargo.arg("--release");
        }
        tool::run(cargo.arg("--target-dir").arg(target()).current_dir(workspace()));
        profile_folder()
    });
    folder.clone()
}

/// `command` with a bare environment.
#[must_use]
pub fn plain(mut command: Command) -> Command {
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    command
}

/// The package that a successful run printed the path of.
///
/// # Panics
/// When the run failed or its output is not the path of a file.
#[must_use]
#[track_caller]
pub fn built(outcome: Outcome) -> PathBuf {
    let outcome = outcome.succeeded();
    let text = outcome.text();
    let path = PathBuf::from(text.trim_end_matches('\n'));
    assert!(path.is_file(), "the path of the package alone must be printed: {outcome}");
    path
}

/// The flags of a package that needs no manifest.
pub const MINIMAL: [&str; 6] = [
    "--name=fixture",
    "--version=1.0",
    "--arch=all",
    "--license=MIT",
    "--maintainer=A Tester <tester@example.com>",
    "--summary=a fixture",
];
