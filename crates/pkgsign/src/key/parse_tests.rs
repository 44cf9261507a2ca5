//! Files of keys as other programs write them, put together from the packets of fixtures.

use pgp::crypto::hash::HashAlgorithm;
use pgp::types::Tag;

use super::packets::packets;
use super::{Certificate, KeyError};
use crate::{Fingerprint, Verifier};

fn fixture(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/");
    std::fs::read(format!("{path}{name}")).unwrap()
}

/// The certificates of a fixture as binary packets.
fn binary(name: &str) -> Vec<u8> {
    let certificates = Certificate::parse(&fixture(name)).unwrap();
    certificates.iter().flat_map(|one| one.to_bytes().unwrap()).collect()
}

fn fingerprints(bytes: &[u8]) -> Result<Vec<Fingerprint>, KeyError> {
    let certificates = Certificate::parse(bytes)?;
    Ok(certificates.iter().map(Certificate::fingerprint).collect())
}

/// A packet with a short body.
fn packet(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[0xC0 | tag, u8::try_from(body.len()).unwrap()], body].concat()
}

#[test]
fn text_around_armored_blocks_is_passed_over() {
    let (one, other) = (fixture("ed25519.asc"), fixture("rsa3072.asc"));
    let expected = [fingerprints(&one).unwrap(), fingerprints(&other).unwrap()].concat();
    let before: [&[u8]; 5] = [
        b"",
        b"\n \n",
        b"The keys of a vendor\n\npub  rsa3072: x -----BEGIN PGP\n",
        "\u{e9}diteur\n".as_bytes(),
        b"\xEF\xBB\xBF",
    ];
    for before in before {
        for between in [&b"\n"[..], b"and another:\n\n"] {
            let file = [before, &one, between, &other, b"the end"].concat();
            assert_eq!(fingerprints(&file).as_ref(), Ok(&expected));
            let windows = String::from_utf8(file).unwrap().replace('\n', "\r\n");
            assert_eq!(fingerprints(windows.as_bytes()).as_ref(), Ok(&expected));
        }
    }
    let text = fingerprints(b"-----BEGIN PGP MESSAGE-----\n\nno key\n").unwrap_err().to_string();
    assert_eq!(text, "is not an OpenPGP key: it is a signature or a message in OpenPGP's armor");
}

#[test]
fn packets_that_mean_nothing_cut_nothing_off() {
    let several = binary("several.asc");
    let expected = fingerprints(&several).unwrap();
    assert_eq!(expected.len(), 3);
    let with = |more: &[u8]| {
        let parts = packets(&several).unwrap();
        parts.iter().flat_map(|part| [part.bytes, more].concat()).collect::<Vec<u8>>()
    };
    // Trust, a marker, padding, one of an unknown kind that is not critical, an experimental one.
    for more in [
        [0xB0, 2, 0, 3].to_vec(),
        packet(10, b"PGP"),
        packet(21, &[1]),
        packet(40, &[1]),
        packet(60, &[]),
    ] {
        assert_eq!(fingerprints(&with(&more)).as_ref(), Ok(&expected), "{more:?}");
    }
    for more in [packet(22, &[1]), packet(11, &[1]), vec![0x42]] {
        assert!(matches!(fingerprints(&with(&more)), Err(KeyError::Malformed(_))), "{more:?}");
    }
    for length in [several.len() - 1, several.len() - 100] {
        assert!(matches!(fingerprints(&several[..length]), Err(KeyError::Malformed(_))));
    }
    let headless = &packets(&several).unwrap()[1..];
    let headless: Vec<u8> = headless.iter().flat_map(|part| part.bytes).copied().collect();
    assert!(matches!(fingerprints(&headless), Err(KeyError::Malformed(_))));
}

#[test]
fn a_user_id_behind_a_subkey_cuts_nothing_off() {
    let subkeys = binary("subkeys.asc");
    let parts = packets(&subkeys).unwrap();
    let is_subkey = |at: &usize| parts[*at].tag() == Tag::PublicSubkey;
    let first = (0..parts.len()).find(is_subkey).unwrap();
    let order = [&parts[..1], &parts[first..], &parts[1..first]].concat();
    let turned: Vec<u8> = order.iter().flat_map(|part| part.bytes).copied().collect();
    let turned = Certificate::parse(&[turned, binary("ed25519.asc")].concat()).unwrap();
    let whole = Certificate::parse(&subkeys).unwrap();
    assert_eq!(turned.len(), 2);
    assert!(turned[0].keys().eq(whole[0].keys()));
}

/// Bodies of public keys that nothing can be made of, or next to nothing.
fn unknown() -> Vec<Vec<u8>> {
    let made = [0x65, 0x92, 0, 0x80];
    let numbers = [0, 8, 0xFF, 3, 1, 8, 7];
    let curve = |algorithm: u8, oid: &[u8]| {
        [&[4][..], &made, &[algorithm, u8::try_from(oid.len()).unwrap()], oid, &numbers].concat()
    };
    vec![
        [&[4][..], &made, &[99, 1, 2, 3]].concat(),
        [&[5][..], &made, &[22, 0, 0, 0, 1, 2]].concat(),
        [&[4][..], &made, &[27, 1, 2, 3]].concat(),
        curve(18, &[0x2B, 1, 2, 3]),
        curve(19, &[0x2B, 1, 2, 3]),
        curve(22, &[0x2B, 1, 2, 3]),
        curve(19, &[0xFF; 9]),
        curve(22, &[]),
    ]
}

/// RFC 9580, section 5.5.4; of version 5 as drafts had it.
fn fingerprint(body: &[u8]) -> Fingerprint {
    let length = u8::try_from(body.len()).unwrap();
    let (hash, head) = match body[0] {
        4 => (HashAlgorithm::Sha1, vec![0x99, 0, length]),
        _ => (HashAlgorithm::Sha256, vec![0x9A, 0, 0, 0, length]),
    };
    Fingerprint(hash.digest(&[&head, body].concat()).unwrap().into())
}

/// A signature that names its key and has nothing else.
fn signature(key: &Fingerprint, algorithm: u8) -> Vec<u8> {
    let issuer = [&[9, 16][..], &key.key_id().unwrap().0].concat();
    packet(
        2,
        &[&[4, 0, algorithm, 8, 0, 0, 0, 10][..], &issuer, &[0, 0, 0, 1, 1, 0, 1, 1]].concat(),
    )
}

#[test]
fn a_subkey_that_is_not_supported_leaves_the_rest_readable() {
    let (one, binding) = (binary("ed25519.asc"), binary("subkeys.asc"));
    let binding = packets(&binding).unwrap().last().unwrap().bytes.to_vec();
    let expected = fingerprints(&[one.clone(), binary("rsa3072.asc")].concat()).unwrap();
    for body in unknown() {
        let file =
            [one.clone(), packet(14, &body), binding.clone(), binary("rsa3072.asc")].concat();
        assert_eq!(fingerprints(&file).as_ref(), Ok(&expected), "{body:?}");
        let certificates = Certificate::parse(&file).unwrap();
        // What is published of it can be read again.
        assert_eq!(fingerprints(&certificates[0].to_bytes().unwrap()).unwrap(), expected[..1]);
        let key = fingerprint(&body);
        let error = certificates.verify(&signature(&key, 22), &mut std::io::empty()).unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with(&format!("signed by {key}, with a key o")), "{error}");
        assert!(error.ends_with("not supported"), "{error}");
    }
}

#[test]
fn a_certificate_that_is_not_supported_leaves_others_readable() {
    let one = binary("ed25519.asc");
    let user = packet(13, b"x");
    for body in unknown() {
        let alone = [packet(6, &body), user.clone()].concat();
        for file in [[alone.clone(), one.clone()].concat(), [one.clone(), alone.clone()].concat()] {
            let certificates = Certificate::parse(&file).unwrap();
            let signature = signature(&fingerprint(&body), 22);
            let error = certificates.verify(&signature, &mut std::io::empty()).unwrap_err();
            assert!(error.to_string().ends_with("not supported"), "{error}");
        }
        if let Err(error) = Certificate::parse(&alone) {
            let error = error.to_string();
            let key = fingerprint(&body);
            let expected = format!("has no supported key: {key}, a key of ");
            assert!(error.starts_with(&expected), "{error}");
        }
    }
}

/// gpg ignores such a revocation, Sequoia does not: the safer reading counts.
#[test]
fn a_revocation_counts_wherever_it_stands() {
    let revoked = binary("revoked.asc");
    let parts = packets(&revoked).unwrap();
    let at = parts.iter().position(|part| part.tag() == Tag::Signature && part.body[1] == 0x20);
    let at = at.unwrap();
    let order = [&parts[..at], &parts[at + 1..], &parts[at..=at]].concat();
    let moved: Vec<u8> = order.iter().flat_map(|part| part.bytes).copied().collect();
    let [expected, found] =
        [revoked, moved].map(|bytes| Certificate::parse(&bytes).unwrap().remove(0));
    assert!(found.keys().all(|key| key.revoked.is_some()));
    assert!(found.keys().eq(expected.keys()));
}
