//! Values of the description, in an `.rpm`.

use conformance::program::Mkrpm;

use super::case::{Case, case, try_all};

fn rpm(name: &'static str) -> Case {
    case(name).only(Mkrpm)
}

fn flag(name: &'static str, argument: &str) -> Case {
    rpm(name).arguments(&[argument])
}

#[test]
fn names() {
    try_all(&[
        flag("blank", "--name=a b").says(&["--name"]),
        flag("slash", "--name=a/b").says(&["--name"]),
        flag("comparison", "--name=a>b").says(&["--name"]),
        flag("not ASCII", "--name=pakét").says(&["name"]),
        flag("empty", "--name=").says(&["name"]),
        flag("capitals and underscore", "--name=Perl_XML").exit(0),
    ]);
}

#[test]
fn versions() {
    try_all(&[
        flag("hyphen in the version", "--version=1-2").says(&["--version", "'-'"]),
        flag("hyphen in the release", "--release=1-2").says(&["--release", "'-'"]),
        flag("blank", "--version=1 0").says(&["--version"]),
        flag("slash", "--version=1/0").says(&["--version"]),
        flag("comparison", "--release=<1").says(&["--release"]),
        flag("not ASCII", "--version=1.é").says(&["version"]),
        flag("empty", "--version=").says(&["version"]),
        flag("newline", "--version=1\nRequires: evil").says(&["version"]),
        flag("epoch too large", "--epoch=4294967296").says(&["4294967296"]),
        flag("epoch below 0", "--epoch=-1").says(&["-1"]),
        flag("epoch of letters", "--epoch=one").says(&["one"]),
        flag("letter first", "--version=v1.0").exit(0),
        flag("tilde and caret", "--version=1.0~rc1^git1").exit(0),
    ]);
}

#[test]
fn missing_fields() {
    try_all(&[
        rpm("license").without(&["--license"]).says(&["license"]),
        rpm("summary").without(&["--summary"]).says(&["summary"]),
        rpm("version").without(&["--version"]).says(&["version"]),
        rpm("all")
            .without(&["--name", "--version", "--arch", "--license", "--summary"])
            .says(&["name", "version", "arch", "license", "summary"]),
    ]);
}

#[test]
fn dependencies() {
    try_all(&[
        flag("no version", "--requires=foo >=").says(&["requires[0]", "column"]),
        flag("unbalanced", "--requires=(foo if bar").says(&["requires[0]", "column"]),
        flag("two operators", "--requires=(a and b or c)").says(&["requires[0]"]),
        flag("rich", "--requires=(foo if (bar and baz))").exit(0),
        flag("alternatives", "--depends=foo | bar").exit(0),
        flag("conflict with itself", "--conflicts=fixture").exit(0).says(&["fixture"]),
        flag("needs itself in a later version", "--requires=fixture >= 2").says(&["fixture"]),
        flag("newline", "--requires=foo\nbar").says(&["requires[0]", "U+000A"]),
        flag("unknown time", "--requires-for=later:foo").says(&["later"]),
    ]);
}

#[test]
fn architectures() {
    try_all(&[
        flag("unknown", "--arch=pdp11").says(&["pdp11", "amd64"]),
        flag("blank", "--arch=amd64 i386").says(&["amd64 i386"]),
        flag("Docker", "--arch=linux/arm/v7").exit(0),
    ]);
}

#[test]
fn lines() {
    try_all(&[
        flag("newline in the summary", "--summary=a\nb").says(&["summary"]),
        flag("newline in the vendor", "--vendor=a\nb").says(&["vendor"]),
        flag("escape sequence", "--summary=\u{1b}[31mred").says(&["summary"]),
        flag("unknown format", "--format=5").says(&["5"]),
    ]);
}

#[test]
fn changelogs() {
    let changelog = |name, text: &'static str| {
        rpm(name)
            .with(move |g| g.beside("changes", text))
            .manifest("[rpm]\nchangelog = \"changes\"\n")
    };
    try_all(&[
        changelog("in order", "* Tue Jan 02 2024 A <a@b.c> - 1\n- x\n").exit(0),
        changelog("no date", "* yesterday A <a@b.c> - 1\n- x\n").says(&["changes"]),
        changelog("no such day", "* Fri Feb 30 2024 A <a@b.c> - 1\n- x\n").says(&["changes"]),
        changelog(
            "oldest first",
            "* Mon Jan 01 2024 A <a@b.c> - 1\n- x\n\n* Tue Jan 02 2024 A <a@b.c> - 2\n- y\n",
        )
        .says(&["changes"]),
        changelog("text first", "- x\n").says(&["changes"]),
    ]);
}

#[test]
fn triggers() {
    let trigger = |name, text: &'static str| {
        rpm(name).with(|g| g.beside("script", "#!/bin/sh\ntrue\n")).manifest(text)
    };
    try_all(&[
        trigger(
            "unknown event",
            "[[rpm.trigger]]\nevent = \"triggerinn\"\non = [\"a\"]\nfile = \"script\"\n",
        )
        .says(&["triggerinn", "triggerin"]),
        trigger(
            "relative path",
            "[[rpm.trigger]]\nevent = \"filetriggerin\"\non = [\"usr\"]\nfile = \"script\"\n",
        )
        .says(&["usr"]),
        trigger(
            "newline in a trigger",
            "[[rpm.trigger]]\nevent = \"triggerin\"\non = [\"a\\nb\"]\nfile = \"script\"\n",
        )
        .says(&["rpm.trigger[0]"]),
        trigger("unknown script", "[rpm.scripts]\nafter = \"script\"\n").says(&["after"]),
        trigger(
            "unknown flag",
            "[rpm.scripts]\npost = { file = \"script\", flags = [\"fast\"] }\n",
        )
        .says(&["fast"]),
    ]);
}
