//! `mkrepo key`: keys are made, exported and examined.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::repository::Repository;
use crate::support::{Run, names, set};

/// A directory that is empty but for what a test puts there.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn names(&self) -> std::collections::BTreeSet<String> {
        names(self.0.path())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = real_tools::ours(env!("CARGO_BIN_EXE_mkrepo"));
        command.current_dir(self.0.path()).arg("key").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    fn fixture(&self, name: &str) {
        fs::write(self.path(name), fixture(name)).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys")).join(name);
    fs::read(path).unwrap()
}

const NAMED: [&str; 5] = ["generate", "--name", "Example Ltd", "--email", "a@example.org"];
const ED25519: [&str; 2] = ["--algorithm", "ed25519"];

#[test]
fn a_new_key_is_for_its_owner_and_gpg_imports_it() {
    let folder = Folder::new();
    let run = folder.run(&NAMED);
    let fingerprint = run.done().trim().to_owned();
    assert_eq!(fingerprint.len(), 40);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert!(run.stderr.contains("rsa4096, Example Ltd <a@example.org>, never ends"));
    assert_eq!(folder.names(), set(&["signing.asc"]));
    let mode = fs::metadata(folder.path("signing.asc")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o600);

    let home = tempfile::tempdir_in("/tmp").unwrap();
    let gpg = |arguments: &[&str]| {
        let mut gpg = real_tools::command("gpg");
        gpg.args(["--batch", "--with-colons"]).args(arguments).env("GNUPGHOME", home.path());
        gpg.current_dir(folder.path(".")).output().unwrap()
    };
    assert!(gpg(&["--import", "signing.asc"]).status.success());
    let listed = String::from_utf8(gpg(&["--list-secret-keys"]).stdout).unwrap();
    assert!(listed.contains(&format!(":{fingerprint}:")), "{listed}");
    assert!(listed.contains(":Example Ltd <a@example.org>:"), "{listed}");
    let _ = real_tools::command("gpgconf")
        .args(["--kill", "all"])
        .env("GNUPGHOME", home.path())
        .status();

    // Never over another.
    let before = fs::read(folder.path("signing.asc")).unwrap();
    let run = folder.run(&[&NAMED[..], &ED25519].concat());
    assert!(run.failed(5).contains("error[E903]: signing.asc: exists already"), "{}", run.stderr);
    assert_eq!(fs::read(folder.path("signing.asc")).unwrap(), before);
}

#[test]
fn a_key_ends_and_is_locked_as_asked() {
    let folder = Folder::new();
    let asked = ["--expires", "2y", "--password", "env:PASSWORD", "-o", "new.asc"];
    let mut command = folder.command(&[&NAMED[..], &ED25519, &asked].concat());
    let run = Run::of(command.env("PASSWORD", "correct horse"));
    run.done();
    let warning = "warning[E706]: new.asc: rpm in EL 7, 8 and 9 does not verify";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
    let run = folder.run(&["inspect", "--json", "new.asc"]);
    run.done();
    let document = run.json();
    assert_eq!(document["secret"], true);
    let certificate = &document["certificates"][0];
    assert_eq!(certificate["works"], true);
    let end = certificate["keys"][0]["expires"].as_u64().unwrap();
    let made = certificate["keys"][0]["created"].as_u64().unwrap();
    assert_eq!(end - made, 2 * 365 * 86_400 + 300);
    assert_eq!(certificate["works_until"], end);

    // Its public half needs no password, and no configuration.
    let run = folder.run(&["export", "new.asc"]);
    assert!(run.done().starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx"));
    assert_eq!(folder.names(), set(&["new.asc"]));
}

#[test]
fn what_is_asked_for_wrongly_is_told_at_once_and_nothing_is_written() {
    let folder = Folder::new();
    let run = folder.run(&[
        "generate",
        "--name",
        "x <y>",
        "--email",
        "",
        "--algorithm",
        "rsa1024",
        "--expires",
        "tomorrow",
        "--password",
        "env:NO_SUCH_VARIABLE",
    ]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    for told in [
        "error[E070]: --algorithm: \"rsa1024\" is not a supported kind of key",
        "error[E071]: --expires: ",
        "error[E700]: --password: the variable NO_SUCH_VARIABLE is not set",
        "error[E072]: --name: has '<'",
        "error[E072]: --email: is empty",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    fs::write(folder.path("empty"), "\n").unwrap();
    fs::set_permissions(folder.path("empty"), fs::Permissions::from_mode(0o600)).unwrap();
    for (arguments, code, told) in [
        (&["--password", "empty"][..], 6, "error[E700]: empty: has no password"),
        (&["--expires", "2020-01-01"], 2, "2020-01-01 is in the past"),
        (&["--expires", "2200y"], 2, "error[E071]"),
        (&["-o", "-"], 2, "error[E010]"),
        (&["-o", "missing/key.asc"], 4, "error[E901]: missing/key.asc"),
        (&["-o", "empty"], 5, "error[E903]: empty: exists already"),
    ] {
        let run = folder.run(&[&NAMED[..], &ED25519, arguments].concat());
        assert!(run.failed(code).contains(told), "{arguments:?}: {}", run.stderr);
        assert_eq!(folder.names(), set(&["empty"]), "{arguments:?}");
    }
    let run = folder.run(&["generate"]);
    assert!(run.failed(2).contains("--name"), "{}", run.stderr);
}

#[test]
fn certificates_are_exported_in_the_form_that_their_name_promises() {
    let folder = Folder::new();
    folder.fixture("rsa3072.secret.asc");
    assert_eq!(folder.run(&["export", "rsa3072.secret.asc", "-o", "key.asc"]).done(), "key.asc\n");
    assert_eq!(folder.run(&["export", "key.asc", "-o", "key.gpg"]).done(), "key.gpg\n");
    let armored = fs::read_to_string(folder.path("key.asc")).unwrap();
    assert_eq!(armored.lines().nth(1), Some(""));
    assert_eq!(armored.matches("-----BEGIN").count(), 1);
    let binary = fs::read(folder.path("key.gpg")).unwrap();
    assert!([0x98, 0x99, 0xC6].contains(&binary[0]), "{:02X}", binary[0]);
    for name in ["key.asc", "key.gpg"] {
        let mode = fs::metadata(folder.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o600, 0o600);
        let run = folder.run(&["inspect", name]);
        assert!(run.done().contains("works, without an expiry date"), "{}", run.stdout);
    }
    // No secret among them, whatever was given.
    let packets = crate::clients::packets(&binary);
    assert!(packets.contains(":public key packet:") && !packets.contains("secret"), "{packets}");

    for (arguments, code, told) in [
        (&["-o", "x.gpg", "--armor"][..], 2, "error[E073]: --armor"),
        (&["-o", "x.asc", "--binary"], 2, "error[E073]: --binary"),
        (&["-o", "key.asc"], 5, "error[E903]: key.asc: exists already"),
    ] {
        let run = folder.run(&[&["export", "rsa3072.secret.asc"], arguments].concat());
        assert!(run.failed(code).contains(told), "{arguments:?}: {}", run.stderr);
    }
    folder.run(&["export", "rsa3072.secret.asc", "-o", "key.asc", "--force"]).done();
    // Without a configuration there are no keys to export.
    let run = folder.run(&["export"]);
    assert!(run.failed(4).contains("mkrepo.toml"), "{}", run.stderr);
}

#[test]
fn inspect_says_who_refuses_a_key_and_since_when() {
    for (name, code, told) in [
        ("rsa4096.asc", 0, "works, without an expiry date"),
        ("protected.secret.asc", 0, "a secret key"),
        ("rsa2048.asc", 0, "works until 2030-02-01"),
        ("ed25519.asc", 0, "by EL 8 (rpm 4.14), EL 9 (rpm 4.16)"),
        ("dsa2048.asc", 7, "apt 3.3), Ubuntu 24.04 (apt 2.7.14), rpm 6 from 2024-02-01 on"),
        ("rsa1024.asc", 7, "is an RSA key of 1024 bits"),
        ("nistp256.asc", 7, "on a NIST curve"),
        ("sha1.asc", 7, "has only self-signatures with SHA1"),
        ("expired.asc", 7, "expired on 2024-01-02"),
        ("revoked.asc", 7, "was revoked on 2024-01-02"),
        ("certify.asc", 7, "has no signing key"),
        ("several.asc", 0, "has 3 certificates"),
    ] {
        let folder = Folder::new();
        folder.fixture(name);
        let run = folder.run(&["inspect", name]);
        assert_eq!(run.code, Some(code), "{name}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(told), "{name}: {}", run.stdout);
        let run = folder.run(&["inspect", "--json", name]);
        assert_eq!(run.code, Some(code), "{name}");
        let refused =
            run.json()["findings"].as_array().unwrap().iter().any(|one| one["refused"] == true);
        assert_eq!(refused, code == 7, "{name}");
        assert_eq!(folder.names(), set(&[name]));
    }
}

#[test]
fn inspect_finds_files_that_apt_does_not_read() {
    let folder = Folder::new();
    let armored = String::from_utf8(fixture("rsa3072.asc")).unwrap();
    fs::write(folder.path("armored.gpg"), &armored).unwrap();
    fs::write(folder.path("binary.asc"), fixture("ed25519.gpg")).unwrap();
    fs::write(folder.path("blank.asc"), armored.replacen("\n\n", "\n \n", 1)).unwrap();
    for (name, told) in [
        ("armored.gpg", "the file is armored, and its name ends in .gpg"),
        ("binary.asc", "the file is binary, and its name ends in .asc"),
        ("blank.asc", "the file has no empty line before its armored packets"),
    ] {
        let run = folder.run(&["inspect", name]);
        assert_eq!(run.code, Some(7), "{name}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(&format!("refused: {told}\n  by Debian 11")), "{}", run.stdout);
    }
}

#[test]
fn inspect_reads_standard_input_and_warns_of_an_exposed_secret() {
    let folder = Folder::new();
    let mut command = folder.command(&["inspect", "-"]);
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.asc"));
    command.stdin(Stdio::from(fs::File::open(file).unwrap()));
    assert!(Run::of(&mut command).done().starts_with("-: a certificate\n"));

    folder.fixture("rsa3072.secret.asc");
    let path = folder.path("rsa3072.secret.asc");
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    let run = folder.run(&["inspect", "rsa3072.secret.asc"]);
    run.done();
    assert!(run.stderr.contains("warning[E701]: rsa3072.secret.asc: "), "{}", run.stderr);

    fs::write(folder.path("no.asc"), "not a key").unwrap();
    let mixed = [fixture("ed25519.asc"), fixture("rsa3072.secret.asc")].concat();
    fs::write(folder.path("mixed.asc"), mixed).unwrap();
    for (name, told) in [
        ("no.asc", "error[E702]: no.asc: is not an OpenPGP key"),
        ("mixed.asc", "error[E702]: mixed.asc: has public and secret keys"),
        ("missing.asc", "error[E700]: missing.asc: could not be read"),
    ] {
        for command in ["inspect", "export"] {
            let run = folder.run(&[command, name]);
            assert!(run.failed(6).contains(told), "{}", run.stderr);
        }
    }
}

#[test]
fn rpm_imports_every_certificate_of_a_file_that_is_called_as_its_keys_are() {
    let repository = Repository::unsigned();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys");
    let certificates = ["rsa3072", "rsa4096"].map(|name| format!("{fixtures}/{name}.asc"));
    let blocks = certificates.each_ref().map(|path| std::fs::read(path).unwrap());
    repository.secret("both.asc", &blocks.concat());
    let run = repository.run(&["key", "export", "both.asc", "-o", "RPM-GPG-KEY-example"]);
    assert_eq!(run.done(), "RPM-GPG-KEY-example\n");
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let exported = std::fs::read_to_string(repository.path("RPM-GPG-KEY-example")).unwrap();
    assert_eq!(exported.matches("-----BEGIN PGP PUBLIC KEY BLOCK-----").count(), 2);
    let rpm = |tool: &str, arguments: &[&str]| {
        let mut command = real_tools::command(tool);
        let output = command.arg("--dbpath").arg(repository.path("db")).args(arguments).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    std::fs::create_dir(repository.path("db")).unwrap();
    rpm("rpmkeys", &["--import", repository.path("RPM-GPG-KEY-example").to_str().unwrap()]);
    assert_eq!(rpm("rpm", &["-q", "gpg-pubkey"]).lines().count(), 2);
    let run = repository.run(&["key", "export", "both.asc", "--binary", "-o", "RPM-GPG-KEY-x"]);
    assert!(run.failed(2).contains("error[E073]"), "{}", run.stderr);
}
