//! Packages that are odd: published with one warning, and refused where that is asked for.

use std::fs;

use crate::repository::{Package, Repository};

/// A package with bytes behind its last member.
fn odd(repository: &Repository) -> String {
    let file = repository.build(Package::new("hello", "1.0"));
    let path = repository.path(&file);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(b"text");
    fs::write(&path, bytes).unwrap();
    file
}

const WARNING: &str = "warning[E417]";

#[test]
fn odd_packages_are_published_with_one_warning() {
    let repository = Repository::signed();
    let file = odd(&repository);
    let run = repository.run(&["add", &file]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n");
    assert_eq!(run.stderr.matches(WARNING).count(), 1, "{}", run.stderr);
    let verified = repository.run(&["verify", "--deep"]);
    verified.done();
    assert!(verified.stdout.contains("E417") || verified.stderr.contains("E417"));
}

#[test]
fn strict_archives_and_indexes_refuse_odd_packages() {
    let repository = Repository::signed();
    let file = odd(&repository);
    repository.describe(|text| text.replace("[apt.deb]\n", "[apt.deb]\nstrict = true\n"));
    let run = repository.run(&["add", &file]);
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    assert!(run.stderr.contains("or leave \"strict\" out of the table"), "{}", run.stderr);
    assert!(!repository.path("public/deb/dists").exists());

    let folder = repository.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::copy(repository.path(&file), folder.join("hello.deb")).unwrap();
    let run = repository.run(&["index", "folder", "--strict"]);
    assert!(run.failed(3).contains("error[E417]"), "{}", run.stderr);
    let run = repository.run(&["index", "folder"]);
    run.done();
    assert_eq!(run.stderr.matches(WARNING).count(), 1, "{}", run.stderr);
}

/// A name in the lead that does not end: no rpm goes by it.
#[test]
fn the_same_holds_for_rpm_packages() {
    let repository = Repository::signed();
    let file = repository.build_rpm(Package::new("hello", "1.0"));
    let path = repository.path(&file);
    let mut bytes = fs::read(&path).unwrap();
    bytes[10..76].fill(b'a');
    fs::write(&path, bytes).unwrap();
    let folder = repository.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::copy(&path, folder.join("hello.rpm")).unwrap();

    repository.describe(|text| text.replace("[rpm.rpm]\n", "[rpm.rpm]\nstrict = true\n"));
    let run = repository.run(&["add", &file]);
    assert!(run.failed(3).contains("error[E608]"), "{}", run.stderr);
    assert!(run.stderr.contains("or leave \"strict\" out of the table"), "{}", run.stderr);
    assert!(!repository.path("public/rpm/repodata").exists());
    let run = repository.run(&["index", "folder", "--strict"]);
    assert!(run.failed(3).contains("hello.rpm"), "{}", run.stderr);

    repository.describe(|text| text.replace("strict = true\n", ""));
    for command in [&["add", &file][..], &["index", "folder"]] {
        let run = repository.run(command);
        run.done();
        assert_eq!(run.stderr.matches("warning[E608]").count(), 1, "{}", run.stderr);
    }
}
