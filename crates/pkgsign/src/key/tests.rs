//! With the keys in `fixtures/keys`, which gpg made on the first two days of 2024.

use std::io::{self, Read};

use pkgio::Timestamp;

use super::*;
use crate::{
    DetachedSignature, HashAlgorithm, KeyAlgorithm, Secret, SignError, SignOptions, Signer,
    Verifier, VerifyError,
};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;
/// 2024-01-01 and 2024-01-02.
const FIRST_DAY: i64 = 1_704_067_200;
const SECOND_DAY: i64 = 1_704_153_600;

fn fixture(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/");
    std::fs::read(format!("{path}{name}")).unwrap()
}

fn now() -> Timestamp {
    Timestamp::clamped(NOW)
}

fn signer(name: &str) -> Result<KeySigner, KeyError> {
    KeySigner::new(&fixture(&format!("{name}.secret.asc")), &KeyOptions::new(now()))
}

fn certificates(name: &str) -> Vec<Certificate> {
    Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap()
}

fn sign_at(signer: &KeySigner, seconds: i64) -> Result<DetachedSignature, SignError> {
    let created = Timestamp::clamped(seconds);
    let options = SignOptions::binary(HashAlgorithm::Sha256, created);
    signer.sign(&mut b"message".as_slice(), options)
}

fn refusal(name: &str) -> String {
    signer(name).unwrap_err().to_string()
}

#[test]
fn signs_and_verifies() {
    for (name, algorithm) in [
        ("rsa2048", KeyAlgorithm::Rsa),
        ("rsa3072", KeyAlgorithm::Rsa),
        ("rsa4096", KeyAlgorithm::Rsa),
        ("ed25519", KeyAlgorithm::Ed25519Legacy),
        ("subkeys", KeyAlgorithm::Rsa),
    ] {
        let signer = signer(name).unwrap();
        assert_eq!(signer.algorithm(), Some(algorithm));
        let certificates = certificates(name);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let options = SignOptions::binary(hash, now());
            let signature = signer.sign(&mut b"message".as_slice(), options).unwrap();
            assert_eq!(signature.algorithm, algorithm);
            assert_eq!(signature.hash, hash);
            assert_eq!(signature.created, Some(now()));
            assert_eq!(signature.issuer.as_ref(), Some(signer.fingerprint()));
            assert_eq!(signature.key_id, signer.fingerprint().key_id());

            let verified =
                certificates.verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
            assert_eq!(verified.signature, signature);
            assert_eq!(&verified.key, signer.fingerprint());
            assert_eq!(verified.certificate, certificates[0].fingerprint());
            let user_id = String::from_utf8(verified.user_id.unwrap()).unwrap();
            assert_eq!(user_id, format!("{name} (for tests alone) <{name}@example.org>"));

            let error = certificates.verify(&signature.bytes, &mut b"messagE".as_slice());
            assert!(matches!(error, Err(VerifyError::Bad { key }) if key == *signer.fingerprint()));
            let error = signer.certificate().verify(&signature.bytes, &mut io::empty());
            assert!(matches!(error, Err(VerifyError::Bad { .. })));
        }
    }
}

#[test]
fn the_same_message_has_the_same_signature() {
    for name in ["rsa3072", "ed25519"] {
        let (one, other) = (signer(name).unwrap(), signer(name).unwrap());
        assert_eq!(sign_at(&one, NOW).unwrap(), sign_at(&one, NOW).unwrap());
        assert_eq!(sign_at(&one, NOW).unwrap(), sign_at(&other, NOW).unwrap());
        assert_ne!(sign_at(&one, NOW).unwrap(), sign_at(&one, NOW + 1).unwrap());
    }
}

#[test]
fn a_flipped_bit_is_noticed_or_means_nothing() {
    let signer = signer("ed25519").unwrap();
    let certificates = certificates("ed25519");
    let signature = sign_at(&signer, NOW).unwrap();
    for bit in 0..signature.bytes.len() * 8 {
        let mut bytes = signature.bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(verified) = certificates.verify(&bytes, &mut b"message".as_slice()) {
            // Only the key ID in the area that is not signed, where the fingerprint counts.
            assert_eq!(verified.key, *signer.fingerprint(), "bit {bit}");
            assert_eq!(verified.signature.created, Some(now()), "bit {bit}");
        }
    }
}

#[test]
fn reads_binary_keys() {
    let options = KeyOptions::new(now());
    let binary = KeySigner::new(&fixture("ed25519.secret.gpg"), &options).unwrap();
    let armored = signer("ed25519").unwrap();
    assert_eq!(binary.fingerprint(), armored.fingerprint());
    let certificates = Certificate::parse(&fixture("ed25519.gpg")).unwrap();
    let signature = sign_at(&binary, NOW).unwrap();
    certificates.verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
}

#[test]
fn unlocks_with_the_password() {
    let bytes = fixture("protected.secret.asc");
    let with = |password: Option<&str>| {
        let password = password.map(Secret::new);
        KeySigner::new(&bytes, &KeyOptions { password, ..KeyOptions::new(now()) })
    };
    assert_eq!(with(None).unwrap_err(), KeyError::Locked);
    assert_eq!(with(Some("")).unwrap_err(), KeyError::WrongPassword);
    assert_eq!(with(Some("correct horse ")).unwrap_err(), KeyError::WrongPassword);
    let signer = with(Some("correct horse")).unwrap();
    let signature = sign_at(&signer, NOW).unwrap();
    let certificates = certificates("protected");
    certificates.verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
}

#[test]
fn takes_the_newest_subkey_for_signing() {
    let whole = signer("subkeys").unwrap();
    assert_eq!(whole.valid_from(), Some(Timestamp::clamped(SECOND_DAY)));
    assert_ne!(*whole.fingerprint(), whole.certificate().fingerprint());
    // The primary key's secret half is not needed.
    let offline = signer("offline").unwrap();
    assert_eq!(whole.fingerprint(), offline.fingerprint());
    assert_eq!(sign_at(&whole, NOW).unwrap(), sign_at(&offline, NOW).unwrap());
}

#[test]
fn takes_the_key_that_is_named() {
    let bytes = fixture("two.secret.asc");
    let with = |key: Option<Fingerprint>| {
        KeySigner::new(&bytes, &KeyOptions { key: key.map(Into::into), ..KeyOptions::new(now()) })
    };
    let ed25519 = signer("ed25519").unwrap().fingerprint().clone();
    let rsa3072 = signer("rsa3072").unwrap().fingerprint().clone();
    let both = vec![ed25519.clone(), rsa3072.clone()];
    let KeyError::Several(mut found) = with(None).unwrap_err() else { panic!() };
    // gpg exports them in an order of its own.
    found.sort_by_key(|fingerprint| both.iter().position(|key| key == fingerprint));
    assert_eq!(found, both);
    assert_eq!(with(Some(ed25519.clone())).unwrap().fingerprint(), &ed25519);
    assert_eq!(with(Some(rsa3072.clone())).unwrap().fingerprint(), &rsa3072);
    let wanted = signer("rsa4096").unwrap().fingerprint().clone();
    let error = with(Some(wanted.clone())).unwrap_err();
    assert!(matches!(&error, KeyError::NotFound { wanted: named, .. } if *named == wanted.into()));
}

#[test]
fn the_named_key_signs_and_no_other() {
    let whole = signer("subkeys").unwrap();
    let newest = whole.fingerprint().clone();
    let primary = whole.certificate().fingerprint();
    let older = parse::public(&fixture("subkeys.asc")).unwrap()[0].0.public_subkeys[0].clone();
    let older = fingerprint(&older.key);
    assert!(older != newest && newest != primary);
    let with = |name: &str, key: KeyHandle| {
        let bytes = fixture(&format!("{name}.secret.asc"));
        let key = Some(key);
        let signer = KeySigner::new(&bytes, &KeyOptions { key, ..KeyOptions::new(now()) })?;
        // What is named is what a signature says of itself.
        let signature = sign_at(&signer, NOW).unwrap();
        assert_eq!(signature.issuer.as_ref(), Some(signer.fingerprint()));
        Ok(signer.fingerprint().clone())
    };
    for key in [&newest, &older] {
        assert_eq!(with("subkeys", key.clone().into()).as_ref(), Ok(key));
        assert_eq!(with("subkeys", KeyHandle::KeyId(key.key_id().unwrap())).as_ref(), Ok(key));
    }
    // The primary key only certifies, and its subkeys do not replace it.
    let error = with("subkeys", primary.clone().into()).unwrap_err();
    let KeyError::Unfit { key, reason, others } = &error else { panic!("{error}") };
    assert_eq!((key, reason.as_str()), (&primary, "is not a signing key"));
    assert!(others.contains(&newest) && others.contains(&older), "{error}");
    // The secret half of the primary key is elsewhere.
    let error = with("offline", primary.clone().into()).unwrap_err();
    let KeyError::Unfit { key, reason, others } = &error else { panic!("{error}") };
    assert_eq!((key, reason.as_str()), (&primary, "has no secret key here"));
    assert!(others.contains(&newest), "{error}");
    assert_eq!(with("offline", newest.clone().into()).as_ref(), Ok(&newest));

    let unfit = parse::public(&fixture("certify.asc")).unwrap();
    let unfit = fingerprint(&unfit[0].0.primary_key);
    let error = with("certify", unfit.clone().into()).unwrap_err().to_string();
    assert_eq!(error, format!("the key {unfit} is not a signing key"));
}

#[test]
fn a_primary_key_signs_where_it_is_named_beside_a_subkey_for_signing() {
    use pgp::composed::{ArmorOptions, KeyType, SecretKeyParamsBuilder, SubkeyParamsBuilder};

    let mut subkey = SubkeyParamsBuilder::default();
    subkey.key_type(KeyType::Ed25519Legacy).can_sign(true);
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(KeyType::Ed25519Legacy).can_certify(true).can_sign(true);
    params.primary_user_id("both".into()).subkeys(vec![subkey.build().unwrap()]);
    let key = params.build().unwrap().generate(rand::thread_rng()).unwrap();
    let armored = key.to_armored_bytes(ArmorOptions::default()).unwrap();
    let at = Timestamp::clamped(i64::from(u32::MAX));
    let by = |key| KeySigner::new(&armored, &KeyOptions { key, ..KeyOptions::new(at) }).unwrap();

    let default = by(None);
    let primary = default.certificate().fingerprint();
    assert_ne!(*default.fingerprint(), primary);
    assert!(default.warnings().contains(&KeyWarning::Subkey));
    let named = by(Some(primary.clone().into()));
    assert_eq!(*named.fingerprint(), primary);
    assert!(!named.warnings().contains(&KeyWarning::Subkey));
}

#[test]
fn refuses_keys_that_may_not_sign() {
    for (name, reason) in [
        ("expired", "expired at 1704153600"),
        ("revoked", "was revoked at 1704153600"),
        ("certify", "is not a signing key"),
        ("rsa1024", "is an RSA key of 1024 bits; the minimum is 2048"),
        ("dsa2048", "is a DSA key, which apt 3 and rpm 6 refuse"),
        ("nistp256", "is an ECDSA key, which rpm before 4.20 does not import"),
        ("sha1", "has only a SHA-1 self-signature, which rpm 6 and apt 3 refuse"),
    ] {
        let error = refusal(name);
        assert!(error.starts_with("has no key that can sign: "), "{error}");
        assert!(error.ends_with(reason), "{name}: {error}");
    }
    let error = KeySigner::new(
        &fixture("ed25519.secret.asc"),
        &KeyOptions::new(Timestamp::clamped(FIRST_DAY - 1)),
    );
    let error = error.unwrap_err().to_string();
    assert!(error.ends_with("is valid from 1704067200 on"), "{error}");
}

#[test]
fn refuses_modern_keys_that_old_clients_do_not_read() {
    use pgp::composed::{ArmorOptions, KeyType, SecretKeyParamsBuilder};
    use pgp::types::KeyVersion;

    for (kind, version, reason) in [
        (KeyType::Ed25519, KeyVersion::V4, "is an Ed25519 key of algorithm 27"),
        (KeyType::Ed25519, KeyVersion::V6, "is a key of version 6"),
    ] {
        let mut params = SecretKeyParamsBuilder::default();
        params.version(version).key_type(kind).can_certify(true).can_sign(true);
        params.primary_user_id("modern".into());
        let key = params.build().unwrap().generate(rand::thread_rng()).unwrap();
        let armored = key.to_armored_bytes(ArmorOptions::default()).unwrap();
        let now = Timestamp::clamped(i64::from(u32::MAX));
        let error = KeySigner::new(&armored, &KeyOptions::new(now)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn tells_public_from_secret() {
    let options = KeyOptions::new(now());
    let own = signer("ed25519").unwrap().fingerprint().clone();
    let error = KeySigner::new(&fixture("ed25519.asc"), &options).unwrap_err();
    assert_eq!(error, KeyError::Public(vec![own.clone()]));
    let error = Certificate::parse(&fixture("ed25519.secret.asc")).unwrap_err();
    assert_eq!(error, KeyError::Secret(vec![own]));
}

#[test]
fn refuses_what_is_no_key() {
    let options = KeyOptions::new(now());
    let truncated = &fixture("rsa3072.secret.asc")[..1000];
    for bytes in [b"".as_slice(), b"\n", b"no key", b"\x00\x01", b"\xc5", truncated] {
        let error = KeySigner::new(bytes, &options).unwrap_err();
        assert!(matches!(error, KeyError::Malformed(_)), "{error}");
        let error = Certificate::parse(bytes).unwrap_err();
        assert!(matches!(error, KeyError::Malformed(_)), "{error}");
    }
    let long = vec![b' '; 5 << 20];
    assert!(matches!(Certificate::parse(&long), Err(KeyError::TooLong(_))));
}

#[test]
fn warns_of_keys_that_some_clients_do_not_read() {
    assert_eq!(signer("rsa3072").unwrap().warnings(), []);
    assert_eq!(signer("rsa4096").unwrap().warnings(), []);
    assert_eq!(signer("subkeys").unwrap().warnings(), [KeyWarning::Subkey]);
    assert_eq!(signer("rsa2048").unwrap().warnings(), [KeyWarning::ShortRsa { bits: 2048 }]);
    let unread = KeyWarning::Unverified(KeyAlgorithm::Ed25519Legacy);
    assert_eq!(signer("ed25519").unwrap().warnings(), [unread]);
}

#[test]
fn signs_at_no_time_when_the_key_is_not_valid() {
    let signer = signer("ed25519").unwrap();
    assert_eq!(signer.valid_from(), Some(Timestamp::clamped(FIRST_DAY)));
    sign_at(&signer, FIRST_DAY).unwrap();
    let error = sign_at(&signer, FIRST_DAY - 1).unwrap_err();
    assert!(matches!(&error, SignError::Key(problem) if problem.contains("is valid from")));
    assert!(matches!(sign_at(&signer, 1 << 32).unwrap_err(), SignError::Key(_)));

    let during = KeyOptions::new(Timestamp::clamped(SECOND_DAY - 1));
    let expired = KeySigner::new(&fixture("expired.secret.asc"), &during).unwrap();
    let signature = sign_at(&expired, SECOND_DAY - 1).unwrap();
    assert!(matches!(sign_at(&expired, SECOND_DAY).unwrap_err(), SignError::Key(_)));
    // What was signed in time stays good.
    certificates("expired").verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
}

#[test]
fn trusts_no_signature_of_an_invalid_key() {
    // The secret halves still sign: the same keys as they were before.
    let revoked = parse::secret(&fixture("revoked.secret.asc")).unwrap().remove(0).0;
    let mut unrevoked = revoked.clone();
    unrevoked.details.revocation_signatures.clear();
    let armored = unrevoked.to_armored_bytes(pgp::composed::ArmorOptions::default()).unwrap();
    let signer = KeySigner::new(&armored, &KeyOptions::new(now())).unwrap();
    let signature = sign_at(&signer, NOW).unwrap();
    let verify = |name: &str, signature: &DetachedSignature| {
        certificates(name).verify(&signature.bytes, &mut b"message".as_slice())
    };
    match verify("revoked", &signature) {
        Err(VerifyError::Untrusted { key, reason }) => {
            assert_eq!(key, *signer.fingerprint());
            assert_eq!(reason, "which was revoked at 1704153600");
        }
        other => panic!("{other:?}"),
    }
    let error = verify("rsa3072", &signature).unwrap_err();
    assert!(matches!(&error, VerifyError::UnknownKey { .. }));
    let key = signer.fingerprint();
    assert_eq!(error.to_string(), format!("signed by an unknown key, {key}"));
}

#[test]
fn signatures_of_version_6_are_verified() {
    use pgp::composed::{ArmorOptions, DetachedSignature as Made, KeyType, SecretKeyParamsBuilder};
    use pgp::crypto::hash::HashAlgorithm as Hash;
    use pgp::ser::Serialize;
    use pgp::types::{KeyVersion, Password};

    for kind in [KeyType::Rsa(2048), KeyType::Ed25519] {
        let mut params = SecretKeyParamsBuilder::default();
        params.version(KeyVersion::V6).key_type(kind).can_certify(true).can_sign(true);
        let key = params.build().unwrap().generate(rand::thread_rng()).unwrap();
        let armored = key.to_public_key().to_armored_bytes(ArmorOptions::default()).unwrap();
        let certificates = Certificate::parse(&armored).unwrap();
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha3_512] {
            let none = Password::empty();
            let primary = &key.primary_key;
            let made = Made::sign_binary_data(rand::thread_rng(), primary, &none, hash, &b"x"[..]);
            let bytes = made.unwrap().to_bytes().unwrap();
            let verified = certificates.verify(&bytes, &mut b"x".as_slice()).unwrap();
            assert_eq!(verified.key, certificates[0].fingerprint());
            let error = certificates.verify(&bytes, &mut b"y".as_slice()).unwrap_err();
            assert!(matches!(error, VerifyError::Bad { .. }), "{error}");
        }
    }
}

#[test]
fn signatures_with_unknown_algorithms_are_not_supported() {
    let signer = signer("ed25519").unwrap();
    let bytes = sign_at(&signer, NOW).unwrap().bytes;
    // The header has two bytes; then come version, type, algorithm and digest.
    for (at, number, what) in [
        (4, 99, "algorithm 99"),
        (4, 110, "algorithm 110"),
        (5, 99, "digest 99"),
        (5, 4, "digest 4"),
    ] {
        let mut changed = bytes.clone();
        changed[at] = number;
        let error = certificates("ed25519").verify(&changed, &mut b"message".as_slice());
        let expected =
            format!("signed by {}, with {what}, which is not supported", signer.fingerprint());
        assert_eq!(error.unwrap_err().to_string(), expected);
    }
    let mut changed = bytes;
    changed[2] = 5;
    let error = certificates("ed25519").verify(&changed, &mut b"message".as_slice());
    let expected = "the signature is a signature of version 5, which is not supported";
    assert_eq!(error.unwrap_err().to_string(), expected);
}

#[test]
fn finds_the_key_among_several() {
    let several = certificates("several");
    assert_eq!(several.len(), 3);
    for name in ["ed25519", "rsa3072", "subkeys"] {
        let signature = sign_at(&signer(name).unwrap(), NOW).unwrap();
        several.verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
    }
}

#[test]
fn reads_files_put_together() {
    let both = [fixture("ed25519.asc"), fixture("rsa3072.asc")].concat();
    let both = Certificate::parse(&both).unwrap();
    assert_eq!(both.len(), 2);
    for name in ["ed25519", "rsa3072"] {
        let signature = sign_at(&signer(name).unwrap(), NOW).unwrap();
        both.verify(&signature.bytes, &mut b"message".as_slice()).unwrap();
    }
    // A secret key among public ones is found too.
    let mixed = [fixture("ed25519.asc"), fixture("rsa3072.secret.asc")].concat();
    assert!(matches!(Certificate::parse(&mixed), Err(KeyError::Secret(_))));
    let broken = [fixture("ed25519.asc"), fixture("rsa3072.asc")[..1000].to_vec()].concat();
    assert!(matches!(Certificate::parse(&broken), Err(KeyError::Malformed(_))));
}

#[test]
fn a_message_that_cannot_be_read_is_neither_signed_nor_refused() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    let signer = signer("ed25519").unwrap();
    let options = SignOptions::binary(HashAlgorithm::Sha256, now());
    let error = signer.sign(&mut Broken, options).unwrap_err();
    assert!(matches!(error, SignError::Message(error) if error.to_string() == "broken"));
    let signature = sign_at(&signer, NOW).unwrap();
    let error = signer.certificate().verify(&signature.bytes, &mut Broken).unwrap_err();
    assert!(matches!(error, VerifyError::Message(error) if error.to_string() == "broken"));
}

#[test]
fn the_public_half_of_a_locked_key_needs_no_password() {
    let halves = Certificate::of_secret(&fixture("protected.secret.asc")).unwrap();
    assert_eq!(halves[0].fingerprint(), certificates("protected")[0].fingerprint());
    let public = Certificate::of_secret(&fixture("ed25519.asc"));
    assert!(matches!(public, Err(KeyError::Public(_))));
    // What is exported of it holds no secret.
    let armored = halves[0].armor().unwrap();
    assert_eq!(Certificate::parse(armored.as_bytes()).unwrap().len(), 1);
}

#[test]
fn certificates_stand_together_in_one_block() {
    let several = certificates("several");
    let armored = Certificate::armor_all(&several).unwrap();
    assert_eq!(armored.matches("-----BEGIN").count(), 1);
    let again = Certificate::parse(armored.as_bytes()).unwrap();
    let fingerprints =
        |all: &[Certificate]| -> Vec<_> { all.iter().map(Certificate::fingerprint).collect() };
    assert_eq!(fingerprints(&again), fingerprints(&several));
}

#[test]
fn a_certificate_tells_of_its_keys() {
    let subkeys = certificates("subkeys").remove(0);
    let keys: Vec<_> = subkeys.keys().collect();
    assert_eq!(keys[0].fingerprint, subkeys.fingerprint());
    let newest = keys.iter().filter(|key| key.signs).map(|key| key.valid_from).max();
    assert_eq!(subkeys.valid_from(now()), newest);
    assert_eq!(subkeys.valid_from(Timestamp::EPOCH), None);
    let expired = certificates("expired").remove(0).keys().next().unwrap();
    assert_eq!(expired.expires, Some(Timestamp::clamped(SECOND_DAY)));
    assert_eq!(expired.algorithm, crate::KeyAlgorithm::Ed25519Legacy);
    let revoked = certificates("revoked").remove(0).keys().next().unwrap();
    assert_eq!(revoked.revoked, Some(Timestamp::clamped(SECOND_DAY)));
    let rsa = certificates("rsa3072").remove(0).keys().next().unwrap();
    assert_eq!((rsa.bits, rsa.signs, rsa.expires), (Some(3072), true, None));
}
