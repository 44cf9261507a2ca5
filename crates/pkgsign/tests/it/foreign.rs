//! Keys and certificates of others: our verdict beside those of gpgv and sqv.

use std::fs;

use pgp::composed::{DetachedSignature, KeyType, SecretKeyParamsBuilder, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{KeyFlags, SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{Duration, KeyDetails, KeyVersion, Password, Tag, Timestamp};
use pkgsign::{Certificate, Verifier};

use crate::gpg::{Gpg, fixture, run};

/// 2024-01-01, when the keys are made.
const MADE: u32 = 1_704_067_200;

const MESSAGE: &[u8] = b"a message";

/// A key whose user ID says that it certifies and signs, and `says` besides.
fn key(version: KeyVersion, says: &[SubpacketData]) -> SignedSecretKey {
    let kind = KeyType::Rsa(2048);
    let mut params = SecretKeyParamsBuilder::default();
    params.version(version).key_type(kind).can_certify(true).can_sign(true);
    params.created_at(Timestamp::from_secs(MADE)).primary_user_id("foreign".into());
    let mut key = params.build().unwrap().generate(rand::thread_rng()).unwrap();
    // Self-signatures are made now; these are to be as old as the key.
    key.details.direct_signatures.clear();
    let mut config = config(&key, SignatureType::CertPositive);
    config.hashed_subpackets = common(&key, 0, &[&[flags(true)], says].concat());
    let (primary, none) = (&key.primary_key, Password::empty());
    let user = &mut key.details.users[0];
    let public = primary.public_key();
    let signature = config.sign_certification(primary, public, &none, Tag::UserId, &user.id);
    user.signatures = vec![signature.unwrap()];
    key
}

fn common(key: &SignedSecretKey, after: u32, says: &[SubpacketData]) -> Vec<Subpacket> {
    let created = SubpacketData::SignatureCreationTime(Timestamp::from_secs(MADE + after));
    let public = key.primary_key.public_key();
    let issuer = SubpacketData::IssuerFingerprint(public.fingerprint());
    // gpg 2.2 goes by the key ID alone, which version 6 does not have.
    let key_id = (public.version() == KeyVersion::V4)
        .then(|| SubpacketData::IssuerKeyId(public.legacy_key_id()));
    let data = [created, issuer].into_iter().chain(key_id).chain(says.iter().cloned());
    data.map(|data| Subpacket::regular(data).unwrap()).collect()
}

fn config(key: &SignedSecretKey, kind: SignatureType) -> SignatureConfig {
    SignatureConfig::from_key(rand::thread_rng(), &key.primary_key, kind).unwrap()
}

/// Adds a direct-key signature made so many seconds after the key.
fn add_direct(key: &mut SignedSecretKey, after: u32, says: &[SubpacketData]) {
    let mut config = config(key, SignatureType::Key);
    config.hashed_subpackets = common(key, after, says);
    let public = key.primary_key.public_key();
    let signature = config.sign_key(&key.primary_key, &Password::empty(), public).unwrap();
    key.details.direct_signatures.push(signature);
}

/// A signature of the message, so many seconds after the key.
fn sign(key: &SignedSecretKey, after: u32) -> Vec<u8> {
    let mut config = config(key, SignatureType::Binary);
    config.hash_alg = HashAlgorithm::Sha256;
    config.hashed_subpackets = common(key, after, &[]);
    let signature = config.sign(&key.primary_key, &Password::empty(), MESSAGE).unwrap();
    DetachedSignature::new(signature).to_bytes().unwrap()
}

fn ends(seconds: u32) -> SubpacketData {
    SubpacketData::KeyExpirationTime(Duration::from_secs(seconds))
}

fn flags(sign: bool) -> SubpacketData {
    let mut flags = KeyFlags::default();
    flags.set_certify(true);
    flags.set_sign(sign);
    SubpacketData::KeyFlags(flags)
}

/// Whether gpgv and sqv take the signature, and what they say.
fn clients(keyring: &[u8], signature: &[u8]) -> [(bool, String); 2] {
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    let file = |name: &str, contents: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, contents).unwrap();
        path
    };
    let (keyring, message) = (file("key.gpg", keyring), file("message", MESSAGE));
    let signature = file("signature", signature);
    ["gpgv", "sqv"].map(|name| {
        let mut command = real_tools::command(name);
        command.arg("--keyring").arg(&keyring);
        if name == "gpgv" {
            command.args(["--status-fd", "1"]);
        }
        match run(command.arg(&signature).arg(&message), b"") {
            // gpgv is content with keys that ended; apt goes by its status lines.
            Ok((said, _)) => {
                let said = String::from_utf8_lossy(&said).into_owned();
                (name == "sqv" || said.contains("] GOODSIG "), said)
            }
            Err(said) => (false, said),
        }
    })
}

/// What direct-key signatures say, each with its seconds after the key.
type Direct<'a> = &'a [(u32, &'a [SubpacketData])];

/// What is taken here, both take; what is not, one of them refuses.
#[test]
fn direct_key_signatures_are_read_as_gpgv_and_sqv_read_them() {
    const LATE: u32 = 10_000;
    let cases: [(&str, Direct<'_>); 9] = [
        ("no direct-key signature", &[]),
        ("one that says nothing", &[(0, &[])]),
        ("an end before the signature", &[(0, &[ends(100)])]),
        ("an end far off", &[(0, &[ends(1_000_000_000)])]),
        ("an end that was put off", &[(0, &[ends(100)]), (9, &[ends(1_000_000_000)])]),
        ("an end that was taken away", &[(0, &[ends(100)]), (9, &[ends(0)])]),
        ("an end that was set later", &[(0, &[ends(1_000_000_000)]), (9, &[ends(100)])]),
        ("flags without signing", &[(0, &[flags(false)])]),
        ("flags with signing", &[(9, &[flags(true)])]),
    ];
    for user_id in [&[][..], &[ends(100)], &[ends(1_000_000_000)]] {
        let new = key(KeyVersion::V4, user_id);
        for (name, direct) in cases {
            let mut key = new.clone();
            for (after, says) in direct {
                add_direct(&mut key, *after, says);
            }
            let keyring = key.to_public_key().to_bytes().unwrap();
            let signature = sign(&key, LATE);
            let ours = Certificate::parse(&keyring).unwrap().verify(&signature, &mut { MESSAGE });
            let theirs = clients(&keyring, &signature);
            let all = theirs.iter().all(|(taken, _)| *taken);
            let ours = ours.map(drop).map_err(|error| error.to_string());
            assert_eq!(ours.is_ok(), all, "{user_id:?}, {name}: {ours:?} {theirs:?}");
        }
    }
}

#[test]
fn a_keyring_with_trust_packets_is_read_to_its_end() {
    let gpg = Gpg::with_old_keyring();
    gpg.import(&fixture("several.asc"));
    let keyring = fs::read(gpg.home().join("pubring.gpg")).unwrap();
    assert!(gpg.packets(&keyring).contains("trust packet"));
    assert_eq!(Certificate::parse(&keyring).unwrap().len(), 3);
}

/// gpgv takes none of the curves away from the others of a keyring, and neither do we.
#[test]
fn text_and_keys_on_all_curves_of_gpg_are_read() {
    let mut file = b"The keys of a vendor:\n\n".to_vec();
    for algorithm in ["brainpoolP256r1", "brainpoolP512r1", "secp256k1", "nistp521", "ed25519"] {
        let gpg = Gpg::new();
        gpg.generate(algorithm, "20240101T000000");
        file.extend(gpg.exported_armored());
        file.extend(b"and another:\n");
        let certificates = Certificate::parse(&file).unwrap();
        let signature = gpg.sign(MESSAGE, &[]);
        let verdict = certificates.verify(&signature, &mut { MESSAGE });
        match verdict.map_err(|error| error.to_string()) {
            Ok(_) => assert!(["nistp521", "ed25519"].contains(&algorithm), "{algorithm}"),
            Err(error) => {
                assert!(error.ends_with("which is not supported"), "{algorithm}: {error}")
            }
        }
    }
    assert_eq!(Certificate::parse(&file).unwrap().len(), 5);
    let reader = Gpg::new();
    reader.import(&file);
}

/// gpgv 2.2 and 2.4 know no version 6; sqv knows it from the releases on that read RFC 9580.
#[test]
fn version_6_is_verified_here_whoever_else_does() {
    let key = key(KeyVersion::V6, &[]);
    let keyring = key.to_public_key().to_bytes().unwrap();
    let certificates = Certificate::parse(&keyring).unwrap();
    certificates.verify(&sign(&key, 10), &mut { MESSAGE }).unwrap();
    let error = certificates.verify(&sign(&key, 10), &mut { b"other".as_slice() }).unwrap_err();
    assert!(error.to_string().ends_with("does not match what it signs"), "{error}");
    let mut ended = key.clone();
    add_direct(&mut ended, 5, &[flags(true), ends(100)]);
    let keyring = ended.to_public_key().to_bytes().unwrap();
    let certificates = Certificate::parse(&keyring).unwrap();
    certificates.verify(&sign(&key, 50), &mut { MESSAGE }).unwrap();
    let error = certificates.verify(&sign(&key, 200), &mut { MESSAGE }).unwrap_err().to_string();
    assert!(error.ends_with(&format!("which expired at {}", MADE + 100)), "{error}");
}
