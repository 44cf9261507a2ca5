//! The committed packages, byte for byte.

use std::fs;
use std::path::Path;

use conformance::golden::ALL;
use conformance::mkdeb::mkdeb;
use conformance::tool::{outcome, require_root};
use tempfile::TempDir;

/// Says which member and which entry differs, in the words of `mkdeb diff`.
#[track_caller]
fn assert_same(committed: &Path, built: &Path) {
    let expected = fs::read(committed)
        .unwrap_or_else(|error| panic!("{}: {error}: run make golden", committed.display()));
    if expected == fs::read(built).unwrap() {
        return;
    }
    let difference = outcome(mkdeb().arg("diff").args([committed, built]));
    panic!(
        "{} is not what mkdeb writes now; if that is meant, run make golden\n{difference}",
        committed.display()
    );
}

#[test]
fn committed_packages_are_what_mkdeb_writes() {
    require_root();
    for golden in ALL {
        let folder = TempDir::new().unwrap();
        assert_same(&golden.committed(), &golden.build(folder.path()));
    }
}

#[test]
fn a_difference_is_named_by_member_and_entry() {
    require_root();
    let folder = TempDir::new().unwrap();
    let kinds = ALL.iter().find(|golden| golden.name == "kinds").unwrap();
    let old = kinds.build(folder.path());
    let tree = folder.path().join("tree");
    conformance::tool::copy_tree(&conformance::fixtures::tree("kinds"), &tree);
    fs::write(tree.join("usr/share/doc/kinds/NEWS"), "changed\n").unwrap();
    let output = folder.path().join("new");
    fs::create_dir(&output).unwrap();
    let manifest = conformance::fixtures::manifest("kinds");
    let arguments = ["--manifest", manifest.to_str().unwrap(), kinds.arguments[0]];
    let new = conformance::mkdeb::build(&tree, &output, &arguments);
    let difference = outcome(mkdeb().arg("diff").args([old, new]));
    assert_eq!(difference.status.code(), Some(7), "{difference}");
    let text = difference.text();
    assert!(text.contains("usr/share/doc/kinds/NEWS"), "{difference}");
    assert!(!text.contains("usr/bin/setuid"), "{difference}");
}
