//! Certificates as rpm imports them: what it refuses, `mkrepo key inspect` says that it refuses.

use std::collections::BTreeMap;

use conformance::chroot::Suite;
use conformance::tool::require_root;
use pkgio::Timestamp;
use pkgsign::key::{Client, Finding, examine};

use super::clients::Judges;
use super::{all, known};

#[test]
fn what_rpm_does_not_import_is_said_to_be_refused() {
    compare(&[Suite::Trixie], 2);
}

#[test]
#[ignore = "the long form: all certificates, every release"]
fn what_rpm_of_every_release_does_not_import_is_said_to_be_refused() {
    compare(&Suite::ALL, 1);
}

/// The client that rpm of a release is.
fn client(suite: Suite) -> Client {
    match suite {
        // 4.16, though not with the libraries of EL 9.
        Suite::Bullseye => Client::El9,
        Suite::Bookworm => Client::Rpm418,
        Suite::Trixie => Client::Rpm420,
        Suite::Sid => Client::Rpm6,
    }
}

/// Every `step`th of the certificates, each once.
fn compare(suites: &[Suite], step: usize) {
    require_root();
    let mut certificates = BTreeMap::new();
    for file in all() {
        for certificate in file.certificates.iter().flatten() {
            // As we would publish it.
            certificates.entry(certificate.armor().unwrap()).or_insert(file.name.as_str());
        }
    }
    let chosen: Vec<(&str, &str)> = certificates
        .iter()
        .map(|(armored, name)| (armored.as_str(), *name))
        .step_by(step)
        .collect();
    let mut differences = Vec::new();
    for &suite in suites {
        let verdicts = Judges::new(suite).imports(chosen.iter().map(|(it, _)| it.as_bytes()));
        let taken = verdicts.iter().filter(|(taken, _)| *taken).count();
        println!("{taken} of {} certificates are imported by {}", chosen.len(), suite.name());
        assert!(taken * 4 > chosen.len(), "{}", suite.name());
        for ((armored, name), (is_taken, said)) in chosen.iter().zip(&verdicts) {
            let now = Timestamp::clamped(1_780_272_000);
            let findings = examine(armored.as_bytes(), now, None);
            let is_said = findings.iter().any(|it| it.fault.clients().contains(&client(suite)));
            let all: Vec<String> = findings.iter().map(Finding::to_string).collect();
            let difference = format!("is not imported: {}: {}", said.trim(), all.join(", "));
            if !is_taken && !is_said && !known::is_known(known::IMPORTS, name, &difference) {
                differences.push(format!("{}: {name}: {difference}", suite.name()));
            }
        }
    }
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}
