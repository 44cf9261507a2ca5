//! Archives that were damaged in every way that comes to mind, beside what apt makes of them: where apt
//! gets nothing, `mkrepo verify` says no, and where it says no, apt gets nothing, but for what
//! [`known`] lists.

pub(super) mod archive;
mod cases;
mod client;
mod known;

use std::fs;
use std::sync::Mutex;
use std::thread;

use conformance::chroot::Suite;
use conformance::repository::{Key, Nginx, Settings, Site, Small, source};
use conformance::tool::{copy_tree, require_root};
use serde_json::Value;

use archive::Archive;
use cases::CASES;
use client::{Apt, Verdict};

#[test]
fn verify_says_no_where_apt_does() {
    compare(&[Suite::Trixie]);
}

#[test]
#[ignore = "the long form: apt of every release"]
fn verify_says_no_where_apt_of_every_release_does() {
    compare(&Suite::ALL);
}

/// What `mkrepo verify` says of a folder.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) code: i32,
    pub(super) faults: Vec<String>,
}

impl Ours {
    /// Asks it, with the certificates in `key.asc` of the site.
    pub(super) fn of(site: &Site, folder: &str) -> Self {
        let run = site.attempt(&["verify", "--json", "--deep", "--key", "key.asc", folder]);
        let found: Value = serde_json::from_slice(&run.stdout).unwrap_or_default();
        let faults = found["faults"].as_array().cloned().unwrap_or_default();
        let text = |fault: &Value| {
            let part = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}: {}", part("code"), part("subject"), part("problem"))
        };
        Self { code: run.status.code().unwrap(), faults: faults.iter().map(text).collect() }
    }
}

fn compare(suites: &[Suite]) {
    require_root();
    let keys = vec![Key::quick()];
    let settings = Settings { archive: "translations = true", keys, ..Settings::default() };
    let site = Site::new(&settings);
    let tool = site.package(&Small::new("tool", "1.0", "amd64"));
    let origin = source(&site.folder().join("incoming"), "origin", "1.0");
    site.run(&["add", "--to", site.target(), tool.to_str().unwrap(), origin.to_str().unwrap()]);
    // What is damaged was signed again, as by another tool, which marks nothing.
    fs::remove_dir_all(site.published().join("dists/stable/successors")).unwrap();
    let folder = site.folder().join("damaged");
    fs::create_dir(&folder).unwrap();
    for case in CASES {
        let archive = folder.join(case.name);
        copy_tree(&site.published(), &archive);
        let mut archive = Archive::open(&archive);
        let before = archive.release.clone();
        (case.damage)(&mut archive);
        if archive.release != before {
            archive.sign();
        }
    }
    fs::write(site.folder().join("key.asc"), &Key::quick().armored).unwrap();
    let ours = Mutex::new(Vec::new());
    let next = Mutex::new(CASES.iter());
    let work = || {
        while let Some(case) = { next.lock().unwrap().next() } {
            let found = Ours::of(&site, &format!("damaged/{}", case.name));
            ours.lock().unwrap().push((case.name, found));
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let mut ours = ours.into_inner().unwrap();
    ours.sort_by_key(|(name, _)| CASES.iter().position(|case| case.name == *name));
    let nginx = Nginx::serve(&folder);
    let names: Vec<&str> = CASES.iter().map(|case| case.name).collect();
    let theirs: Vec<(Suite, Vec<Verdict>)> = thread::scope(|scope| {
        let judge = |&suite: &Suite| {
            let (names, url) = (&names, nginx.url());
            let judge = move || Apt::new(suite, &Key::quick().binary).judge(&url, names);
            (suite, scope.spawn(judge))
        };
        let running: Vec<_> = suites.iter().map(judge).collect();
        running.into_iter().map(|(suite, running)| (suite, running.join().unwrap())).collect()
    });
    report(&ours, &theirs);
}

/// Prints the table, and fails where a difference is not known.
fn report(ours: &[(&str, Ours)], theirs: &[(Suite, Vec<Verdict>)]) {
    let mut differences = Vec::new();
    let mut fails = 0;
    for (at, (name, ours)) in ours.iter().enumerate() {
        let refusing: Vec<_> = theirs.iter().filter(|(_, verdicts)| !verdicts[at].works).collect();
        let says_no = ours.code != 0;
        fails += usize::from(!refusing.is_empty());
        let who: Vec<&str> = refusing.iter().map(|(suite, _)| suite.name()).collect();
        println!(
            "{name}: apt fails in [{}], verify {} {:?}",
            who.join(" "),
            ours.code,
            ours.faults
        );
        let is_known = |list: &[(&str, &str)]| list.iter().any(|(known, _)| known == name);
        let difference = match (says_no, refusing.first()) {
            (false, Some((suite, verdicts))) if !is_known(known::APT_ALONE) => {
                format!("{name}: verify says yes, {suite:?} says: {}", verdicts[at].said)
            }
            (true, None) if !is_known(known::STRICTER) => {
                format!("{name}: apt works, verify says: {:?}", ours.faults)
            }
            _ => continue,
        };
        differences.push(difference);
    }
    println!("{} archives, {fails} of which some apt gets nothing", ours.len());
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}
