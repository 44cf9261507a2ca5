//! Signatures against the real gpg and gpgv.

#![cfg(feature = "rpgp")]
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

mod cleartext;
mod clients;
mod examine;
mod foreign;
mod generate;
mod gpg;

use std::fs;

use gpg::{Gpg, fixture};
use pkgio::Timestamp;
use pkgsign::{
    Certificate, CommandSigner, HashAlgorithm, KeyOptions, KeySigner, Secret, SignError,
    SignOptions, Signer, Verifier,
};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

const MESSAGE: &[u8] = b"a message\r\n\0\xff";

fn options(hash: HashAlgorithm) -> SignOptions {
    SignOptions::binary(hash, Timestamp::clamped(NOW))
}

#[test]
fn gpgv_verifies_what_we_sign() {
    for name in ["rsa2048", "rsa3072", "rsa4096", "ed25519", "subkeys", "offline", "protected"] {
        let password = (name == "protected").then(|| Secret::new(b"correct horse"));
        let at = Timestamp::clamped(NOW);
        let signer = KeySigner::new(
            &fixture(&format!("{name}.secret.asc")),
            &KeyOptions { password, ..KeyOptions::new(at) },
        );
        let signer = signer.unwrap();
        let gpg = Gpg::new();
        let public = if name == "offline" { "subkeys" } else { name };
        gpg.import(&fixture(&format!("{public}.asc")));
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let signature = signer.sign(&mut MESSAGE.to_vec().as_slice(), options(hash)).unwrap();
            let status = gpg.verify(MESSAGE, &signature.bytes).unwrap();
            let fingerprint = signer.fingerprint();
            // VALIDSIG fingerprint date created expires version reserved algorithm hash class
            let expected = format!("VALIDSIG {fingerprint} 2025-01-01 {NOW} 0 4 0 ");
            assert!(status.contains(&expected), "{name} {hash}: {status}");
            assert!(status.contains(&format!(" {} 00 ", hash.number())), "{name}: {status}");
            assert!(gpg.verify(b"another message", &signature.bytes).is_err());
        }
    }
}

#[test]
fn verifies_what_gpg_signs() {
    for name in ["rsa3072", "ed25519", "subkeys"] {
        let gpg = Gpg::new();
        gpg.import(&fixture(&format!("{name}.secret.asc")));
        let certificates = Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap();
        for flags in [&["--armor"][..], &[], &["--digest-algo", "SHA512"]] {
            let signature = gpg.sign(MESSAGE, flags);
            let verified = certificates.verify(&signature, &mut MESSAGE.to_vec().as_slice());
            assert_eq!(verified.unwrap().certificate, certificates[0].fingerprint());
            certificates.verify(&signature, &mut b"another".as_slice()).unwrap_err();
        }
        let weak = gpg.sign(MESSAGE, &["--digest-algo", "SHA1"]);
        let error = certificates.verify(&weak, &mut MESSAGE.to_vec().as_slice()).unwrap_err();
        assert!(error.to_string().contains("SHA1"), "{error}");
    }
}

#[test]
fn gpg_signs_as_a_command() {
    for name in ["rsa4096", "ed25519"] {
        let gpg = Gpg::new();
        gpg.import(&fixture(&format!("{name}.secret.asc")));
        let certificates = Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap();
        for armor in ["", "--armor"] {
            let line = format!(
                "gpg --homedir {} --batch --quiet --digest-algo $SIGN_HASH \
                 --faked-system-time $SIGN_TIME! --detach-sign {armor}",
                gpg.home().display()
            );
            let signer = CommandSigner::new(line);
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha512] {
                let message = vec![7; 3 << 20];
                let signature = signer.sign(&mut message.as_slice(), options(hash)).unwrap();
                assert_eq!(signature.hash, hash);
                assert_eq!(signature.created, Some(Timestamp::clamped(NOW)));
                certificates.verify(&signature.bytes, &mut message.as_slice()).unwrap();
            }
        }
    }
}

#[test]
fn a_command_may_choose_a_stronger_digest_with_rsa_only() {
    for (name, accepted) in [("rsa3072", true), ("ed25519", false)] {
        let gpg = Gpg::new();
        gpg.import(&fixture(&format!("{name}.secret.asc")));
        let home = gpg.home().display().to_string();
        let line = format!("gpg --homedir {home} --batch -q --digest-algo SHA512 --detach-sign");
        let signed = CommandSigner::new(line)
            .sign(&mut MESSAGE.to_vec().as_slice(), options(HashAlgorithm::Sha256));
        match signed {
            Ok(signature) => assert!(accepted && signature.hash == HashAlgorithm::Sha512),
            Err(SignError::Output(problem)) => {
                assert!(!accepted && problem.contains("SIGN_HASH asks for SHA256"), "{problem}");
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn the_fixtures_are_what_their_script_says() {
    let script = fs::read_to_string(gpg::path("make.sh")).unwrap();
    for entry in fs::read_dir(gpg::path(".")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.split('.').next().unwrap();
        assert!(stem == "make" || script.contains(stem), "{name} is not made by make.sh");
    }
}
