//! What is offered for tags and the output of `git describe` sorts as it is meant: in dpkg's order and
//! in rpm's, by our own comparison and by the real tools.

use std::cmp::Ordering;

use conformance::tool::run;
use debpkg::Version;
use pkgtree::description::offer::{Offer, offer};
use proptest::prelude::*;
use rpmpkg::vercmp;

/// The order of two versions, the same in both formats.
fn compare(one: &str, other: &str) -> Option<Ordering> {
    let deb = Version::parse(one).ok()?.cmp(&Version::parse(other).ok()?);
    let rpm = vercmp(one.as_bytes(), other.as_bytes());
    (deb == rpm).then_some(deb)
}

/// The same by the real tools.
fn really_compare(one: &str, other: &str) -> Option<Ordering> {
    let holds = |relation: &str| {
        let mut dpkg = real_tools::command("dpkg");
        let status = dpkg.args(["--compare-versions", one, relation, other]).status();
        status.expect("dpkg is missing").success()
    };
    let deb = match (holds("lt"), holds("gt")) {
        (true, _) => Ordering::Less,
        (_, true) => Ordering::Greater,
        _ => Ordering::Equal,
    };
    let script = format!("%{{lua: print(rpm.vercmp('{one}', '{other}'))}}");
    let mut rpm = real_tools::command("rpm");
    let answer = run(rpm.args(["--eval", &script]));
    let answer = String::from_utf8_lossy(&answer).trim().parse::<i32>().ok()?;
    (deb == answer.cmp(&0)).then_some(deb)
}

fn offered(text: &str) -> String {
    match offer(text) {
        Some(Offer::Version(version)) => version,
        other => panic!("{text}: {other:?}"),
    }
}

/// The releases that may come after that of these numbers.
fn later(numbers: &[u32]) -> Vec<String> {
    let text =
        |numbers: &[u32]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    let mut later: Vec<_> = (0..numbers.len())
        .map(|at| {
            let mut bumped = numbers[..=at].to_vec();
            bumped[at] += 1;
            bumped.resize(numbers.len(), 0);
            text(&bumped)
        })
        .collect();
    if numbers.len() < 3 {
        later.push(format!("{}.1", text(numbers)));
    }
    later
}

proptest! {
    #[test]
    fn offers_sort_after_the_release_they_follow_and_before_the_next(
        prefix in "(v|V|release-|OTP-|app/v|REL_)?",
        numbers in proptest::collection::vec(0_u32..30, 2..4),
        pre in proptest::option::of("[-._](alpha|beta|rc|pre|dev)[.]?[1-9]"),
        commits in proptest::option::of((1_u32..200, "[0-9a-f]{7}")),
        dirty in proptest::bool::ANY,
    ) {
        let release = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
        let pre = pre.unwrap_or_default();
        let mut text = format!("{prefix}{release}{pre}");
        if let Some((count, hash)) = &commits {
            text = format!("{text}-{count}-g{hash}");
        }
        if dirty {
            text.push_str("-dirty");
        }
        let version = offered(&text);
        let followed = match pre.is_empty() {
            true => release.clone(),
            false => format!("{release}~{}", &pre[1..]),
        };
        let is_later = commits.is_some() || dirty;
        let expected = if is_later { Ordering::Greater } else { Ordering::Equal };
        prop_assert_eq!(compare(&version, &followed), Some(expected), "{} {}", version, followed);
        let next = if pre.is_empty() { later(&numbers) } else { vec![release] };
        for next in next {
            prop_assert_eq!(compare(&version, &next), Some(Ordering::Less), "{} {}", version, next);
        }
        // More commits are later.
        if let Some((count, hash)) = commits {
            let more = offered(&format!("{prefix}{}{pre}-{}-g{hash}", followed_text(&numbers), count + 1));
            prop_assert_eq!(compare(&more, &version), Some(Ordering::Greater), "{} {}", more, version);
        }
    }
}

fn followed_text(numbers: &[u32]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[test]
fn the_real_tools_sort_offers_as_they_are_meant() {
    for (text, follows, precedes) in [
        ("v1.2.0-5-gabc123", "1.2.0", "1.2.1"),
        ("v1.2.0-5-gabc123-dirty", "1.2.0+5.gabc123", "1.2.0+6.gabc123"),
        ("1.2-14-g2414721", "1.2", "1.2.1"),
        ("OTP-27.1-3-gdeadbee", "27.1", "27.1.1"),
        ("1.2.0-rc1", "1.2.0~beta9", "1.2.0"),
        ("1.2.0-rc.1-2-gabcdef0", "1.2.0~rc.1", "1.2.0~rc.2"),
        ("1.2.0-beta2-3-gdeadbee", "1.2.0~beta2", "1.2.0~rc1"),
        ("2024.01-rc1", "2023.10", "2024.01"),
        ("1.2.0-dirty", "1.2.0", "1.2.1"),
        ("1.2.0+build.5-3-gdeadbee", "1.2.0+build.5", "1.2.0+build.6"),
        ("0.0.0-20191109021931-daa7c04131f5", "0.0.0~20191108000000", "0.0.0"),
    ] {
        let version = offered(text);
        assert_eq!(
            really_compare(&version, follows),
            Some(Ordering::Greater),
            "{version} {follows}"
        );
        assert_eq!(
            really_compare(&version, precedes),
            Some(Ordering::Less),
            "{version} {precedes}"
        );
    }
}
