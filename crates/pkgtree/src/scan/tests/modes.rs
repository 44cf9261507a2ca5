//! Modes: what the policies make of them, what rules make of that, what is said of it.

use diagnostic::{Diagnostics, Source, Sourced};

use crate::scratch::{Scratch, entry, lines};
use crate::{AttributeRule, EntryTypes, ModePolicy, Pattern, Tree, TreeRules};

fn rule(pattern: &str) -> AttributeRule {
    let source = Source::Flag("--attr".to_owned());
    AttributeRule::new(Sourced::new(Pattern::parse(pattern).unwrap(), source))
}

fn mode(pattern: &str, mode: &str) -> AttributeRule {
    AttributeRule { mode: Some(mode.parse().unwrap()), ..rule(pattern) }
}

fn file_mode(pattern: &str, mode: &str) -> AttributeRule {
    AttributeRule { file_mode: Some(mode.parse().unwrap()), ..rule(pattern) }
}

fn dir_mode(pattern: &str, mode: &str) -> AttributeRule {
    AttributeRule { dir_mode: Some(mode.parse().unwrap()), ..rule(pattern) }
}

fn scan(scratch: &Scratch, attributes: Vec<AttributeRule>) -> Result<Tree, Diagnostics> {
    Tree::scan(scratch.path(), &TreeRules { attributes, ..TreeRules::default() })
}

fn by_policy(scratch: &Scratch, modes: ModePolicy) -> Tree {
    let rules = TreeRules { modes: Some(modes), ..TreeRules::default() };
    Tree::scan(scratch.path(), &rules).unwrap()
}

fn of(tree: &Tree, path: &str) -> String {
    entry(tree, path).mode.to_string()
}

/// The codes of warnings, each with its subject.
fn warned(tree: &Tree) -> Vec<String> {
    let lines = lines(tree.warnings()).into_iter();
    lines.map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" ")).collect()
}

/// A tree as it is staged under `umask`: programs, data, documentation.
fn staged(umask: u32) -> Scratch {
    let files = [
        ("usr/bin/hello", 0o777),
        ("usr/lib/hello/data", 0o666),
        ("usr/share/doc/hello/README", 0o666),
        ("etc/hello/hello.conf", 0o666),
        ("var/lib/hello/state", 0o666),
    ];
    let scratch = Scratch::with_files(&files.map(|(path, _)| path));
    scratch.folder("var/tmp");
    scratch.folder("tmp");
    scratch.folder("root");
    for (path, mode) in files {
        scratch.mode(path, mode & !umask);
    }
    for folder in [
        "tmp",
        "root",
        "etc/hello",
        "etc",
        "usr/bin",
        "usr/lib/hello",
        "usr/lib",
        "usr/share/doc/hello",
        "usr/share/doc",
        "usr/share",
        "usr",
        "var/lib/hello",
        "var/lib",
        "var/tmp",
        "var",
    ] {
        scratch.mode(folder, 0o777 & !umask);
    }
    scratch
}

fn modes(tree: &Tree) -> Vec<(String, String)> {
    let entries = tree.entries().iter();
    entries.map(|entry| (entry.path.to_string(), entry.mode.to_string())).collect()
}

#[test]
fn an_open_umask_leaves_no_trace() {
    let usual = by_policy(&staged(0o022), ModePolicy::Safe);
    assert_eq!(warned(&usual), [""; 0]);
    for (path, mode) in [
        ("usr", "0755"),
        ("usr/bin", "0755"),
        ("usr/bin/hello", "0755"),
        ("tmp", "1777"),
        ("var/tmp", "1777"),
        ("root", "0700"),
        ("etc/hello", "0755"),
        ("etc/hello/hello.conf", "0644"),
        ("var/lib/hello", "0755"),
    ] {
        assert_eq!(of(&usual, path), mode, "{path}");
    }
    for umask in [0o000, 0o002, 0o020] {
        let tree = by_policy(&staged(umask), ModePolicy::Safe);
        assert_eq!(modes(&tree), modes(&usual), "{umask:o}");
        assert_eq!(warned(&tree), [""; 0], "{umask:o}");
    }
}

#[test]
fn a_closed_umask_is_told_in_one_line() {
    for (umask, private) in [(0o077, "0700"), (0o027, "0750"), (0o026, "0751")] {
        let tree = by_policy(&staged(umask), ModePolicy::Safe);
        assert_eq!((of(&tree, "usr"), of(&tree, "usr/lib")), ("0755".into(), "0755".into()));
        assert_eq!(of(&tree, "usr/bin/hello"), private);
        assert_eq!(of(&tree, "etc/hello"), private);
        if umask == 0o026 {
            continue;
        }
        let warnings = lines(tree.warnings());
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].starts_with("E257: /etc/hello: is one of 9 files and directories"));
        assert!(warnings[0].contains("/etc/hello/hello.conf 06"), "{warnings:?}");
        assert!(warnings[0].contains("--modes normal"), "{warnings:?}");
    }
}

#[test]
fn under_normal_every_umask_gives_the_same() {
    let usual = by_policy(&staged(0o022), ModePolicy::Normal);
    for umask in [0o000, 0o002, 0o027, 0o077] {
        let tree = by_policy(&staged(umask), ModePolicy::Normal);
        assert_eq!(modes(&tree), modes(&usual), "{umask:o}");
        assert_eq!(warned(&tree), [""; 0], "{umask:o}");
    }
}

#[test]
fn keep_keeps_every_mode() {
    let scratch = staged(0o002);
    scratch.mode("usr/bin/hello", 0o777);
    let tree = by_policy(&scratch, ModePolicy::Keep);
    assert_eq!((of(&tree, "usr"), of(&tree, "tmp")), ("0775".into(), "0775".into()));
    assert_eq!(of(&tree, "etc/hello/hello.conf"), "0664");
    assert_eq!(warned(&tree), ["E252 /usr/bin/hello"]);
}

#[test]
fn what_only_its_owner_can_use_is_told_where_all_are_meant_to() {
    let scratch = Scratch::with_files(&[
        "usr/lib/hello/key",
        "usr/share/x",
        "opt/hello/y",
        "etc/hello/key",
        "var/lib/hello/z",
    ]);
    for path in ["usr/lib/hello/key", "etc/hello/key", "opt/hello/y", "var/lib/hello/z"] {
        scratch.mode(path, 0o600);
    }
    scratch.mode("usr/lib/hello", 0o750);
    let tree = scan(&scratch, Vec::new()).unwrap();
    let warning = "E257: /opt/hello/y: is one of 3 files and directories that only the owner can \
                   use (/opt/hello/y 0600, /usr/lib/hello 0750, /usr/lib/hello/key 0600); ";
    assert!(lines(tree.warnings())[0].starts_with(warning), "{}", tree.warnings());

    let group = AttributeRule { group: Some("hello".to_owned()), ..rule("/usr/lib/hello") };
    let meant = vec![mode("/opt/hello/y", "0600"), file_mode("key", "go="), group];
    let tree = scan(&scratch, meant).unwrap();
    assert_eq!((of(&tree, "usr/lib/hello/key"), warned(&tree)), ("0600".into(), Vec::new()));
}

#[test]
fn sticky_and_setgid_directories_keep_write_permission_and_are_told() {
    let scratch = Scratch::with_files(&["var/lib/a/x", "var/lib/b/x", "var/lib/c/x"]);
    scratch.mode("var/lib/a", 0o1777);
    scratch.mode("var/lib/b", 0o2775);
    scratch.mode("var/lib/c/x", 0o6777);
    let safe = by_policy(&scratch, ModePolicy::Safe);
    let normal = by_policy(&scratch, ModePolicy::Normal);
    let all = |tree: &Tree| ["a", "b", "c/x"].map(|it| of(tree, &format!("var/lib/{it}")));
    assert_eq!(all(&safe), ["1777", "2775", "6755"]);
    assert_eq!(all(&normal), ["1755", "2755", "6755"]);
    let told = ["E260 /var/lib/a", "E251 /var/lib/b", "E251 /var/lib/c/x"];
    assert_eq!(warned(&normal), told);
    assert_eq!(warned(&safe), [&told[..2], &["E251 /var/lib/c/x", "E258 /var/lib/c/x"]].concat());

    let named = vec![dir_mode("/var/lib/a", "+t"), mode("/var/lib/b", "g+s"), mode("x", "6755")];
    let tree = scan(&scratch, named).unwrap();
    assert_eq!((all(&tree), warned(&tree)), (["1777", "2775", "6755"].map(str::to_owned), vec![]));
}

#[test]
fn a_change_of_other_bits_names_no_special_ones() {
    let scratch = Scratch::with_files(&["usr/bin/su"]);
    scratch.mode("usr/bin/su", 0o4711);
    let tree = scan(&scratch, vec![mode("/usr/**", "a+rX")]).unwrap();
    assert_eq!(
        (of(&tree, "usr/bin/su"), warned(&tree)),
        ("4755".into(), vec!["E251 /usr/bin/su".into()])
    );
}

#[test]
fn write_permission_that_was_given_on_purpose_is_not_taken_unsaid() {
    let scratch = Scratch::with_files(&["var/lib/a/x", "var/lib/b/x", "srv/c/x"]);
    scratch.mode("var/lib/a", 0o777);
    scratch.mode("var/lib/b", 0o770);
    scratch.mode("srv/c", 0o775);
    let group = AttributeRule { group: Some("hello".to_owned()), ..rule("/var/lib/b") };
    let tree = scan(&scratch, vec![group]).unwrap();
    let text = "E258: /var/lib/a: is one of 2 files and directories that lose the write \
                permission of group or others (/var/lib/a 0777, /var/lib/b 0770); ";
    let warnings = lines(tree.warnings());
    assert!(warnings.len() == 1 && warnings[0].starts_with(text), "{warnings:?}");
    assert_eq!((of(&tree, "var/lib/a"), of(&tree, "srv/c")), ("0755".into(), "0755".into()));
    let tree = scan(&scratch, vec![dir_mode("/var/lib/*", "ug+rwx")]).unwrap();
    assert_eq!(of(&tree, "var/lib/b"), "0770");
}

#[test]
fn rules_change_what_the_policy_and_earlier_rules_gave() {
    let scratch = Scratch::with_files(&["srv/x/run", "srv/x/data"]);
    scratch.mode("srv/x/run", 0o775);
    scratch.mode("srv/x/data", 0o660);
    scratch.link("run", "srv/x/link");
    let rules = vec![
        mode("/srv/**", "u=rwX,go=rX"),
        file_mode("data", "g-r,o="),
        file_mode("data", "g+w"),
        dir_mode("/srv/x", "o-x"),
    ];
    let tree = scan(&scratch, rules).unwrap();
    let all = ["srv/x", "srv/x/run", "srv/x/data", "srv/x/link"].map(|path| of(&tree, path));
    assert_eq!(all, ["0754", "0755", "0620", "0777"]);
    // What a umask did to the tree is no basis.
    let tree = scan(&scratch, vec![mode("run", "a+x")]).unwrap();
    assert_eq!(of(&tree, "srv/x/run"), "0755");
}

#[test]
fn a_mode_that_closes_directories_is_refused() {
    let scratch = Scratch::with_files(&["etc/hello/a/x", "etc/hello/b/x", "etc/hello/y"]);
    let defects = |rules| lines(&scan(&scratch, rules).unwrap_err());
    let text = "E219: --attr: file.mode: \"0640\" makes the directory /etc/hello/a and another \
                directory readable but not searchable (0640); use file-mode = \
                \"0640\" for files only (--file-mode '/etc/hello/**=0640'), or also set dir-mode \
                = \"0750\" (--dir-mode '/etc/hello/**=0750')";
    assert_eq!(defects(vec![mode("/etc/hello/**", "0640")]), [text]);
    for change in ["0644", "0600", "0444", "a-x", "go-x", "u=rw", "0754", "go=r"] {
        assert_eq!(defects(vec![mode("/etc/hello", change)]).len(), 1, "{change}");
    }
    let by_type = EntryTypes { directory: true, ..EntryTypes::default() };
    let typed = AttributeRule { types: Some(by_type), ..mode("/etc/hello/**", "0640") };
    assert_eq!(defects(vec![typed]).len(), 1);

    for rules in [
        vec![file_mode("/etc/hello/**", "0640")],
        vec![mode("/etc/hello/**", "0640"), dir_mode("/etc/hello/*", "0750")],
        vec![mode("/etc/hello/**", "0640"), mode("/etc/hello/{a,b}", "0750")],
        vec![AttributeRule { dir_mode: "0640".parse().ok(), ..mode("/etc/hello/**", "0640") }],
        vec![mode("/etc/hello/y", "0640")],
        vec![mode("/etc/hello/*", "o-rwx")],
        vec![mode("/etc/hello/a", "0311")],
    ] {
        let tree = scan(&scratch, rules.clone()).unwrap();
        assert!(of(&tree, "etc/hello/y").starts_with('0'), "{rules:?}");
    }
    scratch.mode("etc/hello/a", 0o744);
    scan(&scratch, vec![mode("/etc/hello/a", "u-w")]).unwrap();
}

#[test]
fn a_rule_may_be_for_some_types_alone() {
    let scratch = Scratch::with_files(&["srv/a/x", "srv/y"]);
    scratch.link("y", "srv/z");
    let types = |file, directory, link| Some(EntryTypes { file, directory, link });
    let owner = |types, name: &str| AttributeRule {
        types,
        owner: Some(name.to_owned()),
        ..rule("/srv/**")
    };
    let rules = vec![
        owner(types(true, false, false), "files"),
        owner(types(false, true, false), "dirs"),
        owner(types(false, false, true), "links"),
        AttributeRule { types: types(false, true, false), ..mode("/srv/**", "0750") },
    ];
    let tree = scan(&scratch, rules).unwrap();
    let of = |path| (entry(&tree, path).attributes.owner(), entry(&tree, path).mode.to_string());
    assert_eq!(of("srv/a"), ("dirs", "0750".to_owned()));
    assert_eq!(of("srv/a/x"), ("files", "0644".to_owned()));
    assert_eq!(of("srv/z"), ("links", "0777".to_owned()));

    let missing = AttributeRule { types: types(false, true, true), ..mode("/srv/y", "0750") };
    let defects = lines(&scan(&scratch, vec![missing]).unwrap_err());
    let text = "E210: --attr: file.match: \"/srv/y\" matches no directory or symbolic link; fix \
                the pattern, or the type";
    assert_eq!(defects, [text]);
}
