//! Running programs, which [`real_tools`] finds: a missing one is a failure that says how to install it.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

pub use real_tools::{command, require, shell};

/// Fails unless the tests run as root, which chroots, device nodes and dpkg need.
///
/// # Panics
/// For every other user.
pub fn require_root() {
    assert!(
        rustix::process::geteuid().is_root(),
        "the conformance tests make chroots and device nodes: run them as root (sudo make test)"
    );
}

/// What a program did.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The command line, for messages.
    pub line: String,
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// Its standard error.
    pub stderr: Vec<u8>,
}

impl Outcome {
    /// Standard error as text.
    #[must_use]
    pub fn errors(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Itself, when the program succeeded.
    ///
    /// # Panics
    /// When it failed, with everything it said.
    #[must_use]
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert!(self.status.success(), "{self}");
        self
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n{}", self.line, self.status, self.errors(), self.text())
    }
}

/// Runs `command` to its end, without input, and keeps what it said.
///
/// # Panics
/// When it cannot be started.
#[track_caller]
pub fn outcome(command: &mut Command) -> Outcome {
    let line = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{line}: {error}"));
    Outcome { line, status: output.status, stdout: output.stdout, stderr: output.stderr }
}

/// Runs `command`, which must succeed, and returns its standard output.
///
/// # Panics
/// When it fails, with everything it said.
#[track_caller]
pub fn run(command: &mut Command) -> Vec<u8> {
    outcome(command).succeeded().stdout
}

/// Copies a file, or a folder and what is in it, with everything that can be copied: modes, owners,
/// times, links, attributes.
///
/// # Panics
/// When it cannot.
#[track_caller]
pub fn copy_tree(from: &Path, to: &Path) {
    run(command("cp").args(["-a", "--reflink=auto", "-T"]).args([from, to]));
}

/// Runs `tool::run` with `arguments`.
///
/// # Panics
/// When the program is missing or fails.
#[track_caller]
pub fn call<A: AsRef<OsStr>>(program: &str, arguments: &[A]) -> Vec<u8> {
    run(command(program).args(arguments))
}

/// Where the tests keep what is expensive to make: `target/conformance`.
///
/// # Panics
/// When it cannot be created.
#[must_use]
pub fn cache() -> PathBuf {
    let folder = target().join("conformance");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Cargo's target folder, as the running test stands in it.
#[must_use]
pub fn target() -> PathBuf {
    profile_folder().parent().unwrap().to_owned()
}

/// The folder of this build's programs: `target/debug` or `target/release`.
#[must_use]
pub fn profile_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap();
    let folder = if folder.ends_with("deps") { folder.parent().unwrap() } else { folder };
    folder.to_owned()
}

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
