//! The committed packages, byte for byte.

use std::fs;
use std::path::Path;

use conformance::golden::{DEBS, Golden, RPMS, all};
use conformance::tool::{outcome, require_root};
use tempfile::TempDir;

/// Says which member or tag and which entry differs, in the words of `mkdeb diff` or `mkrpm diff`.
#[track_caller]
fn assert_same(golden: &Golden, built: &Path) {
    let committed = &golden.committed();
    let expected = fs::read(committed)
        .unwrap_or_else(|error| panic!("{}: {error}: run make golden", committed.display()));
    if expected == fs::read(built).unwrap() {
        return;
    }
    let difference = outcome(golden.program.command().arg("diff").args([committed, built]));
    panic!(
        "{} is not what {} writes now; if that is meant, run make golden\n{difference}",
        committed.display(),
        golden.program.name()
    );
}

#[test]
fn committed_packages_are_what_is_written_now() {
    require_root();
    for golden in all() {
        let folder = TempDir::new().unwrap();
        assert_same(&golden, &golden.build(folder.path()));
    }
}

fn a_difference_is_named(goldens: &[Golden]) {
    require_root();
    let folder = TempDir::new().unwrap();
    let kinds = goldens.iter().find(|golden| golden.name == "kinds").unwrap();
    let old = kinds.build(folder.path());
    let tree = folder.path().join("tree");
    conformance::tool::copy_tree(&conformance::fixtures::tree("kinds"), &tree);
    fs::write(tree.join("usr/share/doc/kinds/NEWS"), "changed\n").unwrap();
    let output = folder.path().join("new");
    fs::create_dir(&output).unwrap();
    let manifest = conformance::fixtures::manifest("kinds");
    let arguments = ["--manifest", manifest.to_str().unwrap(), kinds.arguments[0]];
    let new = kinds.program.build(&tree, &output, &arguments);
    let difference = outcome(kinds.program.command().arg("diff").args([old, new]));
    assert_eq!(difference.status.code(), Some(7), "{difference}");
    let text = difference.text();
    assert!(text.contains("usr/share/doc/kinds/NEWS"), "{difference}");
    assert!(!text.contains("usr/bin/setuid"), "{difference}");
}

#[test]
fn a_difference_is_named_by_member_and_entry() {
    a_difference_is_named(&DEBS);
}

#[test]
fn a_difference_is_named_by_tag_and_entry() {
    a_difference_is_named(&RPMS);
}
