//! Keys that may not sign, wherever a key is given.

use std::fs;
use std::path::Path;

use conformance::program::{MINIMAL, Program};
use conformance::tool::outcome;

use super::super::case::{check_messages, names};
use super::{Bench, golden};

/// Each of these files of keys, with further arguments, and what is said of it.
const REFUSED: &[(&str, &[&str], &[&str])] = &[
    ("expired.secret.asc", &[], &["E705", "expired at"]),
    ("revoked.secret.asc", &[], &["E705", "was revoked at"]),
    ("certify.secret.asc", &[], &["E705", "is not a signing key"]),
    ("rsa1024.secret.asc", &[], &["E705", "RSA key of 1024 bits"]),
    ("dsa2048.secret.asc", &[], &["E705", "DSA key"]),
    ("nistp256.secret.asc", &[], &["E705", "ECDSA key"]),
    ("sha1.secret.asc", &[], &["E705", "SHA-1"]),
    ("protected.secret.asc", &[], &["E704", "--sign-password"]),
    ("protected.secret.asc", &["--sign-password=wrong"], &["E704", "not unlocked"]),
    ("protected.secret.asc", &["--sign-password=missing"], &["E700", "is neither a file"]),
    ("protected.secret.asc", &["--sign-password=env:NO_SUCH"], &["E700", "NO_SUCH is not set"]),
    ("two.secret.asc", &[], &["E703", "--sign-key-id"]),
    ("two.secret.asc", &["--sign-key-id=DEADBEEF"], &["E703", "use the fingerprint"]),
    ("two.secret.asc", &[NOBODYS], &["E703", "DEADBEEF"]),
    ("ed25519.asc", &[], &["E702", "has a public key"]),
    ("empty", &[], &["E702"]),
    ("text", &[], &["E702"]),
    ("cut", &[], &["E702"]),
    ("missing", &[], &["E700", "missing"]),
    (".", &[], &["E700"]),
    ("open.secret.asc", &[], &["E701", "mode 0644", "chmod 600", "--allow-readable-key"]),
];

const NOBODYS: &str = "--sign-key-id=DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF";

/// Files of keys, good and bad.
fn fill(bench: &Bench) {
    use std::os::unix::fs::PermissionsExt;

    for (name, _, _) in REFUSED {
        let there = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/keys").join(name);
        if there.is_file() {
            bench.key(name, 0o600);
        }
    }
    let key = fs::read(bench.path("ed25519.secret.asc")).unwrap();
    let write = |name: &str, bytes: &[u8], mode: u32| {
        fs::write(bench.path(name), bytes).unwrap();
        fs::set_permissions(bench.path(name), PermissionsExt::from_mode(mode)).unwrap();
    };
    write("wrong", b"not it\n", 0o600);
    write("empty", b"", 0o600);
    write("text", b"not a key\n", 0o600);
    write("cut", &key[..key.len() / 2], 0o600);
    write("open.secret.asc", &key, 0o644);
}

#[test]
fn keys_that_do_not_sign_a_package() {
    let bench = Bench::new();
    fill(&bench);
    let mut failures = Vec::new();
    for (key, more, says) in REFUSED {
        let key = format!("--sign-key={key}");
        let arguments = [&["sign", "good.rpm", &key], *more].concat();
        if let Err(failure) = bench.fails(&arguments, 6, says) {
            failures.push(failure);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn keys_that_do_not_sign_a_build() {
    let bench = Bench::new();
    fill(&bench);
    let tree = bench.path("tree");
    fs::create_dir_all(tree.join("usr/share/fixture")).unwrap();
    fs::write(tree.join("usr/share/fixture/file"), "content\n").unwrap();
    let mut before = names(bench.folder.path());
    before.sort();
    let mut failures = Vec::new();
    for program in Program::ALL {
        for (key, more, says) in REFUSED {
            let mut command = program.command();
            command.current_dir(bench.folder.path()).arg("tree").args(MINIMAL);
            let outcome = outcome(command.arg(format!("--sign-key={key}")).args(*more));
            if let Err(failure) = check_messages(&outcome, 6, says) {
                failures.push(failure);
            }
            let mut after = names(bench.folder.path());
            after.sort();
            assert_eq!(before, after, "{outcome}");
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What verifies is public, and is all there.
#[test]
fn keys_that_do_not_verify() {
    let bench = Bench::new();
    fill(&bench);
    fs::copy(golden("minimal"), bench.path("signed.rpm")).unwrap();
    let sign = ["sign", "--sign-key=ed25519.secret.asc", "signed.rpm"];
    let _ = bench.mkrpm(&sign).succeeded();
    for (key, says) in [
        ("ed25519.secret.asc", &["E702", "has a secret key", "keep it secret"][..]),
        ("empty", &["E702"]),
        ("text", &["E702"]),
        ("missing", &["E700", "missing"]),
        (".", &["E700"]),
        ("rsa4096.asc", &["E721", "signed.rpm"]),
    ] {
        let key = format!("--key={key}");
        bench.fails(&["verify", &key, "signed.rpm"], 6, says).unwrap();
    }
    // Every file of keys that is bad, in one run.
    let arguments = ["verify", "--key=empty", "--key=missing", "signed.rpm"];
    bench.fails(&arguments, 6, &["empty", "missing"]).unwrap();
}

/// Commands that sign for us.
#[test]
fn commands_that_do_not_sign() {
    let bench = Bench::new();
    for (line, says) in [
        ("false", &["E711", "exit status: 1"][..]),
        ("no-such-command-anywhere", &["E711"]),
        ("cat", &["E711", "gpg --detach-sign"]),
        ("cat > /dev/null", &["E711"]),
        ("kill -9 $$", &["E711", "signal: 9"]),
    ] {
        let command = format!("--sign-command={line}");
        bench.fails(&["sign", &command, "good.rpm"], 6, says).unwrap();
    }
}
