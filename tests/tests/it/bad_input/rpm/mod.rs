//! `.rpm` files of others: every command of `mkrpm` refuses what rpm refuses, and more.

mod bombs;
mod damage;
mod front;
mod keys;
mod payload;
mod signatures;

use std::fs;
use std::path::{Path, PathBuf};

use conformance::program::Mkrpm;
use conformance::tool::{Outcome, outcome, require_root, workspace};
use tempfile::TempDir;

use super::case::{check_messages, names};

/// The file that is tried.
const FILE: &str = "forged.rpm";

/// What is done with it.
const COMMANDS: [&[&str]; 4] = [
    &["inspect", FILE],
    &["diff", "good.rpm", FILE],
    &["verify", "--key=ed25519.asc", FILE],
    &["sign", "--sign-key=ed25519.secret.asc", FILE],
];

/// A package and what the commands must make of it.
struct Case {
    name: String,
    bytes: Vec<u8>,
    exit: i32,
    says: Vec<String>,
}

/// A package that is refused, and what each message says.
fn refused(name: impl Into<String>, bytes: Vec<u8>, says: &[&str]) -> Case {
    let says = says.iter().map(|text| (*text).to_owned()).collect();
    Case { name: name.into(), bytes, exit: 3, says }
}

/// The same of one that is damaged.
fn damaged(name: impl Into<String>, bytes: Vec<u8>, says: &[&str]) -> Case {
    Case { exit: 7, ..refused(name, bytes, says) }
}

/// A package that is taken, and what the one warning says.
fn tolerated(name: impl Into<String>, bytes: Vec<u8>, says: &str) -> Case {
    Case { name: name.into(), bytes, exit: 0, says: vec![says.to_owned()] }
}

/// A folder with a package that is in order, another, and keys.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        require_root();
        let bench = Self { folder: conformance::dpkg::in_memory() };
        fs::copy(golden("minimal"), bench.path("good.rpm")).unwrap();
        for key in ["ed25519", "rsa4096"] {
            bench.key(&format!("{key}.asc"), 0o644);
            bench.key(&format!("{key}.secret.asc"), 0o600);
        }
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts one of the keys for tests here.
    fn key(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;

        fs::copy(workspace().join("fixtures/keys").join(name), self.path(name)).unwrap();
        fs::set_permissions(self.path(name), PermissionsExt::from_mode(mode)).unwrap();
    }

    fn put(&self, bytes: &[u8]) {
        fs::write(self.path(FILE), bytes).unwrap();
    }

    fn mkrpm(&self, arguments: &[&str]) -> Outcome {
        outcome(Mkrpm.command().current_dir(self.folder.path()).args(arguments))
    }

    /// Runs what must fail: with this exit code, saying each of `says` and the file's name, leaving
    /// everything as it was.
    fn fails(&self, arguments: &[&str], exit: i32, says: &[&str]) -> Result<(), String> {
        let before = self.everything();
        check_messages(&self.mkrpm(arguments), exit, says)?;
        if self.everything() != before {
            return Err(format!("mkrpm {arguments:?} changed its folder"));
        }
        Ok(())
    }

    /// Every file with its bytes.
    fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let mut names = names(self.folder.path());
        names.sort();
        let bytes = |name: String| (name.clone(), fs::read(self.path(&name)).unwrap());
        names.into_iter().map(bytes).collect()
    }
}

/// The committed package of that name.
fn golden(name: &str) -> PathBuf {
    workspace().join("fixtures/golden").join(Path::new(name).with_extension("rpm"))
}

/// Tries all cases with every command, and reports all that fail.
#[track_caller]
fn try_all(cases: &[Case]) {
    let bench = Bench::new();
    let mut failures = Vec::new();
    for case in cases {
        bench.put(&case.bytes);
        let says = case.says.iter().map(String::as_str).chain([FILE]).collect::<Vec<_>>();
        for command in COMMANDS {
            if let Err(failure) = bench.fails(command, case.exit, &says) {
                failures.push(format!("* {}: {failure}", case.name));
            }
        }
    }
    let count = format!("{} failures with {} packages", failures.len(), cases.len());
    assert!(failures.is_empty(), "{count}\n{}", failures.join("\n"));
}

/// Tries all cases that are tolerated: each is read, signed and checked, with one warning where it is
/// shown.
#[track_caller]
fn take_all(cases: &[Case]) {
    let bench = Bench::new();
    for case in cases {
        bench.put(&case.bytes);
        for command in [
            &["inspect", FILE][..],
            &["sign", "--sign-key=ed25519.secret.asc", FILE],
            &["verify", "--key=ed25519.asc", FILE],
        ] {
            let shown = bench.mkrpm(command);
            let says = shown.errors();
            assert!(shown.status.success(), "{}: {says}", case.name);
            // What stands in the signature header is put right by signing.
            let is_told = says.contains("[E608]") || command[0] == "verify";
            assert!(is_told && says.matches("[E608]").count() <= 1, "{}: {says}", case.name);
            let is_place = says.contains(&case.says[0]) || command[0] == "verify";
            assert!(is_place, "{}: {says}", case.name);
        }
    }
}
