use proptest::prelude::*;

use super::*;

/// A signature packet of version 4 with these areas of subpackets.
fn packet(kind: u8, hashed: &[u8], unhashed: &[u8]) -> Vec<u8> {
    let mut body = vec![4, kind, 1, 8, 0, hashed.len() as u8];
    body.extend(hashed);
    body.extend([0, unhashed.len() as u8]);
    body.extend(unhashed);
    body.extend([0xAB, 0xCD, 0, 8, 0xFF]);
    [&[0xC2, body.len() as u8], &*body].concat()
}

/// A packet that ends in `more`.
fn longer(packet: &[u8], more: &[u8]) -> Vec<u8> {
    let mut longer = [packet, more].concat();
    longer[1] = (longer.len() - 2) as u8;
    longer
}

const CREATED: [u8; 6] = [5, 2, 0x65, 0x92, 0, 0x80];
const KEY_ID: [u8; 10] = [9, 16, 1, 2, 3, 4, 5, 6, 7, 8];

fn contracted(bytes: &[u8]) -> Result<DetachedSignature, String> {
    DetachedSignature::parse_as_contracted(bytes, SignatureType::Binary)
        .map_err(|error| error.to_string())
}

#[test]
fn tells_what_a_signature_says() {
    let bytes = packet(0, &CREATED, &KEY_ID);
    let signature = contracted(&bytes).unwrap();
    assert_eq!(signature.bytes, bytes);
    assert_eq!(signature.algorithm, KeyAlgorithm::Rsa);
    assert_eq!(signature.hash, HashAlgorithm::Sha256);
    assert_eq!(signature.created, Some(Timestamp::clamped(0x6592_0080)));
    assert_eq!(signature.key_id.unwrap().to_string(), "0102030405060708");
    assert_eq!(signature.issuer, None);
}

#[test]
fn the_fingerprint_that_is_signed_wins() {
    let fingerprint = |byte| [&[22, 33, 4][..], &[byte; 20]].concat();
    let bytes = packet(0, &[&CREATED[..], &fingerprint(7)].concat(), &fingerprint(9));
    let signature = contracted(&bytes).unwrap();
    assert_eq!(signature.issuer, Some(Fingerprint([7; 20].into())));
    assert_eq!(signature.key_id, Some(KeyId([7; 8])));
}

#[test]
fn reads_version_3() {
    let body = [&[3, 5, 0, 0x65, 0x92, 0, 0x80][..], &[1; 8], &[1, 8, 0xAB, 0xCD, 0, 8, 0xFF]];
    let body = body.concat();
    let bytes = [&[0x88, body.len() as u8], &*body].concat();
    let signature = DetachedSignature::parse(&bytes).unwrap();
    assert_eq!(signature.key_id, Some(KeyId([1; 8])));
    assert_eq!(signature.created, Some(Timestamp::clamped(0x6592_0080)));
    let error = contracted(&bytes).unwrap_err();
    assert!(error.starts_with("is a signature of version 3"), "{error}");
}

/// A signature packet of version 6 over `hash` with this salt; its area of subpackets that are not
/// signed is empty.
fn version_6(hash: u8, salt: &[u8]) -> Vec<u8> {
    let mut body = vec![6, 0, 1, hash, 0, 0, 0, CREATED.len() as u8];
    body.extend(CREATED);
    body.extend([0, 0, 0, 0, 0xAB, 0xCD, salt.len() as u8]);
    body.extend(salt);
    body.extend([0, 8, 0xFF]);
    [&[0xC2, body.len() as u8], &*body].concat()
}

#[test]
fn the_salt_of_version_6_is_no_part_of_the_numbers() {
    for (hash, length) in [(8, 16), (9, 24), (10, 32), (12, 16), (14, 32), (99, 5)] {
        // What a number of 65535 bits would start with.
        let bytes = version_6(hash, &vec![0xFF; length]);
        let signature = DetachedSignature::parse(&bytes).unwrap();
        assert_eq!(signature.hash.number(), hash);
        assert_eq!(signature.created, Some(Timestamp::clamped(0x6592_0080)));
    }
    for (bytes, problem) in [
        (version_6(8, &[1; 15]), "has a salt of 15 bytes; SHA256 requires 16"),
        (longer(&version_6(8, &[1; 16]), &[0]), "has data after its numbers"),
        (longer(&version_6(8, &[1; 16])[..30], &[]), "is a truncated signature"),
    ] {
        assert_eq!(DetachedSignature::parse(&bytes).unwrap_err().to_string(), problem);
    }
}

#[test]
fn refuses_what_breaks_the_contract() {
    let expires = [&CREATED[..], &[5, 3, 0, 0, 0, 1]].concat();
    let never = [&CREATED[..], &[5, 3, 0, 0, 0, 0]].concat();
    let critical = [5, 0x82, 0x65, 0x92, 0, 0x80];
    contracted(&packet(0, &never, &KEY_ID)).unwrap();
    let expiring = DetachedSignature::parse(&packet(0, &expires, &KEY_ID)).unwrap();
    assert_eq!(expiring.expires, Some(Timestamp::clamped(0x6592_0081)));
    for (bytes, problem) in [
        (packet(1, &CREATED, &KEY_ID), "is a signature of type 0x01"),
        (packet(0, &expires, &KEY_ID), "is a signature that expires"),
        (packet(0, &critical, &KEY_ID), "has the critical subpacket 2"),
        (packet(0, &[], &KEY_ID), "has no creation time"),
        (packet(0, &CREATED, &[]), "has no creation time or no key ID"),
        // A time that is not signed is none.
        (packet(0, &[], &[&CREATED[..], &KEY_ID].concat()), "has no creation time"),
    ] {
        let error = contracted(&bytes).unwrap_err();
        assert!(error.starts_with(problem), "{error}");
        DetachedSignature::parse(&bytes).unwrap();
    }
}

#[test]
fn refuses_what_is_not_one_signature() {
    let one = packet(0, &CREATED, &KEY_ID);
    let two = [&*one, &*one].concat();
    let trailed = [&*one, b"\n"].concat();
    for (bytes, problem) in [
        (&b""[..], "is empty"),
        (b"gpg: error", "is neither a binary nor an armored signature"),
        (&two, "has more than one packet"),
        (&trailed, "has data after the signature"),
        (&[0xC6, 1, 4], "is an OpenPGP packet of type 6, not a signature"),
        (&[0xC2, 1, 9], "is a signature of version 9, which is not supported"),
        (&[0x8B, 1, 4], "is a signature of unknown length"),
        (&[0xC2, 0xE0, 4], "is a signature in parts"),
        (&longer(&one, &[0]), "has data after its numbers"),
        (&longer(&one[..one.len() - 1], &[]), "is a truncated signature"),
        (
            &packet(0, &[&CREATED[..], &[22, 33, 4], &[7; 20]].concat(), &KEY_ID),
            "names two keys: a key ID, and the fingerprint of another",
        ),
        (&packet(0, &CREATED, &[2, 0xE4, 0]), "has the unknown critical subpacket 100"),
    ] {
        assert_eq!(DetachedSignature::parse(bytes).unwrap_err().to_string(), problem);
    }
    for length in 1..one.len() - 3 {
        let error = DetachedSignature::parse(&one[..length]).unwrap_err();
        assert_eq!(error.to_string(), "is a truncated signature", "{length}");
    }
}

#[test]
fn reads_armor() {
    let bytes = packet(0, &CREATED, &KEY_ID);
    let encoded = crate::base64::encode(&bytes);
    let armored = |headers: &str, rest: &str| {
        let begin = "-----BEGIN PGP SIGNATURE-----";
        format!("\n{begin}\r\n{headers}\n{encoded}\n{rest}-----END PGP SIGNATURE-----\n")
    };
    for blank in ["\u{a0}\n", "\u{2009}\n"] {
        DetachedSignature::parse(armored(blank, "").trim_start().as_bytes()).unwrap_err();
    }
    for text in [armored("", ""), armored("Version: 1\nComment: x\n", "")] {
        let signature = DetachedSignature::parse(text.trim_start().as_bytes()).unwrap();
        assert_eq!(signature.bytes, bytes);
    }
    for (text, problem) in [
        (armored("", "=AAAA\n"), "is armored and its checksum does not match"),
        (armored("", "!\n"), "is armored with invalid base64"),
        (armored("", "") + "more", "has text after the armored signature"),
        (
            format!("-----BEGIN PGP SIGNATURE-----\n{encoded}"),
            "is armored without an empty line \
                                                              after the first one",
        ),
        (format!("-----BEGIN PGP SIGNATURE-----\n\n{encoded}"), "is armored without an end line"),
    ] {
        let error = DetachedSignature::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), problem);
    }
}

proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _ = DetachedSignature::parse(&bytes);
        let _ = DetachedSignature::parse(&[&[0xC2, bytes.len() as u8], &*bytes].concat());
        let _ = DetachedSignature::parse(&[&[0xC2, bytes.len() as u8 + 1, 4], &*bytes].concat());
    }

    #[test]
    fn never_panics_on_broken_armor(text in "(-----BEGIN PGP SIGNATURE-----\n\n)?[ -~\n=]{0,80}") {
        let _ = DetachedSignature::parse(text.as_bytes());
    }

    #[test]
    fn never_panics_on_mutations(at in 0_usize..40, byte: u8, length in 0_usize..41) {
        let mut bytes = packet(0, &CREATED, &KEY_ID);
        let last = bytes.len() - 1;
        bytes[at.min(last)] = byte;
        bytes.truncate(length);
        let _ = DetachedSignature::parse(&bytes);
    }
}

/// gpgv and apt find no signature at all where one of an unknown version comes first.
#[test]
fn signatures_of_unknown_versions_are_not_supported() {
    let (known, unknown) = (packet(0, &CREATED, &KEY_ID), [0xC2, 3, 9, 1, 2].as_slice());
    for bytes in [[&*known, unknown].concat(), [unknown, &*known].concat()] {
        let error = DetachedSignature::parse_all(&bytes).unwrap_err();
        assert_eq!(error.to_string(), "is a signature of version 9, which is not supported");
    }
}

#[test]
fn reads_what_it_armors() {
    for length in [1, 47, 48, 49, 400] {
        let hashed = [&CREATED[..], &KEY_ID].concat();
        let one = packet(1, &hashed, &[]);
        let many: Vec<u8> = one.iter().copied().cycle().take(one.len() * length).collect();
        let many = DetachedSignature::parse_all(&many);
        if length > 64 {
            assert_eq!(many.unwrap_err().to_string(), "has more than 64 packets");
            continue;
        }
        let many = many.unwrap();
        assert_eq!(many.len(), length);
        assert_eq!(many[length - 1].bytes, one);
        assert_eq!(many[0].kind, SignatureType::Text);
        let block = DetachedSignature::armor(&many);
        assert_eq!(DetachedSignature::parse_all(block.as_bytes()).unwrap(), many);
    }
}
