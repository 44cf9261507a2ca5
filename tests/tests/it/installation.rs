//! The fixtures installed by the dpkg of every supported release.

use std::fs;

use conformance::chroot::{Chroot, Suite};
use conformance::model::Listing;
use conformance::program::{MINIMAL, Mkdeb};
use conformance::tool::require_root;
use tempfile::TempDir;

use crate::dpkg_agrees::{COMPRESSORS, TREES, assert_same, build, expected};

/// What of `chroot` the fixture put there; folders that were there before keep their attributes.
fn installed(chroot: &Chroot, expected: &Listing) -> Listing {
    let mut found = chroot.changes().without_folder_times();
    found.0.retain(|path, _| expected.0.contains_key(path));
    found
}

fn own_entries(name: &str, chroot: &Chroot) -> Listing {
    let mut listing = expected(name).without_folder_times();
    // The base system has these folders.
    listing.0.retain(|path, item| {
        let path = std::str::from_utf8(path).unwrap_or("not a folder of the base system");
        item.kind != 'd' || !chroot.had(path)
    });
    listing
}

fn install(suite: Suite, chroot: &Chroot, names: &[&str], compressor: &str) {
    let folder = TempDir::new().unwrap();
    for name in names.iter().copied() {
        let what = format!("{name} with {compressor} on {}", suite.name());
        let own = own_entries(name, chroot);
        let deb = chroot.put(&build(name, compressor, folder.path()));
        chroot.run("dpkg", &["-i", &deb]);
        let verified = chroot.outcome("dpkg", &["--verify", name]).succeeded();
        assert_eq!(verified.text(), "", "{what}: dpkg --verify");
        assert_same(&what, &own, &installed(chroot, &own));
        let conffiles = chroot.run("dpkg-query", &["-W", "-f=${Conffiles}", name]);
        let conffiles = String::from_utf8(conffiles).unwrap();
        let expected_conffiles: &[&str] = match name {
            "kinds" => &["/etc/kinds/kinds.conf", "/var/lib/kinds/state"],
            "scripts" => &["/etc/scripts/scripts.conf", "/etc/scripts/with blank.conf"],
            _ => &[],
        };
        for conffile in expected_conffiles {
            assert!(conffiles.contains(conffile), "{what}: {conffile} in {conffiles:?}");
        }
        assert!(!conffiles.contains("not-a-conffile"), "{what}");
    }
    for name in names.iter().copied() {
        chroot.run("dpkg", &["-P", name]);
        let own = own_entries(name, chroot);
        for path in own.0.keys() {
            let path = chroot.root().join(String::from_utf8(path.clone()).unwrap());
            assert!(fs::symlink_metadata(&path).is_err(), "{} after the purge", path.display());
        }
    }
}

#[test]
fn every_release_installs_and_purges_every_fixture() {
    require_root();
    for suite in Suite::ALL {
        let chroot = Chroot::new(suite);
        install(suite, &chroot, &TREES, "xz");
        for (compressor, _) in COMPRESSORS {
            if compressor != "zstd" || suite.reads_zstd() {
                install(suite, &chroot, &["minimal"], compressor);
            }
        }
    }
}

/// Why xz is what mkdeb takes by default.
#[test]
fn debian_11_reads_no_zstd() {
    require_root();
    let folder = TempDir::new().unwrap();
    let chroot = Chroot::new(Suite::Bullseye);
    let deb = chroot.put(&build("minimal", "zstd", folder.path()));
    let refused = chroot.outcome("dpkg", &["-i", &deb]);
    assert!(!refused.status.success());
    assert!(refused.errors().contains("unknown compression"), "{refused}");
}

#[test]
fn apt_installs_with_dependencies_named_in_the_manifest() {
    require_root();
    let folder = TempDir::new().unwrap();
    for suite in Suite::ALL {
        let chroot = Chroot::new(suite);
        let tree = conformance::fixtures::tree("minimal");
        let arguments = [&MINIMAL[..], &["--depends=base-files, dpkg >= 1.15"]];
        let deb = Mkdeb.build(&tree, folder.path(), &arguments.concat());
        let deb = chroot.put(&deb);
        chroot.apt(&["install", "-y", &deb]);
        let status = chroot.run("dpkg-query", &["-W", "-f=${Status}", "fixture"]);
        assert_eq!(status, b"install ok installed", "{}", suite.name());
        fs::remove_file(folder.path().join("fixture_1.0_all.deb")).unwrap();
    }
}
