//! `mkrepo init` and `mkrepo add`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::repository::{Package, Repository};
use crate::support::{names, set};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const IN_RELEASE: &str = "deb/dists/stable/InRelease";
const PACKAGES: &str = "deb/dists/stable/main/binary-amd64/Packages.gz";

#[test]
fn a_new_repository_is_described_and_takes_packages_at_once() {
    let repository = Repository::unsigned();
    let hello = repository.build(HELLO);
    let run = repository.run(&["add", &hello]);
    assert_eq!(run.done(), "apt:deb/stable added hello_1.0_amd64\n");
    assert!(run.stderr.contains("warning[E707]"), "{}", run.stderr);
    assert!(run.stderr.contains("apt:deb/stable: published as 1"), "{}", run.stderr);
    let release = repository.text("deb/dists/stable/Release");
    assert!(release.contains("\nSerial: 1\n") && release.contains("Origin: Example\n"));
    let pooled = repository.published("deb/pool/main/h/hello/hello_1.0_amd64.deb");
    assert_eq!(pooled, fs::read(repository.path(&hello)).unwrap());
}

#[test]
fn init_makes_a_key_that_only_its_owner_reads_and_replaces_nothing() {
    let repository = Repository::unsigned();
    let error = repository.run(&["init", "--generate-key"]);
    assert!(error.failed(5).contains("mkrepo.toml"), "{}", error.stderr);
    assert_eq!(names(&repository.path(".")), set(&["mkrepo.toml"]));

    repository.run(&["init", "other/place", "--generate-key", "--architecture=linux/arm64"]).done();
    let key = repository.path("other/place/signing.asc");
    assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(repository.path("other/place/mkrepo.toml")).unwrap();
    assert!(text.contains("architectures = [\"arm64\"]\n") && text.contains("\n[signing]\n"));

    let run = repository.run(&["init", "third", "--architecture=vax64"]);
    assert!(run.failed(2).contains("error[E051]: --architecture"), "{}", run.stderr);
    assert!(!repository.path("third").exists());
}

#[test]
fn what_is_published_is_signed_and_says_what_it_says() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let document = repository.run(&["add", "--json", &hello]).json();
    let target = &document["targets"][0];
    assert_eq!(target["target"], "apt:deb/stable");
    assert_eq!(target["serial"], 1);
    assert_eq!(target["added"][0]["path"], "pool/main/h/hello/hello_1.0_amd64.deb");
    let first = repository.published(IN_RELEASE);
    assert!(first.starts_with(b"-----BEGIN PGP SIGNED MESSAGE-----\n"));

    let run = repository.run(&["add", &hello]);
    assert_eq!(run.done(), "");
    assert!(run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert_eq!(repository.published(IN_RELEASE), first);
}

#[test]
fn another_content_of_a_published_version_is_refused_and_changes_nothing() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(HELLO)]).done();
    let before = repository.published(IN_RELEASE);
    let new = repository.build(Package::new("other", "2.0"));
    let changed = repository.build(Package { text: "good bye", ..HELLO });
    let run = repository.run(&["add", &new, &changed]);
    let message = run.failed(5);
    assert!(message.contains("error[E812]: dist/hello_1.0_amd64.deb"), "{message}");
    assert!(message.contains("give the changed package a new version"), "{message}");
    assert_eq!(repository.published(IN_RELEASE), before);
    assert!(!repository.path("public/deb/pool/main/o").exists());
}

#[test]
fn every_bad_package_of_a_call_is_named_and_nothing_is_published() {
    let repository = Repository::unsigned();
    let hello = repository.build(HELLO);
    let foreign = repository.build(Package { arch: "riscv64", ..Package::new("foreign", "1") });
    fs::write(repository.path("dist/torn.deb"), "!<arch>\n").unwrap();
    fs::create_dir(repository.path("empty")).unwrap();
    let run = repository.run(&["add", &hello, &foreign, "dist/torn.deb", "absent.deb"]);
    let message = run.failed(3);
    for part in [foreign.as_str(), "dist/torn.deb", "absent.deb"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!repository.path("public").exists());
    let run = repository.run(&["add", "empty"]);
    assert!(run.failed(3).contains("error[E052]: empty"), "{}", run.stderr);
}

#[test]
fn routes_part_one_call_into_suites_which_change_together_or_not_at_all() {
    let repository = Repository::signed();
    repository.describe(|text| {
        text + "\n[[route]]\nwhen = { filename = '~(?<codename>bookworm|trixie)_' }\n\
                to = 'apt:deb/{codename}'\n"
    });
    let one = repository.build(Package::new("hello", "1.0~bookworm"));
    let two = repository.build(Package::new("hello", "1.0~trixie"));
    let stray = repository.build(HELLO);
    let run = repository.run(&["add", "dist"]);
    assert!(run.failed(3).contains("error[E897]: hello_1.0_amd64.deb"), "{}", run.stderr);
    assert!(!repository.path("public").exists());

    let run = repository.run(&["add", &one, &two]);
    let expected = "apt:deb/bookworm added hello_1.0~bookworm_amd64\n\
                    apt:deb/trixie added hello_1.0~trixie_amd64\n";
    assert_eq!(run.done(), expected);

    // What one of the suites refuses, the other does not get either.
    let new = repository.build(Package::new("new", "1.0~bookworm"));
    let changed =
        repository.build(Package { text: "other", ..Package::new("hello", "1.0~trixie") });
    repository.run(&["add", &new, &changed]).failed(5);
    assert!(!repository.path("public/deb/pool/main/n").exists());

    let run = repository.run(&["add", &stray, "--to", "apt:deb/trixie/contrib"]);
    assert_eq!(run.done(), "apt:deb/trixie added hello_1.0_amd64\n");
    assert!(repository.path("public/deb/dists/trixie/contrib/binary-amd64/Packages.gz").exists());
    assert!(repository.path("public").join(PACKAGES.replace("stable", "bookworm")).exists());
}

#[test]
fn targets_and_descriptions_that_are_none_are_named() {
    let repository = Repository::unsigned();
    let hello = repository.build(HELLO);
    for (to, part) in [
        ("stable", "starts neither with"),
        ("apt:dep/stable", "did you mean \"deb\"?"),
        ("apt:deb/../x", "apt:deb/../x"),
        ("rpm:el9", "rpm:el9"),
    ] {
        let run = repository.run(&["add", &hello, "--to", to]);
        assert!(run.failed(2).contains(part), "{to}: {}", run.stderr);
    }
    repository.describe(|text| text.replace("architectures", "architecture"));
    let run = repository.run(&["add", &hello]);
    assert!(run.failed(3).contains("did you mean"), "{}", run.stderr);
    let run = repository.run(&["-C", "nowhere", "add", &hello]);
    assert!(run.failed(4).contains("mkrepo init"), "{}", run.stderr);
    assert!(!repository.path("public").exists());
}

#[test]
fn source_packages_go_beside_binary_ones() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let tarball = b"not opened";
    fs::write(repository.path("dist/hello_1.0.tar.gz"), tarball).unwrap();
    let dsc = format!(
        "Format: 3.0 (native)\nSource: hello\nBinary: hello\nArchitecture: any\nVersion: 1.0\n\
         Maintainer: Jo Doe <jo@example.org>\nChecksums-Sha256:\n {} {} hello_1.0.tar.gz\n",
        repo_store::Sha256::of(tarball),
        tarball.len()
    );
    fs::write(repository.path("dist/hello_1.0.dsc"), dsc).unwrap();
    let run = repository.run(&["add", &hello, "dist/hello_1.0.dsc"]);
    let expected = "apt:deb/stable added hello_1.0_amd64\napt:deb/stable added hello_1.0_source\n";
    assert_eq!(run.done(), expected);
    assert_eq!(repository.published("deb/pool/main/h/hello/hello_1.0.tar.gz"), tarball);
    assert!(repository.text("deb/dists/stable/Release").contains("main/source/Sources"));

    fs::write(repository.path("dist/hello_1.0.tar.gz"), b"no: opened").unwrap();
    let run = repository.run(&["add", "dist"]);
    assert!(run.failed(7).contains("error[E822]"), "{}", run.stderr);
}
