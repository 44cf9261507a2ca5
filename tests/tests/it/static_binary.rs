//! The static commands of `make static`, where nothing else is installed.

use std::fs;
use std::path::PathBuf;

use conformance::chroot::{Chroot, Suite};
use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program};
use conformance::tool::{copy_tree, require_root, target};
use tempfile::TempDir;

/// What `make static` leaves.
fn path(program: Program) -> PathBuf {
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let path = target().join(host).join("release").join(program.name());
    assert!(path.is_file(), "{} is missing: run make static first", path.display());
    path
}

/// Builds a fixture inside `chroot`: the package that the other tests look into, byte for byte.
fn builds_packages(chroot: &Chroot) {
    let root = chroot.root();
    fs::create_dir_all(root.join("work/out")).unwrap();
    copy_tree(&conformance::fixtures::tree("names"), &root.join("work/tree"));
    for program in Program::ALL {
        let name = program.name();
        let inside = format!("/work/{name}");
        // Not by this process: what another thread starts meanwhile inherits the descriptor for writing
        // until it executes, and a file that is open for writing cannot be run.
        copy_tree(&path(program), &root.join("work").join(name));
        let run = |arguments: &[&str]| chroot.outcome(&inside, arguments).succeeded();
        assert!(run(&["--version"]).text().starts_with(&format!("{name} ")));
        for compression in ["xz", "zstd", "gzip"] {
            let compression = format!("--compression={compression}");
            let arguments = ["/work/tree", "--output=/work/out", "--force", &compression];
            let built = run(&[&arguments[..], &MINIMAL].concat()).text();
            let package = fs::read(root.join(built.trim().trim_start_matches('/'))).unwrap();
            let folder = TempDir::new().unwrap();
            let arguments = [&MINIMAL[..], &[compression.as_str()]].concat();
            let outside = program.build(&root.join("work/tree"), folder.path(), &arguments);
            assert!(fs::read(outside).unwrap() == package, "{name} {compression}: other bytes");
            assert!(run(&["inspect", built.trim()]).text().contains("fixture"));
        }
    }
}

#[test]
#[ignore = "needs make static"]
fn they_run_in_an_empty_root() {
    require_root();
    builds_packages(&Chroot::empty());
}

#[test]
#[ignore = "needs make static"]
fn they_run_on_debian_11() {
    require_root();
    builds_packages(&Chroot::new(Suite::Bullseye));
}

#[test]
#[ignore = "needs make static"]
fn they_are_small() {
    for (program, most) in [(Mkdeb, 6_800_000), (Mkrpm, 7_100_000)] {
        let length = fs::metadata(path(program)).unwrap().len();
        assert!(length < most, "{}: {length} bytes", program.name());
    }
}
