//! New keys in gpg, gpgv, apt and rpm.

use std::fs;

use pkgio::Timestamp;
use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{
    Certificate, HashAlgorithm, KeyAlgorithm, KeyOptions, KeySigner, KeyWarning, Secret,
    SignOptions, Verifier, cleartext,
};

use crate::clients::Client;
use crate::gpg::{Gpg, run};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;
const YEAR: i64 = 365 * 86400;

const TEXT: &[u8] = b"Origin: Example\n";

fn options(kind: KeyKind) -> GenerateOptions {
    let options = GenerateOptions::new("Example \u{e9} <a@example.org>", Timestamp::clamped(NOW));
    GenerateOptions { kind, ..options }
}

/// rpm with a database of its own.
fn rpm_imports(certificate: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.asc");
    fs::write(&file, certificate).unwrap();
    let mut rpmkeys = real_tools::command("rpmkeys");
    rpmkeys.arg("--dbpath").arg(folder.path().join("db")).arg("--import").arg(file);
    run(&mut rpmkeys, b"").map(drop)
}

fn is_read_by_clients(kind: KeyKind) {
    let key = generate(&options(kind)).unwrap();
    let signer = KeySigner::new(key.secret(), &KeyOptions::new(Timestamp::clamped(NOW))).unwrap();
    let armored = key.certificate().armor().unwrap();
    let binary = key.certificate().to_bytes().unwrap();
    assert!(armored.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx"), "{armored}");
    assert!(armored.ends_with("-----END PGP PUBLIC KEY BLOCK-----\n"), "{armored}");
    assert_eq!(armored.matches("-----BEGIN").count(), 1);
    assert!([0x98, 0x99, 0xC6].contains(&binary[0]), "{:02X}", binary[0]);
    assert_eq!(Certificate::parse(&binary).unwrap()[0].armor().unwrap(), armored);

    let hash = HashAlgorithm::Sha512;
    let options = SignOptions::text(hash, Timestamp::clamped(NOW));
    let message = cleartext::sign(TEXT, &[&signer], key.certificate(), options).unwrap();
    let gpgv = Client::new("key.gpg", &binary);
    assert_eq!(gpgv.gpgv(&message).unwrap(), TEXT);
    for (name, keyring) in [("key.gpg", binary.as_slice()), ("key.asc", armored.as_bytes())] {
        let verdict = Client::new(name, keyring).apt(&message);
        verdict.unwrap_or_else(|error| panic!("{kind} {name}: {error}"));
    }
    rpm_imports(&armored).unwrap();

    // gpg takes the secret half and signs with it.
    let gpg = Gpg::new();
    gpg.import(key.secret());
    let signature = gpg.sign(TEXT, &[]);
    key.certificate().verify(&signature, &mut { TEXT }).unwrap();
    let listed = gpg.packets(&binary);
    assert!(!listed.contains("critical"), "{listed}");
    let digest = if kind == KeyKind::Ed25519 { "digest algo 8" } else { "digest algo 10" };
    assert!(listed.contains(digest), "{listed}");
    assert!(listed.contains("sigclass 0x13"), "{listed}");
}

#[test]
fn a_new_rsa_key_is_read_by_clients() {
    is_read_by_clients(KeyKind::Rsa3072);
}

#[test]
fn a_new_ed25519_key_is_read_by_clients() {
    is_read_by_clients(KeyKind::Ed25519);
}

#[test]

fn a_new_rsa_key_of_4096_bits_is_read_by_clients() {
    is_read_by_clients(KeyKind::Rsa4096);
}

#[test]
fn a_new_key_ends_and_is_locked_as_asked() {
    let expires = Some(Timestamp::clamped(NOW + YEAR));
    let password = Some(Secret::new(b"correct horse"));
    let options = GenerateOptions { expires, password, ..options(KeyKind::Ed25519) };
    let key = generate(&options).unwrap();
    assert_eq!(key.warnings(), [KeyWarning::Unverified(KeyAlgorithm::Ed25519Legacy)]);
    let with = |password: Option<&[u8]>, at: i64| {
        let password = password.map(Secret::new);
        let options = KeyOptions { password, ..KeyOptions::new(Timestamp::clamped(at)) };
        KeySigner::new(key.secret(), &options).map(drop).map_err(|error| error.to_string())
    };
    with(Some(b"correct horse"), NOW + YEAR - 1).unwrap();
    let error = with(Some(b"correct horse"), NOW + YEAR).unwrap_err();
    assert!(error.ends_with(&format!("expired at {}", NOW + YEAR)), "{error}");
    with(Some(b"correct horse"), NOW - 1).unwrap_err();
    assert!(with(None, NOW).unwrap_err().contains("locked with a password"));
    assert!(with(Some(b"wrong"), NOW).unwrap_err().contains("not unlocked"));
    // gpg unlocks it too.
    let gpg = Gpg::new();
    gpg.import(key.secret());
    let flags = ["--pinentry-mode", "loopback", "--passphrase", "correct horse"];
    let faked = format!("--faked-system-time={NOW}!");
    let signature = gpg.sign(TEXT, &[&flags[..], &[&faked]].concat());
    key.certificate().verify(&signature, &mut { TEXT }).unwrap();
}

#[test]
fn no_key_is_made_of_nonsense() {
    let with = |user_id: &str| {
        let options = GenerateOptions { user_id: user_id.into(), ..options(KeyKind::Ed25519) };
        generate(&options).unwrap_err().to_string()
    };
    assert_eq!(with(""), "the user ID \"\" is empty");
    assert_eq!(with(" x"), "the user ID \" x\" has blanks around it");
    assert_eq!(with("x\ny"), "the user ID \"x\\ny\" has a control character");
    assert!(with(&"x".repeat(2049)).ends_with("is longer than 2048 bytes"));
    for expires in [NOW, NOW - 1, NOW + (1 << 32)] {
        let expires = Some(Timestamp::clamped(expires));
        let options = GenerateOptions { expires, ..options(KeyKind::Ed25519) };
        assert!(generate(&options).is_err(), "{expires:?}");
    }
    let late = GenerateOptions::new("x", Timestamp::clamped(1 << 32));
    assert!(generate(&GenerateOptions { kind: KeyKind::Ed25519, ..late }).is_err());
    let error = "rsa2048".parse::<KeyKind>().unwrap_err().to_string();
    assert!(error.contains("rsa4096, which every apt and rpm verifies"), "{error}");
}
