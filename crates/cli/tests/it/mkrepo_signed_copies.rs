//! Packages that are signed on their way from one repository into another; rpm and debsig-verify
//! judge.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::mkrepo_signed_packages::rpm;
use crate::repository::{KEY, Package, Repository};
use crate::signing::debsig_verify_within;
use crate::support::Run;

const HELLO: Package<'_> = Package::new("hello", "1.0");
const OTHER: Package<'_> = Package::new("other", "1");
const RPM: &str = "Packages/h/hello-1.0-1.x86_64.rpm";
const DEB: &str = "pool/main/h/hello/hello_1.0_amd64.deb";
const PROMOTE: [&str; 4] = ["copy", "*", "--from=rpm:rpm", "--to=rpm:next"];
const TRANSFER: [&str; 4] = ["copy", "*", "--from=apt:deb/stable", "--to=apt:other/stable"];

/// An archive and a repository that ask nothing of packages, and one of each whose policy is `policy`;
/// archives have no `require-signed`.
fn with(policy: &str) -> Repository {
    let repository = Repository::signed();
    let archive = if policy.starts_with("sign-packages") { policy } else { "" };
    repository.describe(|text| {
        format!(
            "{text}\n[rpm.next]\n{policy}\n\
             [apt.other]\norigin = \"Other\"\narchitectures = [\"amd64\"]\n{archive}\n"
        )
    });
    repository
}

/// The certificates besides that of `signing.asc`.
fn trust(repository: &Repository, key: &str) {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::copy(fixtures.join(format!("{key}.asc")), repository.path("old.pub.asc")).unwrap();
    repository.describe(|text| text.replacen("# certificates", "certificates", 1));
}

#[track_caller]
fn nothing_to_do(repository: &Repository, command: &[&str]) {
    let run = repository.run(command);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
}

/// Checks the package `key` by `rpm`, with the key of the repository alone.
#[track_caller]
fn assert_signed(repository: &Repository, key: &str) {
    let text = rpm(repository, &repository.path("public").join(key), KEY);
    assert!(text.contains("RSA/SHA256 Signature") && text.contains(": OK"), "{text}");
    assert!(!text.contains("NOT OK") && !text.contains("NOKEY"), "{text}");
}

#[test]
fn unsigned_packages_are_signed_and_signed_ones_copied() {
    let repository = with("sign-packages = \"unsigned\"");
    let unsigned = repository.build_rpm(HELLO);
    let signed = repository.build_signed_rpm(OTHER, KEY);
    repository.run(&["add", &unsigned, &signed, "--to=rpm:rpm"]).done();
    let before = repository.published(&format!("rpm/{RPM}"));
    let expected = "rpm:next added hello-1.0-1.x86_64\nrpm:next added other-1-1.x86_64\n";
    assert_eq!(repository.run(&PROMOTE).done(), expected);
    assert_signed(&repository, &format!("next/{RPM}"));
    let published = repository.published(&format!("next/{RPM}"));
    assert_eq!(published.len(), before.len());
    assert_eq!(repository.published(&format!("rpm/{RPM}")), before);
    let inode = |name: &str| {
        let other = format!("public/{name}/Packages/o/other-1-1.x86_64.rpm");
        fs::metadata(repository.path(&other)).unwrap().ino()
    };
    assert_eq!(inode("next"), inode("rpm"));
    repository.run(&["verify", "--deep"]).done();
    let listed = repository.run(&["list", "--json", "rpm:next", "hello"]).json();
    let sha256 = repo_store::Sha256::of(&published).to_string();
    assert_eq!(listed["packages"][0]["sha256"], sha256);

    // Once more is nothing, by another key too, and from what was added otherwise.
    nothing_to_do(&repository, &PROMOTE);
    nothing_to_do(&repository, &["add", &unsigned, "--to=rpm:next"]);
    repository.key("signing.asc", "rsa4096");
    trust(&repository, KEY);
    nothing_to_do(&repository, &PROMOTE);
    repository.run(&["remove", "hello", "--from=rpm:next"]).done();
    let run = repository.run(&PROMOTE);
    assert_eq!(run.done(), "rpm:next added hello-1.0-1.x86_64\n");
    assert_eq!(repository.published(&format!("next/{RPM}")), published, "its file is still there");
}

#[test]
fn a_package_that_another_key_signed_there_is_the_same() {
    let repository = with("sign-packages = \"unsigned\"");
    repository.run(&["add", &repository.build_rpm(HELLO), "--to=rpm:next"]).done();
    trust(&repository, "rsa4096");
    let signed = repository.build_signed_rpm(HELLO, "rsa4096");
    repository.run(&["add", &signed, "--to=rpm:rpm"]).done();
    nothing_to_do(&repository, &PROMOTE);
    let other = Repository::signed();
    let changed = other.build_rpm(Package { text: "other", ..HELLO });
    let changed = other.path(&changed);
    repository.run(&["remove", "hello", "--allow-empty", "--from=rpm:rpm"]).done();
    repository.describe(|text| text + "\n[rpm.third]\n");
    repository.run(&["add", changed.to_str().unwrap(), "--to=rpm:third"]).done();
    let run = repository.run(&["copy", "hello", "--from=rpm:third", "--to=rpm:next"]);
    assert!(run.failed(5).contains("error[E812]"), "{}", run.stderr);
}

#[test]
fn foreign_signatures_are_refused_or_replaced() {
    let repository = with("sign-packages = \"unsigned\"");
    let foreign = repository.build_signed_rpm(HELLO, "rsa4096");
    let unsigned = repository.build_rpm(OTHER);
    repository.run(&["add", &foreign, &unsigned, "--to=rpm:rpm"]).done();
    let run = repository.run(&PROMOTE);
    let message = run.failed(6);
    assert!(message.contains("error[E721]: hello-1.0-1.x86_64: "), "{message}");
    assert!(message.contains("sign-packages = \"all\" in [rpm.next]"), "{message}");
    assert!(!repository.path("public/next").exists());

    let all = with("sign-packages = \"all\"");
    let foreign = all.build_signed_rpm(HELLO, "rsa4096");
    all.run(&["add", &foreign, "--to=rpm:rpm"]).done();
    all.run(&PROMOTE).done();
    assert_signed(&all, &format!("next/{RPM}"));
    let source = all.path("public/rpm").join(RPM);
    assert!(rpm(&all, &source, KEY).contains("NOKEY"));
    nothing_to_do(&all, &PROMOTE);
}

#[test]
fn what_must_be_signed_and_is_not_is_refused() {
    let repository = with("require-signed = true");
    let unsigned = repository.build_rpm(HELLO);
    let foreign = repository.build_signed_rpm(OTHER, "rsa4096");
    let good = repository.build_signed_rpm(Package::new("good", "1"), KEY);
    repository.run(&["add", &unsigned, &foreign, &good, "--to=rpm:rpm"]).done();
    let run = repository.run(&PROMOTE);
    let message = run.failed(6);
    assert!(message.contains("error[E720]: hello-1.0-1.x86_64: is not signed"), "{message}");
    assert!(message.contains("sign-packages = \"unsigned\" in [rpm.next]"), "{message}");
    assert!(message.contains("error[E721]: other-1-1.x86_64: "), "{message}");
    assert!(!repository.path("public/next").exists());
    let run = repository.run(&["copy", "good", "--from=rpm:rpm", "--to=rpm:next"]);
    assert_eq!(run.done(), "rpm:next added good-1-1.x86_64\n");
}

#[test]
fn what_was_there_before_the_policy_stays() {
    let repository = with("sign-packages = \"no\"");
    repository.run(&["add", &repository.build_rpm(HELLO), "--to=rpm:rpm"]).done();
    repository.run(&PROMOTE).done();
    let original = repository.published(&format!("rpm/{RPM}"));
    assert_eq!(repository.published(&format!("next/{RPM}")), original);
    repository.describe(|text| {
        text.replacen("[rpm.next]\nsign-packages = \"no\"", "[rpm.next]\nrequire-signed = true", 1)
    });
    nothing_to_do(&repository, &PROMOTE);
}

#[test]
fn what_is_not_what_its_metadata_says_is_not_signed() {
    let repository = with("sign-packages = \"unsigned\"");
    repository.run(&["add", &repository.build_rpm(HELLO), "--to=rpm:rpm"]).done();
    let changed = repository.build_rpm(Package { text: "other", ..HELLO });
    let published = repository.path("public/rpm").join(RPM);
    fs::copy(repository.path(&changed), &published).unwrap();
    let run = repository.run(&PROMOTE);
    let message = run.failed(7);
    assert!(message.contains("hello-1.0-1.x86_64.rpm: does not match its index"), "{message}");
    fs::remove_file(published).unwrap();
    assert!(repository.run(&PROMOTE).failed(4).contains(RPM));
    assert!(!repository.path("public/next").exists());
}

#[test]
fn no_temporary_stays() {
    let repository = with("sign-packages = \"unsigned\"");
    let unsigned = [HELLO, OTHER].map(|package| repository.build_rpm(package));
    repository.run(&["add", &unsigned[0], &unsigned[1], "--to=rpm:rpm"]).done();
    let temporary = repository.path("temporary");
    fs::create_dir(&temporary).unwrap();
    let copy = || {
        let mut command = repository.command(&PROMOTE);
        Run::of(command.env("TMPDIR", &temporary))
    };
    // Publishing fails after the packages are signed.
    let packages = repository.path("public/next/Packages");
    fs::create_dir(repository.path("public/next")).unwrap();
    fs::write(&packages, "").unwrap();
    assert!(copy().failed(4).contains("next/Packages"));
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
    fs::remove_file(packages).unwrap();
    copy().done();
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn debian_packages_are_signed_on_their_way_into_another_archive() {
    let repository = with("sign-packages = \"unsigned\"");
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello]).done();
    assert_eq!(repository.run(&TRANSFER).done(), "apt:other/stable added hello_1.0_amd64\n");
    let (original, pooled) = (format!("deb/{DEB}"), format!("other/{DEB}"));
    let unsigned = repository.published(&original);
    assert_eq!(unsigned, fs::read(repository.path(&hello)).unwrap());
    let published = repository.published(&pooled);
    assert!(published.starts_with(&unsigned));
    let (accepted, text) =
        debsig_verify_within(&repository.path(""), &repository.path("public").join(&pooled), KEY);
    assert!(accepted, "{text}");
    repository.run(&["verify", "--deep"]).done();
    nothing_to_do(&repository, &TRANSFER);
    nothing_to_do(&repository, &["add", &hello, "--to=apt:other/stable"]);

    // Another key makes no other package of it, in this suite or in one that shares the pool.
    repository.key("signing.asc", "rsa4096");
    trust(&repository, KEY);
    nothing_to_do(&repository, &TRANSFER);
    nothing_to_do(&repository, &["add", &hello, "--to=apt:other/stable"]);
    let testing = [TRANSFER[0], TRANSFER[1], TRANSFER[2], "--to=apt:other/testing"];
    assert_eq!(repository.run(&testing).done(), "apt:other/testing added hello_1.0_amd64\n");
    assert_eq!(repository.published(&pooled), published);
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn foreign_debian_packages_are_refused_or_signed_anew() {
    let repository = with("sign-packages = \"unsigned\"");
    repository.run(&["add", &repository.build_signed(HELLO, "rsa4096")]).done();
    let run = repository.run(&TRANSFER);
    let message = run.failed(6);
    assert!(message.contains("error[E721]: hello_1.0_amd64: "), "{message}");
    assert!(message.contains("sign-packages = \"all\" in [apt.other]"), "{message}");
    assert!(!repository.path("public/other").exists());

    let all = with("sign-packages = \"all\"");
    all.run(&["add", &all.build_signed(HELLO, "rsa4096")]).done();
    all.run(&TRANSFER).done();
    let pooled = all.path("public/other").join(DEB);
    let (accepted, text) = debsig_verify_within(&all.path(""), &pooled, KEY);
    assert!(accepted, "{text}");
    let original = all.path("public/deb").join(DEB);
    assert!(!debsig_verify_within(&all.path(""), &original, KEY).0);
    nothing_to_do(&all, &TRANSFER);
}

#[test]
fn within_an_archive_the_pool_stays_as_it_is() {
    let repository = with("sign-packages = \"no\"");
    repository.run(&["add", &repository.build(HELLO)]).done();
    let before = repository.published(&format!("deb/{DEB}"));
    repository.run(&TRANSFER).done();
    assert_eq!(repository.published(&format!("other/{DEB}")), before);
    repository
        .describe(|text| text.replacen("[apt.deb]", "[apt.deb]\nsign-packages = \"unsigned\"", 1));
    let run = repository.run(&["copy", "*", "--from=apt:deb/stable", "--to=apt:deb/testing"]);
    assert_eq!(run.done(), "apt:deb/testing added hello_1.0_amd64\n");
    assert_eq!(repository.published(&format!("deb/{DEB}")), before);
}
