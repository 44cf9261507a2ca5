//! Adding, removing and copying packages.

use std::collections::BTreeSet;

use super::*;
use crate::apt::{Addition, PackageKind, SuitePackage};

fn source(name: &str) -> Record {
    let sum = Sha256::of(name.as_bytes());
    let text = format!(
        "Package: {name}\nVersion: 1\nArchitecture: any\nDirectory: pool/main/{name}\n\
         Checksums-Sha256:\n {sum} 1 {name}_1.dsc\n"
    );
    Record::parse(text.into_bytes(), Format::Sources).unwrap()
}

fn addition(component: &str, kind: PackageKind, record: Record) -> Addition {
    let object = Object::of(archive().key(&record.path()).unwrap(), record.package().as_bytes());
    Addition {
        file: record.path().into(),
        package: SuitePackage { component: component.to_owned(), kind, record },
        objects: vec![object],
        time: None,
        files: None,
        translation: None,
    }
}

/// One package of each kind, and `docs` of architecture `all`.
fn mixed() -> SuiteState {
    let mut state = SuiteState::default();
    let additions = [
        addition("main", PackageKind::Binary, package_of("tool", "amd64").0),
        addition("main", PackageKind::Binary, package_of("docs", "all").0),
        addition("main", PackageKind::Installer, package_of("tool-udeb", "arm64").0),
        addition("contrib", PackageKind::Debug, package_of("tool-dbg", "amd64").0),
        addition("contrib", PackageKind::Source, source("tool")),
    ];
    let new = state.add_all(&archive(), &additions).unwrap();
    assert_eq!(new.len(), additions.len());
    assert_eq!(state.additions.len(), additions.len());
    assert_eq!(state.add_all(&archive(), &additions).unwrap(), []);
    assert_eq!(state.additions.len(), additions.len());
    state
}

fn shown(packages: &[SuitePackage]) -> Vec<String> {
    packages.iter().map(|one| format!("{} {:?} {}", one.component, one.kind, one.record)).collect()
}

#[test]
fn each_kind_has_its_indexes() {
    let state = mixed();
    let paths: BTreeSet<String> = state.indexes.keys().map(IndexId::path).collect();
    let expected = [
        "contrib/binary-amd64/Packages",
        "contrib/binary-arm64/Packages",
        "contrib/debug/binary-amd64/Packages",
        "contrib/debug/binary-arm64/Packages",
        "contrib/source/Sources",
        "main/binary-amd64/Packages",
        "main/binary-arm64/Packages",
        "main/debian-installer/binary-amd64/Packages",
        "main/debian-installer/binary-arm64/Packages",
    ];
    assert_eq!(paths, expected.map(str::to_owned).into());
    assert_eq!(names(&state, "arm64"), ["docs"]);
    assert_eq!(
        shown(&state.packages()),
        [
            "contrib Debug tool-dbg_1_amd64",
            "contrib Source tool_1_source",
            "main Binary docs_1_all",
            "main Binary tool_1_amd64",
            "main Installer tool-udeb_1_arm64",
        ]
    );
}

#[test]
fn packages_of_all_architectures_go_to_each_that_is_published() {
    let mut state = mixed();
    let record = package_of("old", "i386").0;
    let i386 = addition("main", PackageKind::Binary, record);
    let more = addition("main", PackageKind::Binary, package_of("more", "all").0);
    state.add_all(&archive(), &[i386]).unwrap();
    state.add_all(&archive(), &[more]).unwrap();
    assert_eq!(names(&state, "i386"), ["more", "old"]);
    assert_eq!(names(&state, "arm64"), ["docs", "more"]);
}

#[test]
fn what_is_removed_leaves_every_index_and_is_told_once() {
    let mut state = mixed();
    let removed = state.remove(|_, record| record.package() == "docs");
    assert_eq!(shown(&removed), ["main Binary docs_1_all"]);
    assert!(names(&state, "arm64").is_empty());
    let removed = state.remove(|id, _| id.component == "contrib");
    assert_eq!(removed.len(), 2);
    assert_eq!(state.packages().len(), 2);
    assert!(state.remove(|_, record| record.package() == "docs").is_empty());
}

#[test]
fn copies_are_what_is_new_here() {
    let (from, mut to) = (mixed(), SuiteState::default());
    let copied = to.copy(&archive(), &from, None, |_, record| record.package() != "tool-dbg");
    assert_eq!(copied.unwrap().len(), 4);
    assert!(to.additions.is_empty());
    assert_eq!(to.copy(&archive(), &from, None, |_, _| true).unwrap().len(), 1);
    assert_eq!(to.packages(), from.packages());

    let copied = to.copy(&archive(), &from, Some("extra"), |_, one| one.package() == "docs");
    assert_eq!(shown(&copied.unwrap()), ["extra Binary docs_1_all"]);
}

#[test]
fn other_content_is_refused_with_its_file() {
    let mut state = mixed();
    let (record, _) = package_of("docs", "all");
    let text = String::from_utf8(record.paragraph().to_vec()).unwrap();
    let text = text.replace(&record.sha256().to_string(), &Sha256::of(b"other").to_string());
    let other = Record::parse(text.into_bytes(), Format::Packages).unwrap();
    let mut given = addition("main", PackageKind::Binary, other.clone());
    given.file = "given.deb".into();
    let defects = state.add_all(&archive(), &[given]).unwrap_err();
    assert_eq!(defects.as_slice().len(), 1);
    assert_eq!(defects.as_slice()[0].code, crate::codes::OTHER_CONTENT);
    assert!(defects.to_string().contains("given.deb"), "{defects}");

    let mut from = SuiteState::default();
    from.add(&archive(), "main", IndexKind::Binary, &[other]).unwrap();
    assert_eq!(mixed().copy(&archive(), &from, None, |_, _| true).unwrap_err().len(), 1);
}

#[test]
fn promotion_refers_to_the_pool() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    setup.add(at(0), "docs", "all").unwrap();
    let from = setup.state("stable", at(0));
    let testing = setup.suite_of("testing", at(9));
    let promote = |old: &SuiteState| {
        let mut new = old.clone();
        new.copy(&setup.archive, &from, None, |_, record| record.package() == "docs").unwrap();
        Ok(Some(new))
    };
    publish(&setup.store, &testing, promote, &PublishOptions::default()).unwrap();
    let there = setup.state("testing", at(9));
    assert_eq!(names(&there, "amd64"), ["docs"]);
    assert_eq!(there.packages().len(), 1);

    setup.store.delete(&Key::new("debian/pool/main/tool_1_amd64.deb").unwrap()).unwrap();
    let copy = |old: &SuiteState| {
        let mut new = old.clone();
        new.copy(&setup.archive, &from, None, |_, _| true).unwrap();
        Ok(Some(new))
    };
    let error = publish(&setup.store, &testing, copy, &PublishOptions::default()).unwrap_err();
    let PublishError::Refused(defects) = error else { panic!("{error}") };
    assert_eq!(defects.as_slice()[0].code, crate::codes::MISSING_OBJECT);
}
