//! What a `.deb` refuses in a tree.

use super::{hello, lines, package, tree};
use crate::Package;

fn refused(files: &[(&str, &str)], spoil: fn(&mut pkgtree::Description)) -> Vec<String> {
    let mut description = hello();
    spoil(&mut description);
    lines(&Package::from_tree(tree(files), &description).expect_err("no defect was found"))
}

const FILES: &[(&str, &str)] = &[("/etc/hello.conf", "x"), ("/usr/bin/hello", "x")];

#[test]
fn files_below_etc_are_conffiles() {
    let package = package(&hello(), FILES);
    assert_eq!(package.conffiles.to_bytes(), b"/etc/hello.conf\n");
}

#[test]
fn conffiles_by_list_alone() {
    let mut description = hello();
    description.deb.etc_conffiles = Some(false.into());
    description.deb.conffiles = vec!["/usr/bin/hello".into()];
    description.deb.remove_on_upgrade = vec!["/etc/old.conf".into()];
    let package = package(&description, FILES);
    let lines = b"/usr/bin/hello\nremove-on-upgrade /etc/old.conf\n";
    assert_eq!(package.conffiles.to_bytes(), lines);
}

#[test]
fn conffiles_that_are_wrong() {
    for (path, problem) in [
        ("etc/hello.conf", "is not an absolute path"),
        ("/etc/hello.conf ", "ends in a blank"),
        ("/etc/hello.conf\n", "ends in a blank"),
        ("/etc/other.conf", "is not in the package"),
        ("/etc", "is a directory"),
        ("/", "is the root directory"),
        ("/etc/../etc/hello.conf", "\"..\""),
        ("remove-on-upgrade /etc/x", "belongs in the list deb.remove-on-upgrade"),
    ] {
        let mut description = hello();
        description.deb.conffiles = vec![path.into()];
        let defects = lines(&Package::from_tree(tree(FILES), &description).unwrap_err());
        assert_eq!(defects.len(), 1, "{defects:?}");
        assert!(defects[0].starts_with("E350: deb.conffiles[0]: "), "{defects:?}");
        assert!(defects[0].contains(problem), "{defects:?}");
    }
    let twice = refused(FILES, |it| {
        it.deb.conffiles = vec!["/etc/hello.conf".into(), "/etc//hello.conf".into()];
    });
    assert!(twice[0].starts_with("E350: deb.conffiles[1]: is listed twice"), "{twice:?}");
}

#[test]
fn what_is_removed_on_upgrade_is_not_installed() {
    let defects = refused(FILES, |it| it.deb.remove_on_upgrade = vec!["/etc/hello.conf".into()]);
    assert!(defects[0].starts_with(
        "E351: deb.remove-on-upgrade[0]: removes \"/etc/hello.conf\" on upgrade, which the package"
    ));
}

#[test]
fn lines_of_conffiles_are_no_longer_than_dpkg_reads() {
    let path = |length: usize| {
        format!("/etc/{}", "d/".repeat(length / 2 - 3)) + &"f".repeat(length % 2 + 1)
    };
    assert_eq!(path(996).len(), 996);
    package(&hello(), &[(&path(996), "x")]);
    let defects = refused(&[(&path(997), "x")], |_| {});
    assert!(defects[0].starts_with("E350: ") && defects[0].contains("dpkg reads 996"));
    let long = path(979);
    let mut description = hello();
    description.deb.remove_on_upgrade = vec![long.as_str().into()];
    let defects = lines(&Package::from_tree(tree(FILES), &description).unwrap_err());
    assert!(defects[0].starts_with("E351: ") && defects[0].contains("dpkg reads 996"));
}
