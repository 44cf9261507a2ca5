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
