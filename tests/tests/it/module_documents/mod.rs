//! Documents of modules beside what libmodulemd loads, by which dnf reads them: what it loads is
//! published, what it does not load is refused, and what is published it loads.

mod cases;

use std::collections::BTreeMap;
use std::fs;

use conformance::chroot::{Chroot, Suite};
use conformance::repository::rpm_system;
use conformance::tool::require_root;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use repo_index::rpmmd::Document;

#[test]
fn what_libmodulemd_loads_is_published_and_loads_again() {
    let count = std::env::var("CONFORMANCE_CASES");
    let count = count.map_or(200, |text| text.parse().expect("CONFORMANCE_CASES is a number"));
    compare(count, &[Suite::Sid]);
}

#[test]
#[ignore = "the long form: 5,000 documents on two releases"]
fn what_libmodulemd_loads_is_published_and_loads_again_of_5000() {
    compare(5_000, &[Suite::Bookworm, Suite::Sid]);
}

/// Where we differ on purpose: parts of what is said here of streams that libmodulemd loads.
const STRICTER: &[(&str, &str)] = &[
    ("a second \"data\"", "readers take the first or the last"),
    ("or a name", "nothing tells the document from others"),
    ("must be followed by a valid YAML whitespace", "a tab after a key is no YAML 1.2"),
    ("missing explicit document end marker", "no YAML 1.2"),
    ("a second module", "libmodulemd compares what it understands of them, and drops one"),
    ("is not a list of texts", "libmodulemd drops what it does not understand"),
    ("lacks \"module\"", "nothing says of which module the defaults are"),
    ("license: module is empty", "libmodulemd of Debian 12 takes it, that of sid does not"),
];

fn compare(count: usize, suites: &[Suite]) {
    require_root();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let strategy = cases::stream();
    let mut streams = cases::table();
    streams.extend((0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()));
    let ours: Vec<_> =
        streams.iter().map(|text| Document::parse(text.as_bytes().to_vec())).collect();
    let mut differences = Vec::new();
    for suite in suites {
        let chroot = rpm_system(*suite);
        let published =
            ours.iter().map(|one| one.as_ref().map_or(&b""[..], Document::text).to_vec());
        let given = streams.iter().map(|text| text.clone().into_bytes());
        let (theirs, again) = (load(&chroot, given.collect()), load(&chroot, published.collect()));
        for (at, (stream, document)) in streams.iter().zip(&ours).enumerate() {
            let said = &theirs[&at];
            match document {
                Ok(_) if again[&at].is_err() => differences.push(format!(
                    "{stream}\nis published so that {suite:?} says: {:?}",
                    again[&at]
                )),
                // What holds nothing is left out of what is published.
                Ok(_) if said.as_ref().is_err_and(|said| !is_mended(said)) => {
                    differences.push(format!("{stream}\nis taken, but {suite:?} says: {said:?}"));
                }
                Err(error) if said.is_ok() => {
                    let error = error.to_string();
                    if !STRICTER.iter().any(|(part, _)| error.contains(part)) {
                        differences.push(format!("{stream}\nis loaded, but refused: {error}"));
                    }
                }
                _ => {}
            }
        }
    }
    let refused = ours.iter().filter(|one| one.is_err()).count();
    println!("{} streams, of which {refused} are refused", ours.len());
    assert!(refused > ours.len() / 20 && refused < ours.len() * 9 / 10, "{refused}");
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// Whether it is the form alone that libmodulemd does not take: another one is published.
fn is_mended(said: &str) -> bool {
    said.contains("Document did not start with a mapping") || said.contains("Parser error")
}

/// What libmodulemd says of each stream.
fn load(chroot: &Chroot, streams: Vec<Vec<u8>>) -> BTreeMap<usize, Result<(), String>> {
    let folder = chroot.root().join("streams");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).unwrap();
    for (at, text) in streams.iter().enumerate() {
        fs::write(folder.join(at.to_string()), text).unwrap();
    }
    fs::write(chroot.root().join("load.py"), include_str!("load.py")).unwrap();
    let load = ["-c", "cd /streams && ls | xargs python3 /load.py"];
    let run = chroot.outcome("sh", &load).succeeded();
    let line = |line: &str| {
        let (number, said) = line.split_once(' ')?;
        let (loaded, why) = said.split_once(' ').unwrap_or((said, ""));
        let result = if loaded == "1" { Ok(()) } else { Err(why.to_owned()) };
        Some((number.parse().ok()?, result))
    };
    run.text().lines().filter_map(line).collect()
}
