use diagnostic::Sourced;
use proptest::prelude::*;

use super::super::Text;
use super::*;

#[test]
fn tags_and_descriptions_of_commits_offer_a_version() {
    for (text, version) in [
        ("v1.2.0", "1.2.0"),
        ("V1.2", "1.2"),
        ("v.1.2", "1.2"),
        ("1.2.0-5-gabc123", "1.2.0+5.gabc123"),
        ("v1.2.0-5-gabc123-dirty", "1.2.0+5.gabc123.dirty"),
        ("v1.2.0-0-gabc123", "1.2.0"),
        ("v1.2.0-0-gabc123-dirty", "1.2.0+0.gabc123.dirty"),
        ("v1.2.0-dirty", "1.2.0+dirty"),
        ("1.2.0+dirty", "1.2.0+dirty"),
        ("v1.2.0-rc1-dirty", "1.2.0~rc1+dirty"),
        // rpm would take a count for a third number, above that of 1.2.1.
        ("v1.2-14-g2414721", "1.2+git14.g2414721"),
        ("release-1.2.0", "1.2.0"),
        ("refs/tags/v1.2.0", "1.2.0"),
        ("app/v1.2.0-3-gdeadbee", "1.2.0+3.gdeadbee"),
        ("@scope/app@1.2.0", "1.2.0"),
        ("OTP-27.1.2", "27.1.2"),
        ("OTP-27.1-rc2", "27.1~rc2"),
        ("n6.1", "6.1"),
        ("go1.22rc1", "1.22~rc1"),
        ("x2y-1.0", "1.0"),
        ("curl-8_5_0", "8.5.0"),
        ("REL_16_1", "16.1"),
        ("REL_17_BETA1", "17~BETA1"),
        ("2024-01-15", "2024.01.15"),
        ("2024-01-15-3-gdeadbee", "2024.01.15+3.gdeadbee"),
        ("1.2.0-rc1", "1.2.0~rc1"),
        ("1.2.0-rc.1", "1.2.0~rc.1"),
        ("1.2.0-rc-1", "1.2.0~rc.1"),
        ("1.2.0_rc1", "1.2.0~rc1"),
        ("1.2.0.rc1-1-gabcd", "1.2.0~rc1+1.gabcd"),
        ("1.2.0rc1-1-gabcd", "1.2.0~rc1+1.gabcd"),
        ("1.2.0-beta2-3-gdeadbee", "1.2.0~beta2+3.gdeadbee"),
        ("1.2.0-beta.2-3-gdeadbee", "1.2.0~beta.2+3.gdeadbee"),
        ("1.2.0-alpha", "1.2.0~alpha"),
        ("1.2.0-SNAPSHOT", "1.2.0~SNAPSHOT"),
        ("1.2.0-M3", "1.2.0~M3"),
        ("2024.01-rc1", "2024.01~rc1"),
        ("1.2.0-rc.1+build.5", "1.2.0~rc.1+build.5"),
        ("1.2.0+build-5", "1.2.0+build.5"),
        ("1.2.0+build.5-3-gdeadbee", "1.2.0+build.5+3.gdeadbee"),
        ("1.2.0-p1", "1.2.0+p1"),
        ("1.2.0-post1", "1.2.0+post1"),
        ("4.2.0-Final", "4.2.0+Final"),
        ("V_9_6_P1", "9.6+P1"),
        ("9.6p1-3-gdeadbee", "9.6p1+git3.gdeadbee"),
        ("1.8.0_392", "1.8.0+392"),
        ("1.0^git1", "1.0+git1"),
        ("0.0.0-20191109021931-daa7c04131f5", "0.0.0~20191109021931.daa7c04131f5"),
        ("v1.2.4-0.20191109021931-daa7c04131f5", "1.2.4~0.20191109021931.daa7c04131f5"),
        (" 1.2.0\n", "1.2.0"),
        ("1..2", "1.2"),
    ] {
        assert_eq!(offer(text), Some(Offer::Version(version.to_owned())), "{text:?}");
    }
}

#[test]
fn a_number_behind_a_dash_is_a_release() {
    for (text, version, release) in [
        ("1.2.0-1", "1.2.0", "1"),
        ("v1.2.0-1", "1.2.0", "1"),
        ("1.2.0-1ubuntu2.1", "1.2.0", "1ubuntu2.1"),
        ("1.2.0-1.el9", "1.2.0", "1.el9"),
        ("1.2.0-1~deb12u1", "1.2.0", "1~deb12u1"),
        ("1.2.0-1-5-gabc123", "1.2.0", "1+git5.gabc123"),
    ] {
        let expected = Offer::Release { version: version.into(), release: release.into() };
        assert_eq!(offer(text), Some(expected), "{text}");
    }
}

#[test]
fn a_word_that_does_not_say_where_it_sorts_offers_both() {
    let expected = Offer::Either {
        before: "1.2.0~acme1+3.gdeadbee".into(),
        after: "1.2.0+acme1+3.gdeadbee".into(),
        release: "1.2.0".into(),
    };
    assert_eq!(offer("v1.2.0-acme1-3-gdeadbee"), Some(expected));
}

#[test]
fn a_commit_is_no_version() {
    for (text, version) in [
        ("abc1234", "0+gabc1234"),
        ("7e12fa3", "0+g7e12fa3"),
        ("gabc1234", "0+gabc1234"),
        ("abc1234-dirty", "0+gabc1234"),
    ] {
        assert_eq!(offer(text), Some(Offer::Commit(version.into())), "{text}");
    }
    assert_eq!(offer("20240115"), Some(Offer::Version("20240115".into())));
    for text in ["", "main", "HEAD", "latest"] {
        assert_eq!(offer(text), None, "{text}");
    }
}

#[test]
fn versions_that_sort_after_the_release_they_precede() {
    for (text, version) in [
        ("1.2.0rc1", Some("1.2.0~rc1")),
        ("1.2.0.dev5+gabc.d20240101", Some("1.2.0~dev5+gabc.d20240101")),
        ("1.2.0_beta", Some("1.2.0~beta")),
        ("1.2.0-rc1", Some("1.2.0~rc1")),
        ("1.2.0-rc1-3-gdeadbee", Some("1.2.0~rc1+3.gdeadbee")),
        ("1.2.0~rc1", None),
        ("1.2.0", None),
        ("1.0b2", None),
        ("9.6p1", None),
        ("1.2.0+rc1", None),
    ] {
        assert_eq!(misordered(text).as_deref(), version, "{text}");
    }
}

#[test]
fn offers_are_spelled_as_the_version_was_given() {
    let hint = |source: Source, text: &str| {
        let text: Text = Sourced::new(text.to_owned(), source);
        offer(&text.value).unwrap().hint(&Value::text("version", &text))
    };
    let flag = || Source::Flag("--version".into());
    assert_eq!(hint(flag(), "1.2-1"), "use --version 1.2 --release 1");
    assert_eq!(hint(flag(), "1.2-rc1"), "use --version 1.2~rc1");
    assert_eq!(hint(Source::Program, "1.2-1"), "use version = \"1.2\" and release = \"1\"");
    assert_eq!(
        hint(Source::Program, "1.2-x"),
        "use version = \"1.2~x\" if it precedes 1.2, or version = \"1.2+x\" if it follows \
         it"
    );
}

#[test]
fn a_v_is_dropped_before_a_digit_alone() {
    assert_eq!(without_v("v1.2"), Some("1.2"));
    assert_eq!(without_v("V1"), Some("1"));
    for text in ["1.2", "vv1", "version1", "v", "v.1"] {
        assert_eq!(without_v(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_offered_is_a_version_in_both_formats(text in "\\PC{0,24}|[v0-9a-g.+~_^-]{0,24}") {
        let parts = match offer(&text) {
            None => Vec::new(),
            Some(Offer::Version(version) | Offer::Commit(version)) => vec![version],
            Some(Offer::Either { before, after, release }) => vec![before, after, release],
            Some(Offer::Release { version, release }) => {
                prop_assert!(!release.is_empty());
                vec![version]
            }
        };
        for part in parts {
            let allowed = |found: char| found.is_ascii_alphanumeric() || ".+~".contains(found);
            prop_assert!(part.starts_with(|first: char| first.is_ascii_digit()), "{part}");
            prop_assert!(part.chars().all(allowed) && !part.contains(".."), "{part}");
        }
        let _ = misordered(&text);
    }
}
