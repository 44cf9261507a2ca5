//! Packages that no tool of today makes, each odd in one way.

use conformance::forge::deb::{TarEntry, ar, ar_header, tar};

/// A package that is odd in one way.
pub(super) struct Case {
    /// Its name, and that of the package.
    pub(super) name: &'static str,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

/// The parts of a package, to be made odd.
struct Parts {
    name: &'static str,
    version: Vec<u8>,
    control_name: &'static str,
    control: Vec<u8>,
    data_name: &'static str,
    data: Vec<u8>,
}

/// Every case.
pub(super) fn all() -> Vec<Case> {
    let groups = [versions(), members(), streams(), data(), control_members(), control_files()];
    groups.into_iter().flatten().collect()
}

fn paragraph(name: &str) -> String {
    format!(
        "Package: {name}\nVersion: 1.0\nArchitecture: all\nMaintainer: A Tester \
         <tester@example.com>\nDescription: an odd package\n of two lines\n"
    )
}

impl Parts {
    fn new(name: &'static str) -> Self {
        let control = paragraph(name);
        let control = [TarEntry::directory("./"), TarEntry::file("./control", control.as_bytes())];
        Self {
            name,
            version: b"2.0\n".to_vec(),
            control_name: "control.tar",
            control: tar(&control),
            data_name: "data.tar",
            data: data_of(name, b""),
        }
    }

    fn members(&self) -> [(&str, &[u8]); 3] {
        [
            ("debian-binary", &self.version),
            (self.control_name, &self.control),
            (self.data_name, &self.data),
        ]
    }

    fn case(self) -> Case {
        let bytes = ar(&self.members());
        Case { name: self.name, bytes }
    }

    fn with(self, bytes: impl FnOnce(&Self) -> Vec<u8>) -> Case {
        Case { name: self.name, bytes: bytes(&self) }
    }
}

/// A data member with a file of the package's own, `more` before its end.
fn data_of(name: &str, more: &[u8]) -> Vec<u8> {
    let file = format!("./usr/{name}");
    let entries =
        [TarEntry::directory("./"), TarEntry::directory("./usr/"), TarEntry::file(&file, b"odd\n")];
    let archive = tar(&entries);
    [&archive[..archive.len() - 1024], more, &[0; 1024]].concat()
}

/// The header of `entry`, its data behind it, without an end of the archive.
fn part(entry: &TarEntry<'_>) -> Vec<u8> {
    let archive = tar(std::slice::from_ref(entry));
    archive[..archive.len() - 1024].to_vec()
}

/// The same with other bytes at `at` of the header, and a right checksum.
fn patched(entry: &TarEntry<'_>, at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut part = part(entry);
    part[at..at + bytes.len()].copy_from_slice(bytes);
    part[148..156].fill(b' ');
    let sum = part[..512].iter().map(|&byte| u32::from(byte)).sum::<u32>();
    part[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    part
}

fn versions() -> Vec<Case> {
    let cases = [
        ("version-minor", "2.1\n"),
        ("version-zeros", "02.00\n"),
        ("version-lines", "2.0\nmore\n"),
        ("version-later-lines", "2.10\n\nmore"),
        ("version-major", "3.0\n"),
        ("version-crlf", "2.0\r\n"),
        ("version-unended", "2.0"),
        ("version-text", "2.0x\n"),
        ("version-huge", "2.99999999999\n"),
    ];
    let case = |(name, version): (_, &str)| {
        Parts { version: version.as_bytes().to_vec(), ..Parts::new(name) }.case()
    };
    cases.map(case).into()
}

fn members() -> Vec<Case> {
    let behind = [
        ("behind-member", ar(&[("other", b"x")])[8..].to_vec()),
        ("behind-data", ar(&[("data.tar", b"no tar")])[8..].to_vec()),
        ("behind-gnu-name", [&ar_header("//", "2")[..], b"ab"].concat()),
        ("behind-text", b"text".to_vec()),
        ("behind-odd-text", b"texts".to_vec()),
        ("behind-nuls", vec![0; 512]),
        ("behind-cut-header", ar_header("other", "3")[..40].to_vec()),
        ("behind-cut-member", [&ar_header("other", "99")[..], b"ab"].concat()),
    ];
    let behind = behind
        .map(|(name, more)| Parts::new(name).with(|parts| [ar(&parts.members()), more].concat()));
    let between = [
        ("between-underscore", "_other", 2),
        ("between-control-and-data", "other", 2),
        ("before-control", "other", 1),
        ("before-control-underscore", "_other", 1),
    ];
    let between = between.map(|(name, other, at)| {
        Parts::new(name).with(|parts| {
            let mut members = parts.members().to_vec();
            members.insert(at, (other, b"xy"));
            ar(&members)
        })
    });
    let headers = [
        ("header-blank", format!("{:<16}{:<32}{{:<10}}`\n", "control.tar", "")),
        (
            "header-texts",
            format!("{:<16}{:<32}{{:<10}}`\n", "control.tar", "today       me    us    rw"),
        ),
        ("header-slash", format!("{:<48}{{:<10}}`\n", "control.tar/")),
        ("header-nul", format!("{:<48}{{:<10}}`\n", "control.tar\0")),
        ("header-name-blank", format!("{:<48}{{:<10}}`\n", " control.tar")),
        ("header-length-right", format!("{:<48}{{:>10}}`\n", "control.tar")),
        ("header-length-text", format!("{:<48}{{}} text`\n", "control.tar")),
        ("header-length-sign", format!("{:<48}+{{:<9}}`\n", "control.tar")),
        ("header-end", format!("{:<48}{{:<10}}\n`", "control.tar")),
    ];
    let headers = headers.map(|(name, header)| {
        Parts::new(name).with(|parts| {
            let length = parts.control.len();
            let header = header
                .replace("{:<10}", &format!("{length:<10}"))
                .replace("{:>10}", &format!("{length:>10}"))
                .replace("{:<9}", &format!("{length:<9}"))
                .replace("{} text", &format!("{:<10}", format!("{length} text")));
            let version = ar(&parts.members()[..1]);
            let data = ar(&parts.members()[2..]);
            [&version, header.as_bytes(), &parts.control, &data[8..]].concat()
        })
    });
    let padding = [("padding-blank", Some(b' ')), ("padding-none", None)].map(|(name, byte)| {
        let mut parts = Parts::new(name);
        parts.data.push(0);
        parts.with(|parts| {
            let mut bytes = ar(&parts.members());
            bytes.pop();
            bytes.extend(byte);
            bytes
        })
    });
    let all = [&mut behind.into_iter() as &mut dyn Iterator<Item = Case>, &mut between.into_iter()];
    let all = all.into_iter().flatten().collect::<Vec<_>>();
    all.into_iter().chain(headers).chain(padding).collect()
}

fn compressed(codec: pkgio::Codec, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let compression = pkgio::Compression::with_level(codec, 3).unwrap();
    let threads = std::num::NonZeroUsize::MIN;
    let mut encoder = pkgio::Encoder::new(Vec::new(), compression, threads).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn streams() -> Vec<Case> {
    use pkgio::Codec::{Gzip, Xz, Zstd};
    let streams = [
        ("gzip-members", Gzip, 1536, &b""[..]),
        ("gzip-text", Gzip, 0, b"text"),
        ("gzip-nuls", Gzip, 0, &[0; 64]),
        ("xz-streams", Xz, 1536, b""),
        ("xz-text", Xz, 0, b"text"),
        ("zstd-frames", Zstd, 1536, b""),
        ("zstd-text", Zstd, 0, b"text"),
    ];
    let streams = streams.map(|(name, codec, cut, more)| {
        let parts = Parts::new(name);
        let data_name = match codec {
            Gzip => "data.tar.gz",
            Xz => "data.tar.xz",
            _ => "data.tar.zst",
        };
        let (first, second) = parts.data.split_at(cut);
        let parts_of = [first, second].into_iter().filter(|part| !part.is_empty());
        let streams = parts_of.flat_map(|part| compressed(codec, part)).collect::<Vec<_>>();
        Parts { data: [&streams, more].concat(), data_name, ..parts }.case()
    });
    let control = Parts::new("control-gzip-members");
    let (first, second) = control.control.split_at(1024);
    let bytes = [compressed(Gzip, first), compressed(Gzip, second)].concat();
    let control = Parts { control: bytes, control_name: "control.tar.gz", ..control }.case();
    streams.into_iter().chain([control]).collect()
}

fn data() -> Vec<Case> {
    let file = |path: &'static str| part(&TarEntry::file(path, b"x\n"));
    let header = |path: &'static str, at: usize, bytes: &[u8]| {
        patched(&TarEntry::file(path, b"x\n"), at, bytes)
    };
    let link = TarEntry { kind: b'1', ..TarEntry::symlink("./usr/l-hl", "./usr/data-link-size") };
    let long = |name: &'static str| TarEntry {
        name: b"././@LongLink",
        kind: b'L',
        mode: 0o644,
        link: "",
        bytes: name.as_bytes(),
    };
    let added = [
        ("data-absolute", file("/usr/f-absolute")),
        ("data-slashes", file(".//usr//f-slashes")),
        ("data-dots", file("././usr/./f-dots")),
        ("data-up", file("./usr/../f-up")),
        ("data-slash-behind-file", file("./usr/f-behind/")),
        ("data-folder-twice", part(&TarEntry::directory("./usr/"))),
        ("data-no-slash-behind-folder", part(&TarEntry::directory("./usr/d-no-slash"))),
        ("data-two-slashes-behind-folder", part(&TarEntry::directory("./usr/d-two//"))),
        ("data-empty-path", file("")),
        ("data-pax", part(&TarEntry { kind: b'x', ..TarEntry::file("x", b"11 mtime=1\n") })),
        ("data-contiguous", part(&TarEntry { kind: b'7', ..TarEntry::file("./usr/f-7", b"") })),
        ("data-other-dialect", header("./usr/f-dialect", 257, b"ustar 00")),
        ("data-version-7", header("./usr/f-v7", 257, &[0; 100])),
        ("data-mode-text", header("./usr/f-mode", 100, b"0644\0xy\0")),
        ("data-mode-blank", header("./usr/f-mode2", 100, b" 06 44\0\0")),
        ("data-size-blanks", header("./usr/f-size", 124, b"          2 ")),
        ("data-size-text", header("./usr/f-size2", 124, b"00000000002x")),
        ("data-uid-text", header("./usr/f-uid", 108, b"root\0\0\0\0")),
        ("data-time-negative", header("./usr/f-time", 136, b"-0000000001\0")),
        ("data-link-size", patched(&link, 124, b"00000000004\0")),
        (
            "data-long-twice",
            [part(&long("./usr/f-a\0")), part(&long("./usr/f-b\0")), file("x")].concat(),
        ),
        ("data-long-last", part(&long("./usr/f-last\0"))),
        ("data-lone-block", [&[0; 512][..], &file("./usr/f-hidden")].concat()),
    ];
    let added =
        added.map(|(name, more)| Parts { data: data_of(name, &more), ..Parts::new(name) }.case());
    let ends = [
        ("data-one-block", 512, &b""[..]),
        ("data-no-block", 1024, b""),
        ("data-cut", 1024 + 256, b""),
        ("data-text-behind", 0, b"text"),
    ];
    let ends = ends.map(|(name, cut, more)| {
        let mut parts = Parts::new(name);
        parts.data.truncate(parts.data.len() - cut);
        parts.data.extend(more);
        parts.case()
    });
    let none = Parts { data: Vec::new(), ..Parts::new("data-of-no-length") }.case();
    added.into_iter().chain(ends).chain([none]).collect()
}

fn control_members() -> Vec<Case> {
    let script = TarEntry { mode: 0o755, ..TarEntry::file("./prerm", b"#!/bin/sh\n") };
    let added = [
        ("control-pax", b'x', "pax", "", &b"30 mtime=1700000000.123456789\n"[..]),
        ("control-pax-global", b'g', "pax", "", b"13 comment=x\n"),
        ("control-label", b'V', "volume", "", b""),
        ("control-absolute", b'0', "/shlibs", "", b""),
        ("control-slashes", b'0', ".//shlibs", "", b""),
        ("control-contiguous", b'7', "./shlibs", "", b""),
        ("control-symlink", b'2', "./postinst", "prerm", b""),
        ("control-hard-link", b'1', "./postinst", "./prerm", b""),
        ("control-folder", b'5', "./folder/", "", b""),
    ];
    let case = |(name, kind, path, link, bytes): (&'static str, u8, &str, &str, &[u8])| {
        let text = paragraph(name);
        let entry = TarEntry { name: path.as_bytes(), kind, mode: 0o644, link, bytes };
        let file = TarEntry::file("./control", text.as_bytes());
        let entries = [TarEntry::directory("./"), script.clone(), entry, file];
        Parts { control: tar(&entries), ..Parts::new(name) }.case()
    };
    let cases = added.map(case);
    let open = |name: &'static str, cut: usize| {
        let mut parts = Parts::new(name);
        parts.control.truncate(parts.control.len() - cut);
        parts.case()
    };
    let twice = |name: &'static str| {
        let text = paragraph(name);
        let file = TarEntry::file("./control", text.as_bytes());
        Parts { control: tar(&[file.clone(), file]), ..Parts::new(name) }.case()
    };
    let ends = [open("control-no-block", 1024), open("control-one-block", 512)];
    cases.into_iter().chain(ends).chain([twice("control-twice")]).collect()
}

/// What is made of a control file.
type Edit<'e> = &'e dyn Fn(String) -> Vec<u8>;

fn control_files() -> Vec<Case> {
    let edited: [(&'static str, Edit<'_>); 26] = [
        ("text-crlf", &|text| text.replace('\n', "\r\n").into()),
        ("text-crlf-blank", &|text| format!("{text}\r\n").into()),
        ("text-carriage-return", &|text| text.replace("odd package", "odd\rpackage").into()),
        ("text-latin-1", &|text| latin_1(&text.replace("odd", "\u{e9}odd"))),
        ("text-windows-1252", &|text| latin_1(&text.replace("odd", "\u{93}odd"))),
        ("text-control", &|text| text.replace("odd package", "\u{1}odd\u{7f}").into()),
        ("text-blank-before-colon", &|text| text.replace("Version:", "Version :").into()),
        ("text-vertical-tab", &|text| text.replace("Version: ", "Version:\u{b}").into()),
        ("text-empty-lines", &|text| format!("\n\n{text}\n\n").into()),
        ("text-empty-last-field", &|text| format!("{text}Depends:\n").into()),
        ("text-empty-last-field-ended", &|text| format!("{text}Depends:\n\n").into()),
        ("text-unended", &|text| text.trim_end().into()),
        ("text-byte-order-mark", &|text| format!("\u{feff}{text}").into()),
        ("text-comment", &|text| format!("# odd\n{text}").into()),
        ("text-field-twice", &|text| {
            text.replace("Version", "Section: x\nSection: x\nVersion").into()
        }),
        ("text-field-name", &|text| text.replace("Version", "S\u{e9}: x\nVersion").into()),
        ("text-capitals", &|text| text.replace("text-capitals", "Text-Capitals").into()),
        ("text-underscore", &|text| text.replace("text-underscore", "text_underscore").into()),
        ("text-one-letter", &|text| text.replace("text-one-letter", "x").into()),
        ("text-name-starts-odd", &|text| text.replace("text-name", "_text-name").into()),
        ("variant-known", &|text| variant(&text, "amd64v3")),
        ("variant-lowest", &|text| variant(&text, "amd64v1")),
        ("variant-unknown", &|text| variant(&text, "amd64v9")),
        ("variant-of-another", &|text| variant(&text, "arm64")),
        ("variant-path", &|text| variant(&text, "../AMD64 v3")),
        ("text-related", &|text| text.replace("Desc", "Conflicts: Foo, b_r (<< 1A)\nDesc").into()),
    ];
    let case = |(name, edit): (&'static str, Edit<'_>)| {
        let text = edit(paragraph(name));
        let control = tar(&[TarEntry::directory("./"), TarEntry::file("./control", &text)]);
        Parts { control, ..Parts::new(name) }.case()
    };
    let scripts = [
        ("script-empty", &b""[..]),
        ("script-no-interpreter", b"exit 0\n"),
        ("script-crlf", b"#!/bin/sh\r\nexit 0\r\n"),
        ("script-blank", b"#! /bin/sh -e\n"),
    ];
    let scripts = scripts.map(|(name, bytes)| {
        let text = paragraph(name);
        let script = TarEntry { mode: 0o755, ..TarEntry::file("./postinst", bytes) };
        let entries = [TarEntry::file("./control", text.as_bytes()), script];
        Parts { control: tar(&entries), ..Parts::new(name) }.case()
    });
    edited.map(case).into_iter().chain(scripts).collect()
}

/// The same for amd64, with a variant of it.
fn variant(text: &str, variant: &str) -> Vec<u8> {
    let lines = format!("Architecture: amd64\nArchitecture-Variant: {variant}\n");
    text.replace("Architecture: all\n", &lines).into()
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|found| u8::try_from(u32::from(found)).unwrap_or(b'?')).collect()
}
