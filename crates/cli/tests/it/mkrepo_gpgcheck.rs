//! Clients insist on signed packages where all that are published are signed by what they are given.

use std::fs;
use std::path::Path;

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const TOOL: Package<'_> = Package::new("tool", "1.0");

/// With an address, so that there is a `.repo` file.
fn described(policy: &str) -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| format!("url = \"https://example.org\"\n{text}"));
    with(&repository, policy);
    repository
}

fn with(repository: &Repository, policy: &str) {
    repository.describe(|text| text.replacen("# sign-packages = \"unsigned\"", policy, 1));
}

/// The line of the `.repo` file.
fn gpgcheck(repository: &Repository) -> String {
    let text = repository.text("rpm/example-rpm.repo");
    text.lines().find(|line| line.starts_with("gpgcheck=")).unwrap().to_owned()
}

fn certificates(repository: &Repository, lines: &str) {
    repository.describe(|text| {
        let kept = text.lines().filter(|line| !line.starts_with("certificates"));
        let text: String = kept.map(|line| format!("{line}\n")).collect();
        text.replacen("[signing]\n", &format!("[signing]\n{lines}"), 1)
    });
}

#[test]
fn one_package_without_a_signature_is_enough_not_to_insist() {
    let repository = described("");
    repository.run(&["add", &repository.build_rpm(HELLO)]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=0");
    repository.describe(|text| {
        text.replacen("[rpm.rpm]\n", "[rpm.rpm]\nsign-packages = \"unsigned\"\n", 1)
    });
    for package in [TOOL, Package::new("more", "1")] {
        repository.run(&["add", &repository.build_rpm(package)]).done();
        assert_eq!(gpgcheck(&repository), "gpgcheck=0");
    }
    let repomd = repository.text("rpm/repodata/repomd.xml");
    assert!(repomd.contains("packwright:signed=except "), "{repomd}");
    repository.run(&["remove", "hello", "--from=rpm:rpm"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");
    assert!(repository.text("rpm/repodata/repomd.xml").contains("packwright:signed=all"));
    // It comes back with its publication.
    repository.run(&["rollback", "rpm:rpm", "3"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=0");
    repository.run(&["resign", "rpm:rpm"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn a_certificate_that_signs_published_packages_stays() {
    let repository = described("sign-packages = \"unsigned\"");
    let packages = [HELLO, TOOL].map(|package| repository.build_rpm(package));
    repository.run(&["add", &packages[0], &packages[1]]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::copy(fixtures.join("rsa3072.asc"), repository.path("old.pub.asc")).unwrap();
    repository.key("signing.asc", "rsa4096");
    certificates(&repository, "certificates = \"file:old.pub.asc\"\n");
    repository.run(&["refresh"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");

    certificates(&repository, "");
    let before = repository.tree();
    for command in [&["refresh"][..], &["remove", "tool", "--from=rpm:rpm"]] {
        let run = repository.run(command);
        let said = run.failed(6);
        let count = if command.len() == 1 { "2 packages are" } else { "1 package is" };
        assert!(said.contains("error[E980]") && said.contains(count), "{said}");
        assert!(said.contains("mkrepo resign rpm:rpm") && said.contains("--force"), "{said}");
        assert_eq!(repository.tree(), before);
    }
    // By force clients are told that they cannot insist.
    repository.run(&["refresh", "--force"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=0");
    certificates(&repository, "certificates = \"file:old.pub.asc\"\n");
    repository.run(&["refresh"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");
    // The other way.
    repository.run(&["resign", "rpm:rpm"]).done();
    certificates(&repository, "");
    repository.run(&["refresh"]).done();
    assert_eq!(gpgcheck(&repository), "gpgcheck=1");
    repository.run(&["verify", "--deep"]).done();
}

/// The signatures stand at the start of packages, so that it needs no `--deep`.
#[test]
fn verify_of_a_folder_says_what_clients_with_gpgcheck_refuse() {
    let repository = described("");
    repository.run(&["add", &repository.build_rpm(HELLO)]).done();
    let run = repository.run(&["verify"]);
    assert!(!run.done().contains("gpgcheck"), "nobody asks for signatures");
    let insist = || {
        let path = repository.path("public/rpm/example-rpm.repo");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("\ngpgcheck=0", "\ngpgcheck=1")).unwrap();
    };
    insist();
    let run = repository.run(&["verify"]);
    assert_eq!(run.code, Some(7));
    let said = &run.stdout;
    let expected = "is not signed, but the .repo file of the repository has gpgcheck=1";
    assert!(said.contains(expected) && said.contains("hello-1.0-1"), "{said}");

    repository.run(&["resign", "rpm:rpm"]).done();
    repository.run(&["verify"]).done();
    repository.run(&["key", "export", "-o", "old.pub.asc"]).done();
    repository.key("signing.asc", "rsa4096");
    certificates(&repository, "certificates = \"file:old.pub.asc\"\n");
    repository.run(&["refresh"]).done();
    certificates(&repository, "");
    repository.run(&["refresh", "--force"]).done();
    insist();
    let run = repository.run(&["verify"]);
    assert_eq!(run.code, Some(7));
    let said = &run.stdout;
    assert!(said.contains("has gpgcheck=1") && !said.contains("is not signed"), "{said}");
}
