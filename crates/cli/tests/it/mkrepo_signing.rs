//! What `mkrepo` signs, and with which keys; the clients judge.

use std::collections::BTreeMap;
use std::fs;

use pkgsign::{DetachedSignature, cleartext};

use crate::clients::{Client, packets};
use crate::repository::{Package, Repository, now};

const HELLO: Package<'_> = Package::new("hello", "1.0");
const SUITE: &str = "deb/dists/stable";
const KEYRING: &str = "deb/archive-key.asc";

/// A repository whose `[signing]` says this.
fn with(signing: &str) -> Repository {
    let repository = Repository::unsigned();
    sign(&repository, signing);
    repository
}

/// Makes `[signing]` say this and nothing else.
fn sign(repository: &Repository, signing: &str) {
    repository.describe(|text| {
        let (before, after) = text.split_once("[apt.deb]").unwrap();
        let root = before.lines().find(|line| line.starts_with("root")).unwrap();
        format!("{root}\n[signing]\n{signing}\n[apt.deb]{after}")
    });
}

fn in_release(repository: &Repository) -> Vec<u8> {
    repository.published(&format!("{SUITE}/InRelease"))
}

/// The signatures of what is published, of `InRelease`.
fn signatures(repository: &Repository) -> Vec<DetachedSignature> {
    cleartext::split(&in_release(repository)).unwrap().signatures
}

/// Every client that trusts the published certificates takes what is published, and reads the same
/// text in `InRelease` and `Release`.
#[track_caller]
fn clients_agree(repository: &Repository, count: usize) {
    let client = Client::new(&repository.published(KEYRING));
    let message = in_release(repository);
    let release = repository.published(&format!("{SUITE}/Release"));
    let signature = repository.published(&format!("{SUITE}/Release.gpg"));
    assert_eq!(client.gpgv(&message).unwrap(), release);
    client.gpgv_detached(&signature, &release).unwrap();
    client.apt(&message).unwrap();
    client.sqv(&message, &signature, &release, count).unwrap();
}

#[test]
fn every_client_takes_what_is_signed_and_its_form_is_that_of_old_ones() {
    for (key, digest) in [("rsa3072", 10), ("rsa4096", 10), ("ed25519", 10), ("subkeys", 10)] {
        let repository = with("key = \"file:signing.asc\"");
        repository.key("signing.asc", key);
        let hello = repository.build(HELLO);
        let before = now();
        let run = repository.run(&["add", &hello]);
        run.done();
        assert!(!run.stderr.contains("warning"), "{key}: {}", run.stderr);
        clients_agree(&repository, 1);

        let message = String::from_utf8(in_release(&repository)).unwrap();
        assert!(
            message.starts_with("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOrigin: ")
        );
        assert!(message.ends_with("\n-----END PGP SIGNATURE-----\n"));
        assert_eq!(message.matches("-----BEGIN").count(), 2);
        assert!(
            !message.contains('\r') && !message.lines().any(|line| line.ends_with([' ', '\t']))
        );
        let (_, block) = message.split_once("-----BEGIN PGP SIGNATURE-----\n").unwrap();
        assert!(block.starts_with('\n') && block.contains("\n="), "{block}");

        let release_gpg = repository.published(&format!("{SUITE}/Release.gpg"));
        assert!(release_gpg.starts_with(b"-----BEGIN PGP SIGNATURE-----\n\n"));
        let text = &signatures(&repository)[0];
        for (bytes, class) in [(&text.bytes, "0x01"), (&release_gpg, "0x00")] {
            let listed = packets(bytes);
            assert!(listed.contains("version 4, created "), "{listed}");
            assert!(listed.contains(&format!("sigclass {class}")), "{listed}");
            assert!(listed.contains(&format!("digest algo {digest}")), "{listed}");
            assert!(listed.contains("hashed subpkt 33") && listed.contains("hashed subpkt 2"));
            assert!(listed.contains("subpkt 16 len 8"), "{listed}");
            assert!(!listed.contains("critical") && !listed.contains("expires"), "{listed}");
        }
        // Not after the clock, and not so far back that a new key was not there yet.
        let created = text.created.unwrap().seconds();
        assert!(created <= now() && created + 310 > before, "{created}");
    }
}

#[test]
fn a_key_that_was_just_made_signs_at_once() {
    let repository = with("key = \"file:signing.asc\"");
    let made = ["key", "generate", "--name", "x", "--algorithm", "ed25519"];
    repository.run(&made).done();
    repository.run(&["add", &repository.build(HELLO)]).done();
    clients_agree(&repository, 1);
    let created = signatures(&repository)[0].created.unwrap().seconds();
    assert!(created <= now(), "{created}");
}

#[test]
fn keys_are_exchanged_with_both_signing_for_a_while() {
    let repository = with("key = \"file:old.asc\"");
    repository.key("old.asc", "rsa3072");
    repository.key("new.asc", "ed25519");
    repository.run(&["add", &repository.build(HELLO)]).done();
    let old = Client::new(&repository.published(KEYRING));

    sign(&repository, "key = [\"file:old.asc\", \"file:new.asc\"]");
    let run = repository.run(&["refresh"]);
    assert!(run.stderr.contains("apt:deb/stable: published as 2"), "{}", run.stderr);
    assert_eq!(signatures(&repository).len(), 2);
    clients_agree(&repository, 2);
    // The client of the old certificate continues, and so does that of the new one alone.
    old.apt(&in_release(&repository)).unwrap();
    repository.run(&["key", "export", "new.asc", "-o", "new.pub.asc"]).done();
    let new = Client::new(&fs::read(repository.path("new.pub.asc")).unwrap());
    new.apt(&in_release(&repository)).unwrap();
    let signed = signatures(&repository);
    let issuers: Vec<_> = signed.iter().map(|one| one.issuer.clone().unwrap()).collect();
    assert_ne!(issuers[0], issuers[1]);

    // Then the new one alone: anyone who has its certificate notices nothing.
    sign(&repository, "key = \"file:new.asc\"");
    repository.run(&["refresh", "apt:deb/stable"]).done();
    assert_eq!(signatures(&repository).len(), 1);
    clients_agree(&repository, 1);
    new.apt(&in_release(&repository)).unwrap();
    old.apt(&in_release(&repository)).unwrap_err();
    repository.run(&["add", &repository.build(Package::new("hello", "1.1"))]).done();
    clients_agree(&repository, 1);
}

#[test]
fn a_key_that_nobody_was_told_of_does_not_follow_without_a_word() {
    let repository = with("key = \"file:old.asc\"");
    repository.key("old.asc", "rsa3072");
    repository.key("new.asc", "rsa4096");
    let hello = repository.build(HELLO);
    repository.run(&["add", &hello]).done();
    sign(&repository, "key = \"file:new.asc\"");
    let before = repository.tree();
    let run = repository.run(&["refresh"]);
    let told = "error[E869]: deb/dists/stable/InRelease: is not signed by a known key: signed by";
    assert!(run.failed(7).contains(told), "{}", run.stderr);
    assert!(run.stderr.contains("certificates = "), "{}", run.stderr);
    assert_eq!(repository.tree(), before);

    // The certificate of the old key vouches for what it signed, and stays published.
    repository.run(&["key", "export", "old.asc", "-o", "old.pub.asc"]).done();
    sign(&repository, "key = \"file:new.asc\"\ncertificates = [\"file:old.pub.asc\"]");
    repository.run(&["refresh"]).done();
    assert_eq!(signatures(&repository).len(), 1);
    clients_agree(&repository, 1);
    let both = repository.run(&["key", "export"]);
    assert_eq!(both.done().as_bytes(), repository.published(KEYRING));
    let inspected = repository.run(&["key", "inspect", "public/deb/archive-key.asc"]);
    assert!(inspected.stdout.contains("has 2 certificates"), "{}", inspected.stdout);
}

#[test]
fn a_command_signs_by_a_certificate_that_is_named() {
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let gpg = format!("gpg --homedir {} --batch --quiet --yes", home.path().display());
    let shell = |line: &str| {
        assert!(real_tools::shell(line).status().unwrap().success(), "{line}");
    };
    let line = "./sign";
    let repository = with(&format!("command = \"{line}\"\ncertificates = \"file:public.asc\""));
    repository.key("secret.asc", "rsa3072");
    let secret = repository.path("secret.asc");
    shell(&format!("{gpg} --import {}", secret.display()));
    repository.run(&["key", "export", "secret.asc", "-o", "public.asc"]).done();
    fs::remove_file(secret).unwrap();
    let script = |body: &str| {
        let [text, program] = ["sign.text", "sign"].map(|name| repository.path(name));
        fs::write(&text, format!("#!/bin/sh\n{body}\n")).unwrap();
        // Not written by this process: what other threads start meanwhile would keep it busy.
        shell(&format!("install -m 0755 {} {}", text.display(), program.display()));
    };
    let signs = format!(
        "exec {gpg} --digest-algo $SIGN_HASH --faked-system-time $SIGN_TIME! --detach-sign \
         $(test $SIGN_TYPE = text && echo --textmode)"
    );
    script(&signs);
    let hello = repository.build(HELLO);
    // It runs in the directory of the configuration, wherever `mkrepo` is run.
    let folder = repository.path(".");
    let mut command = repository.command(&["-C", folder.to_str().unwrap(), "add"]);
    let run = command.arg(repository.path(&hello)).current_dir("/").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    clients_agree(&repository, 1);

    let before = repository.tree();
    let later = repository.build(Package::new("hello", "2.0"));
    for (body, told) in [
        ("cat >/dev/null; echo no card >&2; exit 3", "exit status: 3: no card"),
        ("cat", "the signing command's output "),
        (
            &*format!("(cat; echo more) | {signs}"),
            "not verified by the certificates that clients have",
        ),
        (&*signs.replace("&& echo --textmode", ""), "SIGN_TYPE is text: gpg takes --textmode"),
        (&*signs.replace("$SIGN_HASH", "SHA1"), "but SIGN_HASH asks for SHA512"),
        (&*signs.replace("$SIGN_TIME!", "20200101T000000!"), ""),
    ] {
        script(body);
        let run = repository.run(&["add", &later]);
        assert!(run.failed(6).contains(told), "{body}: {}", run.stderr);
        assert!(run.stderr.contains("error[E858]"), "{body}: {}", run.stderr);
        let public = |mut tree: BTreeMap<String, u64>| {
            tree.retain(|path, _| path.starts_with("public/"));
            tree
        };
        assert_eq!(public(repository.tree()), public(before.clone()), "{body}");
    }
    script(&signs);
    repository.run(&["add", &later]).done();
    clients_agree(&repository, 1);
    // Beside a key, as while one takes the other's place.
    repository.key("new.asc", "ed25519");
    repository.describe(|text| text.replace("[signing]", "[signing]\nkey = \"file:new.asc\""));
    repository.run(&["refresh"]).done();
    clients_agree(&repository, 2);
    shell(&format!("gpgconf --homedir {} --kill all", home.path().display()));
}

#[test]
fn each_key_is_unlocked_by_one_of_the_passwords() {
    let repository = with(
        "key = [\"file:a.asc\", \"env:KEY\"]\npassword = [\"file:password\", \"env:PASSWORD\"]",
    );
    repository.key("a.asc", "protected");
    repository.secret("password", b"not this one\n");
    let new = ["key", "generate", "--name", "x", "--algorithm=ed25519", "--password", "password"];
    repository.run(&[&new[..], &["-o", "b.asc"]].concat()).done();
    let key = fs::read_to_string(repository.path("b.asc")).unwrap();
    let hello = repository.build(HELLO);
    let mut command = repository.command(&["add", &hello]);
    let output = command.env("KEY", key).env("PASSWORD", "correct horse").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(signatures(&repository).len(), 2);
    clients_agree(&repository, 2);
}

/// rPGP signs text with blanks at line ends so that nobody verifies it.
#[test]
fn what_the_configuration_says_with_blanks_is_published_without_them() {
    let repository = Repository::signed();
    repository.describe(|text| {
        text.replace(
            "label = \"Example\"",
            "label = \"  Example Ltd\\t \"\ndescription = \"- dashes -----BEGIN PGP  \"",
        )
    });
    repository.run(&["add", &repository.build(HELLO)]).done();
    clients_agree(&repository, 1);
    let release = repository.text(&format!("{SUITE}/Release"));
    assert!(release.contains("\nLabel: Example Ltd\n"), "{release}");
    assert!(release.contains("\nDescription: - dashes -----BEGIN PGP\n"), "{release}");
}

#[test]
fn the_certificates_follow_the_keys_and_heal() {
    let repository = Repository::signed();
    repository.run(&["add", &repository.build(HELLO)]).done();
    let published = repository.published(KEYRING);
    assert_eq!(repository.run(&["key", "export"]).done().as_bytes(), published);
    fs::write(repository.path("public").join(KEYRING), "something else").unwrap();
    repository.run(&["refresh"]).done();
    assert_eq!(repository.published(KEYRING), published);
}

#[test]
fn what_is_not_published_is_not_refreshed() {
    let repository = Repository::signed();
    let run = repository.run(&["refresh"]);
    assert_eq!(run.done(), "");
    assert!(run.stderr.contains("nothing is published yet"), "{}", run.stderr);
    repository.run(&["add", &repository.build(HELLO)]).done();
    let before = repository.tree();
    let run = repository.run(&["refresh", "apt:deb/testing"]);
    let told = "error[E050]: TARGET: apt:deb/testing is not published";
    assert!(run.failed(2).contains(told), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    for (arguments, help) in [(&["key"][..], "mkrepo key --help"), (&[], "mkrepo --help")] {
        let run = repository.run(arguments);
        let told = format!("error[E001]: command line: names no command; see {help}");
        assert!(run.failed(2).contains(&told), "{}", run.stderr);
    }
}

#[test]
fn a_key_that_ends_soon_is_warned_of() {
    let repository = with("key = \"file:signing.asc\"");
    let new = ["key", "generate", "--name", "x", "--algorithm", "ed25519", "--expires", "60d"];
    repository.run(&new).done();
    let run = repository.run(&["add", &repository.build(HELLO)]);
    run.done();
    assert!(run.stderr.contains("warning[E706]: signing.asc: expires on 2"), "{}", run.stderr);
    clients_agree(&repository, 1);

    let repository = Repository::unsigned();
    sign(&repository, "key = \"file:signing.asc\"");
    repository.key("signing.asc", "rsa2048");
    let run = repository.run(&["add", &repository.build(HELLO)]);
    run.done();
    assert!(run.stderr.contains("warning[E706]: signing.asc: RSA of 2048 bits"), "{}", run.stderr);
}

#[test]
fn a_release_that_forbids_its_own_successors_is_refused() {
    let repository = Repository::signed();
    let hello = repository.build(HELLO);
    let run = repository.run(&["key", "inspect", "--json", "signing.asc"]);
    let key = run.json()["certificates"][0]["fingerprint"].as_str().unwrap().to_owned();
    let named = |key: &str| {
        repository.describe(|text| {
            let given =
                |line: &&str| line.starts_with("signed-by") || line.starts_with("valid-for");
            let text: Vec<_> = text.lines().filter(|line| !given(line)).collect();
            let line = format!("[apt.deb]\nvalid-for = \"1d\"\nsigned-by = \"{key}\"");
            text.join("\n").replace("[apt.deb]", &line)
        });
    };
    named(&"0123456789".repeat(4));
    let before = repository.tree();
    let run = repository.run(&["add", &hello]);
    assert!(run.failed(6).contains("error[E703]: apt.deb.signed-by: names none"), "{}", run.stderr);
    assert_eq!(repository.tree(), before);
    named(&key);
    repository.run(&["add", &hello]).done();
    assert!(repository.text(&format!("{SUITE}/Release")).contains(&key));
    clients_agree(&repository, 1);
    named("none");
    repository.run(&["refresh"]).done();
    assert!(!repository.text(&format!("{SUITE}/Release")).contains("Signed-By"));
}

#[test]
fn reading_needs_neither_password_nor_secret_key() {
    let repository = with("key = \"file:signing.asc\"\npassword = \"env:PASSWORD\"");
    repository.key("signing.asc", "protected");
    let mut command = repository.command(&["add", &repository.build(HELLO)]);
    assert!(command.env("PASSWORD", "correct horse").status().unwrap().success());
    repository.run(&["verify"]).done();
    assert!(repository.run(&["list"]).done().contains("hello"));
    repository.run(&["history", "apt:deb/stable"]).done();
    // Where only the certificate is at hand.
    repository.run(&["key", "export", "signing.asc", "-o", "public.asc"]).done();
    fs::remove_file(repository.path("signing.asc")).unwrap();
    let run = repository.run(&["verify"]);
    run.done();
    assert!(run.stderr.contains("warning[E085]: signing.asc"), "{}", run.stderr);
    sign(&repository, "key = \"env:ELSEWHERE\"\ncertificates = \"file:public.asc\"");
    repository.run(&["verify"]).done();
    let run = repository.run(&["refresh"]);
    assert!(run.failed(6).contains("error[E700]: signing.key"), "{}", run.stderr);
}
