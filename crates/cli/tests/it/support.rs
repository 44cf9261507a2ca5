//! Trees, runs and what they left behind.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// Makes a test of each command of each function that takes one.
macro_rules! of_both {
    ($($test:ident),* $(,)?) => {
        mod mkdeb {
            $(#[test] fn $test() { super::$test(crate::support::Tool::Mkdeb); })*
        }
        mod mkrpm {
            $(#[test] fn $test() { super::$test(crate::support::Tool::Mkrpm); })*
        }
    };
}
pub(crate) use of_both;

/// A command under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Mkdeb,
    Mkrpm,
}

impl Tool {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mkdeb => "mkdeb",
            Self::Mkrpm => "mkrpm",
        }
    }

    fn binary(self) -> &'static str {
        match self {
            Self::Mkdeb => env!("CARGO_BIN_EXE_mkdeb"),
            Self::Mkrpm => env!("CARGO_BIN_EXE_mkrpm"),
        }
    }

    /// The name of what [`sufficient`](Self::sufficient) flags build.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Self::Mkdeb => "hello_1.0_amd64.deb",
            Self::Mkrpm => "hello-1.0-1.x86_64.rpm",
        }
    }

    /// What every package starts with.
    pub(crate) fn magic(self) -> &'static [u8] {
        match self {
            Self::Mkdeb => b"!<arch>\n",
            Self::Mkrpm => b"\xed\xab\xee\xdb",
        }
    }

    /// Flags that suffice to build `stage`.
    pub(crate) fn sufficient(self) -> Vec<&'static str> {
        let described =
            ["--arch=amd64", "--maintainer=Jo Doe <jo@example.org>", "--summary=says hello"];
        let license: &[_] = if self == Self::Mkrpm { &["--license=MIT"] } else { &[] };
        [&["stage", "--name=hello", "--version=1.0"], &described[..], license].concat()
    }
}

/// A directory to work in, with a staged tree in `stage`.
pub(crate) struct Workshop {
    pub(crate) tool: Tool,
    folder: TempDir,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workshop {
    /// A tree of a program, a configuration file and a link, for `mkdeb`.
    pub(crate) fn new() -> Self {
        Self::of(Tool::Mkdeb)
    }

    /// The same for `tool`.
    pub(crate) fn of(tool: Tool) -> Self {
        let workshop = Self { tool, folder: TempDir::new().unwrap() };
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

    /// The command in this directory, in an environment that says nothing.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = real_tools::ours(self.tool.binary());
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
        self.run(&[&self.tool.sufficient(), further].concat())
    }

    /// The names in the directory itself, hidden ones too.
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

/// Puts the fixture keys `keys` into `workshop` as NAME.secret and NAME.public.
pub(crate) fn add_keys(workshop: &Workshop, keys: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/keys");
    for key in keys {
        let read = |suffix| fs::read(folder.join(format!("{key}{suffix}"))).unwrap();
        workshop.file(&format!("{key}.secret"), &read(".secret.asc"), 0o600);
        workshop.file(&format!("{key}.public"), &read(".asc"), 0o644);
    }
}

/// Flags that suffice for `mkdeb`.
pub(crate) fn sufficient() -> Vec<&'static str> {
    Tool::Mkdeb.sufficient()
}

pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    fs::read_dir(folder).unwrap().map(|entry| name(entry).into_string().unwrap()).collect()
}

/// The names as [`Workshop::names`] gives them.
pub(crate) fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
