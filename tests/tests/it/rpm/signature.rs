//! Signatures in the eyes of every release's rpm.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::chroot::Suite;
use conformance::fixtures;
use conformance::program::{MINIMAL, Mkrpm};
use conformance::rpm::system;
use conformance::tool::{command, require_root, run};
use tempfile::TempDir;

/// A new key of gpg's: the secret and the public part.
fn key(folder: &Path) -> [PathBuf; 2] {
    let home = folder.join("gpg");
    fs::create_dir(&home).unwrap();
    run(command("chmod").arg("0700").arg(&home));
    let gpg = |arguments: &[&str]| {
        let mut gpg = command("gpg");
        gpg.arg("--homedir").arg(&home).args(["--batch", "--quiet", "--passphrase", ""]);
        run(gpg.args(["--pinentry-mode", "loopback"]).args(arguments))
    };
    gpg(&["--quick-generate-key", "Tester <tester@example.com>", "rsa3072", "sign", "never"]);
    ["--export-secret-keys", "--export"].map(|what| {
        let path = folder.join(format!("key{what}.asc"));
        fs::write(&path, gpg(&["--armor", what])).unwrap();
        run(command("chmod").arg("0600").arg(&path));
        path
    })
}

#[test]
fn every_release_checks_the_signature() {
    require_root();
    let folder = TempDir::new().unwrap();
    let [secret, public] = key(folder.path());
    let build = |more: &[&str]| {
        let output = TempDir::new_in(folder.path()).unwrap().keep();
        let tree = fixtures::tree("minimal");
        let key = format!("--sign-key={}", secret.display());
        Mkrpm.build(&tree, &output, &[&MINIMAL[..], &[key.as_str()], more].concat())
    };
    let (gzip, zstd) = (build(&["--compression=gzip"]), build(&["--compression=zstd"]));
    let format_6 = build(&["--format=6"]);
    for suite in Suite::ALL {
        let system = system(suite);
        let packages =
            if suite.reads_rpm_6() { vec![&gzip, &zstd, &format_6] } else { vec![&gzip, &zstd] };
        let key = system.put(&public);
        for package in &packages {
            let refused = system.outcome("rpm", &["-K", &system.put(package)]);
            assert!(!refused.status.success(), "{}: nobody knows the key: {refused}", suite.name());
        }
        system.run("rpm", &["--import", &key]);
        for package in &packages {
            let checked = system.outcome("rpm", &["-K", &system.put(package)]).succeeded().text();
            assert!(checked.contains("digests signatures OK"), "{}: {checked}", suite.name());
            system.run("rpm", &["-i", &system.put(package)]);
            system.run("rpm", &["-V", "fixture"]);
            system.run("rpm", &["-e", "fixture"]);
        }
    }
}
