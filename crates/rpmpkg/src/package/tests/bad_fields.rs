//! Fields that are wrong.

use pkgtree::Description;
use pkgtree::description::{REQUIRED, Required, Text};

use super::{defects, hello, lines, package};

fn some(text: &str) -> Option<Text> {
    Some(text.into())
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Description), start: &str, part: &str) {
    let mut description = hello();
    change(&mut description);
    let found = defects(&description);
    let is_it = found.len() == 1 && found[0].starts_with(start) && found[0].contains(part);
    assert!(is_it, "{found:#?}\nis not {start:?} with {part:?}");
}

#[track_caller]
fn warned(change: impl FnOnce(&mut Description), parts: &[&str]) {
    let mut description = hello();
    change(&mut description);
    let found = lines(package(&description, &[]).warnings());
    let is_it = found.len() == 1 && parts.iter().all(|part| found[0].contains(part));
    assert!(is_it, "{found:#?}\nis not {parts:?}");
}

#[test]
fn all_defects_are_told_at_once() {
    let found = defects(&Description::new());
    let keys: Vec<_> = found.iter().filter_map(|line| line.split(": ").nth(1)).collect();
    let required = REQUIRED.iter().filter(|required| required.rpm);
    assert_eq!(keys, required.clone().map(|it| it.key).collect::<Vec<_>>());
    for (line, Required { key, .. }) in found.iter().zip(required) {
        let flag_and_key =
            line.contains(&format!("--{key} ")) && line.contains(&format!("{key} = "));
        assert!(line.starts_with("E500: ") && flag_and_key, "{line}");
    }
}

#[test]
fn names() {
    refused(|it| it.name = some("a b"), "E501: name: has ' ' at position 2", "write \"a-b\"");
    refused(|it| it.name = some(""), "E501: name: is empty", "letters");
    refused(|it| it.name = some("-a"), "E501: name: starts with \"-\"", "write \"a\"");
    refused(|it| it.name = some("é"), "E501: name: has 'é'", "letters");
    refused(|it| it.name = some("a>1"), "E501: name: has '>'", "letters");
    refused(|it| it.name = some("a..b"), "E501: name: has \"..\"", "");
    refused(|it| it.name = some("a\nb"), "E501: name: has '\\n'", "");
    refused(|it| it.rpm.name = some("a/b"), "E501: rpm.name: has '/'", "a-b");
    for name in ["a", "_x", "BadX", "libstdc++", "python3.11", "gtk+-2.0", "7zip"] {
        let mut description = hello();
        description.name = some(name);
        package(&description, &[]);
    }
}

#[test]
fn versions() {
    refused(
        |it| it.version = some("1-2"),
        "E502: version: ",
        "version = \"1\" and release = \"2\"",
    );
    refused(
        |it| it.version = some("v1.2.0-5-gabc123"),
        "E502: version: has '-'",
        "use version = \"1.2.0+5.gabc123\"",
    );
    warned(|it| it.version = some("1.0rc1"), &["sorts after", "version = \"1.0~rc1\""]);
    warned(|it| it.version = some("OTP_27.1"), &["does not start with a digit", "\"27.1\""]);
    refused(|it| it.version = some("1:2.3"), "E502: version: has a \":\"", "epoch = 1");
    refused(|it| it.version = some(""), "E502: version: ", "empty");
    refused(|it| it.version = some("1 2"), "E502: version: ", "' '");
    refused(|it| it.version = some("1é"), "E502: version: ", "'é'");
    refused(|it| it.version = some("1/2"), "E502: version: ", "'/'");
    refused(|it| it.release = some("1-2"), "E502: release: ", "'-'");
    refused(|it| it.rpm.release = some(""), "E502: rpm.release: ", "empty");
    for epoch in ["-1", "x", "", "2147483648", "4294967296", "+1", "1.0"] {
        refused(|it| it.epoch = some(epoch), "E502: epoch: is ", "from 0 to 2147483647");
    }
    for version in ["1~rc1", "1^git", "20240101", "rc_1", "1+2"] {
        let mut description = hello();
        description.version = some(version);
        package(&description, &[]);
    }
}

#[test]
fn the_v_of_a_tag_is_dropped_and_noted() {
    let mut description = hello();
    description.version = some("v1.0");
    let package = package(&description, &[]);
    assert_eq!(package.evr().version, "1.0");
    assert_eq!(lines(package.notes()), ["E502: version: \"v1.0\" is read as 1.0"]);
    assert!(package.warnings().is_empty());
}

#[test]
fn a_packager_without_an_address_is_warned_of() {
    warned(|it| it.maintainer = some("Jane"), &["E519: maintainer: has no address"]);
    warned(|it| it.rpm.packager = some("j@e.org"), &["E519: rpm.packager: is an address"]);
}

#[test]
fn architectures() {
    refused(|it| it.arch = some("any"), "E503: arch: ", "or \"noarch\" if the package has no");
    for (text, name) in [("i386", "i386"), ("i586", "i586"), ("x86", "i686"), ("386", "i686")] {
        let mut description = hello();
        description.arch = some(text);
        assert_eq!(package(&description, &[]).architecture().rpm(), name);
    }
    refused(|it| it.arch = some("amd46"), "E503: arch: ", "did you mean \"amd64\"?");
    refused(|it| it.arch = some("no arch"), "E503: arch: ", "");
}

#[test]
fn texts() {
    refused(|it| it.summary = some("a\nb"), "E108: summary: has the character U+000A", "one line");
    refused(|it| it.summary = some(" "), "E106: summary: is empty", "");
    refused(|it| it.license = some("a\0"), "E109: license: ", "U+0000");
    refused(|it| it.description = some("a\u{202e}b"), "E109: description: ", "U+202E");
    refused(|it| it.vendor = some("\u{feff}x"), "E109: vendor: ", "byte order mark");
    refused(|it| it.rpm.packager = some("a\rb"), "E109: rpm.packager: ", "dos2unix");
    refused(|it| it.maintainer = some("a\nb"), "E108: maintainer: ", "");
    refused(|it| it.summary = some(&"x".repeat(65_537)), "E107: summary: is 65537", "");
    refused(|it| it.homepage = some("example.org"), "E507: homepage: ", "https://");
    refused(|it| it.rpm.build_host = some("a b"), "E512: rpm.build-host: ", "host name");
    refused(|it| it.rpm.source_rpm = some("hello.rpm"), "E511: rpm.source-rpm: ", "hello-2.10-1");
    refused(|it| it.rpm.source_rpm = some("hello.src.rpm"), "E511: rpm.source-rpm: ", "");
    refused(|it| it.rpm.compression = some("zip"), "E508: rpm.compression: ", "zstd");
    refused(|it| it.rpm.format = some("5"), "E509: rpm.format: is \"5\"; known are 4 and 6", "");
    let locale = |name: &str| vec![(name.into(), "x".into())];
    refused(|it| it.rpm.summaries = locale("german"), "E510: rpm.summaries.german: ", "\"de\"");
    refused(|it| it.rpm.descriptions = locale("C"), "E510: rpm.descriptions.C: ", "not translated");
    refused(|it| it.rpm.summaries = [locale("de"), locale("de")].concat(), "E510: ", "twice");
}

#[test]
fn dependencies() {
    let list = |text: &str| vec![text.into()];
    refused(|it| it.depends = list("a (>> )"), "E504: depends[0]: column 7: has no version", "");
    refused(|it| it.rpm.requires = list("(a if"), "E504: rpm.requires[0]: column 1: ", "close it");
    refused(|it| it.rpm.requires = list("(a unless b)"), "E504: ", "\"or\" instead");
    refused(|it| it.conflicts = list("(a if b)"), "E504: conflicts[0]: ", "\"and\" instead");
    refused(|it| it.provides = list("(a or b)"), "E504: provides[0]: (a or b): ", "plain names");
    refused(|it| it.rpm.obsoletes = list("a | b"), "E504: rpm.obsoletes[0]: (a or b): ", "");
    warned(|it| it.provides = list("a >= 1"), &["E513: provides[0]: a >= 1: provides a range"]);
    refused(|it| it.depends = list("rpmlib(X) <= 1"), "E504: ", "leave it out");
    let qualified = |name: &str| vec![(name.into(), vec!["a".into()])];
    refused(
        |it| it.rpm.requires_for = qualified("pre,pots"),
        "E506: rpm.requires-for.pre,pots: ",
        "did you mean \"post\"?",
    );
    refused(|it| it.rpm.requires_for = qualified("config"), "E506: ", "known are pre");
}

#[test]
fn dependencies_on_itself() {
    let list = |text: &str| vec![text.into()];
    refused(|it| it.depends = list("hello > 3"), "E505: ", "can never be installed");
    warned(|it| it.depends = list("hello >= 2.10"), &["E505: ", "has no effect"]);
    warned(|it| it.conflicts = list("hello < 2"), &["E505: conflicts[0]: hello < 2: ", "itself"]);
    warned(|it| it.replaces = list("hello"), &["E505: replaces[0]: hello: ", "obsoletes itself"]);
    warned(|it| it.provides = list("hello"), &["E505: provides[0]: hello: ", "provides itself"]);
    warned(|it| it.suggests = list("hello"), &["E505: suggests[0]: hello: ", "has no effect"]);
    warned(|it| it.rpm.supplements = list("hello"), &["E505: rpm.supplements[0]: ", "no effect"]);
    let epoch = |it: &mut Description| {
        it.epoch = some("1");
        it.rpm.obsoletes = list("hello < 2");
    };
    warned(epoch, &["E505: ", "matches no version", "write 1:2"]);
}

#[test]
fn words_of_conditions_are_refused_in_every_field() {
    let list = || vec!["aa or bb".into()];
    type Spoil = fn(&mut Description, Vec<Text>);
    let fields: [(Spoil, &str); 13] = [
        (|it, list| it.depends = list, "depends"),
        (|it, list| it.recommends = list, "recommends"),
        (|it, list| it.suggests = list, "suggests"),
        (|it, list| it.enhances = list, "enhances"),
        (|it, list| it.provides = list, "provides"),
        (|it, list| it.conflicts = list, "conflicts"),
        (|it, list| it.replaces = list, "replaces"),
        (|it, list| it.rpm.requires = list, "rpm.requires"),
        (|it, list| it.rpm.obsoletes = list, "rpm.obsoletes"),
        (|it, list| it.rpm.supplements = list, "rpm.supplements"),
        (|it, list| it.rpm.order_with_requires = list, "rpm.order-with-requires"),
        (|it, list| it.rpm.requires_for = vec![("pre".into(), list)], "rpm.requires-for.pre"),
        (|it, list| it.rpm.conflicts = list, "rpm.conflicts"),
    ];
    for (spoil, field) in fields {
        refused(|it| spoil(it, list()), &format!("E504: {field}[0]: "), "write \"(aa or bb)\"");
    }
}

#[test]
fn what_rpm_distributions_do_not_have_is_warned_of() {
    let list = |text: &str| vec![text.into()];
    warned(|it| it.depends = list("foo bar"), &["E525: depends[0]: ", "write \"foo, bar\""]);
    warned(|it| it.depends = list("libc6 (>= 2.31)"), &["E528: depends[0]: ", "\"glibc\""]);
    warned(
        |it| it.rpm.requires = list("libssl1.1"),
        &["E528: rpm.requires[0]", "\"openssl-libs\""],
    );
    let for_pre =
        |it: &mut Description| it.rpm.requires_for = vec![("pre".into(), list("adduser"))];
    warned(for_pre, &["E528: rpm.requires-for.pre[0]: ", "\"shadow-utils\""]);
    for path in ["/usr/share/x", "/lib64/libc.so.6", "/usr/libexec/x", "/usr/lib/sendmail.d"] {
        warned(|it| it.depends = list(path), &["E526: depends[0]: ", "4.23", path]);
    }
    let mut fine = hello();
    let listed = ["/bin/sh", "/etc/passwd", "/usr/lib/sendmail", "/opt/x/bin/y", "libc6 | glibc"];
    fine.depends = listed.map(Into::into).to_vec();
    assert_eq!(lines(package(&fine, &[]).warnings()), Vec::<String>::new());
}
