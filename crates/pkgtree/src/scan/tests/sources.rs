//! What comes from elsewhere than a staged tree: patterns, and entries that are made.

use std::os::unix::fs::symlink;

use diagnostic::{Diagnostics, Source};

use crate::scratch::{Scratch, entry, lines, paths};
use crate::{
    AddRule, AddedBy, AttributeRule, InstallPath, Kind, Made, MakeRule, Pattern, Roles, Tree,
    TreeRules,
};

fn add(scratch: &Scratch, source: &str, target: &str) -> AddRule {
    AddRule::below(scratch.path(), source, target.as_bytes(), Source::Flag("--add".into())).unwrap()
}

fn added(scratch: &Scratch, source: &str, target: &str) -> Result<Tree, Diagnostics> {
    Tree::of_rules(&TreeRules { add: vec![add(scratch, source, target)], ..TreeRules::default() })
}

fn make(path: &str, made: Made) -> MakeRule {
    let path = InstallPath::parse(path.as_bytes()).unwrap();
    MakeRule { path, made, origin: Source::Flag("--made".into()) }
}

fn made(rules: Vec<MakeRule>) -> Result<Tree, Diagnostics> {
    Tree::of_rules(&TreeRules { make: rules, ..TreeRules::default() })
}

#[test]
fn a_pattern_keeps_what_is_below_its_first_wildcard() {
    let scratch = Scratch::with_files(&["b/x.so", "b/a.so", "b/s/y.so", "b/s/z.txt", "b/.h.so"]);
    for (source, installed) in [
        ("b/*.so", &["/opt", "/opt/.h.so", "/opt/a.so", "/opt/x.so"][..]),
        ("b/[xy].so", &["/opt", "/opt/x.so"]),
        ("b/{a,x}.so", &["/opt", "/opt/a.so", "/opt/x.so"]),
        ("b/*/?.so", &["/opt", "/opt/s", "/opt/s/y.so"]),
        ("b/**/y.so", &["/opt", "/opt/s", "/opt/s/y.so"]),
        ("*/s/*.txt", &["/opt", "/opt/b", "/opt/b/s", "/opt/b/s/z.txt"]),
        ("b/s*", &["/opt", "/opt/s", "/opt/s/y.so", "/opt/s/z.txt"]),
        (
            "b/**",
            &[
                "/opt",
                "/opt/.h.so",
                "/opt/a.so",
                "/opt/s",
                "/opt/s/y.so",
                "/opt/s/z.txt",
                "/opt/x.so",
            ],
        ),
    ] {
        let tree = added(&scratch, source, "/opt/").unwrap();
        assert_eq!(paths(&tree), installed, "{source}");
    }
    let tree = added(&scratch, "b/*.so", "/opt/").unwrap();
    let targets = tree.patterns()[0].files.iter().map(|(_, target)| target.to_string());
    assert_eq!(targets.collect::<Vec<_>>(), ["/opt/.h.so", "/opt/a.so", "/opt/x.so"]);
}

#[test]
fn a_file_that_has_the_very_name_of_a_pattern_is_meant() {
    let scratch = Scratch::with_files(&["b/x[1].so", "b/x1.so", "b/*"]);
    assert_eq!(paths(&added(&scratch, "b/x[1].so", "/opt/").unwrap()), ["/opt", "/opt/x[1].so"]);
    assert_eq!(paths(&added(&scratch, "b/*", "/opt/y").unwrap()), ["/opt", "/opt/y"]);
    symlink("nowhere", scratch.at("b/l?")).unwrap();
    assert_eq!(paths(&added(&scratch, "b/l?", "/opt/").unwrap()), ["/opt", "/opt/l?"]);
}

#[test]
fn a_pattern_of_one_file_may_rename_it_and_of_several_may_not() {
    let scratch = Scratch::with_files(&["b/x-1.2.so", "b/a", "b/c"]);
    assert_eq!(paths(&added(&scratch, "b/x-*.so", "/opt/x.so").unwrap()), ["/opt", "/opt/x.so"]);
    let defects = lines(&added(&scratch, "b/?", "/opt/x").unwrap_err());
    assert!(defects[0].contains("E225") && defects[0].contains("/opt/x/"), "{defects:?}");
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let scratch = Scratch::with_files(&["b/x"]);
    for source in ["b/*.so", "none/*", "b/x/*", "*.so"] {
        let defects = lines(&added(&scratch, source, "/opt/").unwrap_err());
        assert!(defects.len() == 1 && defects[0].contains("E210"), "{source}: {defects:?}");
    }
}

#[test]
fn attributes_of_a_pattern_hold_for_what_it_adds_alone() {
    let scratch = Scratch::with_files(&["b/x.so", "b/d/y", "c/z.so"]);
    let origin = Source::Flag("first".into());
    let mut first = add(&scratch, "b/*", "/opt/");
    first.origin = origin.clone();
    let rule = AttributeRule {
        mode: Some("0700".parse().unwrap()),
        added_by: Some(AddedBy { origin, below: false }),
        ..AttributeRule::new(Pattern::parse("/**").unwrap().into())
    };
    let rules = TreeRules {
        add: vec![first, add(&scratch, "c/*", "/opt/")],
        attributes: vec![rule],
        ..TreeRules::default()
    };
    let tree = Tree::of_rules(&rules).unwrap();
    let mode = |path| entry(&tree, path).mode.bits();
    assert_eq!((mode("opt/x.so"), mode("opt/d")), (0o700, 0o700));
    assert_ne!(mode("opt/z.so"), 0o700);
    assert_ne!(mode("opt/d/y"), 0o700);
}

#[test]
fn what_is_made_needs_no_file_and_has_the_time_of_those_that_do() {
    let scratch = Scratch::with_files(&["x", "late"]);
    let at = |path, seconds| {
        let time = rustix::fs::Timespec { tv_sec: seconds, tv_nsec: 0 };
        let times = rustix::fs::Timestamps { last_access: time, last_modification: time };
        let flags = rustix::fs::AtFlags::empty();
        rustix::fs::utimensat(rustix::fs::CWD, scratch.at(path), &times, flags).unwrap();
    };
    at("x", 1000);
    at("late", 9000);
    let ghost = AttributeRule {
        roles: Roles { ghost: true, ..Roles::default() },
        ..AttributeRule::new(Pattern::parse("/opt/late").unwrap().into())
    };
    let link = Made::Link { target: (*b"../x").into() };
    let rules = TreeRules {
        add: vec![add(&scratch, "x", "/opt/"), add(&scratch, "late", "/opt/")],
        make: vec![
            make("/var/lib/x", Made::Directory),
            make("/usr/bin/l", link.clone()),
            make("/var/log/x", Made::Ghost),
        ],
        attributes: vec![ghost],
        ..TreeRules::default()
    };
    let tree = Tree::of_rules(&rules).unwrap();
    assert_eq!(entry(&tree, "usr/bin/l").kind, Kind::Symlink { target: (*b"../x").into() });
    assert_eq!(entry(&tree, "var/lib/x").kind, Kind::Directory);
    assert!(entry(&tree, "var/log/x").roles.ghost);
    assert_eq!(entry(&tree, "var/log/x").mode.bits(), 0o644);
    for path in ["var", "var/lib", "var/lib/x", "usr/bin/l", "var/log/x"] {
        // The parent of what is added has the time of the newest of it, a ghost or not.
        assert_eq!(entry(&tree, path).mtime, tree.newest(), "{path}");
    }
    assert_eq!(paths(&made(vec![make("/usr/bin/l", link)]).unwrap()).len(), 3);
}

#[test]
fn what_is_made_cannot_stand_where_something_else_does() {
    let scratch = Scratch::with_files(&["usr/x"]);
    scratch.folder("srv/x");
    scratch.mode("srv/x", 0o711);
    let scan = |rule| {
        let rules = TreeRules { make: vec![rule], ..TreeRules::default() };
        Tree::scan(scratch.path(), &rules)
    };
    let link = || Made::Link { target: (*b"y").into() };
    for (rule, code) in [
        (make("/usr/x", Made::Ghost), "E211"),
        (make("/usr/x", Made::Directory), "E211"),
        (make("/usr", link()), "E211"),
        (make("/usr/x/y", Made::Directory), "E212"),
        (make("/DEBIAN", Made::Directory), "E208"),
        (make("/l", Made::Link { target: (*b"").into() }), "E205"),
        (make("/l", Made::Link { target: (*b"a\nb").into() }), "E205"),
        (make("/l", Made::Link { target: vec![b'x'; 4096].into() }), "E205"),
    ] {
        let defects = lines(&scan(rule.clone()).unwrap_err());
        assert!(defects.len() == 1 && defects[0].contains(code), "{rule:?}: {defects:?}");
    }
    let tree = scan(make("/srv/x", Made::Directory)).unwrap();
    assert_eq!(entry(&tree, "srv/x").mode.bits(), 0o711);
}

#[test]
fn nothing_at_all_is_an_error_unless_it_is_meant() {
    let defects = lines(&Tree::of_rules(&TreeRules::default()).unwrap_err());
    assert!(defects[0].contains("E215: TREE"), "{defects:?}");
    let rules = TreeRules { allow_empty: true, ..TreeRules::default() };
    assert_eq!(Tree::of_rules(&rules).unwrap().entries().len(), 1);
}
