//! Staged trees and packages of them.

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use debpkg::{Package, WriteOptions, Written};
use pkgio::{Compression, Timestamp};
use pkgtree::Description;
use tempfile::TempDir;

/// The newest modification time of [`tree`].
pub(crate) const NEWEST: u64 = 1_700_000_000;

/// A description that lacks nothing.
pub(crate) fn hello() -> Description {
    Description {
        release: Some("3".into()),
        arch: Some("amd64".into()),
        maintainer: Some("Jane Doe <jane@example.org>".into()),
        summary: Some("friendly greeter".into()),
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

    pub(crate) fn folder(&self, path: &str, mode: u32) {
        fs::create_dir_all(self.path(path)).unwrap();
        fs::set_permissions(self.path(path), PermissionsExt::from_mode(mode)).unwrap();
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

    /// Gives all files and directories times before [`NEWEST`], and the root that one.
    pub(crate) fn age(&self) {
        let mut waiting = vec![self.root().to_owned()];
        let mut seconds = 0;
        while let Some(path) = waiting.pop() {
            let metadata = fs::symlink_metadata(&path).unwrap();
            if metadata.is_symlink() {
                continue;
            }
            if metadata.is_dir() {
                let mut below: Vec<_> =
                    fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
                below.sort();
                waiting.extend(below);
            }
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(NEWEST - seconds);
            fs::File::open(&path).unwrap().set_modified(time).unwrap();
            seconds += 60;
        }
    }
}

/// A tree with one of everything that needs no privilege.
pub(crate) fn tree() -> Staged {
    let staged = Staged::new();
    staged.file("usr/bin/hello", b"#!/bin/sh\necho hello\n", 0o755);
    staged.hard_link("usr/bin/hi", "usr/bin/hello");
    staged.link("usr/bin/greet", "hello");
    staged.link("usr/bin/absolute", "/usr/bin/hello");
    staged.link("usr/bin/dangling", &"no/where/".repeat(40));
    staged.file("etc/hello/hello.conf", b"name = world\n", 0o644);
    staged.file("etc/hello/secret key", b"x", 0o600);
    staged.folder("var/lib/hello", 0o2750);
    staged.folder("usr/share/hello.d", 0o755);
    staged.file("usr/share/hello/a", b"sorts behind hello.d", 0o644);
    for name in ["a b", "it's", "\"q\"", "100%", "{a,b}", "größe", "back\\slash", "*", "-n", "$x"]
    {
        staged.file(&format!("usr/share/odd/{name}"), name.as_bytes(), 0o644);
    }
    for length in [0, 1, 511, 512, 513, 1023, 1024, 1025, 100_000] {
        let bytes: Vec<u8> = (0..length).map(|at: u32| (at.wrapping_mul(at) >> 3) as u8).collect();
        staged.file(&format!("usr/share/sizes/{length}"), &bytes, 0o644);
    }
    for length in [96, 97, 98, 99, 100, 101, 244, 246, 509, 510, 511] {
        let mut path = format!("opt/{length}/");
        while length - path.len() > 246 {
            path.push_str(&"d".repeat(100));
            path.push('/');
        }
        path.push_str(&"f".repeat(length - path.len()));
        staged.file(&path, path.as_bytes(), 0o644);
        let slash = path.rfind('/').unwrap() + 1;
        let named = |letter: &str| format!("{}{}", &path[..slash], letter.repeat(length - slash));
        staged.hard_link(&named("h"), &path);
        staged.link(&named("s"), &path);
        staged.folder(&named("t"), 0o755);
    }
    staged.age();
    staged
}

/// How a test writes a package.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) compression: &'static str,
    pub(crate) threads: usize,
    pub(crate) timestamp: Option<u64>,
}

impl Default for How {
    fn default() -> Self {
        Self { compression: "zstd:3", threads: 2, timestamp: Some(NEWEST) }
    }
}

/// Writes a package to memory.
pub(crate) fn write(package: &Package, how: How) -> (Vec<u8>, Written) {
    let spool = tempfile::tempdir().unwrap();
    let compression: Compression = how.compression.parse().unwrap();
    let options = WriteOptions {
        compression,
        threads: NonZeroUsize::new(how.threads).unwrap(),
        timestamp: how.timestamp.map(|seconds| Timestamp::clamped(seconds as i64)),
        spool_folder: spool.path(),
        meter: None,
        sign: None,
    };
    let mut out = Vec::new();
    let written = debpkg::write(package, &options, &mut out).unwrap();
    assert_eq!(written.length, out.len() as u64);
    (out, written)
}

/// Scans and checks; fails on defects.
#[track_caller]
pub(crate) fn package(root: &Path, description: &Description) -> Package {
    Package::from_staged(root, description).unwrap_or_else(|defects| panic!("{defects}"))
}

/// A `.deb` on disk.
pub(crate) struct Deb {
    folder: TempDir,
}

impl Deb {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.deb"), bytes).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> String {
        self.folder.path().join("x.deb").into_os_string().into_string().unwrap()
    }
}
