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
    let paths: Vec<_> = contents.entries.iter().map(|entry| entry.path.as_slice()).collect();
    assert_eq!(paths, [&b""[..], b"usr", b"usr/a", b"usr/b", b"usr/c"]);
    assert_eq!(contents.entries[3].kind, DataKind::HardLink(b"usr/a".to_vec()));
    assert_eq!(contents.entries[4].kind, DataKind::Symlink(b"/anywhere".to_vec()));
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
    let last_header = bytes.len() - 62;
    for length in (0..bytes.len()).filter(|&length| length != last_header) {
        assert!(outlined(&bytes[..length]).is_err(), "{length}");
    }
    assert!(outlined(&[&bytes[..], b"\n"].concat()).unwrap_err().contains("ends early"));
    deb.members.push(("data.tar".to_owned(), b"x".to_vec()));
    assert!(outlined(&deb.bytes()).unwrap_err().contains("behind the data"));
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
fn refuses_trailing_garbage() {
    for garbage in [&b"x"[..], b"\n", &[0; 60], b"!<arch>\n"] {
        let bytes = [&sample().bytes(), garbage].concat();
        assert!(read(&bytes).is_err(), "{garbage:?}");
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
        (
            &["debian-binary", "data.tar"],
            "there is a member \"data.tar\" where control.tar should be",
        ),
        (&["debian-binary", "control.tar"], "there is no member data.tar"),
        (
            &["debian-binary", "control.tar", "control.tar", "data.tar"],
            "there is a member \"control.tar\" where data.tar should be",
        ),
        (
            &["debian-binary", "control.tar", "data.tar", "data.tar"],
            "there is a member \"data.tar\" behind the data",
        ),
        (
            &["debian-binary", "data.tar", "control.tar"],
            "there is a member \"data.tar\" where control.tar should be",
        ),
        (
            &["debian-binary", "other", "control.tar", "data.tar"],
            "there is a member \"other\" where control.tar should be",
        ),
        (
            &["debian-binary", "control.tar", "data.tar", "other"],
            "there is a member \"other\" behind the data",
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
    for text in ["2.1\n", "2.1\nfoo", "2.0\nfoo\n", "2.0", "3.0\n", "", "0.939000\n"] {
        let mut deb = sample();
        deb.set_member(0, "debian-binary", text.as_bytes());
        assert_eq!(refusal(&deb), format!("is of the package format {text:?}; known is 2.0"));
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
                "member {name} has an encoding that is not known there; known are none, gz, xz and zst"
            )
        );
    }
    let mut deb = sample();
    deb.set_data("data.tar.Z", &data());
    assert!(refusal(&deb).contains("known are none, gz, xz, zst, bz2 and lzma"));
}

#[test]
fn refuses_streams_that_are_damaged() {
    for suffix in ["gz", "xz", "zst", "bz2", "lzma"] {
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
            "member control.tar: entry \"./control\" is not a regular file",
        ),
        (
            Tar::gnu().folder("./control/"),
            "member control.tar: entry \"./control/\" is not a regular file",
        ),
        (
            Tar::gnu().file("./control", control).file("control", control),
            "member control.tar: entry \"control\" is there twice",
        ),
        (
            Tar::gnu().file("/control", control),
            "member control.tar: entry \"/control\" has an absolute path",
        ),
        (
            Tar::gnu().file("../control", control),
            "member control.tar: entry \"../control\" has a \"..\" component",
        ),
        (
            Tar::gnu().file("./x/control", control),
            "member control.tar: entry \"./x/control\" stands in a folder",
        ),
        (
            Tar::gnu().file("./control", b"Package: x"),
            "the control file: line 1: the last line has no line break at its end",
        ),
        (Tar::gnu().file("./control", b""), "the control file: line 1: no field at all"),
        (Tar::gnu().file("./control", b"Package: xx\n"), "the control file: Version is missing"),
        (
            Tar::gnu().file("./control", CONTROL.replace("1.0-1", "x").as_bytes()),
            "the control file: Version \"x\" starts with 'x'; an upstream version starts with a digit",
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
        (Tar::gnu().file("/etc/x", b""), "member data.tar: entry \"/etc/x\" has an absolute path"),
        (
            Tar::gnu().file("./../x", b""),
            "member data.tar: entry \"./../x\" has a \"..\" component",
        ),
        (
            Tar::gnu().file("./a", b"1").file("a", b"2"),
            "member data.tar: entry \"a\" is there twice",
        ),
        (Tar::gnu().file("./a", b"").folder("./a/"), "member data.tar: entry \"a\" is there twice"),
        (
            Tar::gnu().hard_link("./a", "./b").file("./b", b""),
            "member data.tar: entry \"a\" is a hard link to nothing before it",
        ),
        (
            Tar::gnu().hard_link("./a", "../b"),
            "member data.tar: entry \"./a\" links to what has a \"..\" component",
        ),
        (
            Tar::gnu().folder("./b/").hard_link("./a", "./b"),
            "member data.tar: entry \"a\" is a hard link to something that is no file",
        ),
        (
            Tar::gnu().symlink("./a", "b").file("./a-b", b"").file("./a/x", b""),
            "member data.tar: entry \"a/x\" stands below something that is no folder",
        ),
        (Tar::gnu().symlink("./a", ""), "member data.tar: entry \"./a\" links to nothing"),
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
    let read = |limits: Limits| {
        let mut bytes = &sample().bytes()[..];
        contents(&mut bytes, Algorithms::default(), &limits).map_err(|error| error.to_string())
    };
    let limits = Limits { control: 3072, data: 4096, entries: 5, names: 31 + 5 * 8 + 16 };
    assert_eq!(read(limits).map(|_| ()), Ok(()));
    for (limits, message) in [
        (Limits { control: 3071, ..limits }, "member control.tar holds more than 3071 bytes"),
        (Limits { data: 4095, ..limits }, "member data.tar holds more than 4095 bytes"),
        (Limits { entries: 4, ..limits }, "member data.tar holds more than 4 entries"),
        (Limits { names: 30, ..limits }, "member data.tar holds more than 30 bytes of names"),
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
