use pkgio::Algorithms;

use super::*;
use crate::header::{Tag, Value};
use crate::read::testing::{Rpm, sample};
use crate::read::{Limits, contents};

fn verdict(rpm: &Rpm) -> Verdict {
    judge(&contents(&mut &rpm.bytes()[..], Algorithms::NONE, &Limits::default()).unwrap())
}

/// A package that rpm installs.
fn good() -> Rpm {
    let mut rpm = sample();
    rpm.set(tag::OS, Value::text("linux"));
    rpm
}

#[track_caller]
fn refused(change: impl Fn(&mut Rpm), problem: &str) {
    let mut rpm = good();
    change(&mut rpm);
    let found = verdict(&rpm).refusals;
    assert!(found.iter().any(|found| found.to_string().contains(problem)), "{found:?}");
}

#[track_caller]
fn warned(change: impl Fn(&mut Rpm), problem: &str) {
    let mut rpm = good();
    change(&mut rpm);
    let found = verdict(&rpm);
    assert_eq!(found.refusals, []);
    let is_it = |found: &Finding| found.to_string().contains(problem);
    assert!(found.warnings.iter().any(is_it), "{found:?}");
}

/// Sets a tag, for closures.
fn set(tag: Tag, value: Value) -> impl Fn(&mut Rpm) {
    move |rpm| rpm.header.insert(tag, value.clone())
}

fn requires(rpm: &mut Rpm, name: &str, flags: u32, version: &str) {
    rpm.set(tag::REQUIRENAME, Value::texts([name]));
    rpm.set(tag::REQUIREFLAGS, Value::int32([flags]));
    rpm.set(tag::REQUIREVERSION, Value::texts([version]));
}

#[test]
fn a_good_package_is_neither_refused_nor_warned_of() {
    assert_eq!(verdict(&good()), Verdict::default());
}

#[test]
fn packages_for_other_systems_are_refused() {
    refused(set(tag::OS, Value::text("darwin")), "tag 1021 (OS) is \"darwin\"");
    refused(|rpm| drop(rpm.header.remove(tag::OS)), "tag 1021 (OS) is missing");
    warned(set(tag::SOURCEPACKAGE, Value::int32([1])), "rpm 4.20 and later");
}

#[test]
fn numbers_of_another_width_are_refused() {
    refused(set(tag::EPOCH, Value::int16([1])), "(EPOCH) does not hold 32-bit numbers");
    refused(set(tag::BUILDTIME, Value::text("1")), "(BUILDTIME) does not hold");
    warned(set(tag::PROVIDENAME, Value::text("x")), "rpm 4.20 and later");
    // Tags that nobody knows may hold anything.
    let mut rpm = good();
    rpm.set(Tag(9999), Value::int16([1]));
    assert_eq!(verdict(&rpm), Verdict::default());
}

#[test]
fn features_that_no_rpm_has_are_refused() {
    let less_or_equal = 0x0100_000a;
    refused(|rpm| requires(rpm, "rpmlib(Foo)", less_or_equal, "1"), "requires rpmlib(Foo) 1");
    refused(
        |rpm| requires(rpm, "rpmlib(FileDigests)", less_or_equal, "4.5"),
        "rpmlib(FileDigests)",
    );
    for (version, flags) in
        [("4.6.0-1", less_or_equal), ("99", less_or_equal), ("4.6", 0x0100_000c)]
    {
        let mut rpm = good();
        requires(&mut rpm, "rpmlib(FileDigests)", flags, version);
        assert_eq!(verdict(&rpm), Verdict::default(), "{version}");
    }
}

#[test]
fn scripts_of_unknown_languages_are_refused() {
    let with = |program: &'static str| {
        move |rpm: &mut Rpm| {
            rpm.set(tag::PREIN, Value::text("x"));
            rpm.set(tag::PREINPROG, Value::texts([program]));
        }
    };
    refused(with("<perl>"), "is \"<perl>\"");
    warned(
        |rpm| {
            with("<lua>")(rpm);
            drop(rpm.header.remove(tag::RPMVERSION));
        },
        "rpm 4.20 (Debian 13) crashes",
    );
    for program in ["<lua>", "/bin/sh"] {
        let mut rpm = good();
        with(program)(&mut rpm);
        rpm.set(tag::RPMVERSION, Value::text("4.18.0"));
        assert_eq!(verdict(&rpm), Verdict::default());
    }
}

#[test]
fn files_that_rpm_cannot_unpack_are_refused() {
    refused(
        |rpm| {
            let path = format!("/opt/{}", "x".repeat(247));
            rpm.files[3].member = format!(".{path}");
            rpm.files[3].path = path;
        },
        "has a name of more than 246 bytes",
    );
}

#[test]
fn directories_that_are_configuration_are_warned_of() {
    warned(|rpm| rpm.files[0].flags = 1, "as configuration: rpm 4.18 (Debian 12)");
}

#[test]
fn texts_of_links_are_no_longer_than_linux_takes() {
    refused(
        |rpm| rpm.files[2].content = vec![b'x'; 4096],
        "is a symbolic link with a target of 4096 bytes",
    );
}
