//! Values of the description, in a `.deb`.

use conformance::program::Mkdeb;

use super::case::{Case, case, try_all};

fn deb(name: &'static str) -> Case {
    case(name).only(Mkdeb)
}

fn flag(name: &'static str, argument: &str) -> Case {
    deb(name).arguments(&[argument])
}

#[test]
fn names() {
    try_all(&[
        flag("capitals", "--name=BadX").says(&["--name", "badx"]),
        flag("underscore", "--name=a_b").says(&["--name", "a-b"]),
        flag("one letter", "--name=a").says(&["name"]),
        flag("dot first", "--name=.ab").says(&["--name"]),
        flag("hyphen first", "--name=-ab").says(&["--name"]),
        flag("blank", "--name=a b").says(&["--name"]),
        flag("slash", "--name=a/b").says(&["--name", "'/'"]),
        flag("empty", "--name=").says(&["name"]),
        flag("not ASCII", "--name=pakét").says(&["name"]),
        flag("plus and dots", "--name=lib++1.2-x").exit(0),
    ]);
}

#[test]
fn versions() {
    try_all(&[
        flag("empty", "--version=").says(&["version"]),
        flag("letter first", "--version=release-1.0").says(&["--version 1.0"]),
        flag("tag", "--version=v1.0").exit(0),
        flag("commits since a tag", "--version=v1.0.0-5-gabc123").says(&["1.0.0+5.gabc123"]),
        flag("blank", "--version=1 0").says(&["--version", "position 2"]),
        flag("slash", "--version=1/0").says(&["--version", "'/'"]),
        flag("underscore", "--version=1_0").says(&["--version", "'_'"]),
        flag("caret", "--version=1^git").says(&["--version", "'^'", "1+git"]),
        flag("newline", "--version=1\nDepends: evil").says(&["version"]),
        flag("hyphen in the revision", "--release=1-2").says(&["--release", "'-'"]),
        flag("epoch too large", "--epoch=2147483648").says(&["2147483648"]),
        flag("epoch below 0", "--epoch=-1").says(&["-1"]),
        flag("epoch of letters", "--epoch=one").says(&["one"]),
        flag("tilde", "--version=1.0~rc1").exit(0),
        flag("largest epoch", "--epoch=2147483647").exit(0),
    ]);
}

#[test]
fn missing_fields() {
    try_all(&[
        deb("maintainer").without(&["--maintainer"]).says(&["maintainer"]),
        deb("summary").without(&["--summary"]).says(&["summary"]),
        deb("version").without(&["--version"]).says(&["version"]),
        deb("all")
            .without(&["--name", "--version", "--arch", "--maintainer", "--summary"])
            .says(&["name", "version", "arch", "maintainer", "summary"]),
    ]);
}

#[test]
fn architectures() {
    try_all(&[
        flag("unknown", "--arch=pdp11").says(&["pdp11", "amd64"]),
        flag("typo", "--arch=amd46").says(&["amd64"]),
        flag("blank", "--arch=amd64 i386").says(&["amd64 i386"]),
        flag("noarch is all", "--arch=noarch").exit(0),
        flag("Docker", "--arch=linux/arm/v7").exit(0),
        flag("source", "--arch=source").says(&["source"]),
        deb("program of another architecture")
            .with(|ground| ground.file("usr/bin/program", elf(183)))
            .arguments(&["--arch=amd64"])
            .exit(0)
            .says(&["usr/bin/program"]),
        deb("program of another architecture, strict")
            .with(|ground| ground.file("usr/bin/program", elf(183)))
            .arguments(&["--arch=amd64", "--strict"])
            .says(&["usr/bin/program"]),
        deb("program in a package for all")
            .with(|ground| ground.file("usr/bin/program", elf(62)))
            .exit(0)
            .says(&["usr/bin/program"]),
        deb("program of this architecture")
            .with(|ground| ground.file("usr/bin/program", elf(62)))
            .arguments(&["--arch=amd64", "--strict"])
            .exit(0),
    ]);
}

/// The start of a 64-bit little-endian ELF file for `machine`.
fn elf(machine: u16) -> Vec<u8> {
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
    bytes.resize(16, 0);
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend(machine.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.resize(64, 0);
    bytes
}

#[test]
fn lines() {
    try_all(&[
        flag("newline in the maintainer", "--maintainer=A <a@b.c>\nDepends: evil")
            .says(&["maintainer"]),
        flag("carriage return in the summary", "--summary=a\rb").says(&["summary"]),
        flag("newline in the summary", "--summary=a\nEssential: yes").says(&["summary"]),
        flag("newline in the homepage", "--homepage=https://a/\nEssential: yes")
            .says(&["homepage"]),
        flag("bidirectional override", "--summary=a\u{202e}b").says(&["summary"]),
        flag("escape sequence", "--summary=\u{1b}[31mred").says(&["summary"]),
        flag("maintainer without an address", "--maintainer=Nobody").exit(0),
        deb("newline in a field of one's own")
            .manifest("[deb.fields]\nX-Mine = \"a\\nEssential: yes\"\n")
            .says(&["X-Mine"]),
        deb("name of a field of one's own")
            .manifest("[deb.fields]\n\"X Mine\" = \"a\"\n")
            .says(&["X Mine"]),
        deb("field that has a key")
            .manifest("[deb.fields]\nDepends = \"a\"\n")
            .says(&["Depends", "depends"]),
        deb("description of more than 1 MiB")
            .manifest(format!("description = \"{}\"\n", "x ".repeat(600_000)))
            .says(&["description"]),
        deb("field of more than 64 KiB")
            .manifest(format!("[deb.fields]\nX-Mine = \"{}\"\n", "x".repeat(70_000)))
            .says(&["X-Mine"]),
        deb("NUL in the description")
            .manifest("description = \"a\\u0000b\"\n")
            .says(&["description"]),
        deb("unknown priority").arguments(&["--priority=urgent"]).says(&["urgent"]),
        deb("blank in the section").arguments(&["--section=a b"]).says(&["a b"]),
        deb("unknown multi-arch").manifest("[deb]\nmulti-arch = \"yes\"\n").says(&["multi-arch"]),
    ]);
}

#[test]
fn relationships() {
    try_all(&[
        flag("no version", "--depends=foo (>> )").says(&["depends[0]", "column 9"]),
        flag("blank instead of a comma", "--depends=foo bar").says(&["depends[0]", "column 5"]),
        flag("no name", "--depends=(>= 1)").says(&["depends[0]", "column 1"]),
        flag("unclosed", "--depends=foo (>= 1").says(&["depends[0]", "column 5"]),
        flag("empty alternative", "--depends=foo | | bar").says(&["depends"]),
        flag("alternatives where none may be", "--conflicts=a1 | b1").says(&["conflicts"]),
        flag("bad name", "--depends=Foo").says(&["Foo"]),
        flag("bad version", "--depends=foo (>= abc)").says(&["abc"]),
        flag("RPM's rich dependency", "--depends=(foo if bar)").says(&["depends[0]", "column 1"]),
        flag("newline", "--depends=foo\nEssential: yes").says(&["depends"]),
        flag("conflict with itself", "--conflicts=fixture").exit(0),
        flag("needs itself in a later version", "--depends=fixture (>= 2)").says(&["fixture"]),
        flag("RPM's spelling", "--depends=foo >= 1").exit(0),
        deb("place in the manifest")
            .manifest("depends = [\"good\", \"foo (>> )\"]\n")
            .says(&["package.toml:1:"]),
    ]);
}

#[test]
fn conffiles() {
    let conffile =
        |name, path: &str| deb(name).manifest(format!("[deb]\nconffiles = [{path:?}]\n"));
    try_all(&[
        conffile("missing", "/etc/missing").says(&["/etc/missing"]),
        conffile("relative", "usr/share/fixture/file").says(&["usr/share/fixture/file"]),
        conffile("folder", "/usr/share/fixture").says(&["/usr/share/fixture"]),
        conffile("blank at the end", "/usr/share/fixture/file ").says(&["usr/share/fixture/file "]),
        deb("twice")
            .manifest(
                "[deb]\nconffiles = [\"/usr/share/fixture/file\", \"/usr/share/fixture/file\"]\n",
            )
            .says(&["usr/share/fixture/file"]),
        conffile("link", "/usr/link")
            .with(|g| std::os::unix::fs::symlink("share", g.tree.join("usr/link")).unwrap())
            .says(&["/usr/link"]),
        conffile("newline", "/usr/share/fixture/a\nb").says(&["conffiles"]),
        deb("remove-on-upgrade of a file that is there")
            .manifest("[deb]\nremove-on-upgrade = [\"/usr/share/fixture/file\"]\n")
            .says(&["usr/share/fixture/file"]),
        deb("name under /etc that dpkg cannot have as a conffile")
            .with(|g| g.file("etc/trailing ", "x"))
            .says(&["etc/trailing "]),
        deb("config by a flag that matches nothing")
            .arguments(&["--config=/nothing"])
            .says(&["/nothing"]),
    ]);
}
