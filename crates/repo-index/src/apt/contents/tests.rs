use proptest::prelude::*;

use super::*;

fn list(paths: &[&str]) -> FileList {
    FileList::new(paths.iter().map(|path| path.as_bytes())).unwrap()
}

fn merged(lists: &[(&str, FileList)]) -> String {
    String::from_utf8(merge(lists.iter().map(|(name, list)| (*name, list)))).unwrap()
}

#[test]
fn each_path_has_a_line_with_all_packages() {
    let index = merged(&[
        ("net/bb", list(&["usr/share/x", "etc/a b", "usr/share-x"])),
        ("aa", list(&["usr/share/x", "usr/share/x"])),
        ("aa", list(&["usr/share/x", "usr/share/y"])),
        ("empty", list(&[])),
    ]);
    let lines: Vec<(&str, &str)> = index
        .lines()
        .map(|line| line.rsplit_once([' ', '\t']).unwrap())
        .map(|(path, names)| (path.trim_end(), names))
        .collect();
    assert_eq!(
        lines,
        [
            ("etc/a b", "net/bb"),
            ("usr/share-x", "net/bb"),
            ("usr/share/x", "aa,net/bb"),
            ("usr/share/y", "aa")
        ]
    );
    assert_eq!(merged(&[]), "");
}

#[test]
fn names_stand_in_a_column() {
    for (length, blanks) in [
        (1, "\t\t\t\t\t\t\t    "),
        (8, "\t\t\t\t\t\t    "),
        (55, "\t    "),
        (56, "    "),
        (59, " "),
        (60, " "),
        (90, " "),
    ] {
        let path = "x".repeat(length);
        assert_eq!(merged(&[("aa", list(&[&path]))]), format!("{path}{blanks}aa\n"));
    }
}

#[test]
fn a_line_break_in_a_path_is_refused() {
    assert_eq!(FileList::new([b"a\nb".as_slice()]), Err(b"a\nb".to_vec()));
}

#[test]
fn the_header_of_old_indexes_is_passed_over() {
    let text =
        "This file maps each file\n\nFILE                LOCATION\nbin/sh\tshells/dash,bash\n";
    let lists = parse(text.as_bytes());
    assert_eq!(lists.get("shells/dash"), Some(&list(&["bin/sh"])));
    assert_eq!(lists.get("bash"), Some(&list(&["bin/sh"])));
}

#[test]
fn each_kind_has_its_name() {
    let path = |kind| path(&IndexId { component: "main".to_owned(), kind });
    assert_eq!(path(IndexKind::Binary("amd64".into())).as_deref(), Some("main/Contents-amd64"));
    let installer = path(IndexKind::Installer("amd64".into()));
    assert_eq!(installer.as_deref(), Some("main/Contents-udeb-amd64"));
    assert_eq!(path(IndexKind::Source), None);
    for (path, expected) in [
        ("main/Contents-amd64", true),
        ("updates/main/Contents-udeb-arm64.xz", true),
        ("Contents-amd64.gz", true),
        ("main/Contents-amd64.diff/Index", false),
        ("main/binary-amd64/Packages", false),
    ] {
        assert_eq!(is_index(path), expected, "{path}");
    }
}

#[test]
fn lines_that_stay_keep_their_bytes() {
    let published = "FILE LOCATION\nbin/a aa\nbin/b\tbb,aa\nbin/c   cc\n";
    let text = edit(published.as_bytes(), |name| name != "LOCATION" && name != "cc", []);
    assert_eq!(String::from_utf8(text).unwrap(), "bin/a aa\nbin/b\tbb,aa\n");
    let one = list(&["bin/b", "bin/ab"]);
    let text = edit(published.as_bytes(), |name| name == "bb", [("dd", &one)]);
    let lines: Vec<String> = String::from_utf8(text)
        .unwrap()
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(lines, ["bin/ab dd", "bin/b bb,dd"]);
}

#[test]
fn indexes_in_another_order_are_edited_too() {
    let text = edit(b"z aa\nb bb\na aa\n", |name| name == "aa", [("cc", &list(&["a"]))]);
    assert_eq!(text, merged(&[("aa", list(&["a", "z"])), ("cc", list(&["a"]))]).into_bytes());
}

fn lists() -> impl Strategy<Value = BTreeMap<String, FileList>> {
    let paths = proptest::collection::vec("[a-d/]{1,70}[a ]?[b-d]", 1..6);
    let list =
        paths.prop_map(|paths| FileList::new(paths.iter().map(|path| path.as_bytes())).unwrap());
    proptest::collection::btree_map("[a-c]{1,3}/?[a-c]", list, 0..6)
}

proptest! {
    #[test]
    fn an_edit_is_the_merge_of_what_stays_and_what_comes(
        old in lists(), new in lists(), gone in proptest::collection::btree_set("[a-c]{1,3}/?[a-c]", 0..4),
    ) {
        let named = |lists: &BTreeMap<String, FileList>| {
            merge(lists.iter().map(|(name, list)| (name.as_str(), list)))
        };
        let edited = edit(
            &named(&old),
            |name| !gone.contains(name),
            new.iter().map(|(name, list)| (name.as_str(), list)),
        );
        let kept = old.iter().filter(|(name, _)| !gone.contains(*name));
        let all = merge(kept.chain(&new).map(|(name, list)| (name.as_str(), list)));
        prop_assert_eq!(edited, all);
        let index = named(&old);
        let found = names(&index);
        prop_assert!(old.keys().all(|name| found.contains(name.as_str())));
        prop_assert_eq!(found.len(), old.len());
    }

    #[test]
    fn reads_back_as_it_was_merged(
        lists in lists(),
    ) {
        let index = merge(lists.iter().map(|(name, list)| (name.as_str(), list)));
        let mut reversed: Vec<_> = lists.iter().rev().collect();
        prop_assert_eq!(&merge(reversed.iter_mut().map(|(name, list)| (name.as_str(), *list))), &index);
        prop_assert_eq!(parse(&index), lists);
    }

    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _ = parse(&bytes);
        let _ = edit(&bytes, |_| true, [("x", &FileList::default())]);
        let _ = names(&bytes);
    }
}
