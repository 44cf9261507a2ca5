use super::*;
use crate::read::testing::{CONTROL, Deb, Tar};

fn sample() -> Deb {
    Deb::new(
        &Tar::gnu().file("./control", CONTROL.as_bytes()).file("./postinst", b"#!/bin/sh\n"),
        &Tar::gnu().folder("./").file("./a", b"one").file("./b", b"two").symlink("./c", "a"),
    )
}

fn differences(left: &Deb, right: &Deb) -> Vec<String> {
    let all = compare(&mut &left.bytes()[..], &mut &right.bytes()[..], &Limits::default()).unwrap();
    all.iter().map(ToString::to_string).collect()
}

#[test]
fn a_package_is_like_itself() {
    assert!(differences(&sample(), &sample()).is_empty());
}

#[test]
fn names_entries_that_come_go_and_change() {
    let mut right = sample();
    let folder = Tar::gnu().folder("./").file("./a", b"One").symlink("./c", "b").fifo("./d");
    right.set_data("data.tar", &folder.mode("./a", 0o4755));
    let found = differences(&sample(), &right);
    assert_eq!(found[0], "entry a: mode 644 became 4755");
    assert!(found[1].starts_with("entry a: content 7692c3ad3540bb803c020b3aee66cd88"), "{found:?}");
    assert_eq!(found[2..], ["entry b: removed", "entry c: target a became b", "entry d: added"]);
}

#[test]
fn names_kinds_that_change() {
    let mut right = sample();
    let data =
        Tar::gnu().folder("./").file("./a", b"one").symlink("./b", "a").hard_link("./c", "./a");
    right.set_data("data.tar", &data);
    assert_eq!(
        differences(&sample(), &right),
        [
            "entry b: mode 644 became 777",
            "entry b: kind file became symlink",
            "entry c: mode 777 became 644",
            "entry c: kind symlink became hard-link",
        ]
    );
}

#[test]
fn names_fields_and_control_files() {
    let mut right = sample();
    let control = CONTROL.replace("1.0-1", "1.0-2").replace("Section: misc\n", "");
    let files = Tar::gnu().file("./control", format!("{control}X: y\n").as_bytes());
    right
        .set_control("control.tar", &files.file("./prerm", b"").file("./postinst", b"#!/bin/sh\n"));
    assert_eq!(
        differences(&sample(), &right),
        [
            "field Version: value \"1.0-1\" became \"1.0-2\"",
            "field Section: removed",
            "field X: added",
            "control file prerm: added",
        ]
    );
}

#[test]
fn names_the_order_when_nothing_else_differs() {
    let mut right = sample();
    let data = Tar::gnu().folder("./").file("./b", b"two").file("./a", b"one").symlink("./c", "a");
    right.set_data("data.tar", &data);
    assert_eq!(differences(&sample(), &right), ["entry a: order a became b"]);
}

#[test]
fn names_what_is_left_when_no_entry_differs() {
    let mut padded = sample();
    padded.pad_data(10_240);
    let found = differences(&sample(), &padded);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("member data.tar: dialect "), "{found:?}");

    let mut later = sample();
    later.set_times(7);
    assert_eq!(
        differences(&sample(), &later),
        [
            "member debian-binary: time 0 became 7",
            "member control.tar: time 0 became 7",
            "member data.tar: time 0 became 7",
        ]
    );
}

#[test]
fn tells_compressors_and_levels_apart() {
    let data = Tar::gnu().folder("./").file("./a", &[b'a'; 90_000]).bytes();
    let compressed = |compression: &str| {
        let mut deb = sample();
        let codec: pkgio::Compression = compression.parse().unwrap();
        let mut encoder =
            pkgio::Encoder::new(Vec::new(), codec, std::num::NonZeroUsize::MIN).unwrap();
        std::io::Write::write_all(&mut encoder, &data).unwrap();
        let suffix = pkgio::Encoding::from(codec.codec()).suffix();
        deb.set_member(2, &format!("data.tar.{suffix}"), &encoder.finish().unwrap());
        deb
    };
    let found = differences(&compressed("gzip:1"), &compressed("gzip:9"));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("member data.tar.gz: compression "), "{found:?}");
    let found = differences(&compressed("xz:1"), &compressed("zstd:1"));
    assert_eq!(found, ["member data.tar.xz: encoding data.tar.xz became data.tar.zst"]);
}

#[test]
fn says_which_side_cannot_be_read() {
    let good = sample().bytes();
    let error = compare(&mut &good[..], &mut &good[..99], &Limits::default()).unwrap_err();
    assert_eq!(error.side, Side::Right);
    let error = compare(&mut &b"no"[..], &mut &good[..], &Limits::default()).unwrap_err();
    assert_eq!(error.side, Side::Left);
}
