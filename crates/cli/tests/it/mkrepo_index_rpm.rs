//! `mkrepo index` of directories with RPM packages, beside createrepo_c.

use std::fs;

use pkgio::Encoding;
use pkgsign::{Certificate, detached};
use repo_index::compress::decompress;

use crate::repository::{Package, Repository};
use crate::support::{names, set};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package { arch: "noarch", ..Package::new("tool", "1.0") };
const REPOMD: &str = "dist/repodata/repomd.xml";

/// A directory `dist` with two packages, one of them below, that are a day old.
fn folder() -> Repository {
    let repository = Repository::unsigned();
    let (hello, tool) = (repository.build_rpm(HELLO), repository.build_rpm(TOOL));
    fs::create_dir_all(repository.path("dist/sub")).unwrap();
    fs::rename(repository.path(&tool), repository.path("dist/sub/tool.rpm")).unwrap();
    for file in [hello.as_str(), "dist/sub/tool.rpm"] {
        age(&repository, file);
    }
    repository
}

fn age(repository: &Repository, file: &str) {
    let status =
        real_tools::command("touch").arg("-d").arg("yesterday").arg(repository.path(file)).status();
    assert!(status.unwrap().success());
}

fn repomd(repository: &Repository) -> String {
    fs::read_to_string(repository.path(REPOMD)).unwrap()
}

/// A list that `repomd.xml` names, decompressed.
fn list(repository: &Repository, name: &str) -> String {
    let text = repomd(repository);
    let place = text.split("href=\"").find(|part| part.contains(&format!("-{name}.xml"))).unwrap();
    let place = place.split('"').next().unwrap();
    let encoding = place.rsplit('.').next().unwrap();
    let bytes = fs::read(repository.path("dist").join(place)).unwrap();
    let encoding = Encoding::from_suffix(encoding.as_bytes()).unwrap();
    String::from_utf8(decompress(&bytes, encoding, 1 << 30).unwrap()).unwrap()
}

#[test]
fn a_folder_is_indexed_in_place_and_what_did_not_change_is_not_read_again() {
    let repository = folder();
    let run = repository.run(&["index", "dist"]);
    assert_eq!(run.done(), "dist/repodata/repomd.xml\n");
    assert!(run.stderr.contains("dist: 2 RPM packages"), "{}", run.stderr);
    assert!(run.stderr.contains("not signed"), "{}", run.stderr);
    assert!(
        !repository.path("dist/Release").exists() && !repository.path("dist/snapshots").exists()
    );
    let primary = list(&repository, "primary");
    assert!(primary.contains("packages=\"2\""), "{primary}");
    for place in ["href=\"hello-1.0-1.x86_64.rpm\"", "href=\"sub/tool.rpm\""] {
        assert!(primary.contains(place), "{place} in {primary}");
    }

    let before = repository.tree();
    let document = repository.run(&["index", "dist", "--json"]).json();
    assert_eq!((&document["rpm"]["changed"], &document["rpm"]["read"]), (&false.into(), &0.into()));
    assert_eq!(repository.tree(), before);
    let other = repository.build_rpm(Package::new("other", "1"));
    age(&repository, &other);
    let document = repository.run(&["index", "dist", "--json"]).json();
    assert_eq!((&document["rpm"]["changed"], &document["rpm"]["read"]), (&true.into(), &1.into()));
    assert_eq!(document["rpm"]["packages"].as_array().unwrap().len(), 3);
    fs::remove_file(repository.path(&other)).unwrap();
    repository.run(&["index", "dist"]).done();
    assert_eq!(list(&repository, "primary"), primary);
    let document = repository.run(&["index", "dist", "--json", "--reread"]).json();
    assert_eq!((&document["rpm"]["changed"], &document["rpm"]["read"]), (&false.into(), &2.into()));

    let run = repository.run(&["verify", "dist"]);
    run.done();
    assert!(!run.stderr.contains("nothing refers to it"), "{}", run.stderr);
}

#[test]
fn what_createrepo_c_made_is_gone_on_from_and_what_it_makes_is_the_same() {
    let repository = folder();
    let createrepo = |repository: &Repository| {
        let output = real_tools::command("createrepo_c")
            .args(["--quiet", "."])
            .current_dir(repository.path("dist"))
            .output();
        let output = output.unwrap_or_else(|error| panic!("{error}; apt-get install createrepo-c"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    createrepo(&repository);
    let theirs = ["primary", "filelists", "other"].map(|name| list(&repository, name));
    let document = repository.run(&["index", "dist", "--json"]).json();
    assert_eq!((&document["rpm"]["changed"], &document["rpm"]["read"]), (&true.into(), &0.into()));
    let ours = ["primary", "filelists", "other"].map(|name| list(&repository, name));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let elements = |text: &str| {
            let mut all: Vec<String> =
                text.split("<package ").skip(1).map(|one| one.trim_end().to_owned()).collect();
            all.sort();
            all.iter_mut()
                .for_each(|one| *one = one.split("</package>").next().unwrap().to_owned());
            all
        };
        assert_eq!(elements(ours), elements(theirs));
    }
    // And it takes what we made.
    let output = real_tools::command("createrepo_c")
        .args(["--update", "--verbose", "."])
        .current_dir(repository.path("dist"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_key_signs_the_metadata_and_without_it_nothing_follows() {
    let repository = folder();
    repository.key("key.asc", "rsa3072");
    repository.run(&["index", "dist", "--sign-key=key.asc"]).done();
    let certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa3072.asc");
    let certificates = Certificate::parse(&fs::read(certificate).unwrap()).unwrap();
    let signature = || fs::read(repository.path(&format!("{REPOMD}.asc"))).unwrap();
    detached::verify(&signature(), repomd(&repository).as_bytes(), &certificates).unwrap();
    let before = repository.tree();
    let run = repository.run(&["index", "dist", "--sign-key=key.asc"]);
    assert!(run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);

    let run = repository.run(&["index", "dist"]);
    assert!(run.failed(6).contains("--sign-key"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    repository.build_rpm(Package::new("other", "1"));
    repository.run(&["index", "dist", "--sign-key=key.asc"]).done();
    detached::verify(&signature(), repomd(&repository).as_bytes(), &certificates).unwrap();
}

#[test]
fn a_folder_with_both_kinds_has_the_indexes_of_both() {
    let repository = folder();
    let deb = repository.build(HELLO);
    let run = repository.run(&["index", "dist"]);
    assert_eq!(run.done(), "dist/Release\ndist/repodata/repomd.xml\n");
    assert!(!run.stderr.contains("not listed"), "{}", run.stderr);
    let packages = fs::read_to_string(repository.path("dist/Packages")).unwrap();
    assert_eq!(packages.matches("Package: ").count(), 1);
    assert!(list(&repository, "primary").contains("packages=\"2\""));

    let before = repomd(&repository);
    let run = repository.run(&["index", "dist", "--type=deb"]);
    assert_eq!(run.done(), "dist/Release\n");
    let run = repository.run(&["index", "dist", "--type=rpm", "--json"]);
    assert!(run.json()["rpm"].is_object() && run.json()["path"].is_null(), "{}", run.stdout);
    assert_eq!(repomd(&repository), before);
    // What is indexed already is not left behind.
    fs::remove_file(repository.path(&deb)).unwrap();
    let run = repository.run(&["index", "dist"]);
    assert!(run.failed(3).contains("error[E831]"), "{}", run.stderr);
    repository.run(&["index", "dist", "--allow-empty"]).done();
    assert!(fs::read(repository.path("dist/Packages")).unwrap().is_empty());
}

#[test]
fn every_bad_package_is_named_and_nothing_is_written() {
    let repository = folder();
    fs::write(repository.path("dist/torn.rpm"), b"\xed\xab\xee\xdb").unwrap();
    fs::write(repository.path("dist/none.rpm"), b"no package").unwrap();
    repository.build_rpm(Package { text: "other", ..TOOL });
    let run = repository.run(&["index", "dist"]);
    let message = run.failed(3);
    for file in ["dist/torn.rpm", "dist/none.rpm"] {
        assert!(message.contains(file), "{message}");
    }
    assert!(!repository.path("dist/repodata").exists());
    fs::remove_file(repository.path("dist/torn.rpm")).unwrap();
    fs::remove_file(repository.path("dist/none.rpm")).unwrap();
}

#[test]
fn several_contents_of_one_version_are_listed_as_createrepo_c_does() {
    let repository = folder();
    let other = repository.build_rpm(Package { text: "other", ..TOOL });
    fs::copy(repository.path(&other), repository.path("dist/same.rpm")).unwrap();
    let run = repository.run(&["index", "dist"]);
    run.done();
    assert_eq!(run.stderr.matches("warning[E812]").count(), 1, "{}", run.stderr);
    let primary = list(&repository, "primary");
    assert!(primary.contains("packages=\"3\""), "{primary}");
    let run = repository.run(&["index", "dist"]);
    run.done();
    assert!(run.stderr.contains("nothing to do"), "{}", run.stderr);
    repository.run(&["verify", "--deep", "dist"]).done();
}

#[test]
fn unreadable_packages_are_skipped_on_request_with_an_exit_code_of_its_own() {
    let repository = folder();
    fs::write(repository.path("dist/torn.rpm"), b"\xed\xab\xee\xdb").unwrap();
    fs::write(repository.path("dist/none.rpm"), b"no package").unwrap();
    let run = repository.run(&["index", "dist", "--skip-unreadable"]);
    assert_eq!(run.code, Some(9), "{}", run.stderr);
    for said in ["dist/torn.rpm", "dist/none.rpm", "2 unreadable packages left out"] {
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    assert!(list(&repository, "primary").contains("packages=\"2\""));
    fs::remove_file(repository.path("dist/torn.rpm")).unwrap();
    fs::remove_file(repository.path("dist/none.rpm")).unwrap();
    repository.run(&["index", "dist", "--skip-unreadable"]).done();
}

#[test]
fn superseded_lists_are_kept_for_a_while() {
    let repository = folder();
    repository.run(&["index", "dist"]).done();
    let first = names(&repository.path("dist/repodata"));
    let other = repository.build_rpm(Package::new("other", "1"));
    repository.run(&["index", "dist"]).done();
    let second = names(&repository.path("dist/repodata"));
    assert!(first.is_subset(&second) && first != second);
    fs::remove_file(repository.path(&other)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(3200));
    repository.run(&["index", "dist", "--keep=1s"]).done();
    let third = names(&repository.path("dist/repodata"));
    assert!(third.len() < second.len() + 3, "{third:?}");
    assert!(!set(&[]).is_superset(&third));
}
