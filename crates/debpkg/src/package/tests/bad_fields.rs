//! Values that are wrong, alone and together: each defect names the field and the fix.

use diagnostic::Source;
use pkgtree::Description;
use pkgtree::description::{REQUIRED, Required, Text};

use super::{defects, hello, warnings};

fn some(text: &str) -> Option<Text> {
    Some(text.into())
}

#[track_caller]
fn refused(spoil: impl Fn(&mut Description), start: &str, end: &str) {
    let mut description = hello();
    spoil(&mut description);
    let found = defects(&description);
    let is_it = |line: &String| line.starts_with(start) && line.contains(end);
    assert!(found.len() == 1 && is_it(&found[0]), "{found:#?}\nis not\n{start} ... {end}");
}

#[track_caller]
fn warned(spoil: impl Fn(&mut Description), start: &str, end: &str) {
    let mut description = hello();
    spoil(&mut description);
    let found = warnings(&description);
    let is_it = |line: &String| line.starts_with(start) && line.contains(end);
    assert!(found.len() == 1 && is_it(&found[0]), "{found:#?}\nis not\n{start} ... {end}");
}

#[test]
fn names() {
    refused(|it| it.name = some("BadX"), "E301: name: has 'B'", "write \"badx\"");
    refused(|it| it.name = some("my_tool"), "E301: name: has '_'", "write \"my-tool\"");
    refused(|it| it.deb.name = some("x"), "E301: deb.name: is shorter than two", "at least two");
    refused(|it| it.name = some(".x"), "E301: name: has '.'", "");
    refused(|it| it.name = some("-x"), "E301: name: has '-'", "");
    refused(|it| it.name = some(""), "E301: name: ", "");
}

#[test]
fn versions() {
    refused(|it| it.version = some(""), "E302: version: has an empty", "");
    refused(|it| it.version = some("release-1.0"), "E302: version: ", "use version = \"1.0\"");
    refused(|it| it.version = some("1.0 beta"), "E302: version: ", "\"1.0~beta\"");
    refused(|it| it.version = some("1.0_rc1"), "E302: version: ", "\"1.0~rc1\"");
    refused(|it| it.version = some("1.0^git1"), "E302: version: ", "\"1.0+git1\"");
    refused(|it| it.version = some("1:2.10"), "E302: version: has a \":\"", "epoch = 1");
    refused(|it| it.version = some("1.0\n"), "E302: version: ", "\"1.0\"");
    refused(|it| it.release = some("1-2"), "E302: release: has '-'", "");
    refused(|it| it.release = some(""), "E302: release: is empty", "");
    refused(|it| it.epoch = some("2147483648"), "E302: epoch: is \"2147483648\"", "2147483647");
    refused(|it| it.epoch = some("-1"), "E302: epoch: ", "");
    refused(|it| it.epoch = some("+1"), "E302: epoch: ", "");
    refused(|it| it.epoch = some("one"), "E302: epoch: ", "");
    refused(
        |it| {
            it.release = None;
            it.version = some("1.0-rc.1");
        },
        "E302: version: has a \"-\" but there is no release",
        "use version = \"1.0~rc.1\"",
    );
    refused(
        |it| {
            it.release = None;
            it.version = some("v1.2.0-5-gabc123");
        },
        "E302: version: has a \"-\" but there is no release",
        "use version = \"1.2.0+5.gabc123\"",
    );
    refused(
        |it| {
            it.release = None;
            it.version = Some(Text::new("1.0-2".into(), Source::Flag("--version".into())));
        },
        "E302: --version: version: has a \"-\" but there is no release",
        "use --version 1.0 --release 2",
    );
    let before = "E302: version: sorts after the release that it precedes";
    warned(|it| it.version = some("1.0-rc1"), before, "write version = \"1.0~rc1\"");
    warned(|it| it.version = some("1.0rc1"), before, "write version = \"1.0~rc1\"");
}

#[test]
fn the_v_of_a_tag_is_dropped_and_noted() {
    let mut description = hello();
    description.version = some("v1.0");
    let package = super::package(&description, &[]);
    assert_eq!(package.control().version.to_string(), "1.0-3");
    let notes = super::lines(package.notes());
    assert_eq!(notes, ["E302: version: \"v1.0\" is read as 1.0"]);
    assert!(package.warnings().is_empty());
}

#[test]
fn what_is_required_is_what_the_list_says() {
    let found = defects(&Description::new());
    let keys: Vec<_> = found.iter().filter_map(|line| line.split(": ").nth(1)).collect();
    let required = REQUIRED.iter().filter(|required| required.deb);
    assert_eq!(keys, required.clone().map(|it| it.key).collect::<Vec<_>>());
    for (line, Required { key, .. }) in found.iter().zip(required) {
        let flag_and_key =
            line.contains(&format!("--{key} ")) && line.contains(&format!("{key} = "));
        assert!(line.starts_with("E300: ") && flag_and_key, "{line}");
    }
}

#[test]
fn a_hyphen_stands_when_a_release_follows() {
    let mut description = hello();
    description.version = some("1.0-2");
    assert!(super::control(&description).contains("Version: 1.0-2-3\n"));
    description.epoch = some("0");
    assert!(super::control(&description).contains("Version: 1.0-2-3\n"));
}

#[test]
fn architectures() {
    refused(|it| it.arch = some("amd46"), "E303: arch: ", "did you mean \"amd64\"?");
    refused(|it| it.arch = some("am d64"), "E303: arch: ", "all, amd64, arm64");
    refused(
        |it| it.arch = None,
        "E300: arch: is missing",
        "the tree has no compiled files: give --arch all",
    );
    refused(|it| it.arch = some("any"), "E303: arch: ", "or \"all\" if the package has no");
    refused(
        |it| it.deb.arch = some("linux-any"),
        "E303: deb.arch: ",
        "or \"all\" if the package has no",
    );
    refused(|it| it.arch = some("native"), "E303: arch: ", "use its name");
}

#[test]
fn maintainers() {
    refused(|it| it.maintainer = None, "E300: maintainer: is missing", "--maintainer 'Jane Doe <");
    for (text, flaw) in [
        ("Jane", "has no address"),
        ("<jane@example.org>", "is an address without a name"),
        ("jane@example.org", "is an address without a name"),
        ("Jane <jane>", "is not of the form"),
        ("A <a@b>, C <c@d>", "is not of the form"),
    ] {
        let mut description = hello();
        description.maintainer = some(text);
        let found = warnings(&description);
        let is_it = found.len() == 1 && found[0].starts_with(&format!("E304: maintainer: {flaw}"));
        assert!(is_it, "{found:?}");
    }
    refused(|it| it.maintainer = some("A <a@b>\nX: y"), "E108: maintainer: ", "one line");
}

#[test]
fn texts() {
    refused(|it| it.summary = None, "E300: summary: is missing", "one line");
    refused(|it| it.summary = some(" "), "E106: summary: is empty", "");
    refused(|it| it.summary = some("a\nb"), "E108: summary: has the character U+000A", "one line");
    refused(|it| it.summary = some("a\r"), "E109: summary: ", "dos2unix");
    refused(|it| it.summary = some("a\u{202e}b"), "E109: summary: has the character U+202E", "");
    refused(|it| it.summary = some("\u{feff}b"), "E109: summary: has the character U+FEFF", "");
    refused(|it| it.summary = Some("x".repeat(65_537).into()), "E107: summary: is 65537", "");
    refused(|it| it.description = some("a\0b"), "E109: description: has the character U+0000", "");
    refused(|it| it.description = some("a\r\nb"), "E109: description: ", "dos2unix");
    refused(|it| it.description = Some("x".repeat(1_048_577).into()), "E107: description: ", "");
    refused(|it| it.deb.origin = some("a\nb"), "E108: deb.origin: ", "");
    refused(|it| it.deb.tag = some("a\nb: c"), "E150: deb.tag: ", "blank");
}

#[test]
fn choices() {
    refused(|it| it.deb.section = some("web tools"), "E307: deb.section: ", "utils");
    refused(|it| it.deb.section = some("a/b/c"), "E307: deb.section: ", "");
    refused(|it| it.deb.section = some("/x"), "E307: deb.section: ", "");
    refused(|it| it.deb.priority = some("high"), "E308: deb.priority: ", "optional");
    warned(|it| it.deb.priority = some("extra"), "E308: deb.priority: ", "deprecated");
    refused(|it| it.deb.multi_arch = some("yes"), "E309: deb.multi-arch: ", "foreign");
    refused(
        |it| {
            it.arch = some("noarch");
            it.deb.multi_arch = some("same");
        },
        "E309: deb.multi-arch: is \"same\" in a package for all architectures",
        "foreign",
    );
    refused(|it| it.deb.source = some("Hello"), "E312: deb.source: ", "hello (2.10-3)");
    refused(|it| it.deb.source = some("hi (x"), "E312: deb.source: ", "");
    refused(|it| it.homepage = some("example.org"), "E313: homepage: ", "https://");
    refused(|it| it.homepage = some("<https://x.org>"), "E313: homepage: ", "");
    refused(|it| it.deb.bugs = some("nowhere"), "E313: deb.bugs: ", "mailto:");
    refused(|it| it.deb.compression = some("lzma"), "E316: deb.compression: ", "zstd");
    refused(|it| it.deb.compression = some("xz:10"), "E316: deb.compression: ", "");
    refused(|it| it.deb.installed_size = some("1.5"), "E317: deb.installed-size: ", "computed");
}

#[test]
fn further_fields() {
    fn field(it: &mut Description, name: &str, value: &str) {
        it.deb.fields.push((name.into(), value.into()));
    }
    refused(|it| field(it, "depends", "x"), "E314: deb.fields.depends: would set Depends", "deb.");
    refused(|it| field(it, "Installed-Size", "1"), "E314: deb.fields.Installed-Size: ", "");
    refused(|it| field(it, "SHA256", "1"), "E314: deb.fields.SHA256: ", "");
    refused(|it| field(it, "X Y", "1"), "E314: deb.fields.X Y: is not the name", "X-Commit");
    refused(|it| field(it, "X:", "1"), "E314: deb.fields.X:: ", "");
    refused(|it| field(it, "-X", "1"), "E314: deb.fields.-X: ", "");
    refused(|it| field(it, "", "1"), "E314: deb.fields.: ", "");
    refused(|it| field(it, "X-A", "1\nDepends: evil"), "E150: deb.fields.X-A: ", "blank");
    refused(|it| field(it, "X-A", "1\n\n 2"), "E150: deb.fields.X-A: ", "blank");
    refused(
        |it| {
            field(it, "X-A", "1");
            field(it, "x-a", "2");
        },
        "E314: deb.fields.x-a: is given twice",
        "",
    );
    warned(|it| field(it, "License", "MIT"), "E315: deb.fields.License: ", "copyright");
    warned(|it| field(it, "vendor", "X"), "E315: deb.fields.vendor: ", "Origin");
}

#[test]
fn relationships() {
    refused(|it| it.depends.push("foo (>> )".into()), "E310: depends[0]: ", "at column 9");
    refused(|it| it.deb.depends.push("aa | ".into()), "E310: deb.depends[0]: ", "column");
    refused(|it| it.deb.breaks.push("aa | bb".into()), "E310: deb.breaks[0]: has alternatives", "");
    refused(|it| it.conflicts.push("aa | bb".into()), "E310: conflicts[0]: has alternatives", "");
    refused(|it| it.provides.push("aa (>= 1)".into()), "E310: provides[0]: ", "(= 1.0)");
    refused(|it| it.deb.built_using.push("gcc".into()), "E310: deb.built-using[0]: ", "version");
    refused(
        |it| it.deb.static_built_using.push("gcc (>= 1)".into()),
        "E310: deb.static-built-using[0]: ",
        "(= version)",
    );
    refused(|it| it.depends.push("aa\nEvil: bb".into()), "E310: depends[0]: ", "");
}

#[test]
fn words_and_versions_behind_a_blank() {
    for (text, column, hint) in [
        ("aa or bb", 4, "\"a | b\""),
        ("aa OR bb", 4, "\"a | b\""),
        ("aa and bb", 4, "with \",\""),
        ("aa with bb", 4, "with \",\""),
        ("aa if bb", 4, "no conditions"),
        ("aa, or bb", 8, "\"a | b\""),
        ("aa 1.0", 4, "in parentheses: \"name (>= version)\""),
        ("aa bb", 4, "separate packages"),
        ("(aa or bb)", 1, "\"a | b\""),
        ("(aa if bb)", 1, "under [rpm]"),
        ("/bin/sh", 1, "name the package"),
    ] {
        let place = format!("column {column}");
        for field in [0, 1, 2] {
            let spoil = |it: &mut Description| match field {
                0 => it.depends.push(text.into()),
                1 => it.conflicts.push(text.into()),
                _ => it.deb.pre_depends.push(text.into()),
            };
            refused(spoil, "E310: ", &place);
            refused(spoil, "E310: ", hint);
        }
    }
}

#[test]
fn names_of_rpm_distributions_are_warned_of() {
    warned(|it| it.depends.push("glibc (>= 2.28)".into()), "E318: depends[0]: ", "\"libc6\"");
    warned(|it| it.deb.pre_depends.push("zlib".into()), "E318: deb.pre-depends[0]", "\"zlib1g\"");
    let mut fine = hello();
    fine.depends.push("libc6 | glibc".into());
    fine.recommends.push("zlib".into());
    assert_eq!(warnings(&fine), Vec::<String>::new());
}

#[test]
fn fields_that_dpkg_interprets_are_not_further_ones() {
    for (name, hint) in [
        ("Optional", "\"suggests\""),
        ("recommended", "\"recommends\""),
        ("Class", "\"deb.priority\""),
        ("Revision", "\"release\""),
        ("Package-Revision", "\"release\""),
        ("package_revision", "\"release\""),
        ("Conffiles", "\"deb.conffiles\""),
        ("Description", "\"summary\""),
        ("Status", "leave it out"),
        ("Config-Version", "leave it out"),
        ("MSDOS-Filename", "leave it out"),
        ("X", "two or more"),
        ("-X", "two or more"),
        ("#X", "two or more"),
        ("X:Y", "two or more"),
    ] {
        refused(|it| it.deb.fields.push((name.into(), "1".into())), "E314: deb.fields.", hint);
    }
}

#[test]
fn relationships_with_itself() {
    refused(
        |it| it.depends.push("hello (>= 3)".into()),
        "E311: depends[0]: ",
        "never be installed",
    );
    warned(|it| it.depends.push("hello (>= 2)".into()), "E311: depends[0]: ", "has no effect");
    warned(|it| it.conflicts.push("hello (<< 2)".into()), "E311: conflicts[0]: ", "ignores");
    warned(|it| it.deb.breaks.push("hello".into()), "E311: deb.breaks[0]: hello: ", "ignores");
    warned(|it| it.replaces.push("hello".into()), "E311: replaces[0]: ", "upgrade");
    warned(
        |it| {
            it.epoch = some("1");
            it.recommends.push("hello (>= 2)".into());
        },
        "E311: recommends[0]: hello (>= 2): has no epoch, though the package has 1: it matches \
         every version",
        "write 1:2",
    );
    warned(|it| it.provides.push("hello".into()), "E311: provides[0]: ", "by its name");
    warned(|it| it.suggests.push("hello".into()), "E311: suggests[0]: ", "has no effect");
    let mut fine = hello();
    fine.depends.push("hello (>= 9) | other".into());
    fine.provides.push("hello (= 7)".into());
    assert_eq!(warnings(&fine), Vec::<String>::new());
}

#[test]
fn all_defects_come_in_one_run_with_their_places() {
    let mut spoilt = Description::new();
    let flag = |text: &str, flag: &str| Some(Text::new(text.into(), Source::Flag(flag.into())));
    spoilt.name = flag("X", "--name");
    spoilt.version = flag("x1", "--version");
    spoilt.depends = vec!["aa (".into(), "B".into()];
    spoilt.deb.compression = some("zip");
    spoilt.scripts.push(("postint".into(), std::path::PathBuf::from("x").into()));
    let found = defects(&spoilt);
    let codes: Vec<_> = found.iter().map(|line| &line[..4]).collect();
    let expected = ["E301", "E302", "E300", "E300", "E310", "E310", "E300", "E330", "E316"];
    assert_eq!(codes, expected, "{found:#?}");
    assert!(found[0].starts_with("E301: --name: name: "), "{}", found[0]);
}
