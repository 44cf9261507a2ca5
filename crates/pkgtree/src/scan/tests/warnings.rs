//! What is odd but allowed.

use crate::scratch::{Scratch, lines};
use crate::{AttributeRule, Mode, Pattern, Tree, TreeRules};

fn warned(scratch: &Scratch) -> Vec<String> {
    lines(scratch.scan().unwrap().warnings())
}

#[test]
fn permissions_that_no_rule_gives() {
    let scratch = Scratch::with_files(&["su", "sg", "both", "open", "ok"]);
    scratch.folder("tmp");
    scratch.folder("wide");
    for (path, mode) in [
        ("su", 0o4755),
        ("sg", 0o2755),
        ("both", 0o6755),
        ("open", 0o666),
        ("tmp", 0o1777),
        ("wide", 0o777),
    ] {
        scratch.mode(path, mode);
    }
    let expected = [
        "E251: /both: is setuid and setgid (6755), which is kept; set its mode in the manifest if \
         this is intended",
        "E258: /open: is one of 2 files and directories that lose the write permission of group \
         or others (/open 0666, /wide 0777); if it is intended, set the mode in a rule, such as \
         dir-mode = \"0775\", or set modes = \"keep\" (--modes keep)",
        "E251: /sg: is setgid (2755), which is kept; set its mode in the manifest if this is \
         intended",
        "E251: /su: is setuid (4755), which is kept; set its mode in the manifest if this is \
         intended",
    ];
    assert_eq!(warned(&scratch), expected);

    let rule = |pattern: &str, mode| AttributeRule {
        mode: Some(Mode::from_bits(mode).into()),
        ..AttributeRule::new(Pattern::parse(pattern).unwrap().into())
    };
    let attributes = vec![rule("/s?", 0o4755), rule("/{both,open,wide}", 0o777)];
    let rules = TreeRules { attributes, ..TreeRules::default() };
    assert!(Tree::scan(scratch.path(), &rules).unwrap().warnings().is_empty());
}

#[test]
fn links_that_lead_above_the_root() {
    let scratch = Scratch::new();
    for (path, target) in [
        ("a", "../x"),
        ("b/c", "../x"),
        ("b/d", "../../x"),
        ("b/e", "../../../b/e"),
        ("f", "/../x"),
        ("g", "/x/../y"),
        ("h", "h"),
        ("i", "x/../../y"),
    ] {
        scratch.link(target, path);
    }
    let warned = warned(&scratch);
    let of: Vec<_> = warned.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
    assert_eq!(of, ["/a", "/b/d", "/b/e", "/f", "/i"], "{warned:?}");
    assert!(warned[0].starts_with("E254: "));
}

#[test]
fn names_that_look_alike() {
    let scratch =
        Scratch::with_files(&["X/b/c", "x/Readme", "x/README", "y/README", "e\u{301}", "\u{e9}"]);
    let expected = [
        "E253: /x: differs from /X only in case; rename one of them",
        "E253: /x/Readme: differs from /x/README only in case; rename one of them",
        "E253: /\u{e9}: differs from /e\\u{301} only in how Unicode composes its characters; \
         rename one of them",
    ];
    assert_eq!(warned(&scratch), expected);
}

#[test]
fn hard_links_to_the_outside() {
    let outside = Scratch::with_files(&["x", "tree/other"]);
    outside.hard_link("x", "tree/a");
    outside.hard_link("x", "tree/b");
    let tree = Tree::scan(&outside.at("tree"), &TreeRules::default()).unwrap();
    let expected = "E250: /a: is packaged as a separate file: 1 of its 3 hard links are not in \
                    the tree; stage a copy if this is intended";
    assert_eq!(lines(tree.warnings()), [expected]);
}
