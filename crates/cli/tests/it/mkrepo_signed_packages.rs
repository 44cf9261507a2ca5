//! Packages that are signed on their way into a repository; rpm judges.

use std::fs;
use std::path::Path;

use crate::repository::{Package, Repository};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const PUBLISHED: &str = "rpm/Packages/h/hello-1.0-1.x86_64.rpm";

fn with(policy: &str) -> Repository {
    let repository = Repository::signed();
    repository.describe(|text| {
        let line = "# sign-packages = \"unsigned\"";
        assert!(text.contains(line), "{text}");
        text.replacen(line, &format!("{policy} #"), 1)
    });
    repository
}

/// What rpm says of a package with the key `key` alone.
pub(crate) fn rpm(repository: &Repository, package: &Path, key: &str) -> String {
    let database = repository.path(&format!("rpmdb-{key}"));
    fs::create_dir_all(&database).unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys");
    let rpm = |arguments: &[&str], file: &Path| {
        let mut rpm = real_tools::command("rpmkeys");
        let output = rpm.arg("--dbpath").arg(&database).args(arguments).arg(file).output();
        let output = output.unwrap_or_else(|error| panic!("{error}; apt-get install rpm"));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    rpm(&["--import"], &Path::new(fixtures).join(format!("{key}.asc")));
    rpm(&["-Kv"], package)
}

#[test]
fn unsigned_packages_are_signed_and_their_payload_stays() {
    let repository = with("sign-packages = \"unsigned\"");
    let hello = repository.build_rpm(HELLO);
    let original = fs::read(repository.path(&hello)).unwrap();
    repository.run(&["add", &hello]).done();
    let published = repository.published(PUBLISHED);
    assert_ne!(published, original);
    assert_eq!(published.len(), original.len());
    assert_eq!(fs::read(repository.path(&hello)).unwrap(), original);
    let text = rpm(&repository, &repository.path("public").join(PUBLISHED), "rsa3072");
    assert!(text.contains("RSA/SHA256 Signature") && text.contains(": OK"), "{text}");
    assert!(!text.contains("NOT OK") && !text.contains("NOKEY"), "{text}");
    assert!(repository.text("rpm/repodata/repomd.xml").contains("packwright:serial=1"));

    // The same package again is the same signature.
    let run = repository.run(&["add", &hello]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
    // So is the published one.
    let run = repository.run(&["add", &format!("public/{PUBLISHED}")]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
}

#[test]
fn what_another_key_signed_on_the_way_in_is_the_same_package() {
    let repository = with("sign-packages = \"unsigned\"");
    let hello = repository.build_rpm(HELLO);
    repository.run(&["add", &hello]).done();
    let published = repository.published(PUBLISHED);
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::copy(fixtures.join("rsa3072.asc"), repository.path("old.pub.asc")).unwrap();
    repository.key("signing.asc", "rsa4096");
    repository.describe(|text| text.replacen("# certificates", "certificates", 1));
    let run = repository.run(&["add", &hello, &repository.build_rpm(Package::new("new", "1"))]);
    assert_eq!(run.done(), "rpm:rpm added new-1-1.x86_64\n");
    assert_eq!(repository.published(PUBLISHED), published);
    let changed = repository.build_rpm(Package { text: "other", ..HELLO });
    assert!(repository.run(&["add", &changed]).failed(5).contains("error[E812]"));
}

#[test]
fn foreign_signatures_are_refused_trusted_or_replaced() {
    let repository = with("sign-packages = \"unsigned\"");
    let foreign = repository.build_signed_rpm(HELLO, "rsa4096");
    let run = repository.run(&["add", &foreign]);
    let message = run.failed(6);
    assert!(message.contains("error[E721]: dist/hello-1.0-1.x86_64.rpm"), "{message}");
    assert!(message.contains("sign-packages = \"all\""), "{message}");
    assert!(!repository.path("public/rpm").exists());

    let all = with("sign-packages = \"all\"");
    let foreign = all.build_signed_rpm(HELLO, "rsa4096");
    all.run(&["add", &foreign]).done();
    let package = all.path("public").join(PUBLISHED);
    assert!(!rpm(&all, &package, "rsa3072").contains("NOKEY"));
    assert!(rpm(&all, &package, "rsa4096").contains("NOKEY"));

    let trusting = with("sign-packages = \"unsigned\"");
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    fs::copy(fixtures.join("rsa4096.asc"), trusting.path("old.pub.asc")).unwrap();
    trusting.describe(|text| text.replacen("# certificates", "certificates", 1));
    let foreign = trusting.build_signed_rpm(HELLO, "rsa4096");
    trusting.run(&["add", &foreign]).done();
    assert_eq!(trusting.published(PUBLISHED), fs::read(trusting.path(&foreign)).unwrap());
}

#[test]
fn what_must_be_signed_and_is_not_is_refused_with_the_mend() {
    let repository = with("require-signed = true");
    let unsigned = repository.build_rpm(HELLO);
    let foreign = repository.build_signed_rpm(Package::new("other", "1"), "rsa4096");
    let deb = repository.build(HELLO);
    let run = repository.run(&["add", &deb, &unsigned, &foreign]);
    let message = run.failed(6);
    assert!(message.contains("error[E720]: dist/hello-1.0-1.x86_64.rpm"), "{message}");
    assert!(message.contains("mkrpm sign") && message.contains("[rpm.rpm]"), "{message}");
    assert!(message.contains("error[E721]: dist/other-1-1.x86_64.rpm"), "{message}");
    assert!(!repository.path("public").exists());
    let good = repository.build_signed_rpm(HELLO, "rsa3072");
    repository.run(&["add", &good]).done();
    assert_eq!(repository.published(PUBLISHED), fs::read(repository.path(&good)).unwrap());
}

#[test]
fn a_signature_that_does_not_match_is_never_replaced() {
    let repository = with("sign-packages = \"all\"");
    let first = fs::read(repository.path(&repository.build_signed_rpm(HELLO, "rsa3072"))).unwrap();
    let path = repository.build_rpm(HELLO);
    let other = repository.build_signed_rpm(Package { text: "other", ..HELLO }, "rsa3072");
    let other = fs::read(repository.path(&other)).unwrap();
    // The header and payload of one package after the signature header of another, whose digests
    // are of the first.
    let start = start_of_header(&other);
    let mixed = [&first[..start_of_header(&first)], &other[start..]].concat();
    fs::write(repository.path(&path), mixed).unwrap();
    let run = repository.run(&["add", &path]);
    assert!([Some(3), Some(7)].contains(&run.code), "{:?} {}", run.code, run.stderr);
    assert!(!repository.path("public").exists());
}

fn start_of_header(package: &[u8]) -> usize {
    let magic = [0x8e, 0xad, 0xe8, 0x01];
    package[100..].windows(4).position(|window| window == magic).unwrap() + 100
}

#[test]
fn debian_packages_are_signed_as_mkdeb_signs_them() {
    let repository = Repository::signed();
    repository
        .describe(|text| text.replacen("[apt.deb]", "[apt.deb]\nsign-packages = \"unsigned\"", 1));
    let hello = repository.build(HELLO);
    let unsigned = fs::read(repository.path(&hello)).unwrap();
    repository.run(&["add", &hello]).done();
    let published = repository.published("deb/pool/main/h/hello/hello_1.0_amd64.deb");
    assert!(published.starts_with(&unsigned));
    assert!(published[unsigned.len()..].starts_with(b"_gpgorigin "));
    let sha256 = repo_store::Sha256::of(&published).to_string();
    let packages = repository.run(&["list", "--json"]).json();
    assert_eq!(packages["packages"][0]["sha256"], sha256);
    let run = repository.run(&["add", &hello]);
    assert!(run.done().is_empty() && run.stderr.contains("nothing to do"), "{}", run.stderr);
}

#[test]
fn what_a_command_signs_with_another_key_is_not_published() {
    let repository = Repository::unsigned();
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys"));
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let gpg = format!("gpg --homedir {} --batch --quiet --yes", home.path().display());
    let secret = fixtures.join("rsa3072.secret.asc");
    let import = format!("{gpg} --import {}", secret.display());
    assert!(real_tools::shell(&import).status().unwrap().success());
    let command = format!(
        "{gpg} --digest-algo $SIGN_HASH --faked-system-time $SIGN_TIME! --detach-sign \
         $(test $SIGN_TYPE = text && echo --textmode)"
    );
    repository.describe(|text| {
        let signing =
            format!("[signing]\ncommand = '{command}'\ncertificates = \"file:public.asc\"");
        text.replacen("# [signing]", &signing, 1).replacen("# sign-packages", "sign-packages", 1)
    });
    let hello = repository.build_rpm(HELLO);
    fs::copy(fixtures.join("rsa4096.asc"), repository.path("public.asc")).unwrap();
    let run = repository.run(&["add", &hello]);
    let message = run.failed(6);
    assert!(message.contains("error[E710]: dist/hello-1.0-1.x86_64.rpm"), "{message}");
    assert!(message.contains("certificates"), "{message}");
    assert!(!repository.path("public").exists());

    fs::copy(fixtures.join("rsa3072.asc"), repository.path("public.asc")).unwrap();
    repository.run(&["add", &hello]).done();
    let text = rpm(&repository, &repository.path("public").join(PUBLISHED), "rsa3072");
    assert!(text.contains("Signature") && !text.contains("NOT OK"), "{text}");
}

#[test]
fn a_policy_needs_a_key() {
    let repository = Repository::unsigned();
    repository.describe(|text| text.replacen("# sign-packages", "sign-packages", 1));
    let run = repository.run(&["add", &repository.build_rpm(HELLO)]);
    assert!(run.failed(3).contains("[signing]"), "{}", run.stderr);
}
