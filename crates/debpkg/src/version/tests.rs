use std::collections::hash_map::DefaultHasher;

use proptest::prelude::*;

use super::*;

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

#[test]
fn splits_epoch_upstream_and_revision() {
    for (text, epoch, upstream, revision) in [
        ("1", 0, "1", None),
        ("1.0-1", 0, "1.0", Some("1")),
        ("2:1.0-rc1-3~deb12u1", 2, "1.0-rc1", Some("3~deb12u1")),
        ("1:2:3-4", 1, "2:3", Some("4")),
        ("2147483647:1", 2_147_483_647, "1", None),
        ("007:1", 7, "1", None),
    ] {
        let version = version(text);
        assert_eq!(version.epoch(), epoch, "{text}");
        assert_eq!(version.upstream(), upstream, "{text}");
        assert_eq!(version.revision(), revision, "{text}");
    }
}

#[test]
fn prints_the_epoch_only_where_it_matters() {
    for (text, printed) in
        [("0:1.0", "1.0"), ("1:1.0-2", "1:1.0-2"), ("0:1:2", "0:1:2"), ("1.0-0", "1.0-0")]
    {
        assert_eq!(version(text).to_string(), printed);
    }
}

#[test]
fn orders_as_deb_version_says() {
    let ascending = [
        "0~",
        "0",
        "1~~",
        "1~~a",
        "1~",
        "1~1",
        "1",
        "1a",
        "1b",
        "1ba",
        "1+",
        "1.",
        "1.1",
        "1.2",
        "1.10",
        "1.a",
        "1.+",
        "2",
        "10",
        "99999999999999999999999999",
        "100000000000000000000000000",
        "1:0",
    ];
    for (at, left) in ascending.iter().enumerate() {
        for right in &ascending[at + 1..] {
            assert!(version(left) < version(right), "{left} < {right}");
            assert!(version(right) > version(left), "{right} > {left}");
        }
    }
}

#[test]
fn equal_in_order_is_equal_and_hashes_alike() {
    let hash = |version: &Version| {
        let mut hasher = DefaultHasher::new();
        version.hash(&mut hasher);
        hasher.finish()
    };
    for (left, right) in [
        ("1.0", "1.0-0"),
        ("1.0", "0:1.0"),
        ("1.0", "01.00"),
        ("1.", "1.0"),
        ("1.0-00", "1.0"),
        ("1.0-a", "1.0-a0"),
    ] {
        assert_eq!(version(left), version(right));
        assert_eq!(hash(&version(left)), hash(&version(right)), "{left} and {right}");
    }
    assert_ne!(version("0a"), version("00b"));
}

#[test]
fn refuses_with_the_character_and_its_place() {
    for (text, message) in [
        ("", "has an empty version"),
        (":1", "has an empty epoch"),
        ("1:", "has an empty upstream version"),
        ("1:-1", "has an empty upstream version"),
        ("1-", "has an empty revision"),
        ("-1", "has an empty upstream version"),
        (
            "2147483648:1",
            "has the epoch \"2147483648\", which is not a number from 0 to 2147483647",
        ),
        (
            "99999999999:1",
            "has the epoch \"99999999999\", which is not a number from 0 to 2147483647",
        ),
        ("-1:1", "has the epoch \"-1\", which is not a number from 0 to 2147483647"),
        ("+1:1", "has the epoch \"+1\", which is not a number from 0 to 2147483647"),
        ("a:1", "has the epoch \"a\", which is not a number from 0 to 2147483647"),
        ("v1.2", "starts with 'v'; an upstream version starts with a digit"),
        ("1.0_1", "has '_' at position 4, which a Debian upstream version cannot have"),
        ("1 0", "has ' ' at position 2, which a Debian upstream version cannot have"),
        ("1.0\n", "has '\\n' at position 4, which a Debian upstream version cannot have"),
        ("1:1é", "has 'é' at position 4, which a Debian upstream version cannot have"),
        ("1-1:2", "has the epoch \"1-1\", which is not a number from 0 to 2147483647"),
        ("1:1-1:2", "has ':' at position 6, which a Debian revision cannot have"),
        ("1-1^2", "has '^' at position 4, which a Debian revision cannot have"),
    ] {
        assert_eq!(Version::parse(text).unwrap_err().to_string(), message, "{text:?}");
    }
}

#[test]
fn offers_the_mend() {
    for (text, hint) in [
        ("v1.2", "write \"1.2\""),
        ("1.0_rc1", "write \"~\" before a pre-release or \".\" elsewhere: \"1.0~rc1\""),
        ("1.0^git1", "write \"+\" for what follows a release: \"1.0+git1\""),
        ("1-", "leave out the \"-\" at the end"),
    ] {
        assert_eq!(Version::parse(text).unwrap_err().hint().as_deref(), Some(hint));
    }
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,24}") {
        if let Err(error) = Version::parse(&text) {
            let _ = (error.to_string(), error.hint());
        }
    }

    #[test]
    fn the_text_reads_back(text in "([0-9]{1,9}:)?[0-9][0-9a-c.+~]{0,6}(-[0-9a-c.+~]{1,4})?") {
        let version = Version::parse(&text).unwrap();
        let again = Version::parse(&version.to_string()).unwrap();
        prop_assert_eq!(version.to_string(), again.to_string());
        prop_assert_eq!(version, again);
    }

    #[test]
    fn the_order_is_total(
        a in "[0-9][0-9a~+.]{0,4}(-[0a~]{1,2})?",
        b in "[0-9][0-9a~+.]{0,4}(-[0a~]{1,2})?",
        c in "[0-9][0-9a~+.]{0,4}(-[0a~]{1,2})?",
    ) {
        let (a, b, c) = (version(&a), version(&b), version(&c));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
        if a == b {
            let hash = |version: &Version| {
                let mut hasher = DefaultHasher::new();
                version.hash(&mut hasher);
                hasher.finish()
            };
            prop_assert_eq!(hash(&a), hash(&b));
        }
    }
}
