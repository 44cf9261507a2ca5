//! Packages of any header that a reader takes, without a payload.

use pkgio::{Algorithms, Hasher, Hex};
use proptest::prelude::*;
use rpmpkg::header::tag::{self, signature};
use rpmpkg::header::{Header, Region, Tag, Value};

/// The least that a header has.
pub(super) fn numbered(number: u32) -> Header {
    let mut header = Header::new();
    header.insert(tag::HEADERI18NTABLE, Value::texts(["C"]));
    header.insert(tag::NAME, Value::text(format!("made-{number}")));
    header.insert(tag::VERSION, Value::text("1.0"));
    header.insert(tag::RELEASE, Value::text("2"));
    header.insert(tag::ARCH, Value::text("noarch"));
    header.insert(tag::SOURCERPM, Value::text("made-1.0-2.src.rpm"));
    // What does not compress to nothing.
    let text =
        format!("{:x}", u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c)).repeat(8);
    header.insert(tag::DESCRIPTION, Value::translated([text]));
    header
}

/// Texts of any characters that XML holds, and of bytes that are not UTF-8.
fn prose() -> impl Strategy<Value = Vec<u8>> {
    let text = "[\t\n\r -~\u{a0}-\u{2ff}\u{1f600}]{0,30}".prop_map(String::into_bytes);
    let bytes = prop::collection::vec(0x20_u8.., 0..20);
    prop_oneof![4 => text, 1 => bytes, 1 => Just(Vec::new())]
}

fn texts(tag: Tag) -> impl Strategy<Value = Option<(Tag, Value)>> {
    prop::option::of(prose().prop_map(move |text| {
        let value = match tag {
            tag::SUMMARY | tag::DESCRIPTION | tag::GROUP => Value::translated([text]),
            _ => Value::text(text),
        };
        (tag, value)
    }))
}

type Row = (String, u32, String);

/// Few names, so that they meet; flags of these bits.
fn rows(bits: Vec<u32>) -> impl Strategy<Value = Vec<Row>> {
    let names = prop::sample::select(vec![
        "a",
        "b",
        "rpmlib(X)",
        "/etc/b",
        "/usr/bin/c",
        "/opt/x",
        "(a or b)",
        "ü&<\">'",
        "libc.so.6",
        "libc.so.6()",
        "libc.so.6()(64bit)",
        "libc.so.6(GLIBC_2.4)(64bit)",
        "libc.so.6(GLIBC_2.34)(64bit)",
        "libc.so.6(GLIBC_PRIVATE)",
        "libc.so.6(",
        "made",
    ]);
    let bits = prop::sample::subsequence(bits, 0..5);
    let flags = bits.prop_map(|bits: Vec<u32>| bits.into_iter().fold(0, |all, bit| all | 1 << bit));
    let versions =
        prop::sample::select(vec!["", "1", "2:1", "1-2", "0:1-2-3", "x:1", ":3", "-1:4", "1:"]);
    let row = (names, flags, versions)
        .prop_map(|(name, flags, version)| (name.to_owned(), flags, version.to_owned()));
    prop::collection::vec(row, 0..12)
}

const DEPENDENCIES: [[u32; 3]; 10] = [
    [1047, 1112, 1113],
    [1049, 1048, 1050],
    [1054, 1053, 1055],
    [1090, 1114, 1115],
    [5046, 5048, 5047],
    [5049, 5051, 5050],
    [5052, 5054, 5053],
    [5055, 5057, 5056],
    [1156, 1158, 1157],
    [1159, 1161, 1160],
];

fn dependencies(bits: Vec<u32>) -> impl Strategy<Value = Vec<(Tag, Value)>> {
    prop::collection::vec(rows(bits), DEPENDENCIES.len()).prop_map(|lists| {
        let mut values = Vec::new();
        for ([name, flags, version], rows) in DEPENDENCIES.into_iter().zip(lists) {
            values.push((Tag(name), Value::texts(rows.iter().map(|row| &row.0))));
            values.push((Tag(flags), Value::int32(rows.iter().map(|row| row.1))));
            values.push((Tag(version), Value::texts(rows.iter().map(|row| &row.2))));
        }
        values
    })
}

/// Some files of those that dependencies name, and others.
fn files() -> impl Strategy<Value = Vec<(Tag, Value)>> {
    const PATHS: [(&str, &[u8]); 8] = [
        ("/etc/", b"b"),
        ("/usr/bin/", b"c"),
        ("/opt/", b"x"),
        ("/usr/lib/", b"sendmail"),
        ("/opt/bin/", b"a&b<c>\"\t"),
        ("/opt/", b"\xfcber"),
        ("/opt/", "ü".as_bytes()),
        ("/", b"etc"),
    ];
    let modes = prop::sample::select(vec![0o100_644, 0o040_755, 0o120_777, 0o010_644]);
    let flags = prop::sample::select(vec![0, 1, 1 << 6]);
    let all = prop::collection::vec((modes, flags, any::<bool>()), PATHS.len());
    all.prop_map(|all| {
        let rows: Vec<_> = PATHS.into_iter().zip(all).filter(|(_, row)| row.2).collect();
        let count = rows.len() as u32;
        vec![
            (tag::DIRNAMES, Value::texts(rows.iter().map(|(path, _)| path.0))),
            (tag::BASENAMES, Value::texts(rows.iter().map(|(path, _)| path.1))),
            (tag::DIRINDEXES, Value::int32(0..count)),
            (tag::FILEMODES, Value::int16(rows.iter().map(|(_, row)| row.0))),
            (tag::FILEFLAGS, Value::int32(rows.iter().map(|(_, row)| row.1))),
            (tag::FILESIZES, Value::int32(rows.iter().map(|_| 0))),
            (tag::FILEMTIMES, Value::int32(rows.iter().map(|_| 0))),
            (tag::FILERDEVS, Value::int16(rows.iter().map(|_| 0))),
            (tag::FILEDIGESTS, Value::texts(rows.iter().map(|_| ""))),
            (tag::FILELINKTOS, Value::texts(rows.iter().map(|_| ""))),
            (tag::FILEUSERNAME, Value::texts(rows.iter().map(|_| "root"))),
            (tag::FILEGROUPNAME, Value::texts(rows.iter().map(|_| "root"))),
            (tag::FILEINODES, Value::int32(1..=count)),
        ]
    })
}

fn changelog() -> impl Strategy<Value = Vec<(Tag, Value)>> {
    let times = prop::sample::select(vec![0_u32, 7, 8, 9, 1_700_000_000]);
    let author = prop_oneof![Just(b" ".to_vec()), Just(b"A B   ".to_vec()), prose()];
    prop::collection::vec((times, author, prose()), 0..14).prop_map(|entries| {
        vec![
            (tag::CHANGELOGTIME, Value::int32(entries.iter().map(|entry| entry.0))),
            (tag::CHANGELOGNAME, Value::texts(entries.iter().map(|entry| &entry.1))),
            (tag::CHANGELOGTEXT, Value::texts(entries.iter().map(|entry| &entry.2))),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Vec<(Tag, Value)>> {
    let number = || prop::option::of(any::<u32>());
    (number(), number(), number(), prop::option::of(any::<u64>())).prop_map(
        |(epoch, built, size, long)| {
            let narrow = |(tag, number): (Tag, Option<u32>)| Some((tag, Value::int32([number?])));
            let all = [(tag::EPOCH, epoch), (tag::BUILDTIME, built)];
            let mut values: Vec<_> = all.into_iter().filter_map(narrow).collect();
            match long {
                Some(long) => values.push((tag::LONGSIZE, Value::int64([long >> 1]))),
                None => values.extend(narrow((tag::SIZE, size))),
            }
            values
        },
    )
}

/// A header of whatever `primary`, `filelists` and `other` show, with dependencies of these flags.
pub(super) fn header(number: u32, bits: Vec<u32>) -> impl Strategy<Value = Header> {
    let prose = [
        tag::SUMMARY,
        tag::DESCRIPTION,
        tag::PACKAGER,
        tag::URL,
        tag::LICENSE,
        tag::VENDOR,
        tag::GROUP,
        tag::BUILDHOST,
    ];
    let prose = prose.map(texts);
    (prose, dependencies(bits), files(), changelog(), numbers()).prop_map(
        move |(prose, dependencies, files, changelog, numbers)| {
            let mut header = numbered(number);
            let others = [dependencies, files, changelog, numbers].concat();
            for (tag, value) in prose.into_iter().flatten().chain(others) {
                header.insert(tag, value);
            }
            header
        },
    )
}

/// A package of version 4 with this header, and nothing behind it.
pub(super) fn package(header: Header) -> Vec<u8> {
    let header = header.to_bytes(Region::Immutable).unwrap();
    let mut hasher = Hasher::new(Algorithms { sha1: true, sha256: true, ..Algorithms::NONE });
    hasher.update(&header);
    let digests = hasher.finish();
    let mut found = Header::new();
    found.insert(signature::SIZE, Value::int32([header.len() as u32]));
    found.insert(signature::PAYLOADSIZE, Value::int32([12_345]));
    found.insert(signature::SHA1, Value::text(Hex(&digests.sha1.unwrap()).to_string()));
    found.insert(signature::SHA256, Value::text(Hex(&digests.sha256.unwrap()).to_string()));
    let mut bytes = vec![0; 96];
    bytes[..5].copy_from_slice(&[0xed, 0xab, 0xee, 0xdb, 3]);
    bytes[8..10].copy_from_slice(&[0, 255]);
    bytes[10..14].copy_from_slice(b"made");
    bytes[76..80].copy_from_slice(&[0, 1, 0, 5]);
    bytes.extend(found.to_bytes(Region::Signature).unwrap());
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes.extend(header);
    bytes
}
