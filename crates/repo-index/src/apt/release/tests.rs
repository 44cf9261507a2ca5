use proptest::prelude::*;

use super::*;

const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn text(list: &str) -> String {
    format!("Origin: Tools\nDate: Sat, 10 Feb 2024 11:07:25 UTC\nSHA256:\n{list}")
}

fn release() -> Release {
    let file = ReleaseFile { size: 0, sha256: Sha256::of(b""), md5: Some([0xab; 16]) };
    let long = ReleaseFile { size: 12_345, md5: None, ..file };
    let some = |text: &str| Some(text.to_owned());
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Release {
        origin: some("Tools"),
        label: some("Tools Inc."),
        suite: some("stable"),
        version: some("1.0"),
        codename: some("first"),
        date: Timestamp::clamped(1_707_563_245),
        valid_until: Some(Timestamp::clamped(1_708_772_845)),
        not_automatic: true,
        but_automatic_upgrades: true,
        acquire_by_hash: true,
        signed_by: some("0123456789ABCDEF0123456789ABCDEF01234567"),
        snapshots: some("https://example.org/@SNAPSHOTID@/"),
        architectures: words(&["amd64", "arm64"]),
        components: words(&["main", "contrib"]),
        description: some("All our tools"),
        serial: Some(7),
        parent: Some(Sha256::of(b"")),
        target: some("apt:tools/stable"),
        dropped: true,
        yanked: ["hello 1.0 any it breaks", "hello 1.1 arm64 so does this"]
            .map(|one| one.parse().unwrap())
            .to_vec(),
        others: vec![("Changelogs".to_owned(), "https://example.org/@CHANGEPATH@".to_owned())],
        files: [("main/a".to_owned(), file), ("main/b".to_owned(), long)].into(),
    }
}

#[test]
fn prints_in_the_usual_order() {
    let printed = release().print().unwrap();
    let expected = format!(
        "Origin: Tools\nLabel: Tools Inc.\nSuite: stable\nVersion: 1.0\nCodename: first\n\
         Date: Sat, 10 Feb 2024 11:07:25 UTC\nValid-Until: Sat, 24 Feb 2024 11:07:25 UTC\n\
         NotAutomatic: yes\nButAutomaticUpgrades: yes\nAcquire-By-Hash: yes\n\
         Signed-By: 0123456789ABCDEF0123456789ABCDEF01234567\n\
         Snapshots: https://example.org/@SNAPSHOTID@/\n\
         Changelogs: https://example.org/@CHANGEPATH@\n\
         Architectures: amd64 arm64\nComponents: main contrib\nDescription: All our tools\n\
         Serial: 7\nParent: {DIGEST}\nTarget: apt:tools/stable\nDropped: yes\n\
         Yanked:\n hello 1.0 any it breaks\n hello 1.1 arm64 so does this\n\
         MD5Sum:\n {md5}     0 main/a\nSHA256:\n \
         {DIGEST}     0 main/a\n {DIGEST} 12345 main/b\n",
        md5 = "ab".repeat(16)
    );
    assert_eq!(printed, expected);
    assert_eq!(Release::parse(printed.as_bytes()), Ok(release()));
}

#[test]
fn blanks_at_the_end_are_not_printed() {
    let wide = Release { origin: Some(" Tools \t".to_owned()), ..release() };
    assert_eq!(wide.print(), release().print());
}

#[test]
fn control_characters_and_further_fields_are_refused() {
    for value in ["a\nb", "a\n\nb", "a\rb", "a\u{1b}[0m", "a\0"] {
        let bad = Release { label: Some(value.to_owned()), ..release() };
        assert!(matches!(bad.print(), Err(ReleaseError::Field { .. })), "{value:?}");
    }
    let twice = Release { others: vec![("Origin".to_owned(), "x".to_owned())], ..release() };
    assert!(twice.print().is_err());
}

#[test]
fn refuses_what_apt_would_not_trust() {
    let error = |text: String| Release::parse(text.as_bytes()).unwrap_err().to_string();
    for (list, message) in [
        (format!(" {DIGEST} 1\n"), "not a digest, a length and a name"),
        (format!(" {DIGEST} -1 a\n"), "a length that is not a number of bytes"),
        (format!(" {DIGEST} +1 a\n"), "a length that is not a number of bytes"),
        (format!(" {DIGEST} 99999999999999999999 a\n"), "a length that is not a number of bytes"),
        (format!(" {DIGEST} 1 ../a\n"), "a name outside the suite"),
        (format!(" {DIGEST} 1 /a\n"), "a name outside the suite"),
        (format!(" {DIGEST} 1 a\n {DIGEST} 2 a\n"), "a name twice"),
        (" abc 1 a\n".to_owned(), "no digest of \"a\""),
    ] {
        let error = error(text(&list));
        assert!(error.starts_with("the field SHA256") && error.contains(message), "{error}");
    }
    let weak = text("").replace("SHA256:\n", "MD5Sum:\n d41d8cd98f00b204e9800998ecf8427e 0 a\n");
    assert_eq!(Release::parse(weak.as_bytes()), Err(ReleaseError::Weak));
    let strong = weak.replace("MD5Sum:", "SHA512:");
    let refused = Release::parse(strong.as_bytes()).unwrap_err();
    assert!(matches!(refused, ReleaseError::Sha512Alone(_)), "{refused}");
    let undated = "Origin: Tools\nSHA256:\n".to_owned();
    assert_eq!(error(undated), "the field Date is missing");
    let late = text("").replace("UTC", "CET");
    assert!(error(late).starts_with("the field Date is not a time"));
    let twice = format!("{}origin: x\n", text(""));
    assert!(matches!(Release::parse(twice.as_bytes()), Err(ReleaseError::Syntax(_))));
}

#[test]
fn keeps_what_it_does_not_know() {
    let list = format!(" {DIGEST} 0 a\n {DIGEST} 0 a\n");
    let text =
        format!("{}SHA512:\n 00 0 a\nX-Own: of\n many\n .\n lines\nSerial: 2024-a\n", text(&list));
    let release = Release::parse(text.as_bytes()).unwrap();
    let others: Vec<_> = release.others.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(others, ["X-Own", "Serial"]);
    assert_eq!(release.serial, None);
    assert_eq!(release.files.len(), 1);
    let printed = release.print().unwrap();
    assert!(printed.contains("X-Own: of\n many\n .\n lines\n"));
    assert_eq!(Release::parse(printed.as_bytes()), Ok(release));
}

proptest! {
    #[test]
    fn any_value_prints_to_itself_or_not_at_all(value in "[ -~é]{0,20}|\\PC{0,9}|[a\n\r\t :]{0,9}") {
        let release = Release { description: Some(value.clone()), ..release() };
        if let Ok(printed) = release.print() {
            let read = Release::parse(printed.as_bytes()).unwrap();
            let lines: Vec<_> = value.trim_matches([' ', '\t']).split('\n').map(str::trim_end).collect();
            let expected = Some(lines.join("\n")).filter(|text| !text.is_empty());
            prop_assert_eq!(read.description, expected);
        }
    }

    #[test]
    fn bytes_never_panic(text in "(Origin|Date|SHA256|MD5Sum|Serial|X): ?[ a-f0-9]{0,9}(\n \
                                  [a-f0-9 /.]{1,9}){0,3}\n") {
        let _ = Release::parse(text.as_bytes());
    }
}
