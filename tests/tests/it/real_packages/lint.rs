//! What lintian thinks.

use std::collections::BTreeSet;
use std::path::Path;

use conformance::program::{MINIMAL, Mkdeb};
use conformance::tool::{command, outcome, require_root};

use super::{PACKAGES, Twins};

fn errors(deb: &Path) -> BTreeSet<String> {
    let mut lintian = command("lintian");
    lintian.args(["--allow-root", "--no-cfg", "--color=never", "--tag-display-limit=0"]).arg(deb);
    let outcome = outcome(lintian.env("LC_ALL", "C.UTF-8"));
    let code = outcome.status.code();
    assert!(matches!(code, Some(0..=2)), "lintian did not run: {outcome}");
    assert!(!outcome.text().contains("internal error"), "{outcome}");
    outcome.text().lines().filter(|line| line.starts_with("E:")).map(str::to_owned).collect()
}

#[test]
fn lintian_finds_no_error_that_the_original_does_not_have() {
    require_root();
    for name in PACKAGES {
        let twins = Twins::of(name);
        let (original, rebuilt) = (errors(&twins.original), errors(&twins.rebuilt));
        let new = rebuilt.difference(&original).collect::<Vec<_>>();
        assert!(new.is_empty(), "{name}: lintian finds {new:#?}");
    }
}

#[test]
fn lintian_sees_the_errors_of_a_bad_package() {
    require_root();
    let folder = tempfile::TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    std::fs::create_dir_all(tree.join("usr/local/bin")).unwrap();
    std::fs::write(tree.join("usr/local/bin/x"), "not a script\n").unwrap();
    let deb = Mkdeb.build(&tree, folder.path(), &MINIMAL);
    assert!(!errors(&deb).is_empty(), "lintian must have something to say about /usr/local");
}
