//! Signatures in finished packages.

use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::path::Path;

use debpkg::WriteOptions;
use debpkg::read::{self, Limits};
use debpkg::sign::{ChangeError, Report, is_same_unsigned, sign, verify};
use pkgio::{AtomicFile, Existing, Timestamp};
use pkgsign::{Certificate, KeyOptions, KeySigner, VerifyError};

use crate::staged::{Deb, How, NEWEST, hello, package, tree, write};
use crate::tools::text;

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

fn key(name: &str) -> Vec<u8> {
    let keys = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::read(keys.join(name)).unwrap()
}

fn signer(name: &str) -> KeySigner {
    let options = KeyOptions::new(Timestamp::clamped(NOW));
    KeySigner::new(&key(&format!("{name}.secret.asc")), &options).unwrap()
}

fn signed(deb: &Deb, name: &str) -> Result<(), ChangeError> {
    let mut out = AtomicFile::create(deb.path(), Existing::Replace).unwrap();
    let (signer, now) = (signer(name), Timestamp::clamped(NOW));
    sign(&mut File::open(deb.path()).unwrap(), &signer, now, &mut out)?;
    out.commit().unwrap();
    Ok(())
}

fn report(deb: &Deb, name: &str) -> Report {
    let certificates = Certificate::parse(&key(&format!("{name}.asc"))).unwrap();
    let mut file = File::open(deb.path()).unwrap();
    verify(&mut file, &certificates, &Limits::default()).unwrap()
}

#[test]
fn what_is_signed_later_is_what_is_signed_at_once() {
    let staged = tree();
    let package = package(staged.root(), &hello());
    let deb = Deb::new(&write(&package, How::default()).0);
    assert!(report(&deb, "rsa3072").signature.is_none());
    assert_eq!(report(&deb, "rsa3072").time.seconds(), NEWEST);
    signed(&deb, "rsa3072").unwrap();

    let (spool, signer) = (tempfile::tempdir().unwrap(), signer("rsa3072"));
    let options = WriteOptions {
        timestamp: Some(Timestamp::clamped(NEWEST as i64)),
        sign: Some((&signer, Timestamp::clamped(NOW))),
        ..WriteOptions::new("zstd:3".parse().unwrap(), NonZeroUsize::MIN, spool.path())
    };
    let mut at_once = Vec::new();
    debpkg::write(&package, &options, &mut at_once).unwrap();
    assert!(fs::read(deb.path()).unwrap() == at_once);

    let found = report(&deb, "rsa3072").signature.unwrap().unwrap();
    assert_eq!(&found.key, signer.fingerprint());
    assert!(text("dpkg-deb", &["--info", &deb.path()]).contains("Package: hello"));
    assert!(read::outline(&mut &*at_once, &Limits::default()).is_ok());
}

#[test]
fn a_signature_is_replaced_wherever_it_stands() {
    let staged = tree();
    let (bytes, _) = write(&package(staged.root(), &hello()), How::default());
    let deb = Deb::new(&bytes);
    signed(&deb, "ed25519").unwrap();
    let once = fs::read(deb.path()).unwrap();
    let foreign = report(&deb, "rsa3072").signature.unwrap();
    assert!(matches!(foreign, Err(VerifyError::UnknownKey { .. })), "{foreign:?}");

    signed(&deb, "rsa3072").unwrap();
    assert!(report(&deb, "rsa3072").signature.unwrap().is_ok());
    assert!(fs::read(deb.path()).unwrap().starts_with(&bytes));
    // In front, where dpkg ignores it too.
    let (first, member) = (8 + 60 + 4, &once[bytes.len()..]);
    let moved = Deb::new(&[&bytes[..first], member, &bytes[first..]].concat());
    assert!(report(&moved, "ed25519").signature.unwrap().is_ok());
    signed(&moved, "ed25519").unwrap();
    assert!(fs::read(moved.path()).unwrap() == once);
}

#[test]
fn packages_are_the_same_whoever_signed_them() {
    let staged = tree();
    let (bytes, _) = write(&package(staged.root(), &hello()), How::default());
    let is_same = |one: &Deb, other: &Deb| {
        let [mut one, mut other] = [one, other].map(|deb| File::open(deb.path()).unwrap());
        is_same_unsigned(&mut one, &mut other, &Limits::default()).unwrap()
    };
    let [unsigned, one, other] = [&bytes; 3].map(|bytes| Deb::new(bytes));
    signed(&one, "ed25519").unwrap();
    signed(&other, "rsa3072").unwrap();
    assert!(is_same(&unsigned, &one) && is_same(&one, &unsigned) && is_same(&one, &other));
    let mut changed = bytes.clone();
    changed[8 + 16] = b'7';
    assert!(!is_same(&Deb::new(&changed), &one));
    let member = &fs::read(one.path()).unwrap()[bytes.len()..];
    let further = Deb::new(&[&bytes, b"_other     ".as_slice(), &member[11..]].concat());
    assert!(!is_same(&further, &unsigned) && !is_same(&unsigned, &further));
}

#[test]
fn what_is_no_package_or_was_changed_is_told() {
    let staged = tree();
    let (bytes, _) = write(&package(staged.root(), &hello()), How::default());
    let deb = Deb::new(&bytes);
    signed(&deb, "rsa3072").unwrap();
    let mut changed = fs::read(deb.path()).unwrap();
    changed[bytes.len() - 9] ^= 1;
    let found = report(&Deb::new(&changed), "rsa3072").signature.unwrap();
    assert!(matches!(found, Err(VerifyError::Bad { .. })), "{found:?}");

    let member = changed[bytes.len()..].to_vec();
    let twice = Deb::new(&[changed.as_slice(), &member].concat());
    assert!(matches!(signed(&twice, "rsa3072"), Err(ChangeError::Read(_))));
    let torn = Deb::new(&bytes[..bytes.len() / 2]);
    assert!(matches!(signed(&torn, "rsa3072"), Err(ChangeError::Read(_))));
    assert!(fs::read(torn.path()).unwrap() == bytes[..bytes.len() / 2]);
}
