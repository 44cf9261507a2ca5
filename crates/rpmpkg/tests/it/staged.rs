//! Staged trees and packages of them.

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pkgio::Timestamp;
use pkgtree::Description;
use rpmpkg::{Format, Package, WriteOptions, Written};
use tempfile::TempDir;

/// The time of every package here.
pub(crate) const TIME: u64 = 1_700_000_000;

/// A description that lacks nothing.
pub(crate) fn hello() -> Description {
    Description {
        release: Some("3".into()),
        arch: Some("x86_64".into()),
        maintainer: Some("Jane Doe <jane@example.org>".into()),
        summary: Some("friendly greeter".into()),
        description: Some("Greets.".into()),
        license: Some("MIT".into()),
        ..Description::named("hello", "2.10")
    }
}

/// A staged tree under construction.
pub(crate) struct Staged {
    folder: TempDir,
}

impl Staged {
    pub(crate) fn new() -> Self {
        let staged = Self { folder: tempfile::tempdir().unwrap() };
        fs::set_permissions(staged.root(), PermissionsExt::from_mode(0o755)).unwrap();
        staged
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn file(&self, path: &str, bytes: &[u8], mode: u32) {
        let file = self.path(path);
        let mut parent = self.root().to_owned();
        for component in Path::new(path).parent().unwrap() {
            parent.push(component);
            if !parent.exists() {
                fs::create_dir(&parent).unwrap();
                fs::set_permissions(&parent, PermissionsExt::from_mode(0o755)).unwrap();
            }
        }
        fs::write(&file, bytes).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
    }

    pub(crate) fn link(&self, path: &str, target: &str) {
        symlink(target, self.path(path)).unwrap();
    }

    pub(crate) fn hard_link(&self, path: &str, target: &str) {
        fs::hard_link(self.path(target), self.path(path)).unwrap();
    }
}

/// A tree with one of everything that needs no privilege, in an order that differs between paths
/// compared byte by byte and component by component.
pub(crate) fn tree() -> Staged {
    let staged = Staged::new();
    staged.file("usr/bin/hello", b"#!/bin/sh\necho hello\n", 0o755);
    staged.link("usr/bin/greet", "hello");
    staged.link("usr/bin/absolute", "/usr/bin/hello");
    staged.file("etc/hello.conf", b"name = world\n", 0o640);
    staged.file("usr/share/hello/a/x", b"below a\n", 0o644);
    staged.file("usr/share/hello/a+", b"beside a\n", 0o644);
    staged.file("usr/share/hello/a b", b"beside a\n", 0o644);
    staged.file("usr/share/hello.d/z", b"z\n", 0o644);
    staged.hard_link("usr/share/hello.d/linked", "usr/share/hello/a/x");
    staged.hard_link("usr/share/hello/z", "usr/share/hello/a/x");
    staged.hard_link("usr/share/hello/y", "usr/share/hello.d/z");
    staged.file("usr/share/hello/gr\u{f6}\u{df}e", b"", 0o644);
    for length in [1_u32, 3, 4, 5, 100_000, 5_000_000] {
        let bytes: Vec<u8> = (0..length).map(|at| (at.wrapping_mul(at) >> 3) as u8).collect();
        staged.file(&format!("usr/share/hello/sizes/{length}"), &bytes, 0o644);
    }
    staged
}

/// How a test writes a package.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) compression: &'static str,
    pub(crate) threads: usize,
    pub(crate) format: Format,
}

impl Default for How {
    fn default() -> Self {
        Self { compression: "zstd:3", threads: 2, format: Format::V4 }
    }
}

/// Writes a package to memory.
pub(crate) fn write(package: &Package, how: How) -> (Vec<u8>, Written) {
    let spool = tempfile::tempdir().unwrap();
    let threads = NonZeroUsize::new(how.threads).unwrap();
    let options = WriteOptions {
        timestamp: Some(Timestamp::clamped(TIME as i64)),
        format: how.format,
        ..WriteOptions::new(how.compression.parse().unwrap(), threads, spool.path())
    };
    let mut out = Vec::new();
    let written = rpmpkg::write(package, &options, &mut out).unwrap();
    assert_eq!(written.length, out.len() as u64);
    (out, written)
}

/// Scans and checks; fails on defects.
#[track_caller]
pub(crate) fn package(root: &Path, description: &Description) -> Package {
    Package::from_staged(root, description).unwrap_or_else(|defects| panic!("{defects}"))
}

/// An `.rpm` on disk.
pub(crate) struct Rpm {
    folder: TempDir,
}

impl Rpm {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.rpm"), bytes).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> String {
        self.folder.path().join("x.rpm").into_os_string().into_string().unwrap()
    }
}
