//! Running the tools that Packwright is held against. A missing tool is a failure whose message names
//! the Debian package that has it.
//!
//! Tests start programs with [`command`], [`shell`] or the shorter forms below and in no other way:
//! these refuse a program whose package [`packages`] does not know, also where it is installed.
//! [`ours`] starts what the workspace itself builds.

pub mod packages;
pub mod script;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A command for `program`: a name, or the absolute path of what is in no `PATH`.
///
/// # Panics
/// When it is missing or is in no table; the message says which package has it.
#[must_use]
#[track_caller]
pub fn command(program: &str) -> Command {
    Command::new(require(program))
}

/// `sh -c SCRIPT`. Arguments that are added become `$0`, `$1`, ... in it.
///
/// # Panics
/// As [`command`], for every program that the script runs.
#[must_use]
#[track_caller]
pub fn shell(script: &str) -> Command {
    for program in script::programs(script) {
        let _ = require(&program);
    }
    let mut shell = command("sh");
    shell.arg("-c").arg(script);
    shell
}

/// A command for a program that this workspace builds.
#[must_use]
pub fn ours(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

/// Where `program` is: in `PATH`, or where only root's has it.
///
/// # Panics
/// As [`command`].
#[must_use]
#[track_caller]
#[allow(clippy::disallowed_methods, reason = "tests find programs as a shell does")]
pub fn require(program: &str) -> PathBuf {
    let Some(source) = packages::source_of(program) else {
        panic!("{program} is in no table: add it to tests/real-tools/src/packages.rs");
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let sbin = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path)
        .chain(sbin)
        .map(|directory| directory.join(program))
        .find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{program} is missing: {}", source.instruction()))
}

/// Runs `program` and gives back what it printed.
///
/// # Panics
/// When it fails or is missing.
#[track_caller]
pub fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    run_in(Path::new("/"), program, arguments)
}

/// The same in a directory.
///
/// # Panics
/// When it fails or is missing.
#[track_caller]
pub fn run_in(directory: &Path, program: &str, arguments: &[&str]) -> Vec<u8> {
    printed(command(program).args(arguments).current_dir(directory).env("LC_ALL", "C.UTF-8"))
}

/// Runs a shell script in a directory and gives back what it printed.
///
/// # Panics
/// When it fails, or a program that it runs is missing.
#[track_caller]
pub fn run_script(directory: &Path, script: &str) -> Vec<u8> {
    printed(shell(&format!("set -e\n{script}")).current_dir(directory).env("LC_ALL", "C.UTF-8"))
}

/// What it prints, as text.
///
/// # Panics
/// When it fails, is missing, or prints something else.
#[track_caller]
pub fn text(program: &str, arguments: &[&str]) -> String {
    let printed = String::from_utf8(run(program, arguments));
    printed.unwrap_or_else(|error| panic!("{program} {arguments:?}: {error}"))
}

/// What `program` did in a directory, whether it failed or not.
///
/// # Panics
/// When it is missing.
#[track_caller]
pub fn output(directory: &Path, program: &str, arguments: &[&str]) -> Output {
    let mut command = command(program);
    command.args(arguments).current_dir(directory).env("LC_ALL", "C.UTF-8");
    command.output().unwrap_or_else(|error| panic!("{program}: {error}"))
}

#[track_caller]
fn printed(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    let fix = script::not_found(&errors).and_then(packages::source_of);
    let fix = fix.map(packages::Source::instruction).unwrap_or_default();
    assert!(output.status.success(), "{command:?}: {errors}{fix}");
    output.stdout
}
