//! What direct-key signatures say, with keys made here; gpg's verdicts are in `tests/it`.

use pgp::composed::{KeyType, SecretKeyParamsBuilder, SignedSecretKey};
use pgp::packet::{KeyFlags, SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::types::{Duration, KeyDetails, Password, Timestamp};

use super::Certificate;

/// A key that certifies and signs and does not end, by what its user ID says.
fn key() -> SignedSecretKey {
    let mut params = SecretKeyParamsBuilder::default();
    params.key_type(KeyType::Ed25519Legacy).can_certify(true).can_sign(true);
    params.created_at(Timestamp::from_secs(1_704_067_200)).primary_user_id("direct".into());
    params.build().unwrap().generate(rand::thread_rng()).unwrap()
}

/// The key with a direct-key signature made so many seconds after it.
fn with_direct(mut key: SignedSecretKey, after: u32, says: Vec<SubpacketData>) -> SignedSecretKey {
    let primary = &key.primary_key;
    let made = primary.public_key().created_at().as_secs() + after;
    let created = SubpacketData::SignatureCreationTime(Timestamp::from_secs(made));
    let issuer = SubpacketData::IssuerFingerprint(primary.public_key().fingerprint());
    let mut config =
        SignatureConfig::from_key(rand::thread_rng(), primary, SignatureType::Key).unwrap();
    config.hashed_subpackets = [created, issuer]
        .into_iter()
        .chain(says)
        .map(|data| Subpacket::regular(data).unwrap())
        .collect();
    let signature = config.sign_key(primary, &Password::empty(), primary.public_key()).unwrap();
    key.details.direct_signatures.push(signature);
    key
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

/// How long the primary key lasts, and whether it signs.
fn said(key: &SignedSecretKey) -> (Option<u64>, bool) {
    let primary = Certificate::from(key.to_public_key()).keys().next().unwrap();
    let span = primary.expires.map(|end| end.seconds() - primary.created.seconds());
    (span, primary.signs)
}

#[test]
fn an_expiry_in_a_direct_key_signature_ends_the_key() {
    assert_eq!(said(&key()), (None, true));
    let ended = with_direct(key(), 0, vec![ends(100)]);
    assert_eq!(said(&ended), (Some(100), true));
    // Its newest one counts, and 0 says that there is no end.
    assert_eq!(said(&with_direct(ended.clone(), 9, vec![ends(200)])), (Some(200), true));
    assert_eq!(said(&with_direct(ended.clone(), 9, vec![ends(0)])), (None, true));
    // An older one does not, whatever its place.
    let mut turned = with_direct(ended, 9, vec![ends(200)]);
    turned.details.direct_signatures.reverse();
    assert_eq!(said(&turned), (Some(200), true));
}

#[test]
fn a_direct_key_signature_that_is_not_valid_says_nothing() {
    let foreign = with_direct(key(), 0, vec![ends(100)]).details.direct_signatures;
    let mut own = key();
    own.details.direct_signatures = foreign;
    assert_eq!(said(&own), (None, true));
}

#[test]
fn key_flags_in_a_direct_key_signature_count() {
    assert_eq!(said(&with_direct(key(), 0, vec![flags(false)])), (None, false));
    assert_eq!(said(&with_direct(key(), 0, vec![flags(true)])), (None, true));
    // A certificate without user IDs has nothing else.
    let mut bare = with_direct(key(), 0, vec![flags(true), ends(100)]);
    bare.details.users.clear();
    assert_eq!(said(&bare), (Some(100), true));
}
