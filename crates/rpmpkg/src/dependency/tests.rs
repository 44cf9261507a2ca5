use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    match Dependency::parse_list(text) {
        Ok(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn lists_in_either_spelling() {
    for (text, list) in [
        ("foo", "foo"),
        ("foo,bar", "foo, bar"),
        ("foo bar >= 1 baz", "foo, bar >= 1, baz"),
        ("foo >= 1.2-3, bar=1:2", "foo >= 1.2-3, bar = 1:2"),
        ("foo (>= 1.2) , bar(<<3)", "foo >= 1.2, bar < 3"),
        ("foo (>> 1~rc1)", "foo > 1~rc1"),
        ("foo == 1, bar => 2", "foo = 1, bar >= 2"),
        ("a | b (>= 1) | c, d", "(a or b >= 1 or c), d"),
        ("/bin/sh, /usr/share/a[b]", "/bin/sh, /usr/share/a[b]"),
        (
            "perl(A::B) >= 1, libc.so.6(GLIBC_2.4)(64bit)",
            "perl(A::B) >= 1, libc.so.6(GLIBC_2.4)(64bit)",
        ),
        ("font(:lang=en) config(x) = 1-2", "font(:lang=en), config(x) = 1-2"),
        ("pkgconfig(foo) >= 1", "pkgconfig(foo) >= 1"),
        ("foo(x86-64)", "foo(x86-64)"),
        ("libstdc++6, gtk+-2.0", "libstdc++6, gtk+-2.0"),
        ("\n foo,\n bar,\n", "foo, bar"),
    ] {
        assert_eq!(shown(text), list);
    }
}

#[track_caller]
fn fault(text: &str, column: usize, part: &str) {
    let error = Dependency::parse_list(text).expect_err(text);
    let line = format!("{error}; {}", error.hint.clone().unwrap_or_default());
    assert!(error.column == column && line.contains(part), "{text:?}: {line}\nnot {part:?}");
}

#[test]
fn faults_have_their_column() {
    fault("", 1, "has no package name");
    fault(" , ", 4, "has no package name");
    fault("foo (>> )", 9, "has no version");
    fault("foo >=", 7, "has no version");
    fault("foo >= 1-2-3", 8, "~");
    fault("foo >= x:1", 8, "epoch");
    fault("foo <> 1", 5, "unknown comparison \"<>\"");
    fault("foo, >= 1", 6, "before the comparison");
    fault("-foo", 1, "at the start of a name");
    fault("foo;bar", 4, "separate packages with \",\"");
    fault("foo(bar", 1, "without its \")\"");
    fault("foo)", 4, "at the start of a name");
    fault("foo (>= 1", 10, "no \")\"");
    fault("/bin/sh >= 1", 1, "a version");
    fault("é, foo:any", 4, "\":any\"");
    fault("foo:amd64", 1, "\":amd64\"");
    fault("foo [amd64]", 5, "an architecture");
    fault("foo (>= 1) [amd64]", 12, "an architecture");
    fault("foo <!nocheck>", 5, "a build profile");
    fault("foo >= 1 <stage1>", 10, "a build profile");
    fault("foo | ", 5, "after the \"|\"");
    fault("foo-%{version}", 1, "macro");
}

#[test]
fn words_of_conditions_and_versions_are_not_names() {
    for (text, column, hint) in [
        ("a or b", 3, "write \"(a or b)\", or \"a | b\""),
        ("a OR b", 3, "write \"(a or b)\""),
        ("a or b or c", 3, "write \"(a or b or c)\", or \"a | b | c\""),
        ("foo >= 1 or bar", 10, "write \"(foo >= 1 or bar)\""),
        ("a and b", 3, "write \"a, b\" for both"),
        ("a with b", 3, "write \"(a with b)\""),
        ("a without b", 3, "write \"(a without b)\""),
        ("a if b", 3, "write \"(a if b)\""),
        ("a if b else c", 3, "write \"(a if b else c)\""),
        ("a unless b", 3, "write \"(a unless b)\""),
        ("a, or b", 4, "\"(a or b)\""),
        ("a or (b and c)", 3, "\"(a or b)\""),
        ("a and, b", 3, "with \",\""),
        ("or", 1, "\"(a or b)\""),
        ("if, a", 1, "\"(a if b)\""),
        ("foo 1.0", 5, "write \"foo = 1.0\" or \"foo >= 1.0\""),
        ("foo 1:2.0-3", 5, "\"foo >= 1:2.0-3\""),
        ("foo, 7", 6, "\"name = version\""),
        ("foo (1.0)", 6, "\"foo = 1.0\""),
        ("foo >= 1.0 2.0", 12, "\"name = version\""),
        ("1.0", 1, "\"name = version\""),
        ("foo > = 1", 7, "the version"),
    ] {
        fault(text, column, hint);
    }
    for text in ["7zip", "389-ds-base", "order", "android", "iffy >= 1", "libor"] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn a_list_that_blanks_separate_is_marked() {
    for (text, expected) in [
        ("a", None),
        ("a, b", None),
        ("a ,b,", None),
        ("a >= 1, (b or c)", None),
        ("a | b", None),
        ("a b", Some(1)),
        ("a, b >= 1 c", Some(2)),
        ("a (b or c)", Some(1)),
    ] {
        let list = Dependency::parse_list_in(text, Context::Free).unwrap();
        assert_eq!(list.behind_blank, expected, "{text}");
    }
}

#[test]
fn faults_of_rich_dependencies() {
    fault("(a", 1, "close it");
    fault("a, (b or (c)", 4, "close it");
    fault("()", 2, "nothing in its parentheses");
    fault("(a and )", 8, "nothing after \"and\"");
    fault("(a xor b)", 4, "unknown word \"xor\"");
    fault("(a, b)", 3, "write \"and\"");
    fault("(a | b)", 4, "write \"or\"");
    fault("(a and b or c)", 10, "\"or\" after \"and\"");
    fault("(a if b if c)", 9, "put parentheses around");
    fault("(a else b)", 4, "without its \"if\"");
    fault("(a without b without c)", 14, "after");
    fault("((a and b) with c)", 5, "within \"with\"");
    fault("((a if b) or c)", 5, "\"and\" instead");
    fault("((a unless b) and c)", 5, "\"or\" instead");
    fault(&"(".repeat(100_000), 51, "nests deeper");
}

#[test]
fn rich_dependencies_are_spelt_canonically() {
    for (text, canonical) in [
        ("( a  and(b or c ) )", "(a and (b or c))"),
        ("(a>=1 if b = 2-3 else (c|d))", ""),
        ("(a if b else c)", "(a if b else c)"),
        ("(a with b with c), (x without y)", "(a with b with c), (x without y)"),
        ("(a(x86-64) >= 1:2 and perl(A::B))", "(a(x86-64) >= 1:2 and perl(A::B))"),
        ("((a))", "((a))"),
        ("(a (>= 1) or b (<< 2))", "(a >= 1 or b < 2)"),
    ] {
        if canonical.is_empty() {
            assert!(Dependency::parse_list(text).is_err(), "{text}");
        } else {
            assert_eq!(shown(text), canonical);
        }
    }
}

#[test]
fn contexts_are_those_of_the_field() {
    for (text, context, passes) in [
        ("(a if b)", Context::Needed, true),
        ("(a unless b)", Context::Needed, false),
        ("((a unless b))", Context::Needed, false),
        ("(a if (b unless c))", Context::Needed, true),
        ("(a if b)", Context::Refused, false),
        ("(a unless b)", Context::Refused, true),
        ("(a unless (b if c))", Context::Refused, true),
        ("(a if b)", Context::Free, true),
        ("(a unless b)", Context::Free, true),
    ] {
        assert_eq!(Dependency::parse_list_in(text, context).is_ok(), passes, "{text}");
    }
}

/// Rich dependencies, many of which rpm refuses.
fn rich() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => "[ab](\\(x\\))?".boxed(),
        1 => "[ab] (<|>=|=) [01](-1)?".boxed(),
        1 => Just("/x".to_owned()).boxed(),
    ];
    let operator = prop::sample::select(vec![
        " and ",
        " or ",
        " if ",
        " unless ",
        " else ",
        " with ",
        " without ",
        " ",
    ]);
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let further = prop::collection::vec((operator.clone(), inner.clone()), 0..3);
        (inner, further).prop_map(|(first, further)| {
            let rest: String =
                further.into_iter().flat_map(|(op, it)| [op.to_owned(), it]).collect();
            format!("({first}{rest})")
        })
    })
    .prop_filter("rich", |text| text.starts_with('('))
}

/// The dependency as rpm stores it, when it takes it.
fn of_rpm(tag: &str, text: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("a.spec");
    let head = "Name: hello\nVersion: 1\nRelease: 1\nSummary: x\nLicense: x\n";
    std::fs::write(&spec, format!("{head}{tag}: {text}\n%description\n")).unwrap();
    let format = format!("[%{{{tag}NAME}}\n]").replace("sNAME", "NAME");
    let output = real_tools::command("rpmspec").args(["-q", "--qf", &format]).arg(&spec).output();
    let output = output.expect("apt-get install rpm");
    let shown = String::from_utf8(output.stdout).unwrap();
    let name = shown.lines().find(|line| line.starts_with('('));
    output.status.success().then(|| name.unwrap().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn rpm_takes_the_same_rich_dependencies(text in rich()) {
        for (tag, context) in [("Requires", Context::Needed), ("Conflicts", Context::Refused)] {
            let own = Dependency::parse_list_in(&text, context);
            // rpm takes `(a else b)` too, which says nothing.
            let is_stricter = |error: &DependencyError| error.problem.contains("without its \"if");
            prop_assume!(!own.as_ref().is_err_and(is_stricter));
            let own = own.ok().map(|list| list.dependencies[0].name.clone());
            prop_assert_eq!(own, of_rpm(tag, &text), "{}: {}", tag, &text);
        }
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_what_parses_reads_back(text in "[ab1:.~(),|<>= \
                                                          \\[\\]/é-]{0,30}|(\\(|a|b|\\)| and | or \
                                                          | if | else | unless | with |>= 1| \
                                                          ){0,20}") {
        if let Ok(list) = Dependency::parse_list(&text) {
            let shown = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            prop_assert_eq!(Dependency::parse_list(&shown), Ok(list));
        }
    }
}
