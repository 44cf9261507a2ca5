//! What is recorded of files, and trees that rpm cannot hold.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use pkgtree::{AttributeRule, ConfigKind, Description, Pattern, Roles, Verify};
use tempfile::TempDir;

use super::{hello, installed, lines, package};
use crate::Package;
use crate::flags;
use crate::package::FileAttributes;

fn of<'a>(package: &'a Package, path: &str) -> Option<&'a FileAttributes> {
    let index = package.tree().index_of(&installed(path)).unwrap();
    package.files[index].as_ref()
}

pub(super) fn rule(pattern: &str) -> AttributeRule {
    AttributeRule::new(Pattern::parse(pattern).unwrap().into())
}

fn write(root: &Path, path: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "x").unwrap();
}

fn staged(files: &[&str]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for path in files {
        write(root.path(), path);
    }
    root
}

fn defects(root: &Path, description: &Description) -> Vec<String> {
    lines(&Package::from_staged(root, description).expect_err("no defect was found"))
}

#[test]
fn folders_of_base_packages_are_not_owned() {
    let files = ["/usr/lib/hello/x", "/usr/share/man/de/man1/hello.1", "/opt/vendor/hello/x"];
    let files: Vec<_> = files.into_iter().map(|path| (path, "")).collect();
    let plain = package(&hello(), &files);
    for path in ["/", "/usr", "/usr/lib", "/opt", "/usr/share/man/de/man1"] {
        assert_eq!(of(&plain, path), None, "{path}");
    }
    for path in ["/usr/lib/hello", "/opt/vendor", "/opt/vendor/hello", "/usr/lib/hello/x"] {
        assert!(of(&plain, path).is_some(), "{path}");
    }
    let mut other = hello();
    other.rpm.own = vec![Pattern::parse("/opt").unwrap().into()];
    other.rpm.disown = vec![Pattern::parse("/opt/*").unwrap().into()];
    let other = package(&other, &files);
    assert!(of(&other, "/opt").is_some());
    assert_eq!(of(&other, "/opt/vendor"), None);
    assert!(of(&other, "/opt/vendor/hello").is_some());
    for (pattern, problem) in [
        ("/srv", "E541: rpm.own[0]: \"/srv\" matches nothing"),
        ("/", "E541: rpm.own[0]: \"/\" is the root"),
        ("/usr/lib/hello/x", "E541: rpm.own[0]: \"/usr/lib/hello/x\" matches no directory"),
    ] {
        let mut wrong = hello();
        wrong.rpm.own = vec![Pattern::parse(pattern).unwrap().into()];
        let found = lines(&Package::from_tree(super::tree(&files), &wrong).unwrap_err());
        assert!(found.len() == 1 && found[0].starts_with(problem), "{found:?}");
    }
}

#[test]
fn flags_by_place() {
    let files = [
        ("/etc/hello.conf", ""),
        ("/usr/share/doc/hello/README", ""),
        ("/usr/share/man/man1/hello.1", ""),
        ("/usr/share/info/hello.info", ""),
        ("/usr/share/locale/pt_BR/LC_MESSAGES/hello.mo", ""),
        ("/usr/share/man/de/man1/hello.1", ""),
        ("/usr/share/locale/hello.txt", ""),
        ("/usr/bin/hello", ""),
    ];
    let package = package(&hello(), &files);
    let config = flags::CONFIG | flags::NOREPLACE;
    for (path, flags, language) in [
        ("/etc/hello.conf", config, ""),
        ("/usr/share/doc/hello", 0, ""),
        ("/usr/share/doc/hello/README", flags::DOC, ""),
        ("/usr/share/man/man1/hello.1", flags::DOC, ""),
        ("/usr/share/info/hello.info", flags::DOC, ""),
        ("/usr/share/locale/pt_BR/LC_MESSAGES/hello.mo", 0, "pt"),
        ("/usr/share/man/de/man1/hello.1", flags::DOC, "de"),
        ("/usr/share/locale/hello.txt", 0, ""),
        ("/usr/bin/hello", 0, ""),
    ] {
        let found = of(&package, path).unwrap();
        assert_eq!((found.flags, &*found.language), (flags, language), "{path}");
        assert_eq!(found.verify, u32::MAX, "{path}");
    }
    let provides = &package.dependencies.provides;
    assert_eq!(provides.last().unwrap().to_string(), "config(hello) = 2.10-3");
    assert_eq!(provides.last().unwrap().sense.0, 1 << 28 | 1 << 3);
    let mut none = hello();
    none.rpm.etc_config = Some(false.into());
    let none = super::package(&none, &files);
    assert_eq!(of(&none, "/etc/hello.conf").unwrap().flags, 0);
    assert_eq!(none.dependencies.provides.len(), 2);
}

#[test]
fn flags_by_rule() {
    let root = staged(&["etc/a", "etc/b", "opt/c", "opt/ghost", "opt/license"]);
    symlink("a", root.path().join("etc/link")).unwrap();
    let mut description = hello();
    let kind = |noreplace, missing_ok| Some(Some(ConfigKind { noreplace, missing_ok }));
    description.tree.attributes = vec![
        AttributeRule { config: Some(None), ..rule("/etc/a") },
        AttributeRule { config: kind(false, true), ..rule("/etc/b") },
        AttributeRule { config: kind(true, false), ..rule("/etc/link") },
        AttributeRule { language: Some("de|fr".into()), ..rule("/opt/c") },
        AttributeRule { verify: Some(!Verify::SIZE), ..rule("/opt/c") },
        AttributeRule { roles: Roles { ghost: true, ..Roles::default() }, ..rule("/opt/ghost") },
        AttributeRule {
            roles: Roles { license: true, artifact: true, readme: true, ..Roles::default() },
            ..rule("/opt/license")
        },
    ];
    let package = Package::from_staged(root.path(), &description).unwrap();
    for (path, flags, verify, language) in [
        ("/etc/a", 0, u32::MAX, ""),
        ("/etc/b", 1 | 8, u32::MAX, ""),
        ("/etc/link", 1 | 16, u32::MAX, ""),
        ("/opt/c", 0, u32::MAX - 2, "de|fr"),
        ("/opt/ghost", 64, 0xffff_ffd8, ""),
        ("/opt/license", 128 | 4096 | 256, u32::MAX, ""),
    ] {
        let found = of(&package, path).unwrap();
        assert_eq!((found.flags, found.verify), (flags, verify), "{path}");
        assert_eq!(found.language, language, "{path}");
    }
}

#[test]
fn names_that_are_not_utf8() {
    let root = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"caf\xe9");
    fs::create_dir(root.path().join("opt")).unwrap();
    fs::write(root.path().join("opt").join(name), "x").unwrap();
    assert!(defects(root.path(), &hello())[0].contains("UTF-8"));
    let mut allowed = hello();
    allowed.tree.allow_non_utf8 = true;
    let package = Package::from_staged(root.path(), &allowed).unwrap();
    assert!(lines(package.warnings()).iter().any(|line| line.starts_with("E542: ")));
    allowed.rpm.format = Some("6".into());
    let found = defects(root.path(), &allowed);
    assert!(found[0].starts_with("E542: ") && found[0].contains("format 6"), "{found:?}");
}

#[test]
fn owners_and_hard_links() {
    let root = staged(&["opt/a", "etc/c"]);
    fs::hard_link(root.path().join("opt/a"), root.path().join("opt/b")).unwrap();
    let mut description = hello();
    description.tree.attributes =
        vec![AttributeRule { owner: Some("hello".into()), ..rule("/etc/c") }];
    fs::hard_link(root.path().join("etc/c"), root.path().join("etc/d")).unwrap();
    description
        .tree
        .attributes
        .push(AttributeRule { owner: Some("hello".into()), ..rule("/etc/d") });
    let package = Package::from_staged(root.path(), &description).unwrap();
    let found = lines(package.warnings());
    assert!(found.iter().any(|it| it.starts_with("E540: /etc/d: ")), "{found:?}");
    let owner = found.iter().find(|it| it.starts_with("E544: ")).unwrap();
    assert!(owner.contains("user \"hello\" (as 1 more)") && owner.contains("pre"), "{owner}");
}

#[test]
fn configuration_that_is_no_file() {
    let root = staged(&["etc/a"]);
    let fifo = root.path().join("etc/fifo");
    assert!(real_tools::command("mkfifo").arg(fifo).status().unwrap().success());
    let mut description = hello();
    description.tree.allow_special = true;
    description.tree.attributes =
        vec![AttributeRule { config: Some(Some(ConfigKind::default())), ..rule("/etc/**") }];
    let found = defects(root.path(), &description);
    assert!(found[0].starts_with("E540: /etc/fifo: is a FIFO, which cannot be"), "{found:?}");
    assert_eq!(found.len(), 1);
}
