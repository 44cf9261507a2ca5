use super::testing::{CONTROL, Deb, Tar};
use super::*;

fn control() -> Tar {
    Tar::gnu().folder("./").file("./control", CONTROL.as_bytes()).file("./md5sums", b"")
}

fn data() -> Tar {
    Tar::gnu()
        .folder("./")
        .folder("./usr/")
        .file("./usr/a", b"abc")
        .hard_link("./usr/b", "./usr/a")
        .symlink("./usr/c", "/anywhere")
}

fn sample() -> Deb {
    Deb::new(&control(), &data())
}

fn read(mut bytes: &[u8]) -> Result<Contents, String> {
    let sha256 = Algorithms { sha256: true, ..Algorithms::default() };
    contents(&mut bytes, sha256, &Limits::default()).map_err(|error| error.to_string())
}

fn refusal(deb: &Deb) -> String {
    read(&deb.bytes()).unwrap_err()
}

fn with_control(tar: &Tar) -> Deb {
    Deb::new(tar, &data())
}

fn with_data(tar: &Tar) -> Deb {
    Deb::new(&control(), tar)
}

#[test]
fn reads_metadata_and_entries() {
    let contents = read(&sample().bytes()).unwrap();
    let metadata = &contents.metadata;
    assert_eq!(metadata.package.as_str(), "tool");
    assert_eq!(metadata.version.to_string(), "1.0-1");
    assert_eq!(metadata.architecture, "amd64");
    assert_eq!(metadata.control.to_string(), CONTROL);
    assert_eq!(metadata.control_encoding, Encoding::None);
    assert_eq!(metadata.files.len(), 1);
    let paths: Vec<_> = contents.entries.iter().map(|entry| &*entry.path).collect();
    assert_eq!(paths, [&b""[..], b"usr", b"usr/a", b"usr/b", b"usr/c"]);
    assert_eq!(contents.entries[3].kind, DataKind::HardLink(b"usr/a".as_slice().into()));
    assert_eq!(contents.entries[4].kind, DataKind::Symlink(b"/anywhere".as_slice().into()));
}

#[test]
fn the_outline_passes_over_the_payload_to_the_end() {
    let outlined = |mut bytes: &[u8]| {
        let outline = outline(&mut bytes, &Limits::default()).map_err(|error| error.to_string());
        outline.map(|outline| (outline, bytes.len()))
    };
    let mut deb = sample();
    deb.set_member(2, "data.tar.zst", b"no stream at all");
    deb.members.push(("_gpgorigin".to_owned(), b"x".to_vec()));
    let bytes = deb.bytes();
    let (found, left) = outlined(&bytes).unwrap();
    assert_eq!((found.data_encoding, left), (Encoding::Zstd, 0));
    assert_eq!(found.metadata.control.to_string(), CONTROL);
    let behind_data = bytes.len() - 62;
    for length in 0..bytes.len() {
        assert_eq!(outlined(&bytes[..length]).is_ok(), length >= behind_data, "{length}");
    }
}

#[test]
fn metadata_stops_before_the_payload() {
    let bytes = sample().bytes();
    let payload = data().bytes().len();
    let mut input = &bytes[..];
    metadata(&mut input, &Limits::default()).unwrap();
    assert_eq!(input.len(), payload);
    // and so needs no byte of it
    metadata(&mut &bytes[..bytes.len() - payload], &Limits::default()).unwrap();
}

#[test]
fn refuses_every_truncation() {
    let bytes = sample().bytes();
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "the first {end} bytes");
    }
}

#[test]
fn refuses_members_that_are_missing_twice_or_out_of_order() {
    let member = |name: &str| match name {
        "debian-binary" => sample().members[0].clone(),
        "control.tar" => sample().members[1].clone(),
        "data.tar" => sample().members[2].clone(),
        other => (other.to_owned(), b"x".to_vec()),
    };
    for (names, message) in [
        (&[][..], "is not a Debian package: it does not start with \"!<arch>\" and debian-binary"),
        (
            &["control.tar", "data.tar"],
            "is not a Debian package: it does not start with \"!<arch>\" and debian-binary",
        ),
        (&["debian-binary"], "there is no member control.tar"),
        (&["debian-binary", "data.tar"], "there is a member \"data.tar\" instead of control.tar"),
        (&["debian-binary", "control.tar"], "there is no member data.tar"),
        (
            &["debian-binary", "control.tar", "control.tar", "data.tar"],
            "there is a member \"control.tar\" instead of data.tar",
        ),
        (
            &["debian-binary", "data.tar", "control.tar"],
            "there is a member \"data.tar\" instead of control.tar",
        ),
        (
            &["debian-binary", "other", "control.tar", "data.tar"],
            "there is a member \"other\" instead of control.tar",
        ),
        (
            &["_early", "debian-binary", "control.tar", "data.tar"],
            "is not a Debian package: it does not start with \"!<arch>\" and debian-binary",
        ),
    ] {
        let mut deb = sample();
        deb.members = names.iter().map(|name| member(name)).collect();
        assert_eq!(refusal(&deb), message, "{names:?}");
    }
}

#[test]
fn takes_extra_members_that_start_with_an_underscore() {
    for at in 1..=3 {
        let mut deb = sample();
        deb.members.insert(at, ("_gpgorigin".to_owned(), b"odd".to_vec()));
        assert!(read(&deb.bytes()).is_ok(), "at {at}");
    }
}

#[test]
fn refuses_other_versions_of_the_format() {
    for text in
        ["02.x\n", "2.0x\n", "2.0\r\n", "2\n", "2.99999999999\n", "2.0", "3.0\n", "", "0.939000\n"]
    {
        let mut deb = sample();
        deb.set_member(0, "debian-binary", text.as_bytes());
        assert_eq!(
            refusal(&deb),
            format!(
                "has the package format {text:?}; the supported format \
                                           is 2.0"
            )
        );
    }
}

#[test]
fn refuses_encodings_that_the_member_cannot_have() {
    for name in
        ["control.tar.bz2", "control.tar.lzma", "control.tar.", "control.tar.lz4", "control.tarx"]
    {
        let mut deb = sample();
        deb.set_control(name, &control());
        assert_eq!(
            refusal(&deb),
            format!(
                "member {name} has an unsupported encoding; supported are none, gz, xz and zst"
            )
        );
    }
    let mut deb = sample();
    deb.set_data("data.tar.Z", &data());
    assert!(refusal(&deb).contains("supported are none, gz, xz, zst, bz2 and lzma"));
}

#[test]
fn refuses_streams_that_are_damaged() {
    for suffix in ["gz", "xz", "zst", "bz2"] {
        let mut deb = sample();
        deb.set_data(&format!("data.tar.{suffix}"), &data());
        let message = format!("member data.tar.{suffix} cannot be decompressed: ");
        assert!(refusal(&deb).starts_with(&message), "{}", refusal(&deb));
    }
}

#[test]
fn refuses_control_members_without_a_plain_control_file() {
    let control = CONTROL.as_bytes();
    for (tar, message) in [
        (Tar::gnu(), "member control.tar has no file \"control\""),
        (
            Tar::gnu().symlink("./control", "x"),
            "member control.tar: entry \"./control\" is a link to a file that is not before it",
        ),
        (
            Tar::gnu().folder("./control/"),
            "member control.tar: entry \"./control/\" is not a regular file",
        ),
        (
            Tar::gnu().file("./control", control).file("control", b"other"),
            "member control.tar: entry \"control\" is repeated",
        ),
        (
            Tar::gnu().file("../control", control),
            "member control.tar: entry \"../control\" has a \"..\" component",
        ),
        (
            Tar::gnu().file("./x/control", control),
            "member control.tar: entry \"./x/control\" is in a directory",
        ),
        (
            Tar::gnu().file("./control", b"Package: x"),
            "the control file: line 1: the last line has no line break at its end",
        ),
        (Tar::gnu().file("./control", b""), "the control file: line 1: no fields"),
        (Tar::gnu().file("./control", b"Package: xx\n"), "the control file: Version is missing"),
        (
            Tar::gnu().file("./control", CONTROL.replace("1.0-1", "x").as_bytes()),
            "the control file: Version \"x\" starts with 'x'; an upstream version starts with a \
             digit",
        ),
        (
            Tar::gnu().file("./control", CONTROL.replace("amd64", "x y").as_bytes()),
            "the control file: Architecture \"x y\" is not an architecture",
        ),
    ] {
        assert_eq!(refusal(&with_control(&tar)), message);
    }
}

#[test]
fn refuses_paths_that_leave_the_root_or_are_there_twice() {
    for (tar, message) in [
        (
            Tar::gnu().file("./../x", b""),
            "member data.tar: entry \"./../x\" has a \"..\" component",
        ),
        (Tar::gnu().file("./a", b"1").file("a", b"2"), "member data.tar: entry \"a\" is repeated"),
        (Tar::gnu().file("./a", b"").folder("./a/"), "member data.tar: entry \"a\" is repeated"),
        (
            Tar::gnu().hard_link("./a", "./b").file("./b", b""),
            "member data.tar: entry \"a\" is a hard link to a path that is not before it",
        ),
        (
            Tar::gnu().hard_link("./a", "../b"),
            "member data.tar: entry \"./a\" links to a path that has a \"..\" component",
        ),
        (
            Tar::gnu().folder("./b/").hard_link("./a", "./b"),
            "member data.tar: entry \"a\" is a hard link to a path that is not a file",
        ),
        (
            Tar::gnu().symlink("./a", "b").file("./a-b", b"").file("./a/x", b""),
            "member data.tar: entry \"a/x\" is below a path that is not a directory",
        ),
        (Tar::gnu().symlink("./a", ""), "member data.tar: entry \"./a\" has an empty target"),
        (
            Tar::gnu().entry("x", b'x', "", 0o644, b"9 path=y\n"),
            "member data.tar: a PAX header, which packages cannot have, at offset 0",
        ),
    ] {
        assert_eq!(refusal(&with_data(&tar)), message);
    }
}

#[test]
fn keeps_to_the_limits() {
    let exact = Limits { names_each: 0, ..Limits::default() };
    let read = |limits: Limits| {
        let mut bytes = &sample().bytes()[..];
        contents(&mut bytes, Algorithms::default(), &limits).map_err(|error| error.to_string())
    };
    let names = 31 + 5 * 8 + 16;
    let limits = Limits { control: 3072, data: 4096, entries: 5, names, ..exact };
    assert_eq!(read(limits).map(|_| ()), Ok(()));
    for (limits, message) in [
        (Limits { control: 3071, ..limits }, "member control.tar has more than 3071 bytes"),
        (Limits { data: 4095, ..limits }, "member data.tar has more than 4095 bytes"),
        (Limits { entries: 4, ..limits }, "member data.tar has more than 4 entries"),
        (Limits { names: 30, ..limits }, "member data.tar has more than 30 bytes of names"),
    ] {
        assert_eq!(read(limits).map(|_| ()), Err(message.to_owned()));
    }
}

#[test]
fn errors_are_diagnostics_with_codes() {
    let error = metadata(&mut &b"#!/bin/sh\n"[..], &Limits::default()).unwrap_err();
    let diagnostic = error.to_diagnostic(std::path::Path::new("x.deb"));
    assert_eq!(diagnostic.code, crate::codes::NOT_A_PACKAGE);
    assert_eq!(diagnostic.hint.as_deref(), Some("give a .deb file"));
}

/// What is told of a package that is read nonetheless.
fn tolerated(bytes: &[u8]) -> Vec<String> {
    let tolerated = read(bytes).unwrap().metadata.tolerated;
    tolerated.iter().map(|found| format!("{}: {found}", found.code())).collect()
}

#[test]
fn takes_later_versions_of_the_format_and_further_lines() {
    let with = |text: &str| {
        let mut deb = sample();
        deb.set_member(0, "debian-binary", text.as_bytes());
        tolerated(&deb.bytes()).join("; ")
    };
    let later = "E415: member debian-binary has a later minor version of the format than 2.0, \
                 which dpkg reads as 2.0";
    let lines =
        "E415: member debian-binary has further lines after the version, which dpkg ignores";
    assert_eq!(with("2.0\n"), "");
    assert_eq!(with("2.00\n"), "");
    assert_eq!(with("2.1\n"), later);
    assert_eq!(with("2.0\n\n"), lines);
    assert_eq!(with("2.10\nmore\n"), format!("{later}; {lines}"));
}

#[test]
fn passes_over_what_stands_behind_the_data() {
    let odd = "; E417: the file has an odd number of bytes, which dpkg 1.23 (sid) refuses";
    for (behind, is_odd) in
        [(&b"x"[..], true), (b"\n", true), (&[0; 60], false), (b"!<arch>\n", false)]
    {
        let found = tolerated(&[&sample().bytes(), behind].concat()).join("; ");
        let expected = "E417: bytes that are not a member are after its last member, and dpkg \
                        ignores them";
        assert_eq!(found, format!("{expected}{}", if is_odd { odd } else { "" }), "{behind:?}");
    }
    let mut deb = sample();
    deb.members.push(("other".to_owned(), b"xy".to_vec()));
    deb.members.push(("data.tar".to_owned(), b"z".to_vec()));
    let found = "E417: member \"other\" is after the data, where dpkg ignores it (and 1 more)";
    assert_eq!(tolerated(&deb.bytes()), [found]);
    let bytes = deb.bytes();
    let unpadded = tolerated(&bytes[..bytes.len() - 1]);
    assert_eq!(unpadded.len(), 2, "{unpadded:?}");
    let cut = tolerated(&bytes[..bytes.len() - 2]).join("; ");
    assert!(cut.contains("the last member is truncated, which dpkg ignores"), "{cut}");
}

#[test]
fn takes_odd_paths_and_tells_of_the_first() {
    let tar = Tar::gnu().folder("/").folder("/etc/").file("/etc/x", b"").folder("./etc/");
    let deb = with_data(&tar);
    assert_eq!(
        tolerated(&deb.bytes()),
        [
            "E420: member data.tar: entry \"/\" has a path with empty or \".\" components, which \
             dpkg ignores",
            "E420: member data.tar: entry \"/etc/\" has an absolute path, which dpkg reads as \
             relative to the root (and 1 more)",
            "E419: member data.tar: entry \"/etc\" is a directory that is repeated",
        ]
    );
    let paths: Vec<_> = read(&deb.bytes()).unwrap().entries;
    assert_eq!(paths.iter().map(|entry| &*entry.path).max().unwrap(), b"etc/x");
}

#[test]
fn reads_control_members_as_tar_does() {
    let control = CONTROL.as_bytes();
    let odd = |tar: &Tar| tolerated(&with_control(tar).bytes()).join("; ");
    let pax = b"18 path=./control\n";
    let renamed = Tar::gnu().entry("x", b'x', "", 0o644, pax).file("./other", control);
    assert!(odd(&renamed).starts_with("E421: member control.tar, at offset 0, has PAX headers"));
    let global =
        Tar::gnu().entry("g", b'g', "", 0o644, b"13 comment=x\n").file("./control", control);
    assert!(odd(&global).contains("has a header about the whole archive"));
    let linked = Tar::gnu().file("./control", control).file("./prerm", b"#!/bin/sh\n");
    let linked = linked.symlink("./postinst", "prerm").hard_link("./postrm", "./prerm");
    assert_eq!(
        odd(&linked),
        "E421: member control.tar: entry \"./postinst\" is a link to another file of the member \
         (and 1 more)"
    );
    let metadata = read(&with_control(&linked).bytes()).unwrap().metadata;
    assert!(metadata.files.iter().all(|file| file.bytes == b"#!/bin/sh\n"));
    assert_eq!(metadata.files.len(), 3);
    let outside = Tar::gnu().file("./control", control).symlink("./prerm", "/etc/passwd");
    assert!(refusal(&with_control(&outside)).contains("is a link to a file that is not before it"));
    let bomb = Tar::gnu().file("./control", control).file("./a", &vec![0; 40 << 20]);
    let bomb = bomb.hard_link("./b", "a").hard_link("./c", "a");
    assert!(refusal(&with_control(&bomb)).contains("has more than"));
}

#[test]
fn control_files_that_dpkg_takes_become_ones_that_indexes_hold() {
    let with = |from: &str, to: &[u8]| {
        let at = CONTROL.find(from).unwrap();
        let control = [&CONTROL.as_bytes()[..at], to, &CONTROL.as_bytes()[at + from.len()..]];
        let bytes = with_control(&Tar::gnu().file("./control", &control.concat())).bytes();
        let metadata = read(&bytes).unwrap().metadata;
        (tolerated(&bytes).join("; "), metadata)
    };
    let crlf = CONTROL.replace('\n', "\r\n");
    let (odd, metadata) = with(CONTROL, crlf.as_bytes());
    assert!(odd.starts_with("E422: the control file: line 1 ends with a carriage return"), "{odd}");
    assert!(odd.ends_with("(and 5 more)"), "{odd}");
    assert_eq!(metadata.control.to_string(), CONTROL);
    let (odd, metadata) = with("does things", b"caf\xe9");
    assert!(odd.starts_with("E423: the control file: line 6 is not UTF-8"), "{odd}");
    assert_eq!(metadata.control.field("Description"), Some("caf\u{e9}"));
    let (odd, metadata) = with("tool\n", b"My_Tool\nDepends: Foo (>= 1A)\n");
    assert!(odd.starts_with("E424: the control file: Package \"My_Tool\" has capitals"), "{odd}");
    assert_eq!(metadata.package.as_str(), "my_tool");
    assert_eq!(metadata.control.field("Package"), Some("my_tool"));
    assert_eq!(metadata.control.field("Depends"), Some("foo (>= 1A)"));
}

#[test]
fn variants_that_say_nothing_are_one_warning_and_names_of_none_are_refused() {
    let with = |architecture: &str, variant: &str| {
        let lines = format!("Architecture: {architecture}\nArchitecture-Variant: {variant}\n");
        let control = CONTROL.replace("Architecture: amd64\n", &lines);
        with_control(&Tar::gnu().file("./control", control.as_bytes())).bytes()
    };
    for (architecture, variant, expected, odd) in [
        ("amd64", "amd64v3", "amd64v3", ""),
        ("amd64", "", "amd64", ""),
        ("amd64", "amd64v1", "amd64", "is the package's architecture itself"),
        ("arm64", "amd64v3", "arm64", "is not a variant of the package's architecture"),
        ("all", "amd64v3", "all", "is not a variant of the package's architecture"),
        ("amd64", "amd64v9", "amd64v9", "is an unknown variant"),
    ] {
        let bytes = with(architecture, variant);
        let metadata = read(&bytes).unwrap().metadata;
        assert_eq!(metadata.specific_architecture(), expected, "{architecture} {variant}");
        assert_eq!(metadata.architecture, architecture);
        let found = tolerated(&bytes).join("; ");
        assert_eq!(found.starts_with("E426: "), !odd.is_empty(), "{found}");
        assert!(found.contains(odd), "{found}");
    }
    for variant in ["AMD64v3", "../amd64v3", "amd64 v3"] {
        let bytes = with("amd64", variant);
        let refused = read(&bytes).unwrap_err().to_string();
        assert!(refused.contains("is not the name of an architecture's variant"), "{refused}");
    }
}
