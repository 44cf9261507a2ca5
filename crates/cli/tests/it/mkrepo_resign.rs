//! `mkrepo resign`: published packages that are signed by the key of today.

use std::fs;
use std::path::Path;

use crate::mkrepo_signed_packages::rpm;
use crate::repository::{Package, Repository};

const OLD: &str = "rsa3072";
const NEW: &str = "rsa4096";

/// An RPM repository and an APT archive whose packages the old key signs.
fn repository() -> Repository {
    let repository = Repository::signed();
    repository.describe(|_| {
        "root = \"public\"\n\
         [signing]\nkey = \"file:signing.asc\"\n\
         [rpm.rpm]\nsign-packages = \"unsigned\"\n\
         [apt.deb]\narchitectures = [\"amd64\"]\nsign-packages = \"unsigned\"\n[apt.deb.suites.stable]\n\
         [apt.plain]\narchitectures = [\"amd64\"]\n[apt.plain.suites.stable]\n"
            .to_owned()
    });
    repository
}

/// Has the new key sign from now on, beside the certificate of the old one.
fn rotate(repository: &Repository) {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::copy(fixtures.join(format!("{OLD}.asc")), repository.path("old.asc")).unwrap();
    repository.key("signing.asc", NEW);
    repository.describe(|text| {
        text.replace("[signing]\n", "[signing]\ncertificates = \"file:old.asc\"\n")
    });
}

/// Has the new key alone from now on.
fn forget(repository: &Repository) {
    repository.describe(|text| text.replace("certificates = \"file:old.asc\"\n", ""));
}

/// The paths of the packages that are listed.
fn paths(repository: &Repository, target: &str) -> Vec<String> {
    let listed = repository.run(&["list", target, "--json"]).json();
    let packages = listed["packages"].as_array().unwrap().iter();
    packages.map(|package| package["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn packages_of_an_rpm_repository_are_signed_again_in_one_publication() {
    let repository = repository();
    let [one, two] = ["one", "two"].map(|name| repository.build_rpm(Package::new(name, "1")));
    repository.run(&["add", &one, &two, "--to=rpm:rpm"]).done();
    let before = paths(&repository, "rpm:rpm");
    let bytes: Vec<_> =
        before.iter().map(|path| repository.published(&format!("rpm/{path}"))).collect();
    let run = repository.run(&["resign", "rpm:rpm"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    assert!(run.stderr.contains("2 packages signed by the current key already"), "{}", run.stderr);

    rotate(&repository);
    let tree = repository.tree();
    let dry = repository.run(&["resign", "rpm:rpm", "--dry-run"]);
    assert!(dry.done().contains("would sign one-1-1.x86_64"), "{}", dry.stdout);
    assert_eq!(repository.tree(), tree);
    let three = repository.build_rpm(Package::new("three", "1"));
    repository.run(&["add", &three, "--to=rpm:rpm"]).done();
    let run = repository.run(&["resign", "rpm:rpm", "--json"]).json();
    let target = &run["targets"][0];
    assert_eq!(target["resigned"].as_array().unwrap().len(), 2, "{run}");
    assert_eq!((&target["already_signed"], &target["serial"]), (&1.into(), &3.into()), "{run}");

    for path in paths(&repository, "rpm:rpm") {
        let file = repository.path("public/rpm").join(&path);
        let text = rpm(&repository, &file, NEW);
        assert!(text.contains(": OK") && !text.contains("NOKEY"), "{path}: {text}");
        assert!(rpm(&repository, &file, OLD).contains("NOKEY"), "{path}");
    }
    // What older publications refer to stays as it was.
    for (path, bytes) in before.iter().zip(bytes) {
        assert_eq!(repository.published(&format!("rpm/{path}")), bytes);
    }
    repository.run(&["verify", "--deep"]).done();
    let run = repository.run(&["resign", "rpm:rpm"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    // The same packages again are the same.
    let run = repository.run(&["add", &one, &two, &three, "--to=rpm:rpm"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    repository.run(&["rollback", "rpm:rpm", "1"]).done();
    repository.run(&["verify", "--deep"]).done();
    repository.run(&["resign", "rpm:rpm"]).done();
    forget(&repository);
    repository.run(&["refresh"]).done();
    repository.run(&["verify", "--deep"]).done();
}

#[test]
fn only_chosen_packages_are_signed_again() {
    let repository = repository();
    let [one, two] = ["one", "two"].map(|name| repository.build_rpm(Package::new(name, "1")));
    repository.run(&["add", &one, &two, "--to=rpm:rpm"]).done();
    rotate(&repository);
    let run = repository.run(&["resign", "rpm:rpm", "--package", "on*"]);
    assert_eq!(run.done(), "rpm:rpm resigned one-1-1.x86_64\n");
    let run = repository.run(&["resign", "rpm:rpm", "--package", "three"]);
    assert!(run.failed(3).contains("error[E061]"), "{}", run.stderr);
}

#[test]
fn unsigned_packages_are_signed_and_damaged_ones_refused() {
    let repository = repository();
    repository.describe(|text| text.replace("sign-packages = \"unsigned\"", ""));
    let hello = repository.build_rpm(Package::new("hello", "1"));
    repository.run(&["add", &hello, "--to=rpm:rpm"]).done();
    assert!(repository.run(&["resign", "rpm:rpm"]).done().contains("resigned hello"));
    rotate(&repository);
    let path = repository.path("public/rpm").join(&paths(&repository, "rpm:rpm")[0]);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(10).rposition(|part| part == b"says hello").unwrap();
    bytes[at] = b'S';
    fs::write(&path, bytes).unwrap();
    let tree = repository.tree();
    let run = repository.run(&["resign", "rpm:rpm"]);
    run.failed(7);
    assert_eq!(repository.tree(), tree);
}

#[test]
fn packages_of_an_archive_are_signed_again_where_they_are_signed() {
    let repository = repository();
    let [one, two] = ["one", "two"].map(|name| repository.build(Package::new(name, "1")));
    repository.run(&["add", &one, &two, "--to=apt:deb/stable"]).done();
    repository.run(&["add", &one, "--to=apt:plain/stable"]).done();
    rotate(&repository);
    let run = repository.run(&["resign", "apt:plain/stable"]);
    let message = run.failed(5);
    assert!(message.contains("error[E911]"), "{message}");
    assert!(message.contains("mkrepo refresh apt:plain/stable"), "{message}");
    let run = repository.run(&["resign", "apt:*/stable", "rpm:*"]);
    let expected = "apt:deb/stable resigned one_1_amd64\napt:deb/stable resigned two_1_amd64\n";
    assert_eq!(run.done(), expected);
    repository.run(&["verify", "--deep"]).done();
    for path in paths(&repository, "apt:deb/stable") {
        let file = repository.path("public/deb").join(&path);
        let mut file = fs::File::open(file).unwrap();
        let key = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.asc"));
        let certificates = pkgsign::Certificate::parse(&key.unwrap()).unwrap();
        let limits = debpkg::read::Limits::default();
        let report = debpkg::sign::verify(&mut file, &certificates, &limits).unwrap();
        assert!(report.signature.unwrap().is_ok(), "{path}");
    }
    let run = repository.run(&["resign", "apt:deb/stable"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
}

#[test]
fn the_key_of_a_command_is_known_by_what_it_signs() {
    let repository = repository();
    let hello = repository.build_rpm(Package::new("hello", "1"));
    repository.run(&["add", &hello, "--to=rpm:rpm"]).done();
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    for name in [OLD, NEW] {
        fs::copy(fixtures.join(format!("{name}.asc")), repository.path(&format!("{name}.pub")))
            .unwrap();
    }
    repository.key("command.asc", NEW);
    let home = repository.path("gnupg");
    fs::create_dir_all(&home).unwrap();
    fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let mut gpg = real_tools::command("gpg");
    gpg.env("GNUPGHOME", &home).args(["--batch", "--quiet", "--import"]);
    assert!(gpg.arg(repository.path("command.asc")).status().unwrap().success());
    repository.describe(|text| {
        let command = format!(
            "command = \"gpg --homedir {} --batch --digest-algo $SIGN_HASH --detach-sign $(test $SIGN_TYPE = \
             text && echo --textmode)\"\ncertificates = [\"file:{OLD}.pub\", \"file:{NEW}.pub\"]",
            home.display()
        );
        text.replace("key = \"file:signing.asc\"", &command)
    });
    assert_eq!(
        repository.run(&["resign", "rpm:rpm"]).done(),
        "rpm:rpm resigned hello-1-1.x86_64\n"
    );
    let run = repository.run(&["resign", "rpm:rpm"]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
}
