//! RPM packages.

use pkgio::{Algorithms, Codec, Hasher, Hex};
use rpmpkg::header::{Header, Region, Tag, Value, tag};

use super::{Package, inspect, packed};

/// Tags of a header.
type Tags = Vec<(Tag, Value)>;

/// Elements of an array: a tenth of what rpm takes.
const MANY: usize = 105_000;

#[test]
fn packages_take_little_memory() {
    let empty = || Value::texts(vec![""; MANY]);
    let zeros = || Value::int32(vec![0; MANY]);
    let short = || Value::texts((0..MANY).map(|at| (at % 10).to_string()));
    let strings = (0..8).map(|at| (Tag(20_000 + at), empty())).collect();
    let provides = vec![
        (tag::PROVIDENAME, short()),
        (tag::PROVIDEFLAGS, zeros()),
        (tag::PROVIDEVERSION, empty()),
    ];
    let changes = vec![
        (tag::CHANGELOGTIME, zeros()),
        (tag::CHANGELOGNAME, short()),
        (tag::CHANGELOGTEXT, empty()),
    ];
    let triggers = vec![
        (tag::TRIGGERSCRIPTS, Value::texts(["true"])),
        (Tag(1092), Value::texts(["/bin/sh"])),
        (tag::TRIGGERNAME, short()),
        (tag::TRIGGERVERSION, empty()),
        (tag::TRIGGERFLAGS, Value::int32(vec![1 << 16; MANY])),
        (tag::TRIGGERINDEX, zeros()),
    ];
    let ghosts = |directory: &str| {
        vec![
            (tag::BASENAMES, Value::texts((0..MANY).map(|at| format!("{at:x}")))),
            (tag::DIRNAMES, Value::texts([directory])),
            (tag::DIRINDEXES, zeros()),
            (tag::FILESIZES, zeros()),
            (tag::FILEMODES, Value::int16(vec![0o100_644; MANY])),
            (tag::FILEMTIMES, zeros()),
            (tag::FILEDIGESTS, empty()),
            (tag::FILELINKTOS, empty()),
            (tag::FILEFLAGS, Value::int32(vec![64; MANY])),
            (tag::FILEUSERNAME, Value::texts(vec!["root"; MANY])),
            (tag::FILEGROUPNAME, Value::texts(vec!["root"; MANY])),
            (tag::FILEINODES, Value::int32(vec![1; MANY])),
        ]
    };
    let long = |length: usize| format!("/{}/", "a".repeat(length));
    let many = MANY as u64;
    let all: Vec<(&str, Tags, u64, i32)> = vec![
        ("empty texts", strings, 0, 0),
        ("provides", provides, many, 0),
        ("a changelog", changes, many, 0),
        ("a trigger on all", triggers, many, 0),
        ("files", ghosts("/a/"), many, 0),
        ("files in a long directory", ghosts(&long(180)), many, 0),
        ("files in a longer directory", ghosts(&long(4000)), many, 3),
    ];
    let packages = all.iter().map(|(name, tags, entries, exit)| Package {
        name,
        bytes: rpm(tags),
        entries: *entries,
        exit: *exit,
    });
    inspect(env!("CARGO_BIN_EXE_mkrpm"), 0, packages.collect());
}

/// A package with these tags and no payload but the end of its archive.
fn rpm(tags: &[(Tag, Value)]) -> Vec<u8> {
    let mut header = Header::new();
    for (tag, text) in [
        (tag::NAME, "bomb"),
        (tag::VERSION, "1"),
        (tag::RELEASE, "1"),
        (tag::LICENSE, "MIT"),
        (tag::OS, "linux"),
        (tag::ARCH, "noarch"),
        (tag::SOURCERPM, "bomb-1-1.src.rpm"),
        (tag::PAYLOADFORMAT, "cpio"),
        (tag::PAYLOADCOMPRESSOR, "gzip"),
        (tag::PAYLOADFLAGS, "9"),
    ] {
        header.insert(tag, Value::text(text));
    }
    header.insert(tag::HEADERI18NTABLE, Value::texts(["C"]));
    for tag in [tag::SUMMARY, tag::DESCRIPTION, tag::GROUP] {
        header.insert(tag, Value::translated(["bomb"]));
    }
    for (tag, value) in tags {
        header.insert(*tag, value.clone());
    }
    let header = header.to_bytes(Region::Immutable).unwrap();
    let archive = format!("070701{:032}00000001{:048}0000000b{:08}TRAILER!!!\0\0\0\0", 0, 0, 0);
    let payload = packed(Codec::Gzip, archive.as_bytes());

    let mut hasher = Hasher::new(Algorithms { sha256: true, ..Algorithms::NONE });
    hasher.update(&header);
    let sha256 = hasher.finish().sha256.unwrap();
    let mut signature = Header::new();
    signature.insert(tag::signature::SHA256, Value::text(Hex(&sha256).to_string()));
    let mut signature = signature.to_bytes(Region::Signature).unwrap();
    signature.resize(signature.len().next_multiple_of(8), 0);

    let mut lead = vec![0; 96];
    lead[..8].copy_from_slice(b"\xed\xab\xee\xdb\x03\0\0\0");
    lead[8..10].copy_from_slice(&[0, 1]);
    lead[10..18].copy_from_slice(b"bomb-1-1");
    lead[76..80].copy_from_slice(&[0, 1, 0, 5]);
    [lead, signature, header, payload].concat()
}
