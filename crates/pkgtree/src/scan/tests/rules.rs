//! Rules: attributes, what is left out, what is added.

use std::path::PathBuf;

use diagnostic::{Diagnostics, Source};

use crate::scratch::{Scratch, entry, lines, paths};
use crate::{
    AddRule, AttributeRule, Capabilities, ConfigKind, Kind, Mode, Pattern, Roles, Tree, TreeRules,
    Verify,
};

fn attribute(pattern: &str) -> AttributeRule {
    AttributeRule::new(Pattern::parse(pattern).unwrap().into())
}

fn mode(pattern: &str, bits: u32) -> AttributeRule {
    AttributeRule { mode: Some(Mode::from_bits(bits).into()), ..attribute(pattern) }
}

fn owner(pattern: &str, owner: &str, group: &str) -> AttributeRule {
    let (owner, group) = (Some(owner.to_owned()), Some(group.to_owned()));
    AttributeRule { owner, group, ..attribute(pattern) }
}

fn add(source: impl Into<PathBuf>, target: &str) -> AddRule {
    AddRule::new(source, target.as_bytes(), Source::Flag("--add".to_owned())).unwrap()
}

fn attributed(scratch: &Scratch, attributes: Vec<AttributeRule>) -> Result<Tree, Diagnostics> {
    Tree::scan(scratch.path(), &TreeRules { attributes, ..TreeRules::default() })
}

fn excluded(scratch: &Scratch, patterns: &[&str]) -> Result<Tree, Diagnostics> {
    let exclude = patterns.iter().map(|text| Pattern::parse(text).unwrap().into()).collect();
    Tree::scan(scratch.path(), &TreeRules { exclude, ..TreeRules::default() })
}

fn added(scratch: &Scratch, add: Vec<AddRule>) -> Result<Tree, Diagnostics> {
    Tree::scan(scratch.path(), &TreeRules { add, ..TreeRules::default() })
}

#[test]
fn the_last_rule_that_says_something_wins() {
    let scratch = Scratch::with_files(&["etc/a/x", "etc/a/y", "usr/z"]);
    scratch.link("x", "etc/a/l");
    let config =
        AttributeRule { config: Some(Some(ConfigKind::default())), ..attribute("/etc/**") };
    let doc = AttributeRule { roles: Roles { doc: true, ..Roles::default() }, ..attribute("x") };
    let caps = Capabilities([1].into());
    let caps = AttributeRule { capabilities: Some(caps), ..attribute("/usr/z") };
    let not_config = AttributeRule { config: Some(None), ..attribute("/etc/a/y") };
    let rules = vec![
        AttributeRule { file_mode: Some(Mode::from_bits(0o640).into()), ..attribute("/etc/**") },
        config,
        owner("/etc/**", "erlang", "erlang"),
        mode("/etc/a/y", 0o600),
        AttributeRule { owner: Some("root".to_owned()), ..attribute("/etc/a/y") },
        not_config,
        doc,
        caps,
        mode("/", 0o711),
    ];
    let tree = attributed(&scratch, rules).unwrap();
    let of = |path| {
        let entry = entry(&tree, path);
        (entry.mode.bits(), entry.attributes.owner(), entry.attributes.group(), entry.roles.config)
    };
    let config = Some(Some(ConfigKind::default()));
    assert_eq!(of("etc/a/x"), (0o640, "erlang", "erlang", config));
    assert_eq!(of("etc/a/y"), (0o600, "root", "erlang", Some(None)));
    assert_eq!(of("etc/a/l"), (0o777, "erlang", "erlang", config));
    assert_eq!(of("usr/z"), (0o644, "root", "root", None));
    assert_eq!(of("etc"), (0o755, "root", "root", None));
    assert_eq!(of("/"), (0o711, "root", "root", None));
    assert!(entry(&tree, "etc/a/x").roles.doc && !entry(&tree, "etc/a/y").roles.doc);
    assert!(entry(&tree, "usr/z").attributes.capabilities().is_some());
}

#[test]
fn the_last_locale_and_what_is_verified_win() {
    let scratch = Scratch::with_files(&["usr/share/locale/de/x", "usr/share/locale/de/y", "z"]);
    let language = |pattern: &str, language: &str| AttributeRule {
        language: Some(language.into()),
        ..attribute(pattern)
    };
    let verify =
        |pattern: &str, verify| AttributeRule { verify: Some(verify), ..attribute(pattern) };
    let rules = vec![
        language("/usr/share/locale/de/**", "de"),
        verify("/usr/share/locale/de/**", Verify::SIZE),
        language("y", ""),
        verify("x", !Verify::MTIME),
        mode("x", 0o600),
    ];
    let tree = attributed(&scratch, rules).unwrap();
    let of = |path| {
        let entry = entry(&tree, path);
        (entry.attributes.language(), entry.attributes.verify())
    };
    assert_eq!(of("usr/share/locale/de/x"), (Some("de"), Some(!Verify::MTIME)));
    assert_eq!(of("usr/share/locale/de/y"), (Some(""), Some(Verify::SIZE)));
    assert_eq!(of("usr/share/locale"), (None, None));
    assert_eq!(of("z"), (None, None));
}

#[test]
fn patterns_that_match_nothing_are_all_named_with_the_nearest() {
    let scratch = Scratch::with_files(&["etc/erlang.conf", "usr/x"]);
    let rules = vec![mode("/etc/erlnag.conf", 0o600), mode("*.so", 0o644), mode("/usr/x", 0o644)];
    let defects = lines(&attributed(&scratch, rules).unwrap_err());
    let expected = [
        "E210: file.match: \"/etc/erlnag.conf\" matches nothing in the tree; did you mean \
         \"/etc/erlang.conf\"?",
        "E210: file.match: \"*.so\" matches nothing in the tree; fix the pattern, or remove it",
    ];
    assert_eq!(defects, expected);
}

#[test]
fn owners_are_names() {
    let scratch = Scratch::with_files(&["x"]);
    let rules = vec![owner("/x", "1000", "a b"), owner("/x", "daemon", "www-data")];
    let defects = lines(&attributed(&scratch, rules).unwrap_err());
    assert_eq!(defects.len(), 2);
    assert!(defects[0].starts_with("E213: file.owner: \"1000\" is a number"), "{defects:?}");
    assert!(defects[1].starts_with("E213: file.group: \"a b\" is not a name"), "{defects:?}");
}

#[test]
fn hard_links_have_one_set_of_attributes() {
    let scratch = Scratch::with_files(&["a"]);
    scratch.hard_link("a", "b");
    let defects = lines(&attributed(&scratch, vec![mode("/b", 0o600)]).unwrap_err());
    assert!(defects[0].starts_with("E214: /b: is a hard link to /a, but"), "{defects:?}");
    let tree = attributed(&scratch, vec![mode("/{a,b}", 0o600)]).unwrap();
    assert_eq!(entry(&tree, "b").mode, entry(&tree, "a").mode);
}

#[test]
fn a_special_file_that_a_rule_names_is_meant() {
    let scratch = Scratch::with_files(&["x"]);
    scratch.fifo("pipe");
    let tree = attributed(&scratch, vec![mode("/pipe", 0o600)]).unwrap();
    assert_eq!(entry(&tree, "pipe").kind, Kind::Fifo);
    assert!(attributed(&scratch, vec![mode("/p*", 0o600)]).is_err());
}

#[test]
fn what_is_excluded_takes_what_is_below_with_it_and_is_not_judged() {
    let scratch = Scratch::with_files(&["usr/lib/x.la", "usr/lib/x.so", "src/a/b", "src/n\nl"]);
    scratch.fifo("src/fifo");
    scratch.mode("usr/lib/x.so", 0o666);
    let tree = excluded(&scratch, &["*.la", "/src"]).unwrap();
    assert_eq!(paths(&tree), ["/usr", "/usr/lib", "/usr/lib/x.so"]);
    // A pattern that only matches below what another one takes away matches.
    assert!(excluded(&scratch, &["/src", "/src/a/b"]).is_ok());
    assert!(excluded(&scratch, &["/src/a/b", "/src"]).is_ok());
    let defects = lines(&excluded(&scratch, &["/src", "/usr/none", "*.o"]).unwrap_err());
    let expected = ["/usr/none", "*.o"].map(|pattern| {
        format!(
            "E210: exclude: \"{pattern}\" matches nothing in the tree; fix the \
                                pattern, or remove it"
        )
    });
    assert_eq!(defects, expected);
}

#[test]
fn an_excluded_name_leaves_its_links() {
    let scratch = Scratch::with_files(&["a"]);
    scratch.hard_link("a", "b");
    let tree = excluded(&scratch, &["/a"]).unwrap();
    assert!(matches!(entry(&tree, "b").kind, Kind::File(_)));
    assert_eq!(tree.warnings().as_slice().len(), 1);
}

#[test]
fn files_links_and_folders_are_added_with_their_parents() {
    let scratch = Scratch::with_files(&["usr/bin/x"]);
    let outside = Scratch::with_files(&["x.service", "site/a", "site/css/b"]);
    outside.link("/usr/bin/x", "link");
    outside.mode("x.service", 0o600);
    outside.mode("site/css", 0o750);
    let rules = vec![
        add(outside.at("x.service"), "/usr/lib/systemd/system/"),
        add(outside.at("link"), "/usr/bin/alias"),
        add(outside.at("site"), "/usr/share/x"),
    ];
    let tree = added(&scratch, rules).unwrap();
    let expected = [
        "/usr",
        "/usr/bin",
        "/usr/bin/alias",
        "/usr/bin/x",
        "/usr/lib",
        "/usr/lib/systemd",
        "/usr/lib/systemd/system",
        "/usr/lib/systemd/system/x.service",
        "/usr/share",
        "/usr/share/x",
        "/usr/share/x/a",
        "/usr/share/x/css",
        "/usr/share/x/css/b",
    ];
    assert_eq!(paths(&tree), expected);
    let service = entry(&tree, "usr/lib/systemd/system/x.service");
    assert_eq!(service.mode.bits(), 0o600);
    let made = entry(&tree, "usr/lib/systemd");
    assert_eq!((&made.kind, made.mode.bits()), (&Kind::Directory, 0o755));
    assert_eq!(made.mtime, service.mtime);
    assert_eq!(entry(&tree, "usr/share/x/css").mode.bits(), 0o750);
    assert_eq!(
        entry(&tree, "usr/bin/alias").kind,
        Kind::Symlink { target: (*b"/usr/bin/x").into() }
    );
}

#[test]
fn an_added_folder_joins_one_that_is_there() {
    let scratch = Scratch::with_files(&["usr/x"]);
    scratch.mode("usr", 0o700);
    let outside = Scratch::with_files(&["tree/usr/y"]);
    let tree = added(&scratch, vec![add(outside.at("tree"), "/.")]).unwrap();
    assert_eq!(paths(&tree), ["/usr", "/usr/x", "/usr/y"]);
    assert_eq!(entry(&tree, "usr").mode.bits(), 0o755);
}

#[test]
fn what_cannot_be_added_is_all_named() {
    let scratch = Scratch::with_files(&["usr/x", "usr/dir/y"]);
    scratch.link("usr", "link");
    let outside = Scratch::with_files(&["f", "g"]);
    let rules = vec![
        add(outside.at("f"), "/usr/x"),
        add(outside.at("f"), "/usr/dir"),
        add(outside.at("f"), "/link/z"),
        add(outside.at("f"), "/usr/x/z"),
        add(outside.at("none"), "/opt/none"),
        add(outside.at("f"), "/opt/twice"),
        add(outside.at("g"), "/opt/twice"),
        add(outside.at("f"), "/DEBIAN/postinst"),
    ];
    let defects = lines(&added(&scratch, rules).unwrap_err());
    let codes: Vec<_> = defects.iter().map(|line| &line[..4]).collect();
    assert_eq!(codes, ["E208", "E216", "E211", "E211", "E211", "E212", "E212"], "{defects:#?}");
    let both = [scratch.at("usr/x"), outside.at("f")].map(|path| path.display().to_string());
    let named = |line: &&String| both.iter().all(|path| line.contains(path));
    assert_eq!(defects.iter().filter(named).count(), 1, "{defects:#?}");
    assert!(defects[5].contains("/link/z would be below the symbolic link /link"));
    assert!(defects.iter().skip(1).all(|line| line.contains("--add: add.")), "{defects:#?}");
}

#[test]
fn an_excluded_file_can_be_replaced() {
    let scratch = Scratch::with_files(&["usr/x", "usr/y"]);
    let outside = Scratch::with_files(&["x"]);
    let rules = TreeRules {
        exclude: vec![Pattern::parse("/usr/x").unwrap().into()],
        add: vec![add(outside.at("x"), "/usr/x")],
        ..TreeRules::default()
    };
    let tree = Tree::scan(scratch.path(), &rules).unwrap();
    let Kind::File(content) = &entry(&tree, "usr/x").kind else { panic!() };
    assert_eq!(content.path(), Some(outside.at("x")));
}
