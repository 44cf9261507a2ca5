//! What certificates say of their keys, beside gpg.

use std::collections::BTreeMap;

use conformance::chroot::Suite;
use conformance::tool::require_root;
use pkgio::Timestamp;
use pkgsign::key::{CertifiedKey, Fault, Finding, examine};
use pkgsign::{Certificate, Fingerprint};

use super::clients::Judges;
use super::known;
use super::{Keys, all};

/// A key as gpg lists it.
#[derive(Clone, Debug, Default)]
struct Listed {
    /// `r` revoked, `e` expired, `i` invalid, or nothing of that.
    validity: String,
    expires: Option<u64>,
    can: String,
}

/// Certificates by their fingerprints, each with all of its keys.
type Listing = BTreeMap<String, BTreeMap<String, Listed>>;

fn listing(colons: &str) -> Listing {
    let mut certificates = Listing::new();
    let (mut primary, mut is_primary, mut key) = (String::new(), false, Listed::default());
    for line in colons.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        match fields[0] {
            "pub" | "sec" | "sub" | "ssb" => {
                is_primary = ["pub", "sec"].contains(&fields[0]);
                key = Listed {
                    validity: fields[1].to_owned(),
                    expires: fields[6].parse().ok(),
                    can: fields[11].to_owned(),
                };
            }
            "fpr" => {
                if is_primary {
                    fields[9].clone_into(&mut primary);
                }
                let keys = certificates.entry(primary.clone()).or_default();
                keys.insert(fields[9].to_owned(), key.clone());
            }
            _ => {}
        }
    }
    certificates
}

#[test]
fn certificates_say_of_their_keys_what_gpg_reads() {
    compare(&[Suite::Trixie]);
}

#[test]
#[ignore = "the long form: gpg of every release"]
fn certificates_say_of_their_keys_what_gpg_of_every_release_reads() {
    compare(&Suite::ALL);
}

fn compare(suites: &[Suite]) {
    require_root();
    let files = all();
    let mut differences = Vec::new();
    for &suite in suites {
        let judges = Judges::new(suite);
        let listings = judges.listings(files.iter().map(|file| file.bytes.as_slice()));
        let mut both = 0;
        for (file, colons) in files.iter().zip(listings) {
            let theirs = listing(&colons);
            both += usize::from(file.certificates.is_ok() && !theirs.is_empty());
            for difference in differ(file, &theirs) {
                if !known::is_known(known::LISTING, &file.name, &difference) {
                    differences.push(format!(
                        "{}: {}: {difference}",
                        judges.suite.name(),
                        file.name
                    ));
                }
            }
        }
        println!("{both} files are read here and by gpg of {}", suite.name());
        assert!(both > 250, "{both}");
    }
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

fn differ(file: &Keys, theirs: &Listing) -> Vec<String> {
    let ours = match &file.certificates {
        Ok(ours) => ours,
        Err(_) if theirs.is_empty() => return Vec::new(),
        Err(error) => return vec![format!("gpg alone reads it: {error}")],
    };
    let mut differences = Vec::new();
    for certificate in ours {
        let fingerprint = certificate.fingerprint().to_string();
        match theirs.get(&fingerprint) {
            Some(keys) => compare_keys(certificate, keys, &mut differences),
            None => differences.extend(read_alone(certificate)),
        }
    }
    let ours: Vec<String> = ours.iter().map(|one| one.fingerprint().to_string()).collect();
    let alone = theirs.keys().filter(|one| !ours.contains(one));
    differences.extend(alone.map(|one| format!("gpg alone reads {one}")));
    differences
}

/// That gpg does not read a certificate, where nothing is wrong with it that would explain it.
fn read_alone(certificate: &Certificate) -> Option<String> {
    let keys: Vec<CertifiedKey> = certificate.keys().collect();
    let version = keys[0].fingerprint.0.len();
    // gpg wants a user ID with a self-signature, and knows neither version 3 nor 6.
    let unbound = certificate.user_ids().next().is_none()
        || faults(&findings(certificate), &keys[0].fingerprint)
            .iter()
            .any(|it| matches!(it, Fault::Unbound));
    (version == 20 && !unbound).then(|| format!("gpg does not read {}", certificate.fingerprint()))
}

fn findings(certificate: &Certificate) -> Vec<Finding> {
    let armored = certificate.armor().unwrap();
    examine(armored.as_bytes(), Timestamp::clamped(1_767_225_600), None)
}

fn faults<'a>(findings: &'a [Finding], key: &Fingerprint) -> Vec<&'a Fault> {
    let own = findings.iter().filter(|finding| finding.key.as_ref() == Some(key));
    own.map(|finding| &finding.fault).collect()
}

fn compare_keys(
    certificate: &Certificate,
    theirs: &BTreeMap<String, Listed>,
    differences: &mut Vec<String>,
) {
    let end = theirs[&certificate.fingerprint().to_string()].expires;
    let unsupported = certificate.unsupported().iter().filter_map(|key| key.fingerprint.as_ref());
    // What is listed as not supported is not left out.
    let mut ours: Vec<String> = unsupported.map(ToString::to_string).collect();
    let findings = findings(certificate);
    for key in certificate.keys() {
        let fingerprint = key.fingerprint.to_string();
        ours.push(fingerprint.clone());
        let faults = faults(&findings, &key.fingerprint);
        let mut differ = |what: String| {
            let faults: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
            differences.push(format!("{fingerprint} {what} [{}]", faults.join(" ")));
        };
        let Some(listed) = theirs.get(&fingerprint) else {
            // gpg leaves out subkeys that are not bound.
            if !faults.iter().any(|it| matches!(it, Fault::Unbound | Fault::NotSignedBack(_))) {
                differ("is not in gpg's listing".to_owned());
            }
            continue;
        };
        // What is wrong with a key that gpg calls invalid is nothing that it says.
        if listed.validity == "i" {
            if key.signs {
                differ("signs, and gpg calls it invalid".to_owned());
            }
            continue;
        }
        // Here a subkey ends with its primary key at the latest.
        let expires = [listed.expires, end].into_iter().flatten().min();
        let ours = key.expires.map(Timestamp::seconds);
        if expires != ours {
            differ(format!("ends at {ours:?}, by gpg at {expires:?}"));
        }
        let revoked = key.revoked.is_some();
        if revoked != (listed.validity == "r") {
            differ(format!("is revoked: {revoked}, by gpg {}", listed.validity));
        }
        let signs = listed.can.contains('s');
        if signs != key.signs {
            differ(format!("signs: {}, by gpg {signs}", key.signs));
        }
    }
    let alone = theirs.keys().filter(|key| !ours.contains(key));
    differences.extend(alone.map(|key| format!("{key} is in gpg's listing alone")));
}
