//! Trees, runs and what they left behind.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder to work in, with a staged tree in `stage`.
pub(crate) struct Workshop {
    folder: TempDir,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workshop {
    /// A tree of a program, a configuration file and a link.
    pub(crate) fn new() -> Self {
        let workshop = Self { folder: TempDir::new().unwrap() };
        workshop.file("stage/usr/bin/hello", b"#!/bin/sh\necho hello\n", 0o755);
        workshop.file("stage/etc/hello.conf", b"greeting = hello\n", 0o644);
        std::os::unix::fs::symlink("hello", workshop.path("stage/usr/bin/hi")).unwrap();
        workshop
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn file(&self, path: &str, bytes: &[u8], mode: u32) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// `mkdeb` in this folder, in an environment that says nothing.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mkdeb"));
        command.current_dir(self.folder.path()).args(arguments);
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Builds the tree with flags that suffice, and `further` ones.
    pub(crate) fn build(&self, further: &[&str]) -> Run {
        self.run(&[&sufficient(), further].concat())
    }

    /// The names in the folder itself, hidden ones too.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        names(self.folder.path())
    }
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Expects success and gives back standard output.
    #[track_caller]
    pub(crate) fn done(&self) -> &str {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        &self.stdout
    }

    /// Expects a failure with nothing on standard output, and gives back standard error.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> &str {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{}", self.stderr);
        &self.stderr
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Flags that suffice to build `stage`.
pub(crate) fn sufficient() -> Vec<&'static str> {
    let described =
        ["--arch=amd64", "--maintainer=Jo Doe <jo@example.org>", "--summary=says hello"];
    [&["stage", "--name=hello", "--version=1.0"], &described[..]].concat()
}

pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    fs::read_dir(folder).unwrap().map(|entry| name(entry).into_string().unwrap()).collect()
}

/// The names as [`Workshop::names`] gives them.
pub(crate) fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
