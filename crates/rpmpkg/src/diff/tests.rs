use super::*;
use crate::cpio::Dialect;
use crate::header::{Region, Value, tag};
use crate::read::testing::{Rpm, assemble, assemble_unchecked, sample};

fn differences(left: &[u8], right: &[u8]) -> Vec<String> {
    let all = compare(&mut &left[..], &mut &right[..], &Limits::default()).unwrap();
    all.iter().map(ToString::to_string).collect()
}

/// What differs from the sample when it is bent.
fn bent(bend: impl FnOnce(&mut Rpm)) -> Vec<String> {
    let mut right = sample();
    bend(&mut right);
    differences(&sample().bytes(), &right.bytes())
}

#[test]
fn a_package_is_like_itself() {
    assert!(bent(|_| ()).is_empty());
}

#[test]
fn names_tags_that_come_go_and_change() {
    let found = bent(|rpm| {
        rpm.set(tag::URL, Value::text("https://example.org"));
        rpm.set(tag::RELEASE, Value::text("3"));
        rpm.set(tag::SUMMARY, Value::translated(["x".repeat(500)]));
        rpm.header.remove(tag::HEADERI18NTABLE);
    });
    assert_eq!(found[0], "tag HEADERI18NTABLE: removed");
    assert_eq!(found[1], "tag RELEASE: value \"2\" became \"3\"");
    assert!(
        found[2].starts_with("tag SUMMARY: value \"A sample\" became of SHA-256 "),
        "{found:?}"
    );
    assert_eq!(found[3..], ["tag URL: added"]);
}

#[test]
fn names_files_that_go_and_change() {
    let found = bent(|rpm| {
        rpm.files.remove(0);
        rpm.order = vec![0, 1, 2];
        rpm.files[0].content = b"a = c\n".to_vec();
        rpm.files[1].content = b"other".to_vec();
        rpm.files[2].mode = 0o100_700;
    });
    assert_eq!(found[0], "entry etc/sample: removed");
    assert!(found[1].starts_with("entry etc/sample/conf: content "), "{found:?}");
    assert_eq!(found[2], "entry usr/bin/link: target \"sample\" became \"other\"");
    assert_eq!(found[3], "entry usr/bin/link: length 6 became 5");
    assert_eq!(found[4..], ["entry usr/bin/sample: mode 755 became 700"]);
}

#[test]
fn names_what_is_left_when_nothing_else_differs() {
    let found = bent(|rpm| rpm.dialect = Dialect::Stripped);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("payload: dialect "), "{found:?}");

    let found = bent(|rpm| rpm.lead.name = b"other".to_vec());
    assert_eq!(found, ["lead name: value \"sample-1.0-2\" became \"other\""]);
    let found = bent(|rpm| (rpm.lead.architecture, rpm.lead.major) = (1, 4));
    assert_eq!(
        found,
        [
            "lead format: value 3.0 became 4.0",
            "lead architecture: value 255 (noarch) became 1 (x86_64 or i386)",
            "lead system: value 1 (Linux) became 0 (none)",
        ]
    );

    let rpm = sample();
    let header = rpm.whole_header().to_bytes(Region::Immutable).unwrap();
    let left = assemble(&rpm.lead, &header, &rpm.payload(), false);
    let right = assemble_unchecked(&rpm.lead, &header, &rpm.payload());
    let signatures = ["SHA1", "SHA256", "SIZE", "MD5"];
    let expected = signatures.map(|name| format!("signature tag {name}: removed"));
    assert_eq!(differences(&left, &right), expected);
}

#[test]
fn says_which_side_cannot_be_read() {
    let good = sample().bytes();
    let error = compare(&mut &good[..], &mut &good[..99], &Limits::default()).unwrap_err();
    assert_eq!(error.side, Side::Right);
    let error = compare(&mut &b"no"[..], &mut &good[..], &Limits::default()).unwrap_err();
    assert_eq!(error.side, Side::Left);
}
