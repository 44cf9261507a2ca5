//! What a scan finds.

mod defects;
mod hard_links;
mod model;
mod modes;
mod rules;
mod sources;
mod warnings;
mod wide;

use std::fs;
use std::os::unix::net::UnixListener;

use crate::scratch::{Scratch, entry, lines, paths};
use crate::{Kind, Tree, TreeRules};

#[test]
fn each_kind_is_found() {
    let scratch = Scratch::with_files(&["usr/bin/x"]);
    scratch.link("x", "usr/bin/y");
    scratch.folder("var/empty");
    scratch.fifo("var/fifo");
    let rules = TreeRules { allow_special: true, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    let expected =
        ["/usr", "/usr/bin", "/usr/bin/x", "/usr/bin/y", "/var", "/var/empty", "/var/fifo"];
    assert_eq!(paths(&tree), expected);
    let Kind::File(content) = &entry(&tree, "usr/bin/x").kind else { panic!() };
    assert_eq!((content.length(), content.path()), (9, Some(scratch.at("usr/bin/x"))));
    assert_eq!(entry(&tree, "usr/bin/y").kind, Kind::Symlink { target: (*b"x").into() });
    assert_eq!(entry(&tree, "var/empty").kind, Kind::Directory);
    assert_eq!(entry(&tree, "var/fifo").kind, Kind::Fifo);
    for entry in tree.entries() {
        assert_eq!((entry.attributes.owner(), entry.attributes.group()), ("root", "root"));
    }
}

#[test]
fn the_order_is_by_path_component_by_component() {
    let scratch = Scratch::with_files(&["a/b", "a-b", "a.b", "a0", "B", "é"]);
    let tree = scratch.scan().unwrap();
    assert_eq!(paths(&tree), ["/B", "/a", "/a/b", "/a-b", "/a.b", "/a0", "/é"]);
}

#[test]
fn the_root_is_as_any_other_made_it() {
    let scratch = Scratch::with_files(&["x"]);
    scratch.mode("", 0o700);
    let tree = scratch.scan().unwrap();
    assert_eq!(tree.entries()[0].mode.bits(), 0o755);
    assert!(tree.warnings().is_empty());
}

#[test]
fn modes_and_times_are_kept() {
    let scratch = Scratch::with_files(&["x", "y"]);
    scratch.mode("x", 0o640);
    let times = |seconds| rustix::fs::Timestamps {
        last_access: rustix::fs::Timespec { tv_sec: 0, tv_nsec: 0 },
        last_modification: rustix::fs::Timespec { tv_sec: seconds, tv_nsec: 999 },
    };
    let set = |path, seconds| {
        let flags = rustix::fs::AtFlags::empty();
        rustix::fs::utimensat(rustix::fs::CWD, scratch.at(path), &times(seconds), flags).unwrap();
    };
    set("x", 1_234_567_890);
    set("y", -5);
    let tree = scratch.scan().unwrap();
    assert_eq!(entry(&tree, "x").mode.bits(), 0o640);
    assert_eq!(entry(&tree, "x").mtime.seconds(), 1_234_567_890);
    assert_eq!(entry(&tree, "y").mtime.seconds(), 0);
}

#[test]
fn hard_links_follow_their_first_name() {
    let scratch = Scratch::with_files(&["usr/b/z", "single"]);
    scratch.hard_link("usr/b/z", "usr/a/late");
    scratch.hard_link("usr/b/z", "usr/c");
    let tree = scratch.scan().unwrap();
    assert!(matches!(entry(&tree, "usr/a/late").kind, Kind::File(_)));
    for path in ["usr/b/z", "usr/c"] {
        let target = entry(&tree, "usr/a/late").path.clone();
        assert_eq!(entry(&tree, path).kind, Kind::HardLink { target });
    }
    assert!(matches!(entry(&tree, "single").kind, Kind::File(_)));
    assert!(tree.warnings().is_empty());
}

#[test]
fn nesting_of_ten_thousand_folders_is_one_defect() {
    // In memory: a disk takes long to forget so many directories.
    let scratch = Scratch::within("/dev/shm");
    let mode = rustix::fs::Mode::from_raw_mode(0o755);
    let flags = rustix::fs::OFlags::DIRECTORY;
    let mut folder = rustix::fs::open(scratch.path(), flags, rustix::fs::Mode::empty()).unwrap();
    for _ in 0..10_000 {
        rustix::fs::mkdirat(&folder, "d", mode).unwrap();
        folder = rustix::fs::openat(&folder, "d", flags, rustix::fs::Mode::empty()).unwrap();
    }
    // On a thread with little stack, so that recursion would be noticed.
    let path = scratch.path().to_owned();
    let scan = move || Tree::scan(&path, &TreeRules::default()).unwrap_err();
    let scanned = std::thread::Builder::new().stack_size(256 * 1024).spawn(scan).unwrap();
    let defects = lines(&scanned.join().unwrap());
    assert_eq!(defects.len(), 1);
    assert!(defects[0].contains("is 4001 bytes long"), "{}", &defects[0][4000..]);
    // The standard library would hold a directory open at each level to remove them.
    let status = real_tools::command("rm").arg("-rf").arg(scratch.at("d")).status().unwrap();
    assert!(status.success());
}

#[test]
fn the_deepest_path_that_can_be_installed_is_read() {
    let scratch = Scratch::new();
    // Longer together with the directory than the system takes in one piece.
    let component = "d".repeat(246);
    let mode = rustix::fs::Mode::from_raw_mode(0o755);
    let flags = rustix::fs::OFlags::DIRECTORY;
    let mut folder = rustix::fs::open(scratch.path(), flags, rustix::fs::Mode::empty()).unwrap();
    for _ in 0..16 {
        rustix::fs::mkdirat(&folder, &component, mode).unwrap();
        folder = rustix::fs::openat(&folder, &component, flags, rustix::fs::Mode::empty()).unwrap();
    }
    let name = "f".repeat(4000 - 16 * 247);
    let create = rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY;
    let file = rustix::fs::openat(&folder, &name, create, mode).unwrap();
    rustix::io::write(&file, b"deep").unwrap();
    rustix::fs::fsetxattr(&file, "user.x", b"1", rustix::fs::XattrFlags::empty()).unwrap();

    let padding = "p".repeat(100);
    let above = tempfile::tempdir().unwrap();
    let root = above.path().join(padding);
    fs::rename(scratch.path(), &root).unwrap();
    let defects = lines(&Tree::scan(&root, &TreeRules::default()).unwrap_err());
    assert!(defects.len() == 1 && defects[0].contains("user.x"), "{defects:?}");
    rustix::fs::fremovexattr(&file, "user.x").unwrap();

    let tree = Tree::scan(&root, &TreeRules::default()).unwrap();
    let deepest = tree.entries().last().unwrap();
    assert_eq!(deepest.path.as_bytes().len(), 4000);
    let Kind::File(content) = &deepest.kind else { panic!() };
    let mut bytes = [0; 9];
    assert_eq!(content.open().unwrap().read(&mut bytes).unwrap(), 4);
    assert_eq!(&bytes[..4], b"deep");
}

#[test]
fn sockets_and_special_files_are_never_opened() {
    let scratch = Scratch::with_files(&["run/x"]);
    scratch.fifo("run/fifo");
    let _listener = UnixListener::bind(scratch.at("run/socket")).unwrap();
    let defects = lines(&scratch.scan().unwrap_err());
    assert_eq!(defects.len(), 2);
    assert!(defects[0].starts_with("E207: /run/fifo: is a FIFO; "), "{defects:?}");
    assert!(defects[1].starts_with("E206: /run/socket: is a socket; "), "{defects:?}");
}

#[test]
fn a_symbolic_link_to_the_tree_is_followed_but_none_in_it() {
    let scratch = Scratch::with_files(&["real/usr/x"]);
    scratch.link("real", "alias");
    scratch.link(".", "real/usr/loop");
    scratch.link("/nowhere", "real/usr/dangling");
    let tree = Tree::scan(&scratch.at("alias"), &TreeRules::default()).unwrap();
    assert_eq!(paths(&tree), ["/usr", "/usr/dangling", "/usr/loop", "/usr/x"]);
    let slash = Tree::scan(&scratch.at("real/"), &TreeRules::default()).unwrap();
    assert_eq!(paths(&slash), paths(&tree));
}
