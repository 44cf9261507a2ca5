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

proptest! {
    #[test]
    fn reads_back_as_it_was_merged(
        lists in proptest::collection::btree_map(
            "[a-c]{1,3}/?[a-c]",
            proptest::collection::vec("[a-d/]{1,70}[a ]?[b-d]", 1..6),
            0..6,
        )
    ) {
        let lists: BTreeMap<String, FileList> = lists
            .into_iter()
            .map(|(name, paths)| {
                (name, FileList::new(paths.iter().map(|path| path.as_bytes())).unwrap())
            })
            .collect();
        let index = merge(lists.iter().map(|(name, list)| (name.as_str(), list)));
        let mut reversed: Vec<_> = lists.iter().rev().collect();
        prop_assert_eq!(&merge(reversed.iter_mut().map(|(name, list)| (name.as_str(), *list))), &index);
        prop_assert_eq!(parse(&index), lists);
    }

    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _ = parse(&bytes);
    }
}
