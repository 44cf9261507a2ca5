//! `.changes` files as operands of `mkrepo add`.

use std::fs;

use pkgio::{Algorithms, Hasher, Hex};

use crate::repository::{Package, Repository};

#[test]
fn packages_that_a_changes_file_lists_are_published() {
    let repository = Repository::signed();
    let file = repository.build(Package::new("hello", "1.0"));
    let bytes = fs::read(repository.path(&file)).unwrap();
    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::NONE });
    hasher.update(&bytes);
    let digest = hasher.finish().sha256.unwrap();
    let name = file.strip_prefix("dist/").unwrap();
    let listed = format!("{} {} {name}", Hex(&digest), bytes.len());
    let text = format!("Format: 1.8\nDistribution: other\nChecksums-Sha256:\n {listed}\n");
    fs::write(repository.path("dist/hello_1.0_amd64.changes"), &text).unwrap();
    let run = repository.run(&["add", "dist/hello_1.0_amd64.changes", &file]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n");
    assert!(!run.stderr.contains("E813"), "{}", run.stderr);

    fs::write(repository.path("dist/bad.changes"), text.replace(name, "none.deb")).unwrap();
    let run = repository.run(&["add", "dist/bad.changes"]);
    let message = run.failed(3);
    assert!(
        message.contains("error[E821]") && message.contains("none.deb: is listed by bad.changes")
    );
}
