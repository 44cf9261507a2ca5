//! Cleartext signatures against gpgv, gpg and apt.

use pkgio::Timestamp;
use pkgsign::{
    Certificate, CommandSigner, HashAlgorithm, KeyOptions, KeySigner, SignError, SignOptions,
    Signer, cleartext, detached,
};

use crate::clients::Client;
use crate::gpg::{Gpg, fixture};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

const RELEASE: &str = "Origin: Example\nLabel: a  b\n\n- dash\n-----BEGIN PGP SIGNATURE-----\n\
                       From here\nDescription: \u{e9}\u{2014}\nSHA256:\n 0123 7 main/Packages\n";

fn options(hash: HashAlgorithm) -> SignOptions {
    SignOptions::text(hash, Timestamp::clamped(NOW))
}

fn signer(name: &str) -> KeySigner {
    let key = fixture(&format!("{name}.secret.asc"));
    KeySigner::new(&key, &KeyOptions::new(Timestamp::clamped(NOW))).unwrap()
}

fn certificates(name: &str) -> Vec<Certificate> {
    Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap()
}

/// The client of a certificate that gpg made.
fn client(name: &str) -> Client {
    let gpg = Gpg::new();
    gpg.import(&fixture(&format!("{name}.asc")));
    Client::new("key.gpg", &gpg.exported())
}

fn signed(name: &str) -> Vec<u8> {
    let options = options(HashAlgorithm::Sha512);
    cleartext::sign(RELEASE.as_bytes(), &[&signer(name)], &certificates(name), options).unwrap()
}

#[test]
fn clients_read_what_we_sign() {
    for name in ["rsa3072", "rsa4096", "ed25519", "subkeys"] {
        let client = client(name);
        let long = "x".repeat(19_000);
        let dashes = "-".repeat(19_000);
        for text in [RELEASE, "x", "x\n\n\n", "\nx", "\t x \t\n x", "-\n--\n", &long, &dashes] {
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha512] {
                let signers: [&dyn Signer; 1] = [&signer(name)];
                let message =
                    cleartext::sign(text.as_bytes(), &signers, &certificates(name), options(hash));
                let message = message.unwrap();
                let read = client.gpgv(&message).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert_eq!(read, cleartext::canonical(text.as_bytes()).unwrap(), "{name} {text}");
            }
        }
        let message = signed(name);
        assert!(client.apt(&message).is_ok());
        let tampered = String::from_utf8(message).unwrap().replace("0123", "0124").into_bytes();
        client.gpgv(&tampered).unwrap_err();
        assert!(client.apt(&tampered).is_err());
    }
}

#[test]
fn clients_of_the_old_key_and_of_the_new_read_both_signatures() {
    let (old, new) = (signer("rsa3072"), signer("ed25519"));
    let both = [certificates("rsa3072"), certificates("ed25519")].concat();
    let options = options(HashAlgorithm::Sha512);
    for signers in [[&old, &new], [&new, &old]] {
        let signers = signers.map(|signer| signer as &dyn Signer);
        let message = cleartext::sign(RELEASE.as_bytes(), &signers, &both, options).unwrap();
        let block = detached::sign(RELEASE.as_bytes(), &signers, &both, options).unwrap();
        for name in ["rsa3072", "ed25519"] {
            // apt takes one good signature for enough; gpgv alone does not.
            let client = client(name);
            client.apt(&message).unwrap();
            let status = client.gpgv(&message).unwrap_err();
            assert!(status.contains("Good signature"), "{status}");
            let status = client.gpgv_detached(block.as_bytes(), RELEASE.as_bytes()).unwrap_err();
            assert!(status.contains("Good signature"), "{status}");
        }
        let several = client("several");
        assert_eq!(several.gpgv(&message).unwrap(), RELEASE.as_bytes());
        several.gpgv_detached(block.as_bytes(), RELEASE.as_bytes()).unwrap();
    }
}

#[test]
fn gpg_signs_text_as_a_command() {
    for name in ["rsa4096", "ed25519"] {
        let gpg = Gpg::new();
        gpg.import(&fixture(&format!("{name}.secret.asc")));
        let line = format!(
            "gpg --homedir {} --batch --quiet --digest-algo $SIGN_HASH \
             --faked-system-time $SIGN_TIME! --detach-sign",
            gpg.home().display()
        );
        let options = options(HashAlgorithm::Sha512);
        let sign = |line: &str| {
            let signer = CommandSigner::new(line);
            cleartext::sign(RELEASE.as_bytes(), &[&signer], &certificates(name), options)
        };
        let message = sign(&format!("{line} $(test $SIGN_TYPE = text && echo --textmode)"));
        let message = message.unwrap();
        assert_eq!(client(name).gpgv(&message).unwrap(), RELEASE.as_bytes());
        let error = sign(&line).unwrap_err();
        assert!(matches!(&error, SignError::Output(problem) if problem.contains("--textmode")));
        // What signs something else, or with another key, is found out.
        let error = sign(&format!("(cat; echo more) | {line} --textmode")).unwrap_err();
        assert!(matches!(error, SignError::Unverified(_)), "{error}");
        let signer = CommandSigner::new(format!("{line} --textmode"));
        let others = certificates("rsa3072");
        let error = cleartext::sign(RELEASE.as_bytes(), &[&signer], &others, options).unwrap_err();
        assert!(matches!(error, SignError::Unverified(_)), "{error}");
    }
}

#[test]
fn reads_what_gpg_clearsigns() {
    let gpg = Gpg::new();
    gpg.import(&fixture("rsa3072.secret.asc"));
    for text in [RELEASE, "x", "a \t\nb\n\n", "-x\n- y\n\n-"] {
        for flags in [&[][..], &["--digest-algo", "SHA256", "--comment", "a comment"]] {
            let message = gpg.clearsign(text.as_bytes(), flags);
            let (read, endorsed) = cleartext::verify(&message, &certificates("rsa3072")).unwrap();
            assert_eq!(read, cleartext::canonical(text.as_bytes()).unwrap());
            assert_eq!(endorsed.good.len(), 1);
        }
    }
}
