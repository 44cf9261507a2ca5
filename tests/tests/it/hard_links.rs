//! Hard links where directories are file systems of their own.

use std::fs;
use std::path::{Path, PathBuf};

use conformance::dpkg;
use conformance::model::{Kind, Listing, Model, Node, Order};
use conformance::program::{MINIMAL, Mkdeb, Mkrpm, Program};
use conformance::rpm;
use conformance::tool::{Outcome, command, outcome, require_root, shell};
use tempfile::TempDir;

/// A file with two names below each of `/usr` and `/opt`.
fn model() -> Model {
    let mut model = Model::default();
    let node = |kind| Node { kind, mode: 0o644, mtime: 1 };
    model.insert(b"opt/hello/one", node(Kind::File(b"content".to_vec())));
    for name in ["opt/hello/two", "usr/lib/hello/one", "usr/lib/hello/two"] {
        model.insert(name.as_bytes(), node(Kind::HardLink(b"opt/hello/one".to_vec())));
    }
    model
}

/// The package of [`model`] with `hard-links` as given.
fn package(program: Program, policy: &str, folder: &Path) -> PathBuf {
    let tree = folder.join(policy);
    fs::create_dir(&tree).unwrap();
    model().stage(&tree, Order::Forwards);
    let policy = format!("--hard-links={policy}");
    let output = tree.with_extension("out");
    fs::create_dir(&output).unwrap();
    program.build(&tree, &output, &[&MINIMAL[..], &[&policy, "--compression=gzip"]].concat())
}

/// Runs `script` on the root `$1` and the package `$2`, with a file system of its own at `/opt`;
/// what it prints is where it stays mounted.
fn with_own_opt(script: &str, root: &Path, package: &Path) -> Outcome {
    let script = format!(
        "set -e; mkdir -p \"$1/opt\"; mount -t tmpfs none \"$1/opt\"; {script}; \
         cd \"$1\"; stat -c '%n %h %s' opt/hello/* usr/lib/hello/*"
    );
    let shell = shell(&script).get_args().map(ToOwned::to_owned).collect::<Vec<_>>();
    let mut unshare = command("unshare");
    unshare.args(["--mount", "sh"]).args(shell).arg("sh").arg(root).arg(package);
    outcome(unshare.env("LC_ALL", "C.UTF-8"))
}

const INSTALLED: &str =
    "opt/hello/one 2 7\nopt/hello/two 2 7\nusr/lib/hello/one 2 7\nusr/lib/hello/two 2 7\n";
const COPIED: &str =
    "opt/hello/one 1 7\nopt/hello/two 1 7\nusr/lib/hello/one 1 7\nusr/lib/hello/two 1 7\n";

#[test]
fn dpkg_installs_across_file_systems_unless_links_are_kept() {
    require_root();
    let folder = TempDir::new().unwrap();
    let install = |policy| {
        let target = dpkg::Target::new();
        let script = "dpkg --force-unsafe-io --force-not-root --admindir=\"$1/../admin\" \
            --instdir=\"$1\" -i \"$2\" >&2";
        with_own_opt(script, &target.root(), &package(Mkdeb, policy, folder.path()))
    };
    assert!(install("auto").succeeded().text().ends_with(INSTALLED));
    assert!(install("copy").succeeded().text().ends_with(COPIED));
    let kept = install("keep");
    assert!(!kept.status.success() && kept.errors().contains("cross-device"), "{kept}");
}

#[test]
fn rpm_installs_across_file_systems_unless_links_are_kept() {
    require_root();
    let folder = TempDir::new().unwrap();
    let install = |policy| {
        let target = rpm::Target::new();
        let script = "rpm --root \"$1\" --dbpath /.rpmdb -i \"$2\" >&2";
        with_own_opt(script, target.root(), &package(Mkrpm, policy, folder.path()))
    };
    assert!(install("auto").succeeded().text().ends_with(INSTALLED));
    assert!(install("copy").succeeded().text().ends_with(COPIED));
    let kept = install("keep");
    assert!(!kept.status.success() && kept.errors().contains("link failed"), "{kept}");
}

/// What is installed has the links, digests and sizes that the policy promises.
#[test]
fn copies_are_whole_in_both_formats() {
    require_root();
    let folder = TempDir::new().unwrap();
    for (policy, names, kib, bytes) in
        [("auto", 2, 12, 14), ("keep", 4, 11, 7), ("copy", 0, 14, 28)]
    {
        let path = package(Mkdeb, policy, folder.path());
        let target = dpkg::Target::new();
        target.dpkg("-i", &path);
        assert_eq!(target.dpkg("--verify", "fixture"), "", "{policy}");
        let links = |root: &Path| {
            let listing = Listing::of(root);
            let files = listing.0.values().filter(|item| item.kind == 'f').cloned();
            files.map(|item| item.links.len()).collect::<Vec<_>>()
        };
        assert_eq!(links(&target.root()), [names; 4], "{policy}");
        let field = outcome(command("dpkg-deb").arg("-f").arg(&path).arg("Installed-Size"));
        // Seven directories, the root among them, and the files.
        assert_eq!(field.succeeded().text().trim(), (kib - 4).to_string(), "{policy}");

        let path = package(Mkrpm, policy, &folder.path().join(policy));
        let target = rpm::Target::new();
        target.rpm(&["-i"], &path);
        assert_eq!(target.rpm(&["-V"], "fixture"), "", "{policy}");
        let size = outcome(command("rpm").args(["-qp", "--qf", "%{SIZE}"]).arg(&path));
        assert_eq!(size.succeeded().text(), bytes.to_string(), "{policy}");
    }
}
