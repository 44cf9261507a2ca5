//! Descriptions with values that a package may have and values that it may not: what mkdeb and mkrpm
//! take, the judges of finished packages find nothing wrong with, and dpkg and rpm install; what they
//! refuse, they refuse at a place.

mod cases;
mod ground;
mod install;
mod rules;
mod values;

use std::collections::BTreeSet;

use conformance::chroot::Suite;
use conformance::tool::{require_root, workspace};
use pkgio::Algorithms;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

use cases::manifest;
use ground::{Ground, assert_places};

#[test]
fn what_mkdeb_and_mkrpm_take_is_installed() {
    let count = std::env::var("CONFORMANCE_CASES");
    let count: usize =
        count.map_or(200, |text| text.parse().expect("CONFORMANCE_CASES is a number"));
    compare(count / 2, &[Suite::Bookworm, Suite::Sid], false);
}

#[test]
#[ignore = "the long form: 3,000 descriptions on four releases"]
fn what_mkdeb_and_mkrpm_take_is_installed_of_3000() {
    compare(3_000, &Suite::ALL, true);
}

fn compare(count: usize, suites: &[Suite], is_long: bool) {
    require_root();
    let ground = Ground::new();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let several = manifest();
    let mut texts: Vec<String> =
        (0..count).map(|_| several.new_tree(&mut runner).unwrap().current()).collect();
    // Each value by itself is installed in the long form, and judged in both.
    let values = cases::each_value();
    let of_values = if is_long { values.len() } else { 0 };
    texts.splice(0..0, values);
    let is_installed = |number: usize| number < of_values || number >= texts.len() - count;
    let (mut debs, mut rpms, mut differences) = (Vec::new(), Vec::new(), Vec::new());
    for (number, text) in texts.iter().enumerate() {
        match ground.deb(text) {
            Ok(bytes) => {
                differences.extend(said_of_deb(&bytes).map(|said| format!("{text}\n{said}")));
                debs.push((number, bytes));
            }
            Err(defects) => assert_places(text, &defects),
        }
        match ground.rpm(text) {
            Ok(bytes) => {
                differences.extend(said_of_rpm(&bytes).map(|said| format!("{text}\n{said}")));
                rpms.push((number, bytes));
            }
            Err(defects) => assert_places(text, &defects),
        }
    }
    println!("{} descriptions: {} .deb and {} .rpm are made", texts.len(), debs.len(), rpms.len());
    for made in [debs.len(), rpms.len()] {
        assert!(made > texts.len() / 4 && made < texts.len() * 9 / 10, "{made} of {}", texts.len());
    }
    debs.retain(|(number, _)| is_installed(*number));
    rpms.retain(|(number, _)| is_installed(*number));
    for (number, said) in
        install::debs(&debs, suites).into_iter().chain(install::rpms(&rpms, suites))
    {
        differences.push(format!("{}\n{said}", texts[number]));
    }
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// What the judge of finished packages says of one that was made.
fn said_of_deb(bytes: &[u8]) -> Option<String> {
    let limits = debpkg::read::Limits::default();
    let said = match debpkg::read::contents(&mut &bytes[..], Algorithms::NONE, &limits) {
        Err(error) => error.to_string(),
        Ok(contents) => {
            let found = debpkg::judge::judge(&contents);
            let all = [found.refusals, found.warnings, found.tolerated].concat();
            all.first()?.to_string()
        }
    };
    Some(format!("mkdeb makes it, but: {said}"))
}

fn said_of_rpm(bytes: &[u8]) -> Option<String> {
    let limits = rpmpkg::read::Limits { strict: true, ..rpmpkg::read::Limits::default() };
    let said = match rpmpkg::read::contents(&mut &bytes[..], Algorithms::NONE, &limits) {
        Err(error) => error.to_string(),
        Ok(contents) => {
            let found = rpmpkg::judge::judge(&contents);
            found.refusals.iter().chain(&found.warnings).next()?.to_string()
        }
    };
    Some(format!("mkrpm makes it, but: {said}"))
}

/// The tables of the manual list every key; each has values here.
#[test]
fn every_key_has_values() {
    let text = std::fs::read_to_string(workspace().join("docs/manifest.md")).unwrap();
    let ours: BTreeSet<(&str, &str)> = values::KEYS
        .iter()
        .flat_map(|(table, keys, _)| keys.iter().map(|key| (*table, *key)))
        .collect();
    let rows: Vec<&str> = values::ROWS.iter().map(|(name, _)| *name).collect();
    let (mut table, mut seen) = ("", 0);
    for line in text.lines() {
        match line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
            Some(heading) if heading.contains("[deb]") || heading == "`deb`" => table = "deb",
            Some(heading) if heading.contains("[rpm]") || heading == "`rpm`" => table = "rpm",
            Some(_) if table == "rpm" => break,
            _ => {}
        }
        let Some(key) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next()) else {
            continue;
        };
        // Examples of versions are in a table too.
        if !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            continue;
        }
        let is_known = ours.contains(&(table, key))
            || rows.contains(&key)
            || matches!(key, "deb" | "rpm" | "trigger");
        assert!(is_known, "{table} {key}");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
}
