use std::cell::RefCell;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// Pairs whose order is known (rpm's `tests/rpmvercmp.at`).
const KNOWN: &[(&str, &str, Ordering)] = &[
    ("1.0", "1.0", Ordering::Equal),
    ("1.0", "2.0", Ordering::Less),
    ("2.0.1", "2.0.1", Ordering::Equal),
    ("2.0", "2.0.1", Ordering::Less),
    ("2.0.1a", "2.0.1a", Ordering::Equal),
    ("2.0.1a", "2.0.1", Ordering::Greater),
    ("5.5p1", "5.5p2", Ordering::Less),
    ("5.5p10", "5.5p1", Ordering::Greater),
    ("10xyz", "10.1xyz", Ordering::Less),
    ("xyz10", "xyz10", Ordering::Equal),
    ("xyz10", "xyz10.1", Ordering::Less),
    ("xyz.4", "8", Ordering::Less),
    ("xyz.4", "2", Ordering::Less),
    ("5.5p2", "5.6p1", Ordering::Less),
    ("5.6p1", "6.5p1", Ordering::Less),
    ("6.0.rc1", "6.0", Ordering::Greater),
    ("10b2", "10a1", Ordering::Greater),
    ("1.0aa", "1.0a", Ordering::Greater),
    ("10.0001", "10.1", Ordering::Equal),
    ("10.0001", "10.0039", Ordering::Less),
    ("4.999.9", "5.0", Ordering::Less),
    ("20101121", "20101122", Ordering::Less),
    ("2_0", "2.0", Ordering::Equal),
    ("2.0", "2_0", Ordering::Equal),
    ("a", "a+", Ordering::Equal),
    ("+a", "a_", Ordering::Equal),
    ("+", "_", Ordering::Equal),
    ("1.0~rc1", "1.0~rc1", Ordering::Equal),
    ("1.0~rc1", "1.0", Ordering::Less),
    ("1.0~rc1", "1.0~rc2", Ordering::Less),
    ("1.0~rc1~git123", "1.0~rc1", Ordering::Less),
    ("1.0^", "1.0^", Ordering::Equal),
    ("1.0^", "1.0", Ordering::Greater),
    ("1.0^git1", "1.0^git2", Ordering::Less),
    ("1.0^git1", "1.01", Ordering::Less),
    ("1.0^20160101", "1.0.1", Ordering::Less),
    ("1.0^20160102", "1.0^20160101^git1", Ordering::Greater),
    ("1.0~rc1^git1", "1.0~rc1", Ordering::Greater),
    ("1.0^git1~pre", "1.0^git1", Ordering::Less),
    ("1b.fc17", "1.fc17", Ordering::Less),
    ("1g.fc17", "1.fc17", Ordering::Greater),
    ("0", "00000000000000000000000000000000000", Ordering::Equal),
    ("99999999999999999999999999999", "100000000000000000000000000000", Ordering::Less),
    ("", "", Ordering::Equal),
    ("", "~", Ordering::Greater),
    ("", "^", Ordering::Less),
    ("", "a", Ordering::Less),
];

#[test]
fn orders_as_rpm_does() {
    for (one, other, order) in KNOWN {
        let found = vercmp(one.as_bytes(), other.as_bytes());
        assert_eq!(found, *order, "{one:?} and {other:?}");
        let found = vercmp(other.as_bytes(), one.as_bytes());
        assert_eq!(found, order.reverse(), "{other:?} and {one:?}");
    }
}

/// The real rpm, which answers one pair after the other.
struct Rpm {
    process: Child,
    pairs: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Rpm {
    fn start() -> Self {
        let script = "%{lua: for line in io.lines() do \
                      local one, other = line:match('(%S+) (%S+)') \
                      local fine, order = pcall(rpm.vercmp, one, other) \
                      io.stdout:write(tostring(order), '\\n') io.stdout:flush() end}";
        let mut process = real_tools::command("rpm")
            .args(["--eval", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("rpm is missing: apt-get install rpm");
        let pairs = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, pairs, answers }
    }

    fn compare(&mut self, one: &str, other: &str) -> Ordering {
        writeln!(self.pairs, "{one} {other}").unwrap();
        let answer = self.answers.next().unwrap().unwrap();
        answer.parse::<i32>().expect(&answer).cmp(&0)
    }

    fn stop(mut self) {
        drop(self.pairs);
        assert!(self.process.wait().unwrap().success());
    }
}

#[test]
fn the_known_order_is_that_of_the_real_rpm() {
    let mut rpm = Rpm::start();
    for (one, other, order) in KNOWN {
        if !one.is_empty() && !other.is_empty() {
            assert_eq!(rpm.compare(one, other), *order, "{one:?} and {other:?}");
        }
    }
    rpm.stop();
}

#[test]
fn compares_as_the_real_rpm() {
    let rpm = RefCell::new(Rpm::start());
    // Half of the pairs differ in one place only.
    let any = "([0-2]:)?[012ab.+_~^]{1,6}(-[01ab~^.]{1,3})?";
    let near = ("[012ab.+_~^]{0,4}", "[012ab.+_~^]{1,2}", "[012ab.+_~^]{1,2}", "[0a.~^]{0,3}")
        .prop_map(|(start, one, other, end)| {
            (format!("{start}{one}{end}"), format!("{start}{other}{end}"))
        });
    let pairs = prop_oneof![(any, any), near];
    let mut runner = TestRunner::new(Config { cases: 5000, ..Config::default() });
    let result = runner.run(&pairs, |(one, other)| {
        let (Ok(left), Ok(right)) = (Evr::parse(&one), Evr::parse(&other)) else {
            return Ok(());
        };
        prop_assert_eq!(left.compare(&right), rpm.borrow_mut().compare(&one, &other));
        Ok(())
    });
    assert_eq!(result, Ok(()));
    rpm.into_inner().stop();
}

#[test]
fn splits_at_the_first_colon_and_the_last_dash() {
    let evr = Evr::parse("7:1.0~rc1-2.el9").unwrap();
    assert_eq!(
        (evr.epoch, &*evr.version, evr.release.as_deref()),
        (Some(7), "1.0~rc1", Some("2.el9"))
    );
    let evr = Evr::parse("0:1^").unwrap();
    assert_eq!((evr.epoch, &*evr.version, evr.release), (Some(0), "1^", None));
}

#[test]
fn equal_texts_and_equal_order_are_two_things() {
    for (one, other) in [("1.0", "0:1.0"), ("1.0", "1.00"), ("1.0-1", "1_0-01")] {
        let (one, other) = (Evr::parse(one).unwrap(), Evr::parse(other).unwrap());
        assert_eq!(one.compare(&other), Ordering::Equal);
        assert_ne!(one, other);
    }
}

#[test]
fn refuses_with_the_character_and_its_place() {
    for (text, problem) in [
        ("", "has an empty version"),
        ("1:", "has an empty version"),
        ("1-", "has an empty release"),
        (":1", "has the epoch \"\", which is not a number from 0 to 4294967295"),
        (
            "4294967296:1",
            "has the epoch \"4294967296\", which is not a number from 0 to 4294967295",
        ),
        ("+1:1", "has the epoch \"+1\", which is not a number from 0 to 4294967295"),
        (
            "1.0-rc1-2",
            "has '-' at position 4 of the version \"1.0-rc1\", which an RPM version cannot have",
        ),
        ("1:2:3", "has ':' at position 2 of the version \"2:3\", which an RPM version cannot have"),
        ("1é-1", "has 'é' at position 2 of the version \"1é\", which an RPM version cannot have"),
        ("1-a b", "has ' ' at position 2 of the release \"a b\", which an RPM release cannot have"),
        ("1/2", "has '/' at position 2 of the version \"1/2\", which an RPM version cannot have"),
        ("1..2", "has \"..\" in the version \"1..2\", which an RPM version cannot have"),
    ] {
        assert_eq!(Evr::parse(text).unwrap_err().to_string(), problem, "{text:?}");
    }
}

#[test]
fn offers_the_mend() {
    for (version, hint) in [
        ("1.0-rc1", "write \"1.0~rc1\" if it precedes the release, or \"1.0_rc1\""),
        ("1 0", "leave out the blank or line break"),
        ("1..0", "write one dot"),
        ("1%0", "allowed are A-Z, a-z, 0-9, \".\", \"+\", \"_\", \"~\" and \"^\""),
    ] {
        let error = Evr::from_parts(None, version, None).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some(hint));
    }
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,24}") {
        let _ = Evr::parse(&text);
    }

    #[test]
    fn the_text_reads_back(text in "([0-9]{1,9}:)?[0-9a-c.+~^_]{1,6}(-[0-9a-c.+~^_]{1,4})?") {
        if let Ok(evr) = Evr::parse(&text) {
            let again = Evr::parse(&evr.to_string()).unwrap();
            prop_assert_eq!(&again, &evr);
        }
    }

    #[test]
    fn the_order_is_total(
        a in "[0-2ab~^.]{0,5}",
        b in "[0-2ab~^.]{0,5}",
        c in "[0-2ab~^.]{0,5}",
    ) {
        let compare = |one: &str, other: &str| vercmp(one.as_bytes(), other.as_bytes());
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
            prop_assert!(compare(&a, &c).is_le());
        }
    }
}
