//! What is found wrong with certificates, against what clients say of them.

use pkgio::Timestamp;
use pkgsign::key::{Client as Named, Fault, examine};
use pkgsign::{Certificate, HashAlgorithm, KeyOptions, KeySigner, SignOptions, cleartext};

use crate::clients::Client;
use crate::gpg::{Gpg, fixture};

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

fn certificates(name: &str) -> Vec<Certificate> {
    Certificate::parse(&fixture(&format!("{name}.asc"))).unwrap()
}

fn faults(bytes: &[u8]) -> Vec<Fault> {
    let findings = examine(bytes, Timestamp::clamped(NOW), None);
    findings.into_iter().map(|finding| finding.fault).collect()
}

/// apt 2.6 is that of Debian 12; others say nothing of it.
#[test]
fn apt_refuses_the_files_that_are_said_to_be() {
    let now = Timestamp::clamped(NOW);
    let signer = KeySigner::new(&fixture("rsa3072.secret.asc"), &KeyOptions::new(now)).unwrap();
    let published = certificates("rsa3072");
    let options = SignOptions::text(HashAlgorithm::Sha512, now);
    let message = cleartext::sign(b"Origin: x\n", &[&signer], &published, options).unwrap();
    let armored = published[0].armor().unwrap();
    let with = |from: &str, to: &str| armored.replacen(from, to, 1);
    for keyring in [
        armored.clone(),
        with("\n\n", "\nVersion: 1\n\n"),
        with("\n\n", "\n \n"),
        with("\n\n", "\n"),
        armored.replace('\n', "\r\n"),
    ] {
        let found = faults(keyring.as_bytes());
        let client = Client::new("key.asc", keyring.as_bytes());
        let verdict = client.apt(&message);
        let said = found.iter().any(|fault| fault.clients().contains(&Named::Debian12));
        assert_eq!(verdict.is_err(), said, "{found:?} {verdict:?}: {keyring}");
    }
}

#[test]
fn knows_the_curves_of_gpg() {
    for (algorithm, expected) in [
        ("brainpoolP256r1", Fault::Curve("brainpoolP256r1".to_owned())),
        ("secp256k1", Fault::Curve("secp256k1".to_owned())),
        ("nistp384", Fault::Nist),
        ("nistp521", Fault::Nist),
        ("ed25519", Fault::Ed25519Legacy),
    ] {
        let gpg = Gpg::new();
        gpg.generate(algorithm, "20240101T000000");
        assert_eq!(faults(&gpg.exported()), [expected]);
    }
}
