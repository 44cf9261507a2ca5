//! What a description is for: a staged tree, and files beside the manifest.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use diagnostic::{Diagnostics, Source, Subject};
use pkgio::Compression;
use pkgtree::description::{Description, ManifestFile, ManifestOptions};
use tempfile::TempDir;

/// Where packages are made.
pub(super) struct Ground {
    folder: TempDir,
}

/// The files beside the manifest.
const BESIDE: &[(&str, &[u8])] = &[
    ("good.sh", b"#!/bin/sh\nexit 0\n"),
    ("crlf.sh", b"#!/bin/sh\r\nexit 0\r\n"),
    ("crlf-argument.sh", b"#!/bin/sh\r -e\nexit 0\n"),
    ("bom.sh", b"\xef\xbb\xbf#!/bin/sh\nexit 0\n"),
    ("plain.sh", b"exit 0\n"),
    ("blank.sh", b"#! /bin/sh -e \nexit 0\n"),
    ("x.lua", b"x = 1\n"),
    ("empty", b""),
    ("binary", b"\0\x01\xff\xfe"),
    (
        "changelog",
        b"case (1.0) unstable; urgency=low\n\n  * x\n\n -- A <a@example.org>  Mon, 01 Jan 2024 00:00:00 +0000\n",
    ),
    ("spec-changelog", b"* Mon Jan 01 2024 A <a@example.org> - 1.0-1\n- x\n"),
    ("templates", b"Template: case/x\nType: string\nDescription: x\n"),
    ("shlibs", b"libcase 1 case (>= 1.0)\n"),
    ("symbols", b"libcase.so.1 case #MINVER#\n x@Base 1.0\n"),
    ("sysusers", b"u case-user - \"A user\" /var/lib/case\ng case-group -\nm case-user case-group\n"),
    ("odd-sysusers", b"u\nx odd -\nu! case-odd 9:9 \"\" - -\ng \xc3\xa4 -\nu %x -\n"),
];

impl Ground {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let at = |path: &str| folder.path().join(path);
        for (name, bytes) in BESIDE {
            fs::write(at(name), bytes).unwrap();
        }
        for path in ["tree/usr/share/case", "tree/etc", "tree/usr/bin"] {
            fs::create_dir_all(at(path)).unwrap();
        }
        fs::write(at("tree/usr/share/case/file"), "content\n").unwrap();
        fs::hard_link(at("tree/usr/share/case/file"), at("tree/usr/share/case/second")).unwrap();
        std::os::unix::fs::symlink("file", at("tree/usr/share/case/link")).unwrap();
        fs::write(at("tree/etc/case.conf"), "a = b\n").unwrap();
        fs::write(at("tree/usr/bin/case"), "#!/bin/sh\n").unwrap();
        Self { folder }
    }

    fn description(&self, text: &str) -> Result<Description, Diagnostics> {
        let path = self.folder.path().join("package.toml");
        let file = ManifestFile { path, text: text.as_bytes().to_vec() };
        Description::from_manifest(&file, &ManifestOptions::default())
    }

    fn tree(&self) -> std::path::PathBuf {
        self.folder.path().join("tree")
    }

    /// The `.deb` of a manifest.
    pub(super) fn deb(&self, text: &str) -> Result<Vec<u8>, Diagnostics> {
        let description = self.description(text)?;
        let package = debpkg::Package::from_staged(&self.tree(), &description)?;
        let mut bytes = Vec::new();
        let options = debpkg::WriteOptions::new(quick(package.compression()), ONE, self.spool());
        debpkg::write(&package, &options, &mut bytes).unwrap_or_else(|it| panic!("{text}\n{it}"));
        Ok(bytes)
    }

    /// The `.rpm` of a manifest.
    pub(super) fn rpm(&self, text: &str) -> Result<Vec<u8>, Diagnostics> {
        let description = self.description(text)?;
        let package = rpmpkg::Package::from_staged(&self.tree(), &description)?;
        let mut bytes = Vec::new();
        let options = rpmpkg::WriteOptions {
            format: package.format(),
            ..rpmpkg::WriteOptions::new(quick(package.compression()), ONE, self.spool())
        };
        rpmpkg::write(&package, &options, &mut bytes).unwrap_or_else(|it| panic!("{text}\n{it}"));
        Ok(bytes)
    }

    fn spool(&self) -> &Path {
        self.folder.path()
    }
}

const ONE: NonZeroUsize = NonZeroUsize::MIN;

/// The same compression at a level that takes no time.
fn quick(compression: Compression) -> Compression {
    Compression::with_level(compression.codec(), 1).unwrap_or(compression)
}

/// Asserts that every defect says where: a line of the manifest, a file, or a path of the package.
pub(super) fn assert_places(text: &str, defects: &Diagnostics) {
    for defect in defects.as_slice() {
        let has_place = !matches!(&defect.subject, Subject::Field { source: Source::Program, .. });
        assert!(has_place, "{text}\nhas no place: {defect}");
    }
}
