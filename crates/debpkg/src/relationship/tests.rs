use proptest::prelude::*;

use super::*;

fn printed(text: &str) -> String {
    Relationships::parse(text).unwrap().to_string()
}

fn lenient(text: &str) -> String {
    Relationships::parse_lenient(text).unwrap().to_string()
}

#[test]
fn prints_in_dpkgs_own_form() {
    for (text, form) in [
        ("", ""),
        ("  \n ", ""),
        ("ab", "ab"),
        ("ab,cd", "ab, cd"),
        ("ab|cd , ef", "ab | cd, ef"),
        ("ab(>=1)", "ab (>= 1)"),
        ("ab:any ( >= 1:2-3 )", "ab:any (>= 1:2-3)"),
        (
            "libc6 (>= 2.36), python3:any (<< 3.12),\n tar | bsdtar (= 3)",
            "libc6 (>= 2.36), python3:any (<< 3.12), tar | bsdtar (= 3)",
        ),
        ("ab:linux-any", "ab:linux-any"),
        ("virtual (= 1)", "virtual (= 1)"),
        ("ab (<= 1), cd (>> 2~)", "ab (<= 1), cd (>> 2~)"),
    ] {
        assert_eq!(printed(text), form, "{text:?}");
    }
}

#[test]
fn reads_the_deprecated_operators_as_dpkg_does() {
    assert_eq!(printed("ab (< 1), cd (> 1)"), "ab (<= 1), cd (>= 1)");
}

#[test]
fn lenient_takes_what_people_write() {
    for text in ["bb >= 2", "bb>=2", "bb >=2", "bb>= 2", "bb (>= 2)"] {
        assert_eq!(lenient(text), "bb (>= 2)", "{text:?}");
    }
    for (text, form) in [
        ("aa, bb (>= 2)", "aa, bb (>= 2)"),
        ("bb = 1.0", "bb (= 1.0)"),
        ("bb > 1, cc < 2", "bb (>> 1), cc (<< 2)"),
        ("bb (> 1), cc (< 2)", "bb (>> 1), cc (<< 2)"),
        ("bb >> 1 | cc:any << 2", "bb (>> 1) | cc:any (<< 2)"),
        ("bb <= 1", "bb (<= 1)"),
    ] {
        assert_eq!(lenient(text), form, "{text:?}");
    }
}

#[test]
fn refuses_with_the_place_and_the_mend() {
    for (text, message, hint) in [
        ("aa,", "a package name is missing at column 4", "leave out the \",\" or \"|\" before it"),
        ("aa,,bb", "a package name is missing at column 4", "leave out one of the two separators"),
        (
            "aa | , bb",
            "a package name is missing at column 6",
            "leave out one of the two separators",
        ),
        ("foo (>> )", "a version is missing at column 9", "write \"name (>= version)\""),
        (
            "foo >= 1",
            "there is '>' after a package at column 5",
            "write the version in parentheses: \"name (>= version)\"",
        ),
        (
            "foo (1.0)",
            "a version operator is missing at column 6",
            "the operators are \"<<\", \"<=\", \"=\", \">=\" and \">>\"",
        ),
        ("foo (== 1)", "\"==\" is not a version operator at column 6", "write \"=\""),
        ("foo (=> 1)", "\"=>\" is not a version operator at column 6", "write \">=\""),
        (
            "foo (~> 1)",
            "\"~>\" is not a version operator at column 6",
            "Debian has no such operator; write a range: \"name (>= 1), name (<< 2~)\"",
        ),
        ("foo (>= 1", "this \"(\" is never closed at column 5", "write \")\" after the version"),
        (
            "foo (>= 1 2)",
            "there is '2' instead of \")\" at column 11",
            "a version cannot have blanks",
        ),
        (
            "foo [amd64]",
            "there is '[' after a package at column 5",
            "a binary package has no architecture restrictions; leave the package out if it is \
             not needed",
        ),
        (
            "foo <!nocheck>",
            "there is '<' after a package at column 5",
            "a binary package has no build profiles; leave them out",
        ),
        (
            "foo (>= 1) (<< 2)",
            "there is '(' after a package at column 12",
            "a package can have only one version constraint: write the package twice",
        ),
        (
            "foo bar",
            "there is 'b' after a package at column 5",
            "separate packages with \",\" or \"|\"",
        ),
        (
            "aa, _oo",
            "the package name \"_oo\" has '_' at position 1; only a-z, 0-9, \"+\", \"-\" and \
             \".\" are allowed, and the first must be a letter or digit at column 5",
            "write \"oo\"",
        ),
        (
            "aa (>= v1)",
            "the version \"v1\" starts with 'v'; an upstream version starts with a digit at \
             column 8",
            "write \"1\"",
        ),
        (
            "aa:ANY",
            "\"ANY\" is not an architecture qualifier at column 4",
            "write \"name:any\", \"name:amd64\" or only the name",
        ),
        (
            "${misc:Depends}",
            "there is a substitution variable instead of a package name at column 1",
            "write its value",
        ),
        (
            "é\u{a0}, b",
            "the package name \"é\\u{a0}\" has 'é' at position 1; only a-z, 0-9, \"+\", \"-\" and \
             \".\" are allowed, and the first must be a letter or digit at column 1",
            "",
        ),
        (
            "foo\r",
            "the package name \"foo\\r\" has '\\r' at position 4; only a-z, 0-9, \"+\", \"-\" and \
             \".\" are allowed, and the first must be a letter or digit at column 1",
            "write \"foo\"",
        ),
    ] {
        let error = Relationships::parse(text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text:?}");
        assert_eq!(error.hint.unwrap_or_default(), hint, "{text:?}");
    }
}

#[test]
fn lenient_still_refuses() {
    for (text, message) in [
        ("foo <!nocheck>", "there is '<' after a package at column 5"),
        ("foo <nocheck>", "there is '<' after a package at column 5"),
        ("foo >= ", "a version is missing at column 8"),
        ("foo ~> 1", "\"~>\" is not a version operator at column 5"),
        ("foo == 1", "\"==\" is not a version operator at column 5"),
        ("foo >= 1 2", "there is '2' after a package at column 10"),
        ("foo,", "a package name is missing at column 5"),
    ] {
        assert_eq!(Relationships::parse_lenient(text).unwrap_err().to_string(), message);
    }
}

fn list() -> impl Strategy<Value = String> {
    let relation = "[a-z0-9][a-z0-9+.-]{1,5}(:any|:amd64)?( \\((<<|<=|=|>=|>>) \
                    [0-9][0-9a-z.+~]{0,5}(-[0-9])?\\))?";
    let alternatives = prop::collection::vec(relation, 1..4).prop_map(|all| all.join(" | "));
    prop::collection::vec(alternatives, 0..5).prop_map(|all| all.join(", "))
}

proptest! {
    #[test]
    fn dpkgs_own_form_reads_back(text in list()) {
        prop_assert_eq!(printed(&text), text.clone());
        prop_assert_eq!(lenient(&text), text);
    }

    #[test]
    fn never_panics(text in "\\PC{0,40}|[ab(),|:<>=!~$\\[1 é]{0,20}") {
        for result in [Relationships::parse(&text), Relationships::parse_lenient(&text)] {
            match result {
                Ok(list) => prop_assert_eq!(printed(&list.to_string()), list.to_string()),
                Err(error) => {
                    prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
                }
            }
        }
    }
}
