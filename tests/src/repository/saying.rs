//! Packages of one version with different contents.

use std::fs;
use std::path::{Path, PathBuf};

use super::Kind;
use crate::program::{Mkdeb, Mkrpm};

/// The path of the only file of a package that [`saying`] makes, below the root.
pub const SAYS: &str = "usr/share/hello/greeting";

/// Makes `hello` 1.0 for amd64 or x86_64, whose only file says `text`, in `folder`, which then has nothing
/// else.
///
/// # Panics
/// When it cannot.
#[must_use]
pub fn saying(kind: Kind, folder: &Path, text: &str) -> PathBuf {
    let stage = tempfile::tempdir().unwrap();
    let file = stage.path().join(SAYS);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let program = match kind {
        Kind::Apt => Mkdeb,
        Kind::Rpm => Mkrpm,
    };
    let described = ["--name=hello", "--version=1.0", "--arch=amd64", "--summary=says something"];
    // Debian 11 reads gzip.
    let others = ["--maintainer=Jo Doe <jo@example.org>", "--compression=gzip"];
    let license: &[&str] = if kind == Kind::Rpm { &["--license=MIT"] } else { &[] };
    program.build(stage.path(), folder, &[&described[..], &others, license].concat())
}
