//! The program under test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::tool::{self, Outcome, command, profile_folder, target, workspace};

/// The built `mkdeb`; building it is part of the first call.
///
/// # Panics
/// When it does not build.
#[must_use]
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut cargo = command("cargo");
        cargo.args(["build", "--quiet", "--package", "packwright", "--bin", "mkdeb"]);
        if profile_folder().ends_with("release") {
            cargo.arg("--release");
        }
        tool::run(cargo.arg("--target-dir").arg(target()).current_dir(workspace()));
        profile_folder().join("mkdeb")
    })
}

/// A command for [`program`] that hears nothing of the tester's environment.
#[must_use]
pub fn mkdeb() -> Command {
    plain(Command::new(program()))
}

/// `command` with a bare environment.
#[must_use]
pub fn plain(mut command: Command) -> Command {
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    command
}

/// Builds a package of `tree` into the folder `output` and returns its path.
///
/// # Panics
/// When mkdeb fails or names another file than it wrote.
#[track_caller]
pub fn build<A: AsRef<OsStr>>(tree: &Path, output: &Path, arguments: &[A]) -> PathBuf {
    built(attempt(tree, output, arguments))
}

/// Tries to build a package of `tree` into the folder `output`.
#[track_caller]
pub fn attempt<A: AsRef<OsStr>>(tree: &Path, output: &Path, arguments: &[A]) -> Outcome {
    tool::outcome(mkdeb().arg(tree).arg("--output").arg(output).args(arguments))
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
    assert!(path.is_file(), "mkdeb must print the path of the package alone: {outcome}");
    path
}

/// The flags of a package that needs no manifest.
pub const MINIMAL: [&str; 5] = [
    "--name=fixture",
    "--version=1.0",
    "--arch=all",
    "--maintainer=A Tester <tester@example.com>",
    "--summary=a fixture",
];
