//! With the keys in `fixtures/keys`; what gpgv and sqv say is in `tests/it`.

use pkgio::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    Certificate, DetachedSignature, EndorseError, HashAlgorithm, KeyOptions, KeySigner, SignError,
    SignOptions, SignatureType, Signer, VerifyError, detached,
};

const RELEASE: &[u8] =
    b"Origin: Example\nSuite: stable\n- dash\nDate: Wed, 01 Jan 2025 00:00:00 UTC\n";

fn now() -> Timestamp {
    Timestamp::clamped(1_735_689_600)
}

fn options() -> SignOptions {
    SignOptions::text(HashAlgorithm::Sha512, now())
}

fn fixture(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/");
    std::fs::read(format!("{path}{name}")).unwrap()
}

fn signer(name: &str) -> KeySigner {
    KeySigner::new(&fixture(&format!("{name}.secret.asc")), &KeyOptions::new(now())).unwrap()
}

fn certificates(names: &[&str]) -> Vec<Certificate> {
    let each = |name: &&str| Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap();
    names.iter().flat_map(each).collect()
}

fn signed(text: &[u8]) -> Vec<u8> {
    sign(text, &[&signer("ed25519")], &certificates(&["ed25519"]), options()).unwrap()
}

#[test]
fn writes_what_every_apt_reads() {
    let message = String::from_utf8(signed(b"Origin: Example \t\n-x\n- y\nFrom here\n")).unwrap();
    let expected = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: Example\n- -x\n\
                    - - y\nFrom here\n-----BEGIN PGP SIGNATURE-----\n\n";
    let block = message.strip_prefix(expected).unwrap();
    let mut lines = block.lines().rev();
    assert_eq!(lines.next(), Some("-----END PGP SIGNATURE-----"));
    let checksum = lines.next().unwrap();
    assert!(checksum.starts_with('=') && checksum.len() == 5, "{checksum}");
    assert!(message.ends_with("-----\n"), "{message}");
    assert!(lines.all(|line| !line.is_empty() && line.len() <= 64));
}

#[test]
fn the_same_text_has_the_same_message() {
    assert_eq!(signed(RELEASE), signed(RELEASE));
}

#[test]
fn one_of_several_signatures_is_enough() {
    let (old, new) = (signer("rsa3072"), signer("ed25519"));
    let both = certificates(&["ed25519", "rsa3072"]);
    let message = sign(RELEASE, &[&old, &new], &both, options()).unwrap();
    assert_eq!(split(&message).unwrap().signatures.len(), 2);
    assert_eq!(message.windows(9).filter(|at| at == b"BEGIN PGP").count(), 2);
    let (text, endorsed) = verify(&message, &both).unwrap();
    assert_eq!(text, RELEASE);
    let keys: Vec<_> = endorsed.good.iter().map(|verified| &verified.key).collect();
    assert_eq!(keys, [old.fingerprint(), new.fingerprint()]);
    for (name, key) in [("rsa3072", &old), ("ed25519", &new)] {
        let (_, endorsed) = verify(&message, &certificates(&[name])).unwrap();
        assert_eq!(endorsed.good.len(), 1);
        assert_eq!(endorsed.good[0].key, *key.fingerprint());
        assert!(matches!(endorsed.worthless[..], [VerifyError::UnknownKey { .. }]));
    }
    let error = verify(&message, &certificates(&["rsa4096"])).unwrap_err();
    assert!(matches!(&error, EndorseError::NoneGood(both) if both.len() == 2), "{error}");
}

#[test]
fn a_bad_signature_by_a_known_key_is_one_too_many() {
    let both = certificates(&["ed25519", "rsa3072"]);
    let good = split(&signed(RELEASE)).unwrap();
    let other = sign(b"other", &[&signer("rsa3072")], &both, options()).unwrap();
    let other = split(&other).unwrap();
    let signatures = [good.signatures, other.signatures].concat();
    let message = super::sign::message(RELEASE, &signatures);
    let error = verify(&message, &both).unwrap_err();
    assert!(matches!(error, EndorseError::Bad(VerifyError::Bad { .. })), "{error}");
    // Nobody who lacks the other key can tell.
    verify(&message, &certificates(&["ed25519"])).unwrap();
}

#[test]
fn a_signature_that_clients_would_refuse_is_not_given_out() {
    for names in [&["rsa3072"][..], &[]] {
        let error =
            sign(RELEASE, &[&signer("ed25519")], &certificates(names), options()).unwrap_err();
        assert!(matches!(error, SignError::Unverified(_)), "{error}");
    }
    // Of several, each has to be good.
    let signers: [&dyn Signer; 2] = [&signer("rsa3072"), &signer("ed25519")];
    let published = certificates(&["rsa3072"]);
    let error = sign(RELEASE, &signers, &published, options()).unwrap_err();
    assert!(matches!(error, SignError::Unverified(_)), "{error}");
    let error = detached::sign(RELEASE, &signers, &published, options()).unwrap_err();
    assert!(matches!(error, SignError::Unverified(_)), "{error}");
    let error = sign(RELEASE, &[], &published, options()).unwrap_err();
    assert!(matches!(error, SignError::Key(_)), "{error}");
    let error = sign(b"a\r\n", &[&signer("rsa3072")], &published, options()).unwrap_err();
    assert!(matches!(error, SignError::Text(TextError::Control { line: 1, byte: 13 })), "{error}");
}

#[test]
fn detached_signatures_are_of_bytes() {
    let both = certificates(&["ed25519", "rsa3072"]);
    let message = b"line \r\n\0";
    let signers: [&dyn Signer; 2] = [&signer("ed25519"), &signer("rsa3072")];
    // The options' type does not matter: it is known from what is made.
    let block = detached::sign(message, &signers, &both, options()).unwrap();
    let signatures = DetachedSignature::parse_all(block.as_bytes()).unwrap();
    assert_eq!(signatures.len(), 2);
    assert!(signatures.iter().all(|one| one.kind == SignatureType::Binary));
    assert_eq!(detached::verify(block.as_bytes(), message, &both).unwrap().good.len(), 2);
    let error = detached::verify(block.as_bytes(), b"line \n\0", &both).unwrap_err();
    assert!(matches!(error, EndorseError::Bad(_)), "{error}");
    // One of text proves nothing beside a file.
    let text = DetachedSignature::armor(&split(&signed(RELEASE)).unwrap().signatures);
    let error = detached::verify(text.as_bytes(), &RELEASE[..RELEASE.len() - 1], &both);
    assert!(matches!(error, Err(EndorseError::Kind(SignatureType::Text))));
}

#[test]
fn one_of_bytes_proves_no_text() {
    let both = certificates(&["ed25519"]);
    let block = detached::sign(b"text", &[&signer("ed25519")], &both, options()).unwrap();
    let signatures = DetachedSignature::parse_all(block.as_bytes()).unwrap();
    let error = split(&super::sign::message(b"text\n", &signatures)).unwrap_err();
    assert_eq!(error, SplitError::Kind(SignatureType::Binary));
}

#[test]
fn refuses_what_clients_might_take_differently() {
    let message = String::from_utf8(signed(RELEASE)).unwrap();
    let with = |from: &str, to: &str| {
        assert!(message.contains(from), "{from}");
        message.replacen(from, to, 1)
    };
    let begin = "-----BEGIN PGP SIGNED MESSAGE-----\n";
    let unsigned = "Package: evil\n";
    for (message, problem) in [
        (String::new(), "does not start with"),
        (format!("\n{message}"), "does not start with"),
        (format!("{unsigned}{message}"), "does not start with"),
        (with("MESSAGE-----\n", "MESSAGE----- \n"), "does not start with"),
        (with("MESSAGE-----\n", "MESSAGE-----\r\n"), "does not start with"),
        (format!("{message}\n"), "has data after its signature, in line 15"),
        (format!("{message}{unsigned}"), "has data after its signature"),
        (format!("{message}{message}"), "has data after its signature"),
        (with("Hash: SHA512\n\n", "Hash: SHA512\n \n"), "has the header \" \""),
        (with("Hash: SHA512\n", "Hash: SHA999\n"), "has the header \"Hash: SHA999\""),
        (with("Hash: SHA512\n", "NotDashEscaped: yes\n"), "has the header"),
        (with("Hash: SHA512\n", "Hash: SHA256\n"), "has a signature with SHA512, which"),
        (with("Hash: SHA512\n\n", "Hash: SHA512\n"), "has the header \"Origin: Example\""),
        (with("- - dash", "- dash\n-dash"), "has a dash that is not escaped, in line 7"),
        (with("- - dash", "- - dash\n- \t"), "has a dash that is not escaped, in line 7"),
        (with("- - dash", begin), "has a dash that is not escaped"),
        (with("Suite", "Sui\0te"), "line 2 of the text has the control character 0x00"),
        (with("stable", "stable\r"), "line 2 of the text has the control character 0x0D"),
        (with("-----BEGIN PGP SIGNATURE-----\n", ""), "has a dash that is not escaped"),
        (with("SIGNATURE-----\n\n", "SIGNATURE-----\n \n"), "has a signature block that"),
        (with("SIGNATURE-----\n\n", "SIGNATURE-----\n"), "has a signature block that"),
        (with("-----END PGP SIGNATURE-----\n", ""), "is truncated inside its signature"),
        (with("END PGP SIGNATURE-----\n", "END PGP SIGNATURE----- \n"), "has a signature block"),
        (begin.to_owned(), "has no empty line"),
        (format!("{begin}\ntext\n"), "has no signature after its text"),
        (format!("{begin}\n-----BEGIN PGP SIGNATURE-----\n"), "the text is empty"),
    ] {
        let error = split(message.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(problem), "{error}: {message}");
    }
}

#[test]
fn reads_what_other_programs_write() {
    let message = String::from_utf8(signed(RELEASE)).unwrap();
    for (from, to) in [
        ("Hash: SHA512\n", ""),
        ("Hash: SHA512\n", "Hash: SHA256\nHash: SHA512\n"),
        ("Hash: SHA512\n", "Hash: SHA256, SHA512\n"),
        ("Origin", "- Origin"),
        ("Example\n", "Example \t\n"),
        ("SIGNATURE-----\n\n", "SIGNATURE-----\nVersion: GnuPG v1\n\n"),
    ] {
        let message = message.replacen(from, to, 1);
        let (text, _) = verify(message.as_bytes(), &certificates(&["ed25519"])).unwrap();
        assert_eq!(text, RELEASE);
    }
    verify(message.trim_end().as_bytes(), &certificates(&["ed25519"])).unwrap();
}

#[test]
fn every_cut_is_noticed() {
    let message = signed(RELEASE);
    // The last line end may be missing.
    for length in 0..message.len() - 1 {
        split(&message[..length]).unwrap_err();
    }
}

/// A signature to split, which need not be good.
fn some() -> Vec<DetachedSignature> {
    split(&signed(RELEASE)).unwrap().signatures
}

proptest! {
    #[test]
    fn splits_what_it_joins(text in "([-\t -~\u{80}-\u{10ffff}]{0,20}\n?){0,6}") {
        if let Ok(canonical) = canonical(text.as_bytes()) {
            let message = super::sign::message(&canonical, &some());
            let read = split(&message).unwrap();
            prop_assert_eq!(&read.text, &canonical);
            prop_assert_eq!(super::canonical(&canonical).unwrap(), canonical);
        } else {
            prop_assert!(text.chars().all(|char| char.is_ascii_control() || char == ' '));
        }
    }

    #[test]
    fn splits_any_lines_that_look_like_its_own(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("-----BEGIN PGP SIGNED MESSAGE-----"),
                Just("-----BEGIN PGP SIGNATURE-----"),
                Just("-----END PGP SIGNATURE-----"),
                Just("Hash: SHA512"),
                Just("- "),
                Just(""),
                Just("x"),
            ],
            1..8,
        ),
    ) {
        let text = lines.join("\n") + "\nx\n";
        let message = super::sign::message(&canonical(text.as_bytes()).unwrap(), &some());
        let read = split(&message).unwrap();
        prop_assert_eq!(read.text, canonical(text.as_bytes()).unwrap());
    }

    #[test]
    fn a_changed_byte_is_noticed_or_means_nothing(at in 0_usize..400, byte: u8) {
        let mut message = signed(RELEASE);
        let at = at % message.len();
        message[at] = byte;
        if let Ok((text, _)) = verify(&message, &certificates(&["ed25519"])) {
            prop_assert_eq!(text, RELEASE);
        }
    }

    #[test]
    fn never_panics(bytes: Vec<u8>, text in "(-----BEGIN PGP SIGNED MESSAGE-----\n)?[ -~\n]{0,80}") {
        let _ = split(&bytes);
        let _ = split(text.as_bytes());
        let _ = canonical(&bytes);
    }
}
