//! Generated packages: one in order, with fields, files and entries that may not be.

use conformance::forge::deb::{TarEntry, ar, tar};
use proptest::prelude::*;
use proptest::sample::select;

/// A package, part by part.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) architecture: &'static str,
    pub(super) fields: Vec<(&'static str, String)>,
    pub(super) conffiles: Option<String>,
    pub(super) triggers: Option<String>,
    pub(super) script: Option<(&'static str, &'static str)>,
    /// A further file of the control member.
    pub(super) member: Option<String>,
    pub(super) further: Option<Further>,
}

/// A further entry of the data member.
#[derive(Clone, Copy, Debug)]
pub(super) enum Further {
    /// A file with a name of so many bytes.
    Name(usize),
    /// A symbolic link with a text of so many bytes.
    Link(usize),
    /// A file at a path.
    File(&'static str),
}

const CHOICES: &[&str] =
    &["Essential", "Protected", "Build-Essential", "Multi-Arch", "Priority", "Class", "Section"];
const CHOSEN: &[&str] = &[
    "",
    "yes",
    "no",
    "YES",
    "maybe",
    "yes no",
    "yesno",
    "same",
    "foreign",
    "Foreign",
    "allowed",
    "optional",
    "OPTIONAL",
    "optionally",
    "required x",
    "extra",
    "standard",
    "other",
    "\u{e9}",
];
const RELATIONSHIPS: &[&str] = &[
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Recommended",
    "Suggests",
    "Optional",
    "Enhances",
    "Breaks",
    "Conflicts",
    "Provides",
    "Replaces",
    "Built-Using",
];
const RELATED: &[&str] = &[
    "",
    "foo",
    "foo, bar",
    "foo | bar",
    "foo (>= 1), bar (<< 2~)",
    "foo (= 1:2-3)",
    "foo:any",
    "foo:amd64 (>> 1)",
    "foo,\n bar",
    "\n foo",
    "foo,",
    "foo |",
    ", foo",
    "foo bar",
    "foo (1)",
    "foo (>= 1",
    "foo (>= a)",
    "foo (>= 1) (<= 2)",
    "foo (< 1)",
    "foo (== 1)",
    "foo [amd64]",
    "foo <!nocheck>",
    "foo:",
    "foo:b_r",
    "/bin/sh",
    "Foo",
    "f",
    "foo_bar",
    "${misc:Depends}",
];
const NOTED: &[&str] = &[
    "Status",
    "Conffiles",
    "Config-Version",
    "Triggers-Pending",
    "Triggers-Awaited",
    "Filename",
    "Size",
    "MD5sum",
    "MSDOS-Filename",
    "Revision",
    "Package-Revision",
    "Package_Revision",
    "Installed-Size",
    "Origin",
    "Bugs",
    "Source",
    "Homepage",
    "Tag",
    "X-Other",
    "X",
    "9",
    "XY",
];
const NOTES: &[&str] = &[
    "",
    "1",
    "x",
    "x y",
    "1-2",
    "a_b",
    "install ok installed",
    "\n /etc/foo abc",
    "\n /etc/foo abc\n /etc/bar abc obsolete",
    "\n /etc/foo",
    "\n / abc",
    "\n /etc/foo obsolete",
    "\n  /etc/foo abc",
    "/etc/foo abc",
    "\n\t/etc/foo abc",
];

/// A value with, at times, a character that does not belong there.
fn value(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    let inserted = prop::option::weighted(0.3, (any::<prop::sample::Index>(), select(ODD)));
    (select(all), inserted).prop_map(|(value, inserted)| {
        let mut value = value.to_owned();
        if let Some((at, odd)) = inserted {
            let places = value.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            let at = if places.is_empty() { 0 } else { *at.get(&places) };
            value.insert(at, odd);
        }
        value
    })
}

const ODD: &[char] = &[' ', '\t', '|', ',', '(', ')', ':', '<', '=', '~', '_', '/', '#', 'x', '1'];

fn field() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        3 => (select(CHOICES), value(CHOSEN)),
        4 => (select(RELATIONSHIPS), value(RELATED)),
        3 => (select(NOTED), value(NOTES)),
    ]
}

/// Lines of a file, whose last may have no line break.
fn lines(line: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (prop::collection::vec(line, 0..3), prop::bool::weighted(0.9)).prop_map(|(lines, is_whole)| {
        let text = lines.concat();
        if is_whole { text } else { text.trim_end_matches('\n').to_owned() }
    })
}

fn conffile() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        8 => select(&["", "remove-on-upgrade "][..]),
        1 => select(&[" ", "config ", "remove-on-upgrade", "remove-on-upgrade  ", "#", "."][..]),
    ];
    let path = prop_oneof![
        6 => select(&["/etc/foo", "/etc/bar", "/etc/none", "/usr/share/doc/x"][..]),
        4 => select(&[
            "", "/", "//", "/.", "/./etc/foo", "//etc//foo", "/etc/../etc/foo", "etc/foo", "foo",
            "/etc/dir", "/etc/dir/", "/etc/foo/", "/etc/link", "/etc/place", "/etc/f o", "\u{e9}",
        ][..]),
    ];
    let end = prop_oneof![8 => Just(""), 1 => select(&[" ", "\t", "\r", " x", " obsolete"][..])];
    let short = (start, path, end).prop_map(|(start, path, end)| format!("{start}{path}{end}\n"));
    let long =
        (970_usize..1000).prop_map(|length| format!("remove-on-upgrade /{:x<length$}\n", ""));
    let blank = (990_usize..1000).prop_map(|length| format!("/etc/foo{:length$}\n", ""));
    prop_oneof![20 => short, 1 => long, 1 => blank]
}

fn trigger() -> impl Strategy<Value = String> {
    let directive = prop_oneof![
        6 => select(&["interest", "interest-await", "interest-noawait", "activate"][..]),
        2 => select(&["activate-await", "activate-noawait", "#", " interest", "\tactivate"][..]),
        1 => select(&["", "Interest", "interests", "watch", "interest-await-noawait"][..]),
    ];
    let blank = prop_oneof![8 => Just(" "), 1 => select(&["\t", "  ", "", " \t"][..])];
    let name = prop_oneof![
        4 => select(&["foo", "Foo", "f", "9.a+b-c", "/usr/share/foo", "/usr/a#b"][..]),
        4 => select(&[
            "", "/", "//", "/usr/", "/usr//share", "foo_bar", "foo/bar", "foo:any", "-foo", ".foo",
            "foo bar", "foo # why", "#", "\u{e9}", "/\u{e9}", "File", "Lock", "Unincorp", "~",
        ][..]),
    ];
    let end = prop_oneof![8 => Just(""), 1 => select(&[" ", "\t", "\r", "\u{b}"][..])];
    let short = (directive, blank, name, end).prop_map(|(a, b, c, d)| format!("{a}{b}{c}{d}\n"));
    let long = (240_usize..250).prop_map(|length| format!("interest /{:x<length$}\n", ""));
    let comment = (250_usize..260).prop_map(|length| format!("#{:x<length$}\n", ""));
    prop_oneof![20 => short, 1 => long, 1 => comment]
}

fn further() -> impl Strategy<Value = Further> {
    prop_oneof![
        (243_usize..258).prop_map(Further::Name),
        (4090_usize..4100).prop_map(Further::Link),
        select(&["etc/a\nb", "opt/a/b", "etc/foo", "etc/foo/a", "etc/place/a", "etc/a b"][..])
            .prop_map(Further::File),
    ]
}

/// Any package.
pub(super) fn case() -> impl Strategy<Value = Case> {
    let architecture = prop_oneof![
        30 => Just("all"),
        1 => select(&["any", "source", "linux-any", "any-amd64"][..]),
    ];
    let script = (
        select(&["preinst", "postinst", "prerm", "postrm", "config"][..]),
        select(&["", "#!/bin/sh\n", "#! /bin/sh\nexit 0\n", "exit 0\n", "\n#!/bin/sh\n"][..]),
    );
    let member = prop_oneof![
        select(&["list", "templates", "a.b", "x y", "\u{e9}"][..]).prop_map(str::to_owned),
        (95_usize..105).prop_map(|length| "x".repeat(length)),
        (95_usize..105).prop_map(|length| format!("{}.x", "x".repeat(length))),
    ];
    (
        architecture,
        prop::collection::vec(field(), 0..3),
        prop::option::weighted(0.3, lines(conffile())),
        prop::option::weighted(0.3, lines(trigger())),
        prop::option::weighted(0.2, script),
        prop::option::weighted(0.1, member),
        prop::option::weighted(0.1, further()),
    )
        .prop_map(|(architecture, fields, conffiles, triggers, script, member, further)| {
            Case { architecture, fields, conffiles, triggers, script, member, further }
        })
}

impl Case {
    /// The package.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut control =
            format!("Package: case\nVersion: 1.0\nArchitecture: {}\n", self.architecture);
        for (name, value) in &self.fields {
            let blank = if value.starts_with('\n') { "" } else { " " };
            control.push_str(&format!("{name}:{blank}{value}\n"));
        }
        control.push_str("Maintainer: A Tester <tester@example.com>\nDescription: a case\n");
        let mut files = vec![("control", control.as_str())];
        files.extend(self.conffiles.as_deref().map(|text| ("conffiles", text)));
        files.extend(self.triggers.as_deref().map(|text| ("triggers", text)));
        files.extend(self.script);
        files.extend(self.member.as_deref().map(|name| (name, "")));
        let names = files.iter().map(|(name, _)| format!("./{name}\0")).collect::<Vec<_>>();
        let mut members = vec![TarEntry::directory("./")];
        for ((_, text), name) in files.iter().zip(&names) {
            members.extend(named(name, TarEntry::file("", text.as_bytes())));
        }
        let control = tar(&members);
        ar(&[("debian-binary", b"2.0\n"), ("control.tar", &control), ("data.tar", &self.data())])
    }

    fn data(&self) -> Vec<u8> {
        let mut entries = vec![
            TarEntry::directory("./"),
            TarEntry::directory("./etc/"),
            TarEntry::file("./etc/foo", b"foo\n"),
            TarEntry::file("./etc/bar", b""),
            TarEntry::directory("./etc/dir/"),
            TarEntry::symlink("./etc/link", "foo"),
            TarEntry::symlink("./etc/place", "dir"),
        ];
        let text = match self.further {
            Some(Further::Name(length)) => format!("./etc/{}\0", "x".repeat(length)),
            Some(Further::Link(length)) => format!("{:/<length$}\0", "/x"),
            Some(Further::File(path)) => format!("./{path}\0"),
            None => String::new(),
        };
        match self.further {
            Some(Further::Link(_)) => {
                entries.push(long(b'K', &text));
                entries.push(TarEntry::symlink("./etc/long", "cut"));
            }
            Some(_) => entries.extend(named(&text, TarEntry::file("", b"x\n"))),
            None => {}
        }
        tar(&entries)
    }
}

/// The entry under a name of any length, which ends in a NUL.
fn named<'a>(name: &'a str, entry: TarEntry<'a>) -> [TarEntry<'a>; 2] {
    let cut = &name.as_bytes()[..name.len().saturating_sub(1).min(100)];
    [long(b'L', name), TarEntry { name: cut, ..entry }]
}

/// What GNU tar puts before an entry whose name or link is longer than its field.
fn long(kind: u8, text: &str) -> TarEntry<'_> {
    TarEntry { name: b"././@LongLink", kind, mode: 0o644, link: "", bytes: text.as_bytes() }
}
