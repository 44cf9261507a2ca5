//! Signed Debian packages as debsig-verify of Debian 12 and 13 takes them.

use std::fs;
use std::path::Path;

use conformance::chroot::{Chroot, Suite};
use conformance::fixtures;
use conformance::program::{MINIMAL, Mkdeb};
use conformance::tool::{self, command, workspace};
use tempfile::TempDir;

/// The fingerprints of a file of one public key: the primary key's, then those of its subkeys.
fn fingerprints(key: &Path) -> Vec<String> {
    let mut gpg = command("gpg");
    let listing = tool::run(gpg.args(["--batch", "--with-colons", "--show-keys"]).arg(key));
    let listing = String::from_utf8(listing).unwrap();
    let lines = listing.lines().filter(|line| line.starts_with("fpr:"));
    lines.map(|line| line.split(':').nth(9).unwrap().to_owned()).collect()
}

/// Lets debsig-verify in `chroot` trust the key `id`, which is in the file `key`.
fn trust(chroot: &Chroot, key: &Path, id: &str) {
    let root = chroot.root();
    let (policies, keyrings) = (
        root.join("etc/debsig/policies").join(id),
        root.join("usr/share/debsig/keyrings").join(id),
    );
    fs::create_dir_all(&policies).unwrap();
    fs::create_dir_all(&keyrings).unwrap();
    let mut gpg = command("gpg");
    gpg.args(["--batch", "--yes", "--dearmor", "--output"]).arg(keyrings.join("keyring.gpg"));
    tool::run(gpg.arg(key));
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
    fs::write(policies.join("test.pol"), policy).unwrap();
}

#[test]
fn debsig_verify_of_both_releases_agrees_with_the_warning_on_subkeys() {
    let folder = TempDir::new().unwrap();
    let keys = workspace().join("fixtures/keys");
    let package = Mkdeb.build(&fixtures::tree("names"), folder.path(), &MINIMAL);
    for suite in [Suite::Bookworm, Suite::Trixie] {
        let chroot = Chroot::with_packages(suite, "debsig", &["debsig-verify"]);
        for name in ["rsa4096", "ed25519", "subkeys"] {
            let key = folder.path().join("key");
            fs::copy(keys.join(format!("{name}.secret.asc")), &key).unwrap();
            let mut sign = Mkdeb.command();
            sign.arg("sign").arg(&package).arg("--sign-key").arg(&key);
            let signed = tool::outcome(sign.arg("--allow-readable-key")).succeeded();
            let warned = signed.errors().contains("debsig-verify before 0.30");
            assert_eq!(warned, name == "subkeys", "{signed}");

            let public = keys.join(format!("{name}.asc"));
            fingerprints(&public).iter().for_each(|id| trust(&chroot, &public, id));
            let verified = chroot.outcome("debsig-verify", &["--verbose", &chroot.put(&package)]);
            // What the warning says: 0.28 in Debian 12, 0.33 in Debian 13.
            let accepts = name != "subkeys" || suite == Suite::Trixie;
            assert_eq!(verified.status.success(), accepts, "{name}, {}: {verified}", suite.name());
        }
    }
}
