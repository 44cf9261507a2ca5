//! What is refused.

use std::os::unix::fs::PermissionsExt;

use diagnostic::Class;

use crate::scratch::{Scratch, entry, lines, paths};
use crate::{Kind, Tree, TreeRules};

fn refused(scratch: &Scratch) -> Vec<String> {
    lines(&scratch.scan().unwrap_err())
}

#[test]
fn what_is_no_tree() {
    let scratch = Scratch::with_files(&["file"]);
    for (path, problem) in [("none", "does not exist"), ("file", "is not a directory")] {
        let defects = Tree::scan(&scratch.at(path), &TreeRules::default()).unwrap_err();
        let expected = format!("E200: {}: {problem}", scratch.at(path).display());
        assert_eq!(lines(&defects), [expected]);
    }
}

#[test]
fn an_empty_tree_unless_allowed() {
    let scratch = Scratch::new();
    assert!(refused(&scratch)[0].starts_with("E215: "));
    let rules = TreeRules { allow_empty: true, ..TreeRules::default() };
    assert_eq!(Tree::scan(scratch.path(), &rules).unwrap().entries().len(), 1);
}

#[test]
fn names_that_cannot_be_installed() {
    let scratch = Scratch::with_files(&["good", "new\nline", "escape\x1b]0;x\x07"]);
    scratch.file("a".repeat(247), b"");
    scratch.file("a".repeat(246), b"");
    scratch.file("bad\n/below", b"");
    let defects = refused(&scratch);
    assert_eq!(defects.len(), 4, "{defects:?}");
    assert!(defects[0].contains("has a component of 247 bytes"));
    assert!(defects[1].starts_with(r"E203: /bad\x0a: has the control character 0x0a"));
    assert!(defects[2].starts_with(r"E203: /escape\x1b]0;x\x07: has the control character 0x1b"));
    assert!(defects[3].starts_with(r"E203: /new\x0aline: has the control character 0x0a"));
}

#[test]
fn names_that_are_not_utf8_unless_allowed() {
    let scratch = Scratch::new();
    scratch.file(b"caf\xe9/x", b"");
    scratch.file(b"y\xff", b"");
    let defects = refused(&scratch);
    assert_eq!(defects.len(), 2);
    assert!(
        defects[0].starts_with(r"E204: /caf\xe9: has a name that is not UTF-8; "),
        "{defects:?}"
    );
    let rules = TreeRules { allow_non_utf8: true, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    assert_eq!(paths(&tree), [r"/caf\xe9", r"/caf\xe9/x", r"/y\xff"]);
}

#[test]
fn control_files_left_in_the_tree() {
    let scratch = Scratch::with_files(&["DEBIAN/control", "usr/DEBIAN/x"]);
    let defects = refused(&scratch);
    assert_eq!(defects.len(), 1);
    assert!(defects[0].starts_with("E208: /DEBIAN: "), "{defects:?}");
}

#[test]
fn link_targets_that_cannot_be_installed() {
    let hint = "make the link point to a path that can exist, or remove it";
    for (target, problem) in [
        ("a\nb".to_owned(), "a name with the control character 0x0a"),
        (format!("a/{}", "b".repeat(256)), "a path with a name of 256 bytes; the limit is 255"),
    ] {
        let scratch = Scratch::new();
        scratch.link(&target, "x");
        assert_eq!(refused(&scratch), [format!("E205: /x: links to {problem}; {hint}")]);
    }
    let scratch = Scratch::new();
    scratch.link(&"b".repeat(255), "x");
    scratch.scan().unwrap();
}

#[test]
fn every_defect_is_found_in_one_run_in_order() {
    let scratch = Scratch::with_files(&["z\n", "a\n", "DEBIAN/x", "m/b\t", "m/a\t"]);
    let defects = refused(&scratch);
    let of: Vec<_> = defects.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(of, ["/DEBIAN", r"/a\x0a", r"/m/a\x09", r"/m/b\x09", r"/z\x0a"]);
}

#[test]
fn extended_attributes_unless_dropped() {
    let scratch = Scratch::with_files(&["x", "y"]);
    let set = |path: &str, name: &str| {
        let flags = rustix::fs::XattrFlags::empty();
        rustix::fs::lsetxattr(scratch.at(path), name, b"1", flags).unwrap();
    };
    set("x", "user.two");
    set("x", "user.one");
    set("y", "user.one");
    let defects = refused(&scratch);
    assert_eq!(defects.len(), 2);
    let expected =
        "E209: /x: has extended attributes that a package cannot store: user.one, user.two; ";
    assert!(defects[0].starts_with(expected), "{defects:?}");
    let rules = TreeRules { drop_xattrs: true, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    let expected = [
        "E255: /x: its extended attribute user.one and of one more entry is omitted",
        "E255: /x: its extended attribute user.two is omitted",
    ];
    assert_eq!(lines(tree.warnings()), expected);
}

#[test]
fn capabilities_are_kept() {
    // Version 2 of the on-disk form: CAP_NET_RAW, permitted and effective.
    let value = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let scratch = Scratch::with_files(&["ping"]);
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::lsetxattr(scratch.at("ping"), "security.capability", &value, flags)
        .expect("setting file capabilities needs CAP_SETFCAP: run the tests as root");
    let tree = scratch.scan().unwrap();
    assert_eq!(&*entry(&tree, "ping").attributes.capabilities().unwrap().0, &value);
}

#[test]
fn files_that_cannot_be_read_are_named_with_their_class() {
    let scratch = Scratch::with_files(&["a", "dir/b", "shut/c"]);
    scratch.mode("dir/b", 0o000);
    scratch.mode("shut", 0o000);
    let scan = || scratch.scan();
    let result = match rustix::process::geteuid().is_root() {
        false => scan(),
        // Root reads everything: on a thread of another user.
        true => std::thread::scope(|scope| scope.spawn(|| as_nobody(scan)).join().unwrap()),
    };
    scratch.mode("shut", 0o755);
    let defects = result.unwrap_err();
    let paths = ["dir/b", "shut"].map(|path| scratch.at(path).display().to_string());
    let lines = lines(&defects);
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, path) in lines.iter().zip(paths) {
        assert_eq!(*line, format!("E201: {path}: cannot be read: Permission denied (os error 13)"));
    }
    assert!(defects.as_slice().iter().all(|defect| defect.code.class() == Class::Io));
}

/// Runs `action` with the rights of nobody, on this thread alone.
fn as_nobody<T>(action: impl FnOnce() -> T) -> T {
    use rustix::thread::{CapabilitySet, CapabilitySets};
    let none = CapabilitySet::empty();
    let sets = CapabilitySets { effective: none, permitted: none, inheritable: none };
    rustix::thread::set_capabilities(None, sets).unwrap();
    action()
}

#[test]
fn special_files_need_a_word() {
    let scratch = Scratch::with_files(&["x"]);
    scratch.fifo("pipe");
    assert_eq!(refused(&scratch).len(), 1);
    let rules = TreeRules { allow_special: true, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    assert_eq!(entry(&tree, "pipe").kind, Kind::Fifo);
    assert_eq!(entry(&tree, "pipe").mode.bits(), 0o644 & mode_of(&scratch, "pipe"));
}

fn mode_of(scratch: &Scratch, path: &str) -> u16 {
    (std::fs::symlink_metadata(scratch.at(path)).unwrap().permissions().mode() & 0o7777) as u16
}

#[test]
fn device_nodes_keep_their_numbers() {
    let scratch = Scratch::new();
    let mode = rustix::fs::Mode::from_raw_mode(0o666);
    let device = rustix::fs::makedev(1, 3);
    let kind = rustix::fs::FileType::CharacterDevice;
    rustix::fs::mknodat(rustix::fs::CWD, scratch.at("null"), kind, mode, device)
        .expect("making a device node needs CAP_MKNOD: run the tests as root");
    assert!(refused(&scratch)[0].starts_with("E207: /null: is a character device; "));
    let rules = TreeRules { allow_special: true, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    let device = crate::Device { major: 1, minor: 3 };
    assert_eq!(entry(&tree, "null").kind, Kind::CharacterDevice(device));
}
