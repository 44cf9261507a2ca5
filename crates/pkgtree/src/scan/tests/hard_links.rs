//! What becomes of hard links.

use crate::scratch::{Scratch, entry, lines};
use crate::{AttributeRule, HardLinkPolicy, InstallPath, Kind, Pattern, Tree, TreeRules};

/// One file below three top-level directories and in the root, and one below one of them.
fn scratch() -> Scratch {
    let scratch = Scratch::with_files(&["usr/bin/a", "usr/bin/x"]);
    for name in ["usr/lib/b", "opt/a", "opt/b", "var/a", "top", "other"] {
        scratch.hard_link("usr/bin/a", name);
    }
    scratch.hard_link("usr/bin/x", "usr/lib/x");
    scratch
}

fn scan(hard_links: Option<HardLinkPolicy>) -> (Scratch, Tree) {
    let scratch = scratch();
    let rules = TreeRules { hard_links, ..TreeRules::default() };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    (scratch, tree)
}

/// The first name of the file at `path`; `None` when it is the first itself.
fn target(tree: &Tree, path: &str) -> Option<String> {
    match &entry(tree, path).kind {
        Kind::HardLink { target } => Some(target.to_string()),
        Kind::File(_) => None,
        other => panic!("{path} is a {}", other.describe()),
    }
}

#[test]
fn links_stay_below_one_top_level_directory() {
    let (_scratch, tree) = scan(None);
    for (path, first) in [
        ("usr/lib/b", Some("/usr/bin/a")),
        ("usr/lib/x", Some("/usr/bin/x")),
        ("opt/b", Some("/opt/a")),
        ("top", Some("/other")),
        ("usr/bin/a", None),
        ("opt/a", None),
        ("var/a", None),
        ("other", None),
    ] {
        assert_eq!(target(&tree, path).as_deref(), first, "{path}");
    }
    let text = "E259: /opt/a: is a file with hard links below several top-level directories, \
                which can be separate file systems: stored once for each, 27 bytes more \
                (/opt/a = /other = /usr/bin/a = /var/a); set hard-links = \"copy\" (--hard-links \
                copy) to make every name a separate file, or \"keep\" if the directories are on \
                one file system";
    assert_eq!(lines(tree.warnings()), [text]);
}

#[test]
fn keep_keeps_all_links_and_copy_none() {
    let (_scratch, tree) = scan(Some(HardLinkPolicy::Keep));
    for path in ["usr/bin/a", "usr/lib/b", "opt/b", "var/a", "top", "other"] {
        assert_eq!(target(&tree, path).as_deref(), Some("/opt/a"), "{path}");
    }
    assert!(tree.warnings().is_empty());
    let (_scratch, tree) = scan(Some(HardLinkPolicy::Copy));
    assert!(tree.entries().iter().all(|entry| !matches!(entry.kind, Kind::HardLink { .. })));
    assert!(tree.warnings().is_empty());
}

#[test]
fn copies_may_have_attributes_of_their_own() {
    let scratch = scratch();
    let pattern = Pattern::parse("/opt/*").unwrap().into();
    let rule = AttributeRule { owner: Some("hello".to_owned()), ..AttributeRule::new(pattern) };
    let rules = |hard_links| TreeRules {
        attributes: vec![rule.clone()],
        hard_links,
        ..TreeRules::default()
    };
    let tree = Tree::scan(scratch.path(), &rules(None)).unwrap();
    assert_eq!(entry(&tree, "opt/a").attributes.owner(), "hello");
    assert_eq!(entry(&tree, "var/a").attributes.owner(), "root");
    let defects = Tree::scan(scratch.path(), &rules(Some(HardLinkPolicy::Keep))).unwrap_err();
    assert!(lines(&defects).iter().all(|line| line.starts_with("E214: ")), "{defects}");
}

#[test]
fn every_copy_has_the_content() {
    let (_scratch, tree) = scan(None);
    let path = |text: &str| InstallPath::parse(text.as_bytes()).unwrap();
    for copy in ["/usr/bin/a", "/opt/a", "/var/a", "/other"] {
        let Kind::File(content) = &tree.entry(&path(copy)).unwrap().kind else { panic!("{copy}") };
        let mut bytes = [0; 16];
        let length = content.open().unwrap().read(&mut bytes).unwrap();
        assert_eq!(&bytes[..length], b"usr/bin/a");
    }
}
