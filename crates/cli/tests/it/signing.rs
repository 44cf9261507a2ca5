//! Signed packages, and keys that do not sign.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Workshop;

/// The only file that the build makes.
const PACKAGE: &str = "hello_1.0_amd64.deb";

fn fixture(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys")).join(name)
}

/// A workshop with the secret key `name` in `key.asc`, which only its owner can read.
fn with_key(name: &str) -> Workshop {
    let workshop = Workshop::new();
    workshop.file("key.asc", &fs::read(fixture(&format!("{name}.secret.asc"))).unwrap(), 0o600);
    workshop
}

/// The fingerprint of the key that signs, which is the newest one for signing.
fn fingerprint(name: &str) -> String {
    let file = fixture(&format!("{name}.asc"));
    let mut gpg = real_tools::command("gpg");
    let output = gpg.args(["--batch", "--with-colons", "--show-keys"]).arg(file).output();
    let listing = String::from_utf8(output.unwrap().stdout).unwrap();
    let mut signing = false;
    let mut found = String::new();
    for line in listing.lines() {
        let fields: Vec<&str> = line.split(':').collect();
        match fields[0] {
            "pub" | "sub" => signing = fields[11].contains('s'),
            "fpr" if signing => found = fields[9].to_owned(),
            _ => {}
        }
    }
    found
}

/// What debsig-verify says of the package, and whether it accepts it, with the key `name` trusted.
fn debsig_verify(workshop: &Workshop, name: &str) -> (bool, String) {
    debsig_verify_within(&workshop.path(""), &workshop.path(PACKAGE), name)
}

/// The same of any `package`, with files for it in `folder`.
pub(crate) fn debsig_verify_within(folder: &Path, package: &Path, name: &str) -> (bool, String) {
    let id = fingerprint(name);
    for kind in ["policies", "keyrings"] {
        fs::create_dir_all(folder.join(kind).join(&id)).unwrap();
    }
    let keyring = folder.join("keyrings").join(&id).join("keyring.gpg");
    let mut gpg = real_tools::command("gpg");
    gpg.args(["--batch", "--yes", "--dearmor", "--output"]).arg(keyring);
    assert!(gpg.arg(fixture(&format!("{name}.asc"))).status().unwrap().success());
    let required = format!(r#"<Required Type="origin" File="keyring.gpg" id="{id}"/>"#);
    let policy = format!(
        r#"<?xml version="1.0"?>
<!DOCTYPE Policy SYSTEM "https://www.debian.org/debsig/1.0/policy.dtd">
<Policy xmlns="https://www.debian.org/debsig/1.0/">
  <Origin Name="Test" id="{id}" Description="for tests"/>
  <Selection>{required}</Selection>
  <Verification MinOptional="0">{required}</Verification>
</Policy>
"#
    );
    fs::write(folder.join("policies").join(&id).join("test.pol"), policy).unwrap();
    let output = real_tools::command("debsig-verify")
        .arg("--verbose")
        .arg("--policies-dir")
        .arg(folder.join("policies"))
        .arg("--keyrings-dir")
        .arg(folder.join("keyrings"))
        .arg(package)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn debsig_verify_accepts_what_mkdeb_signs() {
    for name in ["rsa3072", "rsa4096", "ed25519"] {
        let workshop = with_key(name);
        let run = workshop.build(&["--sign-key", "key.asc"]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
        assert!(!run.stderr.contains("warning"), "{name}: {}", run.stderr);
        let (accepted, text) = debsig_verify(&workshop, name);
        assert!(accepted, "{name}: {text}");

        // dpkg, and our own reader, know the member.
        let dpkg = real_tools::command("dpkg-deb").arg("-I").arg(workshop.path(PACKAGE)).output();
        assert!(dpkg.unwrap().status.success());
        let run = workshop.run(&["inspect", PACKAGE]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);

        // A byte of the payload later it is not accepted.
        let mut bytes = fs::read(workshop.path(PACKAGE)).unwrap();
        let at = bytes.windows(8).position(|window| window == b"data.tar").unwrap();
        bytes[at + 100] ^= 1;
        fs::write(workshop.path(PACKAGE), bytes).unwrap();
        let (accepted, text) = debsig_verify(&workshop, name);
        assert!(!accepted, "{name}: {text}");
    }
}

#[test]
fn subkeys_are_warned_of_for_the_debsig_verify_that_does_not_find_them() {
    let workshop = with_key("subkeys");
    let run = workshop.build(&["--sign-key", "key.asc"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let warning =
        "warning[E706]: key.asc: debsig-verify before 0.30, as in Debian 12, does not accept";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
    let version =
        real_tools::command("dpkg-query").args(["-Wf${Version}", "debsig-verify"]).output();
    let version = String::from_utf8(version.unwrap().stdout).unwrap();
    let is_before =
        real_tools::command("dpkg").args(["--compare-versions", &version, "lt", "0.30"]).status();
    let (accepted, text) = debsig_verify(&workshop, "subkeys");
    assert_eq!(accepted, !is_before.unwrap().success(), "{version}: {text}");
}

#[test]
fn a_signed_package_is_the_unsigned_one_and_a_member() {
    let unsigned = Workshop::new();
    assert_eq!(unsigned.build(&["--timestamp", "1735689600"]).code, Some(0));
    let unsigned = fs::read(unsigned.path(PACKAGE)).unwrap();
    let signed = || {
        let workshop = with_key("rsa3072");
        let run = workshop.build(&["--timestamp", "1735689600", "--sign-key", "key.asc"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        fs::read(workshop.path(PACKAGE)).unwrap()
    };
    let once = signed();
    assert!(once.starts_with(&unsigned));
    assert!(
        once[unsigned.len()..].starts_with(b"_gpgorigin      1735689600  0     0     100644  ")
    );
    // As if it had been built on another day.
    assert!(once == signed());
}

#[test]
fn the_time_of_a_signature_is_within_the_key_s_life() {
    // Before the key was made, and after now.
    for (timestamp, warned) in [("1000000000", false), ("8000000000", true)] {
        let workshop = with_key("ed25519");
        let run = workshop.build(&["--timestamp", timestamp, "--sign-key", "key.asc"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(run.stderr.contains("is in the future"), warned, "{}", run.stderr);
        let (accepted, text) = debsig_verify(&workshop, "ed25519");
        assert!(accepted, "{text}");
    }
}

#[test]
fn keys_and_passwords_come_from_variables_and_files() {
    let key = fs::read_to_string(fixture("protected.secret.asc")).unwrap();
    for flags in [
        ["--sign-key", "env:KEY", "--sign-password", "env:PASSWORD"],
        ["--sign-key", "key.asc", "--sign-password", "password"],
    ] {
        let workshop = with_key("protected");
        workshop.file("password", b"correct horse\n", 0o600);
        let mut command = workshop.command(&[&crate::support::sufficient()[..], &flags].concat());
        command.env("KEY", &key).env("PASSWORD", "correct horse");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (accepted, text) = debsig_verify(&workshop, "protected");
        assert!(accepted, "{text}");
    }
}

#[test]
fn a_command_signs() {
    let workshop = Workshop::new();
    let home = tempfile::tempdir_in("/tmp").unwrap();
    let gpg = format!("gpg --homedir {} --batch --quiet", home.path().display());
    let import = format!("{gpg} --import {}", fixture("rsa3072.secret.asc").display());
    assert!(real_tools::shell(&import).status().unwrap().success());
    let line = format!("{gpg} --digest-algo $SIGN_HASH --armor --detach-sign");
    let run = workshop.build(&["--sign-command", &line]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let (accepted, text) = debsig_verify(&workshop, "rsa3072");
    assert!(accepted, "{text}");
    let kill = format!("gpgconf --homedir {} --kill all", home.path().display());
    let _ = real_tools::shell(&kill).status();

    for (line, problem) in [
        (
            "cat >/dev/null; echo no card >&2; exit 3",
            "error[E711]: --sign-command: the signing \
         command failed with exit status: 3: no card",
        ),
        ("cat", "error[E711]: --sign-command: the signing command's output "),
    ] {
        let workshop = Workshop::new();
        let run = workshop.build(&["--sign-command", line]);
        assert_eq!(run.code, Some(6), "{}", run.stderr);
        assert!(run.stderr.contains(problem), "{}", run.stderr);
        assert!(!workshop.path(PACKAGE).exists());
    }
}

#[test]
fn keys_that_may_not_sign_are_refused() {
    for (name, code, problem) in [
        ("expired", "E705", "expired at"),
        ("revoked", "E705", "was revoked at"),
        ("certify", "E705", "is not a signing key"),
        ("rsa1024", "E705", "is an RSA key of 1024 bits"),
        ("dsa2048", "E705", "is a DSA key"),
        ("nistp256", "E705", "is an ECDSA key"),
        ("sha1", "E705", "has only a SHA-1 self-signature"),
        ("protected", "E704", "is locked with a password"),
        ("two", "E703", "has several keys"),
    ] {
        let workshop = with_key(name);
        let run = workshop.build(&["--sign-key", "key.asc"]);
        assert_eq!(run.code, Some(6), "{name}: {}", run.stderr);
        let start = format!("error[{code}]: key.asc: ");
        assert!(run.stderr.contains(&start) && run.stderr.contains(problem), "{}", run.stderr);
        assert!(!workshop.path(PACKAGE).exists());
    }
}

#[test]
fn every_defect_of_the_signing_flags_is_told_at_once() {
    let workshop = Workshop::new();
    workshop.file("open.asc", &fs::read(fixture("ed25519.secret.asc")).unwrap(), 0o644);
    let run = workshop.build(&[
        "--sign-key",
        "open.asc",
        "--sign-password",
        "env:NO_SUCH_VARIABLE",
        "--sign-key-id",
        "DEADBEEF",
    ]);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
    for told in ["E701", "mode 0644", "E700", "NO_SUCH_VARIABLE is not set", "E703", "32 bits"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    let run = workshop.build(&["--sign-key", "open.asc", "--allow-readable-key"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn a_public_key_does_not_sign() {
    let workshop = Workshop::new();
    workshop.file("key.asc", &fs::read(fixture("ed25519.asc")).unwrap(), 0o600);
    let run = workshop.build(&["--sign-key", "key.asc"]);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
    assert!(run.stderr.contains("error[E702]: key.asc: has a public key"), "{}", run.stderr);
}

#[test]
fn short_keys_are_warned_of() {
    let workshop = with_key("rsa2048");
    let run = workshop.build(&["--sign-key", "key.asc"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("warning[E706]: key.asc: RSA of 2048 bits"), "{}", run.stderr);
    let run = with_key("rsa2048").build(&["--sign-key", "key.asc", "--strict"]);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
}
