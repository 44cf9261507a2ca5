//! Small packages, made in process.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use debpkg::{Package, WriteOptions};
use pkgio::{Codec, Compression, Timestamp};
use pkgsign::{KeyOptions, KeySigner, Signer};
use pkgtree::Description;
use tempfile::TempDir;

use super::Key;
use crate::forge::deb::{TarEntry, tar};
use crate::model::set_mtime;

/// When what packages install was made, in seconds since 1970.
const MADE: i64 = 1_704_164_645;

/// A package with one file, `usr/share/NAME/version`, which says the version.
#[derive(Clone, Copy, Debug)]
pub struct Small<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its architecture, in Debian's spelling.
    pub architecture: &'a str,
    /// What it depends on.
    pub depends: &'a [&'a str],
}

impl<'a> Small<'a> {
    /// One without dependencies.
    #[must_use]
    pub fn new(name: &'a str, version: &'a str, architecture: &'a str) -> Self {
        Self { name, version, architecture, depends: &[] }
    }

    /// Writes it into `folder` under its usual name.
    ///
    /// # Panics
    /// When it cannot.
    #[must_use]
    pub fn write(&self, folder: &Path) -> PathBuf {
        let stage = self.stage();
        let package = Package::from_staged(stage.path(), &self.description()).unwrap();
        let path = folder.join(package.file_name());
        // Debian 11 reads it, and it is quick.
        let compression = Compression::new(Codec::Gzip);
        let options = WriteOptions::new(compression, NonZeroUsize::MIN, stage.path());
        debpkg::write(&package, &options, &mut fs::File::create(&path).unwrap()).unwrap();
        path
    }

    /// Writes it into `folder` as an RPM package under its usual name, signed by `key` if there is
    /// one, after `change` has made of its description what it wants.
    ///
    /// # Panics
    /// When it cannot.
    #[must_use]
    pub fn write_rpm(
        &self,
        folder: &Path,
        key: Option<&Key>,
        change: impl FnOnce(&mut Description),
    ) -> PathBuf {
        let stage = self.stage();
        let mut description = self.description();
        description.license = Some("MIT".into());
        change(&mut description);
        let package = rpmpkg::Package::from_staged(stage.path(), &description).unwrap();
        let path = folder.join(package.file_name());
        let compression = Compression::new(Codec::Gzip);
        let options = rpmpkg::WriteOptions::new(compression, NonZeroUsize::MIN, stage.path());
        let time = key.map_or(MADE, |key| MADE.max(key.created.cast_signed() + 1));
        let time = Timestamp::clamped(time);
        let signer = key.map(|key| KeySigner::new(&key.secret, &KeyOptions::new(time)).unwrap());
        let sign = signer.as_ref().map(|signer| (signer as &dyn Signer, time));
        let options = rpmpkg::WriteOptions { sign, ..options };
        rpmpkg::write(&package, &options, &mut fs::File::create(&path).unwrap()).unwrap();
        path
    }

    /// What it installs.
    fn stage(&self) -> TempDir {
        let stage = TempDir::new().unwrap();
        let share = stage.path().join("usr/share").join(self.name);
        fs::create_dir_all(&share).unwrap();
        fs::write(share.join("version"), format!("{}\n", self.version)).unwrap();
        // The same package is the same bytes, whenever it is made.
        for path in [
            &share.join("version"),
            &share,
            &stage.path().join("usr/share"),
            &stage.path().join("usr"),
            stage.path(),
        ] {
            set_mtime(path, MADE);
        }
        stage
    }

    fn description(&self) -> Description {
        Description {
            arch: Some(self.architecture.into()),
            maintainer: Some("A Tester <tester@example.com>".into()),
            summary: Some("small package".into()),
            depends: self.depends.iter().map(|one| (*one).into()).collect(),
            ..Description::named(self.name, self.version)
        }
    }
}

/// Writes a source package, `3.0 (native)`, into `folder`: the `.dsc`, and the archive beside it.
///
/// # Panics
/// When it cannot.
#[must_use]
pub fn source(folder: &Path, name: &str, version: &str) -> PathBuf {
    let top = format!("{name}-{version}/");
    let (debian, changelog) = (format!("{top}debian/"), format!("{top}debian/changelog"));
    let (control, rules) = (format!("{top}debian/control"), format!("{top}debian/rules"));
    let log = format!(
        "{name} ({version}) unstable; urgency=low\n\n  * Made.\n\n \
         -- A Tester <tester@example.com>  Tue, 02 Jan 2024 03:04:05 +0000\n"
    );
    let fields = format!(
        "Source: {name}\nMaintainer: A Tester <tester@example.com>\n\n\
         Package: {name}\nArchitecture: all\nDescription: small package\n"
    );
    let archive = tar(&[
        TarEntry::directory(&top),
        TarEntry::directory(&debian),
        TarEntry::file(&changelog, log.as_bytes()),
        TarEntry::file(&control, fields.as_bytes()),
        TarEntry::file(&rules, b"#!/usr/bin/make -f\n"),
    ]);
    let file = format!("{name}_{version}.tar.gz");
    let compressed = gzip(&archive);
    fs::write(folder.join(&file), &compressed).unwrap();
    let (size, digests) = (compressed.len(), digests(&compressed));
    let text = format!(
        "Format: 3.0 (native)\nSource: {name}\nBinary: {name}\nArchitecture: all\n\
         Version: {version}\nMaintainer: A Tester <tester@example.com>\n\
         Package-List:\n {name} deb misc optional arch=all\n\
         Checksums-Sha1:\n {} {size} {file}\nChecksums-Sha256:\n {} {size} {file}\n\
         Files:\n {} {size} {file}\n",
        digests[1], digests[2], digests[0],
    );
    let path = folder.join(format!("{name}_{version}.dsc"));
    fs::write(&path, text).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        pkgio::Encoder::new(Vec::new(), Compression::new(Codec::Gzip), NonZeroUsize::MIN).unwrap();
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// MD5, SHA-1 and SHA-256, in hexadecimal.
fn digests(bytes: &[u8]) -> [String; 3] {
    ["md5sum", "sha1sum", "sha256sum"].map(|program| {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, bytes).unwrap();
        let printed = crate::tool::call(program, &[&file]);
        String::from_utf8(printed).unwrap().split(' ').next().unwrap().to_owned()
    })
}
