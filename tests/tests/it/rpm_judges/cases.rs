//! Generated packages: one in order, with tags, members and digests that may not be.

use pkgio::{Algorithms, Hasher, Hex};
use proptest::prelude::*;
use proptest::sample::select;
use rpmpkg::header::tag::{self, signature as sig};
use rpmpkg::header::{Header, Region, Tag, Value};

use conformance::forge::rpm::member;

/// A package in order with these changes.
pub(super) type Case = Vec<Change>;

/// Something that may be wrong.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A tag of the main header has another value.
    Set(u32, Value),
    /// A tag of the main header is not there.
    Remove(u32),
    /// One more dependency: names, flags and versions of these tags.
    Dependency([u32; 3], &'static str, u32, &'static str),
    /// A tag of the signature header is another, or is not there.
    Signature(u32, Option<Value>),
    /// A byte of the lead.
    Lead(usize, u8),
    /// The entries of an index are turned by so many: of the main header, or of the signature header.
    Turn(bool, usize),
    /// The first entry of the main header's data is there twice.
    Twice,
    /// A byte of padding is not zero.
    Padding,
    /// The archive.
    Payload(Payload),
    /// How the archive is compressed, and what the header says of it.
    Compressed(&'static str, &'static str),
}

/// What is odd about the archive.
#[derive(Clone, Copy, Debug)]
pub(super) enum Payload {
    Reversed,
    Missing(usize),
    Extra,
    Twice(usize),
    Name(usize, &'static str),
    Mode(usize, u32),
    Content(usize, &'static str),
    Behind(&'static str),
    NoTrailer,
    Nothing,
}

/// The names in the archive are those of the header with a dot before them.
const FILES: [(&str, u32, &str); 3] =
    [("dir", 0o040_755, ""), ("file", 0o100_644, "hello\n"), ("link", 0o120_777, "file")];

const NAMES: &[&str] = &["case", "a_b", "A", "9", "a+b", "a.b", "-a", "a b", "a/b", "", "ä", ".."];
const VERSIONS: &[&str] =
    &["1", "abc", "1.2~rc1", "1^git", "1+2", "1_2", "~", "1-2", "1 2", "1:2", "", "1/2", "1..2"];
const FLAGS: &[u32] = &[0, 2, 4, 8, 10, 12, 6, 14, 1, 0x8000_0008];
const DEPENDENCIES: &[[u32; 3]] = &[
    [1047, 1112, 1113],
    [1054, 1053, 1055],
    [1090, 1114, 1115],
    [5046, 5048, 5047],
    [5049, 5051, 5050],
];
const FEATURES: &[&str] = &[
    "rpmlib(FileDigests)",
    "rpmlib(PayloadIsZstd)",
    "rpmlib(RichDependencies)",
    "rpmlib(LargeFiles)",
    "rpmlib(Foo)",
    "rpmlib(filedigests)",
    "rpmlib()",
];
const REMOVED: &[u32] = &[
    100, 1000, 1001, 1002, 1004, 1005, 1006, 1009, 1014, 1016, 1021, 1022, 1028, 1030, 1033, 1034,
    1035, 1036, 1037, 1039, 1040, 1044, 1045, 1047, 1095, 1096, 1097, 1112, 1113, 1116, 1118, 1124,
    5011, 5092, 5093,
];

fn numbers(width: u8, numbers: [u32; 3], count: usize) -> Value {
    let numbers = numbers.into_iter().take(count);
    match width {
        0 => Value::int16(numbers.map(|number| number as u16)),
        1 => Value::int32(numbers),
        _ => Value::int64(numbers.map(u64::from)),
    }
}

fn texts(texts: [&str; 3], count: usize) -> Value {
    Value::texts(texts.into_iter().take(count))
}

fn row_of_numbers() -> impl Strategy<Value = Change> {
    let sizes = select(&[0_u32, 3, 4, 6, 7, 4096][..]);
    let modes = select(&[0o100_644, 0o104_755, 0o040_755, 0o120_777, 0o644, 0o140_644, 0][..]);
    let flags = select(&[0_u32, 1, 2, 8, 0x10, 0x40, 0x8000_0000][..]);
    let row = prop_oneof![
        (Just(1028), Just(1), Just([0, 6, 4]), sizes),
        (Just(1030), Just(0), Just([0o040_755, 0o100_644, 0o120_777]), modes),
        (Just(1037), Just(1), Just([0, 0, 0]), flags),
        (Just(1096), Just(1), Just([1, 2, 3]), select(&[0_u32, 1, 2][..])),
        (Just(1095), Just(1), Just([1, 1, 1]), select(&[0_u32, 9][..])),
        (Just(1034), Just(1), Just([7, 7, 7]), select(&[0_u32, u32::MAX][..])),
        (Just(1116), Just(1), Just([0, 0, 0]), select(&[0_u32, 1, 7][..])),
    ];
    let width = prop_oneof![9 => Just(None), 1 => (0_u8..3).prop_map(Some)];
    let count = prop_oneof![9 => Just(3_usize), 1 => Just(2)];
    (row, 0_usize..3, width, count).prop_map(|((tag, own, mut row, value), at, width, count)| {
        row[at] = value;
        Change::Set(tag, numbers(width.unwrap_or(own), row, count))
    })
}

fn row_of_texts() -> impl Strategy<Value = Change> {
    let zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    let row = prop_oneof![
        (Just(1035), Just(["", "", ""]), select(vec!["", "0", zeros, "zz"])),
        (Just(1036), Just(["", "", "file"]), select(vec!["", "file", "other", "/x"])),
        (Just(1039), Just(["root"; 3]), select(vec!["", "root", "nobody", "no such", "a:b"])),
        (Just(1040), Just(["root"; 3]), select(vec!["", "root", "nogroup", "no such"])),
        (Just(1097), Just([""; 3]), select(vec!["", "de", "C"])),
        (
            Just(1117),
            Just(["dir", "file", "link"]),
            select(vec!["dir", "a/b", "..", ".", "", "other", "a\nb"])
        ),
    ];
    let count = prop_oneof![9 => Just(3_usize), 1 => Just(2)];
    (row, 0_usize..3, count).prop_map(|((tag, mut row, value), at, count)| {
        let digest = hex(b"hello\n");
        if tag == 1035 && at != 1 {
            let rows =
                [if at == 0 { value } else { "" }, &digest, if at == 2 { value } else { "" }];
            return Change::Set(tag, texts(rows, count));
        }
        row[at] = value;
        Change::Set(tag, texts(row, count))
    })
}

fn text() -> impl Strategy<Value = Change> {
    let kind = prop_oneof![8 => Just(0), 1 => Just(1), 1 => Just(2)];
    let text = prop_oneof![
        2 => (Just(1000), select(NAMES)),
        2 => (Just(1001), select(VERSIONS)),
        1 => (Just(1002), select(VERSIONS)),
        1 => (Just(1021), select(&["linux", "Linux", "darwin", "", "LINUX"][..])),
        1 => (Just(1022), select(&["noarch", "", "src"][..])),
        1 => (Just(1014), select(&["", "MIT", "a\nb"][..])),
        1 => (Just(1124), select(&["cpio", "drpm", "", "ustar"][..])),
        1 => (Just(1126), select(&["9", "", "odd"][..])),
        1 => (Just(1004), select(&["", "a", "ä", "a\nb"][..])),
        1 => (Just(1118), select(&["/opt/case/", "/opt/case", "opt/case/", "/opt//case/", "/"][..])),
    ];
    (text, kind).prop_map(|((tag, text), kind)| {
        let value = match kind {
            _ if tag == 1118 => Value::texts([text]),
            0 => Value::text(text),
            1 => Value::texts([text]),
            _ => Value::translated([text]),
        };
        Change::Set(tag, value)
    })
}

fn of_signature() -> impl Strategy<Value = Change> {
    let number = |tag: u32| {
        select(&[0_u32, 5, 1 << 20][..])
            .prop_map(move |number| Change::Signature(tag, Some(Value::int32([number]))))
    };
    let long = |tag: u32| Just(Change::Signature(tag, Some(Value::int64([5]))));
    let none =
        select(&[sig::SHA1.0, sig::SHA256.0, sig::MD5.0, sig::SIZE.0, sig::PAYLOADSIZE.0][..])
            .prop_map(|tag| Change::Signature(tag, None));
    let wrong = select(&[sig::SHA1.0, sig::SHA256.0][..]).prop_flat_map(|tag| {
        select(&["", "0", "0000000000000000000000000000000000000000", "zz"][..])
            .prop_map(move |text| Change::Signature(tag, Some(Value::text(text))))
    });
    prop_oneof![
        number(sig::SIZE.0),
        number(sig::PAYLOADSIZE.0),
        long(sig::LONGSIZE.0),
        long(sig::LONGARCHIVESIZE.0),
        none,
        wrong,
        Just(Change::Signature(sig::MD5.0, Some(Value::Binary([0; 8].into())))),
        Just(Change::Signature(400, Some(Value::int32([1])))),
        Just(Change::Signature(5000, Some(Value::text("x")))),
    ]
}

fn payload() -> impl Strategy<Value = Change> {
    let at = 0_usize..3;
    let names =
        select(&["opt/case/file", "/opt/case/file", "./opt/case/x", "./opt/../opt/case/file"][..]);
    let modes = select(&[0o100_777_u32, 0o040_755, 0o120_777, 0o644][..]);
    let content = select(&["", "hell", "jello\n", "hello\nx", "fil2", "file"][..]);
    prop_oneof![
        Just(Payload::Reversed),
        at.clone().prop_map(Payload::Missing),
        Just(Payload::Extra),
        at.clone().prop_map(Payload::Twice),
        (at.clone(), names).prop_map(|(at, name)| Payload::Name(at, name)),
        (at.clone(), modes).prop_map(|(at, mode)| Payload::Mode(at, mode)),
        (at, content).prop_map(|(at, content)| Payload::Content(at, content)),
        select(&["\0\0\0\0", "x", "\0x"][..]).prop_map(Payload::Behind),
        Just(Payload::NoTrailer),
        Just(Payload::Nothing),
    ]
    .prop_map(Change::Payload)
}

fn change() -> impl Strategy<Value = Change> {
    let dependency = (select(DEPENDENCIES), select(NAMES), select(FLAGS), select(VERSIONS))
        .prop_map(|(tags, name, flags, version)| Change::Dependency(tags, name, flags, version));
    let versions = select(&["1", "4.6.0-1", "4.6.0-2", "99", "", "5.4.18-1", "0:4.6.0-1"][..]);
    let feature = (select(FEATURES), select(&[0x0100_000a_u32, 0x0100_0008, 0x0100_000c, 0][..]));
    let feature = (feature, versions).prop_map(|((name, flags), version)| {
        Change::Dependency([1049, 1048, 1050], name, flags, version)
    });
    let program = select(&["<lua>", "<perl>", "<", "<LUA>"][..]);
    let lead = prop_oneof![
        (Just(4_usize), select(&[3_u8, 4][..])),
        (Just(5), any::<u8>()),
        (Just(7), 0_u8..3),
        (Just(9), any::<u8>()),
        (10_usize..76, 1_u8..255),
        (Just(77), any::<u8>()),
    ];
    let compressors = select(&["none", "gzip", "xz", "zstd"][..]);
    let said = prop_oneof![
        6 => Just("same"),
        2 => select(&["gzip", "xz", "zstd", "bzip2", "lzma"][..]),
        1 => select(&["", "lz4", "GZIP"][..]),
    ];
    prop_oneof![
        4 => row_of_numbers(),
        3 => row_of_texts(),
        4 => text(),
        2 => select(REMOVED).prop_map(Change::Remove),
        3 => dependency,
        2 => feature,
        1 => program.prop_map(|program| Change::Set(1085, Value::texts([program]))),
        1 => Just(Change::Set(1064, Value::text("4.18.0"))),
        3 => of_signature(),
        1 => lead.prop_map(|(at, byte)| Change::Lead(at, byte)),
        1 => (any::<bool>(), 1_usize..9).prop_map(|(main, by)| Change::Turn(main, by)),
        1 => Just(Change::Twice),
        1 => Just(Change::Padding),
        4 => payload(),
        2 => (compressors, said).prop_map(|(one, said)| Change::Compressed(one, said)),
    ]
}

/// Any package.
pub(super) fn case() -> impl Strategy<Value = Case> {
    prop::collection::vec(change(), 0..3)
}

/// The package.
pub(super) fn bytes(case: &Case) -> Vec<u8> {
    let mut header = header();
    let mut compressed = ("gzip", "same");
    for change in case {
        match change {
            Change::Set(tag, value) => header.insert(Tag(*tag), value.clone()),
            Change::Remove(tag) => drop(header.remove(Tag(*tag))),
            Change::Dependency(tags, name, flags, version) => {
                depend(&mut header, *tags, name, *flags, version);
            }
            Change::Compressed(one, said) => compressed = (one, said),
            _ => {}
        }
        // A script of its own, so that the interpreter is of one.
        if matches!(change, Change::Set(1085, _)) {
            header.insert(tag::PREIN, Value::text("x = 1\n"));
        }
    }
    let (compressor, said) = compressed;
    let payload = compress(&archive(case), compressor);
    match said {
        "same" if compressor == "none" => {}
        "same" => header.insert(tag::PAYLOADCOMPRESSOR, Value::text(compressor)),
        said => header.insert(tag::PAYLOADCOMPRESSOR, Value::text(said)),
    }
    let is_removed = |tag: u32| case.iter().any(|it| matches!(it, Change::Remove(t) if *t == tag));
    if !is_removed(5092) {
        header.insert(tag::PAYLOADSHA256, Value::texts([hex(&payload)]));
    }
    let mut header = header.to_bytes(Region::Immutable).unwrap();
    for change in case {
        match change {
            Change::Turn(true, by) => turn(&mut header, *by),
            Change::Twice => twice(&mut header),
            Change::Padding => pad(&mut header),
            _ => {}
        }
    }
    let signature = signature(case, &header, &payload);
    let mut lead = b"\xed\xab\xee\xdb\x03\0\0\0\0\xffcase-1-1".to_vec();
    lead.resize(96, 0);
    (lead[77], lead[79]) = (1, 5);
    for change in case {
        if let Change::Lead(at, byte) = change {
            lead[*at] = *byte;
        }
    }
    [lead, signature, header, payload].concat()
}

fn signature(case: &Case, header: &[u8], payload: &[u8]) -> Vec<u8> {
    let whole = [header, payload].concat();
    let digests = digests(header);
    let mut signature = Header::new();
    signature.insert(sig::SHA1, Value::text(Hex(&digests.sha1.unwrap()).to_string()));
    signature.insert(sig::SHA256, Value::text(hex(header)));
    signature.insert(sig::SIZE, Value::int32([whole.len() as u32]));
    signature.insert(sig::MD5, Value::Binary(self::digests(&whole).md5.unwrap()[..].into()));
    signature.insert(sig::PAYLOADSIZE, Value::int32([archive(case).len() as u32]));
    for change in case {
        match change {
            Change::Signature(tag, Some(value)) => signature.insert(Tag(*tag), value.clone()),
            Change::Signature(tag, None) => drop(signature.remove(Tag(*tag))),
            _ => {}
        }
    }
    let mut bytes = signature.to_bytes(Region::Signature).unwrap();
    for change in case {
        if let Change::Turn(false, by) = change {
            turn(&mut bytes, *by);
        }
    }
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn header() -> Header {
    let mut header = Header::new();
    let digest = hex(b"hello\n");
    for (tag, value) in [
        (100, Value::texts(["C"])),
        (1000, Value::text("case")),
        (1001, Value::text("1")),
        (1002, Value::text("1")),
        (1004, Value::translated(["a case"])),
        (1005, Value::translated(["A case."])),
        (1006, Value::int32([7])),
        (1009, Value::int32([10])),
        (1014, Value::text("MIT")),
        (1016, Value::translated(["Unspecified"])),
        (1021, Value::text("linux")),
        (1022, Value::text("noarch")),
        (1028, numbers(1, [0, 6, 4], 3)),
        (1030, numbers(0, [0o040_755, 0o100_644, 0o120_777], 3)),
        (1033, numbers(0, [0; 3], 3)),
        (1034, numbers(1, [7; 3], 3)),
        (1035, texts(["", &digest, ""], 3)),
        (1036, texts(["", "", "file"], 3)),
        (1037, numbers(1, [0; 3], 3)),
        (1039, texts(["root"; 3], 3)),
        (1040, texts(["root"; 3], 3)),
        (1044, Value::text("case-1-1.src.rpm")),
        (1045, numbers(1, [u32::MAX; 3], 3)),
        (1047, Value::texts(["case"])),
        (1048, Value::int32([0x0100_000a])),
        (1049, Value::texts(["rpmlib(CompressedFileNames)"])),
        (1050, Value::texts(["3.0.4-1"])),
        (1095, numbers(1, [1; 3], 3)),
        (1096, numbers(1, [1, 2, 3], 3)),
        (1097, texts([""; 3], 3)),
        (1112, Value::int32([8])),
        (1113, Value::texts(["1-1"])),
        (1116, numbers(1, [0; 3], 3)),
        (1117, texts(["dir", "file", "link"], 3)),
        (1118, Value::texts(["/opt/case/"])),
        (1124, Value::text("cpio")),
        (5011, Value::int32([8])),
        (5093, Value::int32([8])),
    ] {
        header.insert(Tag(tag), value);
    }
    header
}

fn depend(header: &mut Header, tags: [u32; 3], name: &str, flags: u32, version: &str) {
    let [names, senses, versions] = tags.map(Tag);
    let more = |tag: Tag, header: &Header, text: &str| {
        let known: Vec<Vec<u8>> = header.texts(tag).map(<[u8]>::to_vec).collect();
        Value::texts(known.into_iter().chain([text.as_bytes().to_vec()]))
    };
    let (name, version) = (more(names, header, name), more(versions, header, version));
    let known = header.value(senses).cloned();
    let known = (0..).map_while(|at| known.as_ref()?.number(at)).map(|it| it as u32);
    let senses_of = Value::int32(known.chain([flags]));
    header.insert(names, name);
    header.insert(senses, senses_of);
    header.insert(versions, version);
}

fn archive(case: &Case) -> Vec<u8> {
    let mut members: Vec<(String, u32, String)> = FILES
        .iter()
        .map(|(name, mode, content)| (format!("./opt/case/{name}"), *mode, (*content).to_owned()))
        .collect();
    let (mut has_trailer, mut behind) = (true, "");
    for change in case {
        let Change::Payload(payload) = change else { continue };
        let extra = || ("./opt/case/extra".to_owned(), 0o100_644, "x".to_owned());
        let at = |at: usize| at.min(members.len().saturating_sub(1));
        match *payload {
            Payload::Reversed => members.reverse(),
            Payload::Extra => members.push(extra()),
            Payload::Behind(text) => behind = text,
            Payload::NoTrailer => has_trailer = false,
            Payload::Nothing => return Vec::new(),
            _ if members.is_empty() => {}
            Payload::Missing(index) => drop(members.remove(at(index))),
            Payload::Twice(index) => members.push(members[at(index)].clone()),
            Payload::Name(index, name) => {
                let index = at(index);
                members[index].0 = name.to_owned();
            }
            Payload::Mode(index, mode) => {
                let index = at(index);
                members[index].1 = mode;
            }
            Payload::Content(index, content) => {
                let index = at(index);
                members[index].2 = content.to_owned();
            }
        }
    }
    let mut archive: Vec<u8> = members
        .iter()
        .flat_map(|(name, mode, content)| member(name, *mode, content.as_bytes()))
        .collect();
    if has_trailer {
        archive.extend(member("TRAILER!!!", 0, b""));
    }
    archive.extend(behind.as_bytes());
    archive
}

fn compress(archive: &[u8], compressor: &str) -> Vec<u8> {
    let compression: pkgio::Compression = compressor.parse().unwrap();
    let threads = std::num::NonZeroUsize::MIN;
    let mut encoder = pkgio::Encoder::new(Vec::new(), compression, threads).unwrap();
    std::io::Write::write_all(&mut encoder, archive).unwrap();
    encoder.finish().unwrap()
}

/// Turns the entries of an index behind the region's.
fn turn(header: &mut [u8], by: usize) {
    let entries = u32::from_be_bytes(header[8..12].try_into().unwrap()) as usize;
    let index = &mut header[32..16 + 16 * entries];
    let by = 16 * (by % (entries - 1));
    // The data stays in the order of the index, as rpm has it: only tags change places.
    let tags: Vec<[u8; 4]> = index.chunks(16).map(|it| it[..4].try_into().unwrap()).collect();
    let types: Vec<[u8; 4]> = index.chunks(16).map(|it| it[4..8].try_into().unwrap()).collect();
    let same = types[0];
    let places: Vec<usize> = (0..types.len()).filter(|at| types[*at] == same).collect();
    for (place, from) in places.iter().zip(places.iter().cycle().skip(by / 16)) {
        index[16 * place..16 * place + 4].copy_from_slice(&tags[*from]);
    }
}

/// Gives the second entry the tag of the first, if they are of one type.
fn twice(header: &mut [u8]) {
    let first: [u8; 4] = header[32..36].try_into().unwrap();
    header[48..52].copy_from_slice(&first);
}

/// Changes a byte between two values.
fn pad(header: &mut [u8]) {
    let entries = u32::from_be_bytes(header[8..12].try_into().unwrap()) as usize;
    let start = 16 + 16 * entries;
    let field = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().unwrap());
    // The value behind a list of texts that does not end where numbers may start.
    let place = (2..=entries).map(|at| 16 * at).find_map(|entry| {
        let (kind, offset) = (field(entry + 4), field(entry + 8) as usize);
        let before = start + offset - 1;
        let is_second = offset > 1 && header[before] == 0 && header[before - 1] == 0;
        (matches!(kind, 3 | 4) && is_second).then_some(before)
    });
    if let Some(place) = place {
        header[place] = b'x';
    }
}

fn hex(bytes: &[u8]) -> String {
    Hex(&digests(bytes).sha256.unwrap()).to_string()
}

fn digests(bytes: &[u8]) -> pkgio::Digests {
    let algorithms = Algorithms { md5: true, sha1: true, sha256: true, ..Algorithms::NONE };
    let mut hasher = Hasher::new(algorithms);
    hasher.update(bytes);
    hasher.finish()
}
