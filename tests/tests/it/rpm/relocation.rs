//! Relocatable packages, moved by the real rpm.

use std::fs;

use conformance::program::{MINIMAL, Mkrpm};
use conformance::rpm::Target;
use conformance::tool::{call, require_root};
use tempfile::TempDir;

#[test]
fn rpm_installs_a_package_under_another_prefix() {
    require_root();
    let folder = TempDir::new().unwrap();
    let tree = folder.path().join("tree");
    fs::create_dir_all(tree.join("opt/fixture/bin")).unwrap();
    fs::write(tree.join("opt/fixture/bin/run"), "run\n").unwrap();
    fs::create_dir_all(tree.join("etc/fixture")).unwrap();
    fs::write(tree.join("etc/fixture/conf"), "conf\n").unwrap();
    let manifest = folder.path().join("package.toml");
    fs::write(&manifest, "[rpm]\nprefixes = [\"/opt/fixture\", \"/etc/fixture\"]\n").unwrap();
    let manifest = format!("--manifest={}", manifest.display());
    let arguments = [&MINIMAL[..], &[&manifest]].concat();
    let package = Mkrpm.build(&tree, folder.path(), &arguments);
    let prefixes = call(
        "rpm",
        &["-qp".as_ref(), "--qf".as_ref(), "[%{PREFIXES} ]".as_ref(), package.as_os_str()],
    );
    assert_eq!(String::from_utf8(prefixes).unwrap(), "/opt/fixture /etc/fixture ");

    let target = Target::new();
    let moved = ["-i", "--nodeps", "--relocate", "/opt/fixture=/srv/other"];
    target.rpm(&moved, &package);
    let at = |path: &str| target.root().join(path);
    assert_eq!(fs::read_to_string(at("srv/other/bin/run")).unwrap(), "run\n");
    assert_eq!(fs::read_to_string(at("etc/fixture/conf")).unwrap(), "conf\n");
    assert!(!at("opt").exists());
    assert_eq!(target.rpm(&["-V"], "fixture"), "");

    // What no prefix covers is not to be moved.
    let refused = Target::new().attempt(&["-i", "--nodeps", "--relocate", "/usr=/x"], &package);
    assert!(!refused.status.success(), "{refused}");
}
