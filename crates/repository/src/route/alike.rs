//! Names that differ as a mistyped name differs from the meant one.

/// Names of at most this length are alike only when they differ in case or in separators.
const SHORTEST: usize = 2;
/// Up to this length one mistake makes an alike name; in longer ones two do.
const SHORT: usize = 5;

/// The one of `known` that `given` is most like, when `given` may be that name, mistyped.
///
/// Differences in digits do not count: `debian12` is not like `debian11`, and `debain12` is like both.
/// Case and the separators between words are easily mistyped: `Stable` is like `stable`, and
/// `debian_12` like `debian-12`. A name with more before or behind it is another name: `oldstable`,
/// `unstable` and `stable-security` are not like `stable`.
#[must_use]
pub fn alike<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = known.into_iter().filter(|name| *name != given && is_alike(given, name));
    found.min_by_key(|name| strsim::damerau_levenshtein(given, name))
}

fn is_alike(one: &str, other: &str) -> bool {
    if without_separators(one) == without_separators(other) {
        return true;
    }
    let (one, other) = (without_numbers(one), without_numbers(other));
    if one == other {
        return false;
    }
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let (shorter, longer) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let most = match shorter.len() {
        0..=SHORTEST => 0,
        length if length <= SHORT => 1,
        _ => 2,
    };
    let is_more = longer.len() > shorter.len() + 1
        && (longer.starts_with(shorter) || longer.ends_with(shorter));
    !is_more && strsim::damerau_levenshtein(shorter, longer) <= most
}

/// In lower case, and without separators but those between two digits, as in a version.
fn without_separators(name: &str) -> String {
    let bytes = name.as_bytes();
    let is_digit =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let kept = name.char_indices().filter(|&(at, character)| {
        let is_in_version = is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1));
        character.is_ascii_alphanumeric() || is_in_version
    });
    kept.map(|(_, character)| character.to_ascii_lowercase()).collect()
}

/// Without digits, and without the separators beside them.
fn without_numbers(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let is_number = |at: usize| {
        let run = |beside: &mut dyn Iterator<Item = &char>| {
            let mut beside = beside.skip_while(|character| !character.is_ascii_alphanumeric());
            beside.next().is_some_and(char::is_ascii_digit)
        };
        let character = characters[at];
        character.is_ascii_digit()
            || !character.is_ascii_alphanumeric()
                && (run(&mut characters[..at].iter().rev()) || run(&mut characters[at..].iter()))
    };
    (0..characters.len()).filter(|&at| !is_number(at)).map(|at| characters[at]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mistyped_names_are_alike() {
        for (given, known) in [
            ("stabel", "stable"),
            ("stabl", "stable"),
            ("sable", "stable"),
            ("staable", "stable"),
            ("stables", "stable"),
            ("satbel", "stable"),
            ("Stable", "stable"),
            ("STABLE", "stable"),
            ("stable-", "stable"),
            ("bookwrom", "bookworm"),
            ("bokworn", "bookworm"),
            ("bulseye", "bullseye"),
            ("tesing", "testing"),
            ("trixi", "trixie"),
            ("sdi", "sid"),
            ("nobel", "noble"),
            ("debain12", "debian12"),
            ("debain12", "debian11"),
            ("debian_12", "debian-12"),
            ("debian12", "debian-12"),
            ("Debian12", "debian12"),
            ("bookworm-esl-erlnag-26", "bookworm-esl-erlang-26"),
            ("bookworm_esl-erlang-26", "bookworm-esl-erlang-26"),
            ("EL9", "el9"),
        ] {
            assert_eq!(alike(given, [known]), Some(known), "{given}");
            assert_eq!(alike(known, [given]), Some(given), "{known}");
        }
    }

    #[test]
    fn other_names_are_not_alike() {
        for (given, known) in [
            ("stable", "stable"),
            ("bookworm", "bullseye"),
            ("debian11", "debian12"),
            ("debian-11", "debian-12"),
            ("testing2", "testing"),
            ("testing-2", "testing"),
            ("el8-x86_64", "el9-x86_64"),
            ("erlang-26.1", "erlang-26"),
            ("erlang-26.1", "erlang-27"),
            ("22.04", "24.04"),
            ("7.1", "71"),
            ("2024-01-02", "2024-02-01"),
            ("bookworm-erlang-26", "bullseye-erlang-26"),
            ("unstable", "stable"),
            ("oldstable", "stable"),
            ("stable-security", "stable"),
            ("stable-updates", "stable-security"),
            ("sid", "trixie"),
            ("jammy", "noble"),
            ("focal", "jammy"),
            ("nightly", "weekly"),
            ("rc", "qa"),
            ("v1", "r1"),
            ("buster", "bullseye"),
        ] {
            assert_eq!(alike(given, [known]), None, "{given}");
            assert_eq!(alike(known, [given]), None, "{known}");
        }
    }

    #[test]
    fn the_nearest_of_several_is_named() {
        assert_eq!(alike("debain12", ["debian11", "debian12", "stable"]), Some("debian12"));
        assert_eq!(alike("anything", []), None);
    }

    proptest! {
        #[test]
        fn other_digits_make_other_names(
            name in "[a-z]{1,9}[.-]?", one in "[0-9]{1,3}", other in "[0-9]{1,3}",
        ) {
            let (given, known) = (format!("{name}{one}"), format!("{name}{other}"));
            prop_assert_eq!(alike(&given, [&*known]), None);
        }

        #[test]
        fn one_transposition_makes_an_alike_name(name in "[a-z]{3,12}", at in 0_usize..11) {
            let mut bytes = name.clone().into_bytes();
            let at = at % (bytes.len() - 1);
            bytes.swap(at, at + 1);
            let given = String::from_utf8(bytes).unwrap();
            let expected = (given != name).then_some(&*name);
            prop_assert_eq!(alike(&given, [&*name]), expected);
        }

        #[test]
        fn any_two_names_are_compared(one in "[a-c0-2._-]{0,9}", other in "[a-c0-2._-]{0,9}") {
            prop_assert_eq!(alike(&one, [&*other]).is_some(), alike(&other, [&*one]).is_some());
        }
    }
}
