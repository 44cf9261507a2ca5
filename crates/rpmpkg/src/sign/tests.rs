//! Signing packages of ours and of rpmbuild's, against the real rpm and rpmsign.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use pkgio::{AtomicFile, Existing, Timestamp};
use pkgsign::{Certificate, KeyOptions, KeySigner, VerifyError};
use tempfile::TempDir;

use super::*;
use crate::Format;
use crate::header::{Header, tag};
use crate::read::{self, Limits, Metadata, ReadError};
use crate::write::testing::{How, package, tree, written};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

const SPEC: &str = "\
Name: sample
Version: 1.0
Release: 1
Summary: A sample
License: MIT
%description
A sample.
%install
mkdir -p %{buildroot}/usr/share/sample
head -c 300000 /dev/urandom > %{buildroot}/usr/share/sample/data
%files
/usr/share/sample
";

fn key(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys")).join(name)
}

fn signer(name: &str) -> KeySigner {
    let bytes = fs::read(key(&format!("{name}.secret.asc"))).unwrap();
    KeySigner::new(&bytes, &KeyOptions::new(Timestamp::clamped(NOW))).unwrap()
}

fn certificates(name: &str) -> Vec<Certificate> {
    Certificate::parse(&fs::read(key(&format!("{name}.asc"))).unwrap()).unwrap()
}

/// A package in a directory of its own.
struct Bench {
    folder: TempDir,
    path: PathBuf,
}

impl Bench {
    fn new(package: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("package.rpm");
        fs::write(&path, package).unwrap();
        Self { folder, path }
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).unwrap()
    }

    fn change(
        &self,
        change: impl FnOnce(&mut File, &mut AtomicFile) -> Result<Changed, ChangeError>,
    ) -> Result<Changed, ChangeError> {
        let mut package = File::open(&self.path).unwrap();
        let mut out = AtomicFile::create(&self.path, Existing::Replace).unwrap();
        let changed = change(&mut package, &mut out)?;
        out.commit().unwrap();
        Ok(changed)
    }

    fn sign(&self, name: &str) -> Changed {
        let (signer, now) = (signer(name), Timestamp::clamped(NOW));
        self.change(|package, out| sign(package, &signer, now, out)).unwrap()
    }

    fn unsign(&self) -> Changed {
        self.change(unsign).unwrap()
    }

    fn verify(&self, name: &str) -> Report {
        let mut package = File::open(&self.path).unwrap();
        verify(&mut package, &certificates(name), &Limits::default()).unwrap()
    }

    /// What `rpm -Kv` says with the key `name` imported, and whether it is content.
    fn rpm(&self, name: &str) -> (bool, String) {
        let database = self.folder.path().join(format!("rpmdb-{name}"));
        fs::create_dir_all(&database).unwrap();
        let rpm = |args: &[&str], file: &Path| {
            let mut rpm = real_tools::command("rpmkeys");
            let output = rpm.arg("--dbpath").arg(&database).args(args).arg(file).output();
            let output = output.unwrap_or_else(|error| panic!("{error}; apt-get install rpm"));
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            (output.status.success(), text + &String::from_utf8_lossy(&output.stderr))
        };
        let (imported, text) = rpm(&["--import"], &key(&format!("{name}.asc")));
        assert!(imported, "{text}");
        rpm(&["-Kv"], &self.path)
    }
}

fn metadata(package: &[u8]) -> Metadata {
    read::metadata(&mut &*package, &Limits::default()).unwrap()
}

/// A signature header without its reserved space.
fn bare(mut header: Header) -> Header {
    header.remove(tag::signature::RESERVED);
    header.remove(tag::signature::RESERVEDSPACE);
    header
}

fn ours(format: Format) -> Vec<u8> {
    let package = package(tree(&[("/usr/bin/hello", b"#!/bin/sh\n"), ("/usr/lib/x", b"x")]));
    written(&package, How { format, ..How::default() }).0
}

fn rpmbuilt() -> Vec<u8> {
    crate::testing::rpmbuild(SPEC, &["-bb"]).remove(0).1
}

#[test]
fn rpm_verifies_what_we_sign() {
    for (whose, package) in
        [("ours", ours(Format::V4)), ("v6", ours(Format::V6)), ("rpmbuild's", rpmbuilt())]
    {
        for name in ["rsa3072", "rsa4096", "ed25519", "subkeys"] {
            let bench = Bench::new(&package);
            let changed = bench.sign(name);
            assert!(!changed.moved, "{whose}");
            let (good, text) = bench.rpm(name);
            assert!(good, "{whose} {name}: {text}");
            let id = signer(name).fingerprint().key_id().unwrap().to_string().to_lowercase();
            let algorithm = if name == "ed25519" { "EdDSA" } else { "RSA" };
            let line = format!("Header V4 {algorithm}/SHA256 Signature, key ID {}: OK", &id[8..]);
            assert!(text.contains(&line), "{whose} {name}: {text}");

            let report = bench.verify(name);
            assert!(report.is_good());
            let verified = report.signatures[0].result.as_ref().unwrap();
            assert_eq!(verified.signature, changed.signature.unwrap());
        }
    }
}

#[test]
fn the_payload_stays_where_it_is() {
    for package in [ours(Format::V4), ours(Format::V6), rpmbuilt()] {
        let start = metadata(&package).header_range.start;
        let start = usize::try_from(start).unwrap();
        for name in ["rsa4096", "ed25519"] {
            let bench = Bench::new(&package);
            bench.sign(name);
            let signed = bench.bytes();
            assert_eq!(signed.len(), package.len());
            assert_eq!(signed[..96], package[..96]);
            assert!(signed[96..start] != package[96..start]);
            assert!(signed[start..] == package[start..]);
        }
    }
}

#[test]
fn a_signature_is_replaced_and_removed() {
    for package in [ours(Format::V4), ours(Format::V6), rpmbuilt()] {
        let bench = Bench::new(&package);
        bench.sign("rsa4096");
        let once = bench.bytes();
        bench.sign("ed25519");
        assert!(!bench.verify("rsa4096").is_good());
        assert!(bench.verify("ed25519").is_good());
        let (good, text) = bench.rpm("ed25519");
        assert!(good && !text.contains("RSA"), "{text}");
        bench.sign("rsa4096");
        assert!(bench.bytes() == once);
        assert_eq!(bench.unsign().signature, None);
        assert!(bench.verify("rsa4096").signatures.is_empty());
        // As it was, but that the space may have taken in what only aligned the main header.
        let (before, after) = (metadata(&package), metadata(&bench.bytes()));
        assert_eq!(before.header_range, after.header_range);
        assert_eq!(bare(before.signature), bare(after.signature));
        let start = usize::try_from(before.header_range.start).unwrap();
        assert!(bench.bytes()[start..] == package[start..]);
    }
}

#[test]
fn what_is_signed_at_once_is_what_is_signed_later() {
    let bench = Bench::new(&ours(Format::V4));
    bench.sign("rsa3072");
    let spool = tempfile::tempdir().unwrap();
    let signer = signer("rsa3072");
    let options = crate::WriteOptions {
        timestamp: Some(Timestamp::clamped(1_700_000_000)),
        sign: Some((&signer, Timestamp::clamped(NOW))),
        ..crate::WriteOptions::new(
            "zstd:3".parse().unwrap(),
            std::num::NonZeroUsize::MIN,
            spool.path(),
        )
    };
    let package = package(tree(&[("/usr/bin/hello", b"#!/bin/sh\n"), ("/usr/lib/x", b"x")]));
    let mut out = Vec::new();
    crate::write(&package, &options, &mut out).unwrap();
    assert!(out == bench.bytes());
}

#[test]
fn without_space_everything_moves() {
    let package = ours(Format::V4);
    let metadata = metadata(&package);
    let mut header = metadata.signature.clone();
    header.remove(tag::signature::RESERVEDSPACE);
    let mut tight = header.to_bytes(crate::header::Region::Signature).unwrap();
    tight.resize(tight.len().next_multiple_of(8), 0);
    let start = usize::try_from(metadata.header_range.start).unwrap();
    let bench = Bench::new(&[&package[..96], &tight, &package[start..]].concat());
    assert!(bench.sign("rsa4096").moved);
    assert!(bench.verify("rsa4096").is_good());
    let (good, text) = bench.rpm("rsa4096");
    assert!(good, "{text}");
    // Now there is space.
    assert!(!bench.sign("ed25519").moved);
    assert!(bench.verify("ed25519").is_good());
}

#[test]
fn verifies_what_rpmsign_signs() {
    for name in ["rsa3072", "ed25519"] {
        let bench = Bench::new(&ours(Format::V4));
        let home = tempfile::tempdir_in("/tmp").unwrap();
        let gpg = |args: &[&str], file: &Path| {
            let mut gpg = real_tools::command("gpg");
            gpg.args(["--batch", "--quiet", "--homedir"]).arg(home.path()).args(args).arg(file);
            assert!(gpg.status().unwrap().success());
        };
        gpg(&["--import"], &key(&format!("{name}.secret.asc")));
        let status = real_tools::command("rpmsign")
            .args(["--define", &format!("_gpg_name {name}@example.org")])
            .args(["--define", &format!("_gpg_path {}", home.path().display())])
            .args(["--define", "__gpg /usr/bin/gpg", "--define", "_gpg_digest_algo sha256"])
            .arg("--addsign")
            .arg(&bench.path)
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        let report = bench.verify(name);
        assert!(report.is_good(), "{:?}", report.signatures);
        // rpmsign of rpm 4.18 signs header and payload too, unless told otherwise.
        let (good, text) = bench.rpm(name);
        assert!(good, "{text}");
        bench.sign("rsa4096");
        let report = bench.verify("rsa4096");
        assert!(report.is_good() && report.unchecked.is_empty());
        let _ = real_tools::command("gpgconf")
            .arg("--homedir")
            .arg(home.path())
            .args(["--kill", "all"])
            .status();
    }
}

#[test]
fn tells_what_is_wrong() {
    let bench = Bench::new(&ours(Format::V4));
    let report = bench.verify("rsa3072");
    assert!(!report.is_good() && report.signatures.is_empty());

    bench.sign("ed25519");
    let report = bench.verify("rsa3072");
    let result = report.signatures[0].result.as_ref();
    assert!(matches!(result, Err(VerifyError::UnknownKey { .. })), "{result:?}");

    // A signature of another package, in the place of this one's.
    let other = Bench::new(&ours(Format::V6));
    let signature = other.sign("ed25519").signature.unwrap().bytes;
    let mut package = bench.bytes();
    let own = bench.sign("ed25519").signature.unwrap().bytes;
    let at = package.windows(own.len()).position(|window| window == own).unwrap();
    package[at..at + own.len()].copy_from_slice(&signature);
    let mixed = Bench::new(&package);
    let report = mixed.verify("ed25519");
    let result = report.signatures[0].result.as_ref();
    assert!(matches!(result, Err(VerifyError::Bad { .. })), "{result:?}");
    assert!(!mixed.rpm("ed25519").0);

    // A damaged payload is found by its digest.
    let mut package = bench.bytes();
    *package.last_mut().unwrap() ^= 1;
    let error = verify(&mut &*package, &certificates("ed25519"), &Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::Digest { .. } | ReadError::Payload(_)), "{error}");
}

#[test]
fn permissions_stay_and_other_links_keep_the_old_package() {
    let package = ours(Format::V4);
    let bench = Bench::new(&package);
    fs::set_permissions(&bench.path, Permissions::from_mode(0o640)).unwrap();
    let link = bench.folder.path().join("link.rpm");
    fs::hard_link(&bench.path, &link).unwrap();
    bench.sign("ed25519");
    assert_eq!(fs::metadata(&bench.path).unwrap().permissions().mode() & 0o7777, 0o640);
    assert!(fs::read(&link).unwrap() == package);
    assert!(bench.bytes() != package);
}

#[test]
fn a_package_that_cannot_be_signed_stays_as_it_is() {
    let package = ours(Format::V4);
    let bench = Bench::new(&package);
    let signer = signer("ed25519");
    let before = Timestamp::EPOCH;
    let error = bench.change(|package, out| sign(package, &signer, before, out)).unwrap_err();
    assert!(matches!(error, ChangeError::Sign(_)), "{error}");
    assert!(bench.bytes() == package);
    assert_eq!(fs::read_dir(bench.folder.path()).unwrap().count(), 1);

    // Nothing is signed whose header is damaged.
    let mut damaged = package.clone();
    let start = metadata(&package).header_range.end;
    damaged[usize::try_from(start).unwrap() - 17] ^= 1;
    let bench = Bench::new(&damaged);
    let now = Timestamp::clamped(NOW);
    let error = bench.change(|package, out| sign(package, &signer, now, out)).unwrap_err();
    assert!(matches!(error, ChangeError::Read(_)), "{error}");
}
