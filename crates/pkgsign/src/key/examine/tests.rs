//! With the keys in `fixtures/keys`, and keys made here; gpg's own are in `tests/it`.

use pgp::composed::{ArmorOptions, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};
use pgp::packet::SubpacketData;

use super::*;
use crate::key::{GenerateOptions, KeyKind, generate};
use crate::{HashAlgorithm as Digest, KeyAlgorithm};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;
/// 2024-01-02.
const SECOND_DAY: i64 = 1_704_153_600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(seconds)
}

fn fixture(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/");
    std::fs::read(format!("{path}{name}")).unwrap()
}

fn faults(bytes: &[u8], now: i64) -> Vec<Fault> {
    examine(bytes, at(now), None).into_iter().map(|finding| finding.fault).collect()
}

#[test]
fn finds_what_is_wrong_with_a_key() {
    for (name, expected) in [
        ("rsa4096.asc", vec![]),
        ("rsa3072.asc", vec![]),
        ("subkeys.asc", vec![]),
        ("protected.asc", vec![]),
        ("ed25519.asc", vec![Fault::Ed25519Legacy]),
        ("ed25519.gpg", vec![Fault::Ed25519Legacy]),
        ("rsa2048.asc", vec![Fault::AgingRsa { bits: 2048 }]),
        ("rsa1024.asc", vec![Fault::ShortRsa { bits: 1024 }]),
        ("dsa2048.asc", vec![Fault::Dsa]),
        ("nistp256.asc", vec![Fault::Nist]),
        ("certify.asc", vec![Fault::NoSigningKey]),
        ("sha1.asc", vec![Fault::WeakBinding(Digest::Other(2))]),
        ("expired.asc", vec![Fault::Ed25519Legacy, Fault::Expired { at: at(SECOND_DAY) }]),
        ("revoked.asc", vec![Fault::Ed25519Legacy, Fault::Revoked { at: at(SECOND_DAY) }]),
        ("several.asc", vec![Fault::Several(3), Fault::Ed25519Legacy]),
        ("rsa4096.secret.asc", vec![Fault::Secret]),
    ] {
        assert_eq!(faults(&fixture(name), NOW), expected, "{name}");
    }
    assert!(matches!(faults(b"no key", NOW)[..], [Fault::Unreadable(_)]));
}

#[test]
fn says_who_refuses_it_and_since_when() {
    let finding = examine(&fixture("rsa2048.asc"), at(NOW), None).remove(0);
    assert_eq!(finding.fault.severity(), Severity::Warned);
    assert_eq!(finding.fault.clients(), [Client::Debian13, Client::DebianUnstable]);
    // 2030-02-01.
    assert_eq!(finding.fault.since(), Some(at(1_896_134_400)));
    let key = finding.key.as_ref().unwrap();
    assert_eq!(finding.to_string(), format!("the key {key} is an RSA key of 2048 bits"));

    let finding = examine(&fixture("sha1.asc"), at(NOW), None).remove(0);
    assert_eq!(finding.fault.severity(), Severity::Refused);
    assert!(finding.fault.clients().contains(&Client::El9));
    assert!(finding.to_string().ends_with("has only self-signatures with SHA1"));
}

#[test]
fn tells_how_long_a_key_lasts() {
    const DAY: i64 = 86_400;
    let end = NOW + 365 * DAY;
    let options = GenerateOptions::new("x", at(NOW));
    let options = GenerateOptions { kind: KeyKind::Ed25519, expires: Some(at(end)), ..options };
    let key = generate(&options).unwrap();
    let bytes = key.certificate().to_bytes().unwrap();
    let found = |now: i64, until: Option<i64>| {
        let mut findings = examine(&bytes, at(now), until.map(at));
        assert_eq!(findings.remove(0).fault, Fault::Ed25519Legacy);
        findings.pop().map(|finding| finding.fault)
    };
    assert_eq!(found(NOW - 1, None), Some(Fault::NotYetValid { from: at(NOW) }));
    assert_eq!(found(NOW, None), None);
    assert_eq!(found(end - 90 * DAY, None), None);
    assert_eq!(found(end - 90 * DAY + 1, None), Some(Fault::EndsSoon { at: at(end) }));
    assert_eq!(found(end - 30 * DAY, None), Some(Fault::EndsSoon { at: at(end) }));
    assert_eq!(found(end - 30 * DAY + 1, None), Some(Fault::EndsTooSoon { at: at(end) }));
    assert_eq!(found(end - 1, None), Some(Fault::EndsTooSoon { at: at(end) }));
    assert_eq!(found(end, None), Some(Fault::Expired { at: at(end) }));
    // Nor must what it signs outlast it.
    assert_eq!(found(NOW, Some(end - 1)), None);
    assert_eq!(found(NOW, Some(end)), Some(Fault::EndsTooSoon { at: at(end) }));
}

#[test]
fn finds_modern_keys_that_old_clients_do_not_read() {
    for (kind, version, expected) in [
        (KeyType::Ed25519, KeyVersion::V4, Fault::Rfc9580(KeyAlgorithm::Other(27))),
        (KeyType::Ed25519, KeyVersion::V6, Fault::Version(6)),
        (
            KeyType::ECDSA(pgp::crypto::ecc_curve::ECCCurve::Secp256k1),
            KeyVersion::V4,
            Fault::Curve("secp256k1".to_owned()),
        ),
    ] {
        let mut params = SecretKeyParamsBuilder::default();
        params.version(version).key_type(kind).can_certify(true).can_sign(true);
        params.primary_user_id("modern".into());
        let key = params.build().unwrap().generate(rand::thread_rng()).unwrap().to_public_key();
        let bytes = key.to_armored_bytes(ArmorOptions::default()).unwrap();
        let found = faults(&bytes, i64::from(u32::MAX));
        assert_eq!(found, [expected]);
        assert_eq!(found[0].severity(), Severity::Refused);
    }
}

#[test]
fn finds_a_subkey_that_did_not_sign_back() {
    let subkey = SubkeyParamsBuilder::default()
        .key_type(KeyType::Ed25519Legacy)
        .can_sign(true)
        .build()
        .unwrap();
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(KeyType::Rsa(3072)).can_certify(true).can_sign(true).subkey(subkey);
    params.primary_user_id("subkey".into());
    let key = params.build().unwrap().generate(rand::thread_rng()).unwrap();
    let now = i64::from(u32::MAX);
    let bytes = |key: &pgp::composed::SignedSecretKey| {
        key.to_public_key().to_armored_bytes(ArmorOptions::default()).unwrap()
    };
    assert_eq!(faults(&bytes(&key), now), [Fault::Ed25519Legacy]);

    // The same binding without the signature that it holds.
    let mut bare = key.clone();
    let old = &key.secret_subkeys[0].signatures[0];
    let mut config = old.config().unwrap().clone();
    config
        .hashed_subpackets
        .retain(|subpacket| !matches!(subpacket.data, SubpacketData::EmbeddedSignature(_)));
    config
        .unhashed_subpackets
        .retain(|subpacket| !matches!(subpacket.data, SubpacketData::EmbeddedSignature(_)));
    let public = key.secret_subkeys[0].key.public_key();
    let none = pgp::types::Password::empty();
    let primary = &key.primary_key;
    let binding = config.sign_subkey_binding(primary, primary.public_key(), &none, public).unwrap();
    bare.secret_subkeys[0].signatures = vec![binding];
    assert_eq!(faults(&bytes(&bare), now), [Fault::Ed25519Legacy, Fault::NotSignedBack(None)]);
}

#[test]
fn finds_armor_that_apt_does_not_read() {
    let armored = String::from_utf8(fixture("rsa4096.asc")).unwrap();
    let twice = format!("{armored}{armored}");
    assert_eq!(faults(twice.as_bytes(), NOW), [Fault::SeveralBlocks(2), Fault::Several(2)]);
    let blank = armored.replacen("\n\n", "\n \n", 1);
    assert!(faults(blank.as_bytes(), NOW).contains(&Fault::NoEmptyLine));
    let windows = armored.replace('\n', "\r\n");
    assert!(faults(windows.as_bytes(), NOW).contains(&Fault::NoEmptyLine));
    let headed = armored.replacen("\n\n", "\nVersion: 1\n\n", 1);
    assert_eq!(faults(headed.as_bytes(), NOW), []);
}

#[test]
fn names_say_what_is_in_a_file() {
    let (armored, binary) = (fixture("ed25519.asc"), fixture("ed25519.gpg"));
    let found = |name: &str, bytes: &[u8]| -> Vec<Fault> {
        examine_name(name, bytes).into_iter().map(|finding| finding.fault).collect()
    };
    assert_eq!(found("key.asc", &armored), []);
    assert_eq!(found("key.gpg", &binary), []);
    assert_eq!(found("key", &armored), []);
    assert_eq!(found("key.gpg", &armored), [Fault::ArmoredGpg]);
    assert_eq!(found("my key.asc", &binary), [Fault::BinaryAsc, Fault::Name]);
}
