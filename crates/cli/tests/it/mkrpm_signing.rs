//! Signatures of `mkrpm`, as rpmkeys(8) sees them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::support::{Run, Tool, Workshop};

const NAME: &str = "hello-1.0-1.x86_64.rpm";

/// A workshop with the keys NAME.secret and NAME.public.
fn workshop(keys: &[&str]) -> Workshop {
    let workshop = Workshop::of(Tool::Mkrpm);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/keys");
    for key in keys {
        let read = |suffix| fs::read(folder.join(format!("{key}{suffix}"))).unwrap();
        workshop.file(&format!("{key}.secret"), &read(".secret.asc"), 0o600);
        workshop.file(&format!("{key}.public"), &read(".asc"), 0o644);
    }
    workshop
}

/// What `rpmkeys --checksig` says, with the public key of `key` imported.
fn checksig(workshop: &Workshop, key: &str) -> Run {
    let rpmkeys = |arguments: &[&str]| {
        let mut command = Command::new("rpmkeys");
        command.arg("--dbpath").arg(workshop.path(key)).args(arguments).env("LC_ALL", "C.UTF-8");
        Run::of(command.current_dir(workshop.path("")))
    };
    rpmkeys(&["--import", &format!("{key}.public")]).done();
    rpmkeys(&["--checksig", "--verbose", NAME])
}

#[test]
fn built_with_a_key_or_signed_later_it_is_the_same() {
    for key in ["rsa4096", "ed25519"] {
        let workshop = workshop(&[key]);
        let (secret, public) = (format!("--sign-key={key}.secret"), format!("--key={key}.public"));
        workshop.build(&["--timestamp=1790000000", &secret]).done();
        let built = fs::read(workshop.path(NAME)).unwrap();
        let checked = checksig(&workshop, key);
        assert!(checked.done().contains("Header V4 "), "{}", checked.stdout);

        workshop.build(&["--timestamp=1790000000", "--force"]).done();
        fs::set_permissions(workshop.path(NAME), fs::Permissions::from_mode(0o640)).unwrap();
        symlink(NAME, workshop.path("link.rpm")).unwrap();
        assert_eq!(workshop.run(&["sign", "link.rpm", &secret]).done(), "link.rpm\n");
        assert!(fs::read(workshop.path(NAME)).unwrap() == built, "{key}: other bytes");
        assert!(workshop.path("link.rpm").is_symlink());
        let mode = fs::metadata(workshop.path(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);

        let run = workshop.run(&["verify", NAME, &public]);
        assert!(run.done().starts_with(&format!("{NAME}: good, signed by ")), "{}", run.stdout);
        let document = workshop.run(&["verify", "--json", NAME, &public]).json();
        let signers = document["packages"][0]["signers"].as_array().unwrap().clone();
        assert_eq!(signers.len(), 1, "{document}");
        assert_eq!(signers[0]["certificate"].as_str().unwrap().len(), 40);
    }
}

#[test]
fn what_is_not_signed_or_by_another_key_or_damaged_is_told_apart() {
    let workshop = workshop(&["rsa3072", "rsa4096"]);
    let verify = |key: &str| workshop.run(&["verify", NAME, &format!("--key={key}.public")]);
    workshop.build(&[]).done();
    assert!(verify("rsa4096").failed(6).contains("error[E720]: "));
    workshop.run(&["sign", NAME, "--sign-key=rsa4096.secret"]).done();
    verify("rsa4096").done();
    assert!(verify("rsa3072").failed(6).contains("error[E721]: "));
    // Both keys are known: any may have signed.
    workshop.run(&["verify", NAME, "--key=rsa3072.public", "--key=rsa4096.public"]).done();
    // A second signature takes the place of the first.
    workshop.run(&["sign", NAME, "--sign-key=rsa3072.secret"]).done();
    verify("rsa3072").done();

    let mut package = fs::read(workshop.path(NAME)).unwrap();
    let summary = package.windows(10).position(|bytes| bytes == b"says hello").unwrap();
    package[summary] ^= 1;
    workshop.file(NAME, &package, 0o644);
    verify("rsa3072").failed(7);
}

#[test]
fn failures_leave_every_package_as_it_was() {
    let workshop = workshop(&["protected", "rsa4096"]);
    workshop.build(&[]).done();
    let before = fs::read(workshop.path(NAME)).unwrap();
    workshop.file("x.rpm", b"not a package\n", 0o644);
    let names = workshop.names();
    for (arguments, code) in [
        (&["--sign-key=protected.secret", NAME][..], 6),
        (&["--sign-key=rsa4096.public", NAME], 6),
        (&["--sign-key=missing", NAME], 6),
        (&["--sign-command=false", NAME], 6),
        (&["--sign-command=cat", NAME], 6),
        (&["--sign-key=rsa4096.secret", "x.rpm"], 3),
        (&["--sign-key=rsa4096.secret", "missing.rpm"], 4),
        (&["--sign-key=rsa4096.secret", "stage"], 4),
    ] {
        workshop.run(&[&["sign"], arguments].concat()).failed(code);
        assert_eq!(workshop.names(), names, "{arguments:?}");
        assert!(fs::read(workshop.path(NAME)).unwrap() == before, "{arguments:?}");
    }
    // All defects in one run.
    let run = workshop.run(&["sign", "--sign-key=rsa4096.secret", "x.rpm", "missing.rpm"]);
    assert_eq!(run.failed(3).lines().count(), 2, "{}", run.stderr);
}
