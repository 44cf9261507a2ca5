//! The static `mkdeb` of `make static`, where nothing else is installed.

use std::fs;
use std::path::PathBuf;

use conformance::chroot::{Chroot, Suite};
use conformance::model::Listing;
use conformance::program::MINIMAL;
use conformance::rebuild::unpack;
use conformance::tool::{copy_tree, require_root, target};

use crate::dpkg_agrees::{assert_same, expected};

/// What `make static` leaves.
fn program() -> PathBuf {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let program = target().join(host).join("release/mkdeb");
    assert!(program.is_file(), "{} is missing: run make static first", program.display());
    program
}

/// Builds a fixture inside `chroot` and unpacks it outside.
fn builds_a_package(chroot: &Chroot) {
    let root = chroot.root();
    fs::create_dir_all(root.join("work/out")).unwrap();
    fs::copy(program(), root.join("work/mkdeb")).unwrap();
    copy_tree(&conformance::fixtures::tree("names"), &root.join("work/tree"));
    let run = |arguments: &[&str]| chroot.outcome("/work/mkdeb", arguments).succeeded();
    assert!(run(&["--version"]).text().starts_with("mkdeb "));
    for compression in ["xz", "zstd", "gzip"] {
        let compression = format!("--compression={compression}");
        let arguments = ["/work/tree", "--output=/work/out", "--force", &compression];
        let built = run(&[&arguments[..], &MINIMAL].concat()).text();
        let deb = root.join(built.trim().trim_start_matches('/'));
        let folder = tempfile::TempDir::new().unwrap();
        let unpacked = unpack(&deb, folder.path());
        assert_same(&compression, &expected("names"), &Listing::of(&unpacked.tree));
        assert!(run(&["inspect", built.trim()]).text().contains("fixture"));
    }
}

#[test]
#[ignore = "needs make static"]
fn it_runs_in_an_empty_root() {
    require_root();
    builds_a_package(&Chroot::empty());
}

#[test]
#[ignore = "needs make static"]
fn it_runs_on_debian_11() {
    require_root();
    builds_a_package(&Chroot::new(Suite::Bullseye));
}

#[test]
#[ignore = "needs make static"]
fn it_is_small() {
    let length = fs::metadata(program()).unwrap().len();
    assert!(length < 6_000_000, "{length} bytes");
}
