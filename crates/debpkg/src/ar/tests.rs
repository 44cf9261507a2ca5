use std::io::Read;

use super::*;

fn header(name: &str, mtime: u64, length: u64) -> Result<[u8; HEADER_LENGTH], HeaderError> {
    Header { name, mtime, length }.to_bytes()
}

#[test]
fn writes_what_dpkg_deb_writes() {
    assert_eq!(
        &header("debian-binary", 1_700_000_000, 4).unwrap(),
        b"debian-binary   1700000000  0     0     100644  4         `\n"
    );
}

#[test]
fn fills_every_field_to_its_end() {
    assert_eq!(
        &header("fifteen-letters", 999_999_999_999, LARGEST_MEMBER).unwrap(),
        b"fifteen-letters 9999999999990     0     100644  9999999999`\n"
    );
}

#[test]
fn refuses_what_has_no_room() {
    assert_eq!(header("a", 0, LARGEST_MEMBER + 1), Err(HeaderError::Length));
    assert_eq!(header("a", 1_000_000_000_000, 0), Err(HeaderError::Time));
    for name in ["", "sixteen-letters-", "a b", "a/", "\u{e9}"] {
        assert_eq!(header(name, 0, 0), Err(HeaderError::Name), "{name:?}");
    }
}

#[test]
fn pads_odd_lengths() {
    assert_eq!(padding(0), b"");
    assert_eq!(padding(1), b"\n");
    assert_eq!(padding(LARGEST_MEMBER), b"\n");
}

/// An archive of members with the given header lines and data.
fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for (header, data) in members {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(data);
    }
    bytes
}

const ONE: &str = "one             1700000000  1     2     100644  3         `\n";
const TWO: &str = "two/            0           0     0     644     4         `\n";

/// All members with their data, or the error's text.
fn read(mut bytes: &[u8]) -> Result<Vec<(Member, Vec<u8>)>, String> {
    let mut members = Members::open(&mut bytes).map_err(|error| format!("{error:?}"))?;
    let mut all = Vec::new();
    while let Some(member) = members.next_member().map_err(|error| format!("{error:?}"))? {
        let mut data = Vec::new();
        members.read_to_end(&mut data).map_err(|error| error.to_string())?;
        all.push((member, data));
    }
    Ok(all)
}

#[test]
fn reads_headers_and_data() {
    let all = read(&archive(&[(ONE, b"abc\n"), (TWO, b"defg")])).unwrap();
    let one = Member {
        name: "one".into(),
        mtime: 1_700_000_000,
        uid: 1,
        gid: 2,
        mode: 0o100_644,
        length: 3,
    };
    let two = Member { name: "two".into(), mtime: 0, uid: 0, gid: 0, mode: 0o644, length: 4 };
    assert_eq!(all, [(one, b"abc".to_vec()), (two, b"defg".to_vec())]);
}

#[test]
fn members_that_are_not_read_are_passed_over() {
    let bytes = archive(&[(ONE, b"abc\n"), (TWO, b"defg")]);
    let mut input = &bytes[..];
    let mut members = Members::open(&mut input).unwrap();
    members.next_member().unwrap();
    assert_eq!(members.next_member().unwrap().unwrap().name, "two");
    assert!(members.next_member().unwrap().is_none());
    assert!(input.is_empty());
}

#[test]
fn refuses_what_is_cut_short() {
    let bytes = archive(&[(ONE, b"abc\n"), (TWO, b"defg")]);
    let first = MAGIC.len() + 64;
    for end in 0..bytes.len() {
        let whole = [MAGIC.len(), first - 1, first].contains(&end);
        assert_eq!(read(&bytes[..end]).is_ok(), whole, "the first {end} bytes");
    }
}

#[test]
fn refuses_headers_that_others_may_read_otherwise() {
    for (header, problem) in [
        ("#1/20           0           0     0     100644  3         `\n", "BSD's long form"),
        ("//              0           0     0     100644  3         `\n", "GNU's long form"),
        ("/12             0           0     0     100644  3         `\n", "GNU's long form"),
        ("a b             0           0     0     100644  3         `\n", "not a member name"),
        ("                0           0     0     100644  3         `\n", "not a member name"),
        ("one             0           0     0     100644  +3        `\n", "not a number"),
        ("one             0           0     0     100644  -3        `\n", "not a number"),
        ("one             0           0     0     100644  3\0        `\n", "not a number"),
        (" one            0           0     0     100644  3         `\n", "not a member name"),
        ("one/ x          0           0     0     100644  3         `\n", "not a member name"),
        ("one             0           0     0     100644            `\n", "has no length"),
        ("one             0           0     0     100644  3         \n`", "has no end mark"),
    ] {
        let error = read(&archive(&[(header, b"abc\n")])).unwrap_err();
        assert!(error.contains(problem), "{header:?}: {error}");
    }
}

#[test]
fn takes_any_padding() {
    let all = read(&archive(&[(ONE, b"abcx"), (TWO, b"defg")])).unwrap();
    assert_eq!(all[0].1, b"abc");
}

#[test]
fn takes_headers_as_dpkg_does() {
    for (name, mtime, uid, mode, length, odd) in [
        ("one", "0x", "0", "100644", "3", "not a number"),
        ("one", "0", "-1", "100644", "3", "not a number"),
        ("one", "0", "0", "100648", "3", "not a number"),
        ("one", "0", "0", "100644", "  3", "around its length"),
        ("one", "0", "0", "100644", "3 x", "around its length"),
        ("one\0x", "0", "0", "100644", "3", "a NUL in its name"),
        ("one", "0", "0", "100644", "0003", ""),
        ("one", "", "", "", "3", ""),
    ] {
        let header = format!("{name:<16}{mtime:<12}{uid:<6}{uid:<6}{mode:<8}{length:<10}`\n");
        let bytes = archive(&[(&header, b"abc\n")]);
        let mut input = &bytes[..];
        let mut members = Members::open(&mut input).unwrap();
        let member = members.next_member().unwrap().unwrap();
        assert_eq!((member.name.as_str(), member.length), ("one", 3), "{header:?}");
        let found = members.take_odd();
        assert_eq!(found.is_empty(), odd.is_empty(), "{header:?}: {found:?}");
        assert!(found.iter().all(|(_, found)| found.contains(odd)), "{header:?}: {found:?}");
    }
}

#[test]
fn refuses_what_is_no_archive() {
    for bytes in [&b""[..], b"!<arch>\r", b"!<thin>\n", b"\x1f\x8b"] {
        assert_eq!(read(bytes).unwrap_err(), "NoArchive");
    }
}
