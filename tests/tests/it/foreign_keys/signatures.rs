//! Verdicts on signatures, beside those of gpgv and sqv: what is taken here, both take; what is refused
//! here, one of them refuses.

use std::collections::BTreeMap;

use conformance::chroot::Suite;
use conformance::crates::{Shipped, shipped};
use conformance::tool::require_root;
use pkgsign::{Certificate, DetachedSignature, KeyAlgorithm, Verifier, cleartext, detached};

use super::clients::{Case, Judges, Verdict};
use super::made::{MESSAGE, signatures};
use super::{all, known};

#[test]
fn signatures_by_shipped_keys_are_judged_as_gpgv_and_sqv_judge_them() {
    made(&[Suite::Trixie], 6);
}

#[test]
#[ignore = "the long form: all keys, every release"]
fn signatures_by_all_shipped_keys_are_judged_as_those_of_every_release_judge_them() {
    made(&Suite::ALL, 1);
}

#[test]
fn shipped_signatures_are_judged_as_gpgv_and_sqv_judge_them() {
    given(&[Suite::Trixie]);
}

#[test]
#[ignore = "the long form: every release"]
fn shipped_signatures_are_judged_as_those_of_every_release_judge_them() {
    given(&Suite::ALL);
}

/// A question to everybody, and our answer.
pub(super) struct Asked {
    pub(super) name: String,
    pub(super) case: Case,
    pub(super) ours: Result<(), String>,
}

/// Signatures by every `step`th of the keys.
fn made(suites: &[Suite], step: usize) {
    let made = signatures();
    let mut asked = Vec::new();
    let mut rings = BTreeMap::new();
    for file in all() {
        let Ok(certificates) = &file.certificates else { continue };
        let ring = file.keyring();
        // The same certificate is in many files.
        if rings.insert(ring.clone(), ()).is_some() || rings.len() % step != 0 {
            continue;
        }
        let keys: Vec<String> = certificates
            .iter()
            .flat_map(Certificate::keys)
            .map(|key| key.fingerprint.to_string())
            .collect();
        for one in made.iter().filter(|one| keys.contains(&one.key)) {
            let ours = certificates.verify(&one.bytes, &mut { MESSAGE });
            let at = DetachedSignature::parse(&one.bytes).unwrap().created.unwrap();
            asked.push(Asked {
                name: format!("{} by {} at {at}", file.name, one.key),
                case: Case {
                    ring: ring.clone(),
                    signature: Some(one.bytes.clone()),
                    message: MESSAGE.to_vec(),
                },
                ours: ours.map(drop).map_err(|error| error.to_string()),
            });
        }
    }
    assert!(asked.len() * step > 200, "{}", asked.len());
    judge(suites, &asked);
}

/// The signatures that are shipped, each with its message.
fn given(suites: &[Suite]) {
    let files = shipped();
    let everybody: Vec<Certificate> = all()
        .iter()
        .filter_map(|file| file.certificates.as_ref().ok())
        .flatten()
        .cloned()
        .collect();
    let mut asked = Vec::new();
    for file in &files {
        let Some((signatures, case)) = question(file, &files) else {
            nameless(file, &everybody);
            continue;
        };
        for certificate in known_issuers(&everybody, &signatures) {
            let ours = match &case.signature {
                Some(signature) => {
                    detached::verify(signature, &case.message, certificate).map(drop)
                }
                None => cleartext::verify(&case.message, certificate).map(drop),
            };
            asked.push(Asked {
                name: format!("{} by {}", file.name, certificate.fingerprint()),
                case: Case { ring: certificate.to_bytes().unwrap(), ..case.clone() },
                ours: ours.map_err(|error| causes(&error)),
            });
        }
    }
    assert!(asked.len() > 30, "{}", asked.len());
    judge(suites, &asked);
}

/// What is said of signatures whose message is not at hand: of an algorithm that is not known it is not
/// that they do not match.
fn nameless(file: &Shipped, everybody: &Vec<Certificate>) {
    for signature in DetachedSignature::parse_all(&file.bytes).into_iter().flatten() {
        let Err(error) = everybody.verify(&signature.bytes, &mut std::io::empty()) else {
            continue;
        };
        let error = causes(&error);
        let numbers = [1, 3, 17, 19, 22, 27, 28];
        let is_known = numbers.map(KeyAlgorithm::from).contains(&signature.algorithm);
        println!("{}: {error}", file.name);
        assert!(is_known || !error.contains("does not match"), "{}: {error}", file.name);
    }
}

/// An error with its causes.
fn causes(error: &dyn std::error::Error) -> String {
    let all = std::iter::successors(error.source(), |cause| cause.source());
    let all: String = all.map(|cause| format!(": {cause}")).collect();
    format!("{error}{all}")
}

/// What a file of signatures asks; its ring is to be chosen.
fn question(file: &Shipped, files: &[Shipped]) -> Option<(Vec<DetachedSignature>, Case)> {
    if file.bytes.starts_with(b"-----BEGIN PGP SIGNED MESSAGE-----") {
        let begin: &[u8] = b"\n-----BEGIN PGP SIGNATURE-----";
        let at = file.bytes.windows(begin.len()).rposition(|window| window == begin)?;
        let signatures = DetachedSignature::parse_all(&file.bytes[at + 1..]).ok()?;
        let case = Case { ring: Vec::new(), signature: None, message: file.bytes.clone() };
        return Some((signatures, case));
    }
    let signatures = DetachedSignature::parse_all(&file.bytes).ok()?;
    let messages = files.iter().filter(|one| file.name != one.name && !one.bytes.is_empty());
    // `message.txt` has `message.txt.sig` or `message.txt.ed25519.sig`; gpg's own have their text apart.
    let message = messages
        .filter(|one| {
            file.name.starts_with(&format!("{}.", one.name))
                || file.name.contains("samplemsgs/sig-") && one.name.ends_with("/signed-data-1.txt")
        })
        .max_by_key(|one| one.name.len())?;
    let (signature, message) = (Some(file.bytes.clone()), message.bytes.clone());
    Some((signatures, Case { ring: Vec::new(), signature, message }))
}

fn known_issuers<'a>(
    everybody: &'a [Certificate],
    signatures: &[DetachedSignature],
) -> Vec<&'a Certificate> {
    let made_it = |certificate: &&Certificate| {
        let mut keys = certificate.keys();
        keys.any(|key| signatures.iter().any(|one| one.key_id == key.fingerprint.key_id()))
    };
    let mut found: Vec<&Certificate> = everybody.iter().filter(made_it).collect();
    found.sort_by_key(|one| one.to_bytes().unwrap());
    found.dedup_by_key(|one| one.to_bytes().unwrap());
    found
}

/// Holds what is said here against every client, in both directions.
fn judge(suites: &[Suite], asked: &[Asked]) {
    let taken = asked.iter().filter(|one| one.ours.is_ok()).count();
    println!("{taken} of {} signatures are taken here", asked.len());
    for one in asked {
        assert_in_words(&one.name, one.ours.as_ref().err().map_or("", String::as_str));
    }
    let differences = differences(suites, asked, known::SIGNATURES);
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// The same of what is taken here by certificates that were changed.
pub(super) fn judge_taken(suites: &[Suite], asked: &[Asked]) {
    let known = [known::SIGNATURES, known::CHANGED].concat();
    let differences = differences(suites, asked, &known);
    println!("{} signatures by changed certificates are taken", asked.len());
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// Fails for what Rust prints for programmers.
pub(super) fn assert_in_words(name: &str, said: &str) {
    for wrong in ["Some(", "None", "Err(", "Ok(", "::", " { ", "[0"] {
        assert!(!said.contains(wrong), "{name}: {said}");
    }
}

fn differences(suites: &[Suite], asked: &[Asked], known: &[known::Known]) -> Vec<String> {
    require_root();
    let mut differences = Vec::new();
    for &suite in suites {
        let verdicts = Judges::new(suite).verdicts(asked.iter().map(|one| &one.case));
        for (one, [gpgv, sqv]) in asked.iter().zip(&verdicts) {
            let refusing = [("gpgv", gpgv), ("sqv", sqv)].into_iter().filter(|(_, it)| !it.0);
            let refusing: Vec<(&str, &Verdict)> = refusing.collect();
            let difference = match (&one.ours, refusing.first()) {
                (Ok(()), Some((program, (_, said)))) => format!("{program} refuses it: {said}"),
                (Err(error), None) => format!("refused here alone: {error}"),
                _ => continue,
            };
            if !known::is_known(known, &one.name, &difference) {
                differences.push(format!("{}: {}: {difference}", suite.name(), one.name));
            }
        }
    }
    differences
}
