use super::testing::{File, Rpm, assemble, assemble_unchecked, sample};
use super::*;
use crate::cpio::Dialect;
use crate::header::tag::signature as sig;
use crate::header::{Region, Value, tag};

fn read(rpm: &Rpm) -> Result<Contents, ReadError> {
    read_bytes(&rpm.bytes())
}

fn read_bytes(mut bytes: &[u8]) -> Result<Contents, ReadError> {
    let sha256 = Algorithms { sha256: true, ..Algorithms::NONE };
    contents(&mut bytes, sha256, &Limits::default())
}

fn read_strictly(rpm: &Rpm) -> Result<Contents, ReadError> {
    let limits = Limits { strict: true, ..Limits::default() };
    contents(&mut &rpm.bytes()[..], Algorithms::NONE, &limits)
}

/// Asserts that the package is refused with words that hold `problem`.
#[track_caller]
fn refused(rpm: &Rpm, problem: &str) {
    assert!(read(rpm).is_err(), "{problem}");
    let error = read_strictly(rpm).unwrap_err().to_string();
    assert!(error.contains(problem), "{error}");
}

/// Asserts that the package is read with this warning, and refused when reading is strict.
#[track_caller]
fn tolerated(rpm: &Rpm, problem: &str) {
    let found = Tolerated::text(&read(rpm).unwrap().metadata.tolerated).unwrap_or_default();
    assert!(found.contains(problem), "{found}");
    let strictly = read_strictly(rpm).unwrap_err().to_string();
    assert!(found.starts_with(&strictly), "{strictly}");
}

#[test]
fn reads_what_is_well() {
    let contents = read(&sample()).unwrap();
    assert_eq!(contents.metadata.nvra(), "sample-1.0-2.noarch");
    assert_eq!(contents.metadata.format(), 4);
    let paths: Vec<_> = contents.files.iter().map(|(file, _)| file.path.escape_ascii()).collect();
    assert_eq!(
        paths.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["/etc/sample", "/etc/sample/conf", "/usr/bin/link", "/usr/bin/sample"]
    );
    let digests: Vec<_> = contents.files.iter().map(|(_, digests)| digests.is_some()).collect();
    assert_eq!(digests, [false, true, false, true]);
    assert_eq!(
        contents.files[1].1.as_ref().unwrap().to_digests().sha256,
        testing::digests(b"a = b\n").sha256
    );
    assert_eq!(contents.files[1].1.as_ref().unwrap().to_digests().md5, None);
    assert!(read(&Rpm::new(Vec::new())).unwrap().files.is_empty());
}

#[test]
fn reads_old_tags() {
    let mut old = sample();
    old.is_old = true;
    old.set(tag::PROVIDENAME, Value::texts(["feature"]));
    for file in &mut old.files {
        file.member = file.path.trim_start_matches('/').to_owned();
    }
    old.padding = vec![0; 300];
    let contents = read(&old).unwrap();
    assert_eq!(contents.metadata.format(), 3);
    assert_eq!(contents.files.len(), 4);
    let provides = contents.metadata.dependencies(DependencyKind::Provides).unwrap();
    assert_eq!(provides.len(), 2);
    assert_eq!((&*provides[0].name, &*provides[0].evr), ("feature", ""));
    assert_eq!((&*provides[1].name, &*provides[1].evr), ("sample", "1.0-2"));
}

#[test]
fn rpm_reads_old_tags_to_the_same_end() {
    let mut old = sample();
    old.is_old = true;
    old.set(tag::PROVIDENAME, Value::texts(["feature"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.rpm");
    std::fs::write(&path, old.bytes()).unwrap();
    let format = "%{NVRA} [%{FILENAMES} ][%{PROVIDENEVRS}; ]";
    let output = real_tools::command("rpm")
        .args(["-qp", "--nosignature", "--nodigest", "--qf", format])
        .arg(&path)
        .output()
        .unwrap_or_else(|error| panic!("rpm: {error}; apt-get install rpm"));
    let contents = read(&old).unwrap();
    let mut expected = format!("{} ", contents.metadata.nvra());
    for (file, _) in &contents.files {
        expected.push_str(&format!("{} ", file.path.escape_ascii()));
    }
    for provided in contents.metadata.dependencies(DependencyKind::Provides).unwrap() {
        expected.push_str(&format!("{provided}; "));
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn leaves_the_input_where_the_payload_starts() {
    let rpm = sample();
    let bytes = rpm.bytes();
    let mut input = &bytes[..];
    let metadata = metadata(&mut input, &Limits::default()).unwrap();
    assert_eq!(input, rpm.payload());
    let range = metadata.header_range.start as usize..metadata.header_range.end as usize;
    assert_eq!(bytes[range], metadata.header_bytes);
    assert_eq!(metadata.header_range.end as usize, bytes.len() - input.len());
}

#[test]
fn what_is_cut_off_is_truncated() {
    for is_old in [false, true] {
        let mut rpm = sample();
        rpm.is_old = is_old;
        let bytes = rpm.bytes();
        for end in 0..bytes.len() {
            match read_bytes(&bytes[..end]).unwrap_err() {
                ReadError::Truncated(_) => assert!(end > 0),
                ReadError::NotAPackage(_) => assert_eq!(end, 0),
                other => panic!("{end}: {other}"),
            }
        }
    }
}

#[test]
fn bytes_after_the_payload_are_refused() {
    for byte in [0, 1] {
        let mut bytes = sample().bytes();
        bytes.push(byte);
        let error = read_bytes(&bytes).unwrap_err();
        assert_eq!(error.code(), crate::codes::PAYLOAD, "{error}");
    }
}

#[test]
fn every_flipped_bit_is_noticed_or_harmless() {
    let bytes = sample().bytes();
    let whole = read_bytes(&bytes).unwrap();
    let signature = 96..whole.metadata.header_range.start as usize;
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Ok(found) = read_bytes(&flipped) else { continue };
        // What rpm does not look at in the lead, and a tag of the signature header that became
        // another: what it held of header and payload others still hold.
        assert!(bit / 8 < 96 || signature.contains(&(bit / 8)), "bit {bit}");
        assert_eq!(found.metadata.header_bytes, whole.metadata.header_bytes, "bit {bit}");
        assert_eq!(found.files, whole.files, "bit {bit}");
    }
}

#[test]
fn a_damaged_file_is_told_from_a_malformed_one() {
    let bytes = sample().bytes();
    let at = bytes.len() - sample().payload().len();
    for place in [at, at + 3, bytes.len() - 1, bytes.len() - 124] {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x40;
        let error = read_bytes(&damaged).unwrap_err();
        assert_eq!(error.code(), crate::codes::DIGEST, "{place}: {error}");
    }
}

#[test]
fn padding_after_the_signature_header_is_zero() {
    let mut rpm = sample();
    rpm.is_old = true;
    let bytes = rpm.bytes();
    let start = metadata(&mut &bytes[..], &Limits::default()).unwrap().header_range.start as usize;
    let mut bad = bytes.clone();
    bad[start - 1] = 1;
    let problem = "the padding after the signature header, at byte 167 of the package, is not zero";
    let tolerated = read_bytes(&bad).unwrap().metadata.tolerated;
    assert_eq!(Tolerated::text(&tolerated).as_deref(), Some(problem));
    let warning = Tolerated::warning(&tolerated, std::path::Path::new("x.rpm")).unwrap();
    assert_eq!(warning.code, crate::codes::TOLERATED);
}

#[test]
fn wrong_lengths_are_tolerated_where_digests_match() {
    for (tag, value, problem) in [
        (sig::SIZE, Value::int32([5]), "bytes follow its end"),
        (sig::SIZE, Value::int32([1 << 20]), "should have 1048576 bytes"),
        (
            sig::PAYLOADSIZE,
            Value::int32([5]),
            "(PAYLOADSIZE) does not match: expected 5, found 660",
        ),
        (sig::LONGSIZE, Value::int64([5]), "tags 1000 and 270 of the signature header"),
    ] {
        let mut rpm = sample();
        rpm.signature_changes.push((tag, value));
        tolerated(&rpm, problem);
    }
    let mut rpm = sample();
    rpm.set(tag::ARCHIVESIZE, Value::int32([5]));
    tolerated(&rpm, "(ARCHIVESIZE) does not match: expected 5, found 660");
}

#[test]
fn what_follows_the_archive_is_tolerated() {
    let mut rpm = sample();
    rpm.padding = b"\0\0x".to_vec();
    tolerated(&rpm, "the padding is not zero");
    let mut rpm = sample();
    rpm.set(tag::PAYLOADCOMPRESSOR, Value::text("gzip"));
    tolerated(&rpm, "is not compressed, although");
}

#[test]
fn the_payload_holds_what_the_header_lists() {
    let rpm = |bend: &dyn Fn(&mut Rpm)| {
        let mut rpm = sample();
        bend(&mut rpm);
        rpm
    };
    let missing = rpm(&|rpm| rpm.order = vec![0, 1, 2]);
    refused(&missing, "\"/usr/bin/sample\" is not in the payload");
    let twice = rpm(&|rpm| rpm.order = vec![0, 1, 1, 2, 3]);
    refused(&twice, "\"/etc/sample/conf\" is in the payload twice");
    let disorder = rpm(&|rpm| rpm.order = vec![0, 2, 1, 3]);
    tolerated(&disorder, "\"/etc/sample/conf\" is out of order");
    let unknown = rpm(&|rpm| rpm.files[1].member = "./etc/shadow".to_owned());
    refused(&unknown, "holds \"./etc/shadow\", which the header does not list");
    let escaping = rpm(&|rpm| rpm.files[1].member = "./etc/sample/../sample/conf".to_owned());
    refused(&escaping, "which the header does not list");
    let ghost = rpm(&|rpm| rpm.files[1].flags = 1 << 6);
    refused(&ghost, "listed as a ghost");
    let longer = rpm(&|rpm| rpm.files[1].packed = Some(b"a = b\n\n".to_vec()));
    refused(&longer, "has 7 bytes in the payload instead of 6");
    let other = rpm(&|rpm| rpm.files[1].packed = Some(b"a = c\n".to_vec()));
    refused(&other, "the SHA-256 of \"/etc/sample/conf\" does not match");
    let elsewhere = rpm(&|rpm| rpm.files[2].packed = Some(b"passwd".to_vec()));
    refused(&elsewhere, "leads to \"passwd\" in the payload");
    let kind = rpm(&|rpm| rpm.files[1].member_mode = 0o120_777);
    refused(&kind, "is of another kind in the payload");
    let filled = rpm(&|rpm| rpm.files[0].packed = Some(b"x".to_vec()));
    refused(&filled, "has 1 bytes in the payload instead of 0");
}

#[test]
fn ghosts_are_not_in_the_payload() {
    let mut rpm = sample();
    rpm.files[1].flags = 1 << 6;
    rpm.order = vec![0, 2, 3];
    let contents = read(&rpm).unwrap();
    assert!(contents.files[1].0.is_ghost());
    assert_eq!(contents.files[1].1, None);
}

/// Three names of one file, and one that is another's.
fn linked(dialect: Dialect) -> Rpm {
    let name = |name: &str| File { inode: 9, ..File::new(name, 0o100_644, b"shared") };
    let mut rpm = Rpm::new(vec![
        name("/a"),
        File { inode: 3, ..File::new("/b", 0o100_644, b"other") },
        name("/c"),
        name("/d"),
    ]);
    rpm.dialect = dialect;
    rpm.order = vec![1, 0, 2, 3];
    for first in [0, 2] {
        rpm.files[first].packed = Some(Vec::new());
    }
    rpm
}

#[test]
fn hard_links_have_their_content_with_the_last() {
    for dialect in [Dialect::NewAscii, Dialect::Stripped] {
        let contents = read(&linked(dialect)).unwrap();
        let sha256 = testing::digests(b"shared").sha256;
        for index in [0, 2, 3] {
            assert_eq!(contents.files[index].1.as_ref().unwrap().to_digests().sha256, sha256);
        }
        let mut early = linked(dialect);
        early.order = vec![1, 3, 0, 2];
        assert!(read(&early).is_err());
    }
    let mut each = linked(Dialect::NewAscii);
    each.files[0].packed = None;
    refused(&each, "\"/a\" has 6 bytes in the payload instead of 0");
}

#[test]
fn stripped_members_are_known_by_their_index() {
    let mut rpm = sample();
    rpm.dialect = Dialect::Stripped;
    assert_eq!(read(&rpm).unwrap().files.len(), 4);
    rpm.order = vec![0, 1, 3, 2];
    tolerated(&rpm, "is out of order");
}

#[test]
fn the_payload_holds_no_more_than_the_header_lists() {
    let mut rpm = sample();
    rpm.padding = vec![0; 1 << 20];
    refused(&rpm, "more than the files that the header lists");
    let limits = Limits { payload: 600, ..Limits::default() };
    let error = contents(&mut &sample().bytes()[..], Algorithms::NONE, &limits).unwrap_err();
    assert_eq!(error.code(), crate::codes::TOO_LARGE, "{error}");
}

#[test]
fn limits_hold() {
    let bytes = sample().bytes();
    let fewer = Limits { files: 3, ..Limits::default() };
    let shorter = Limits { names: 20, names_each: 0, ..Limits::default() };
    for limits in [fewer, shorter] {
        let error = metadata(&mut &bytes[..], &limits).unwrap_err();
        assert_eq!(error.code(), crate::codes::TOO_LARGE, "{error}");
    }
}

#[test]
fn tags_that_do_not_fit_are_refused() {
    let mut rpm = sample();
    rpm.set(tag::FILEMODES, Value::int16([0o100_644]));
    refused(&rpm, "tag 1030 (FILEMODES) has 1 elements instead of 4");
    let mut rpm = sample();
    rpm.set(tag::DIRINDEXES, Value::int32([0, 1, 2, 4]));
    refused(&rpm, "refers to directory 4, but there are 4");
    let mut rpm = sample();
    rpm.set(tag::FILESIZES, Value::texts(["1", "2", "3", "4"]));
    refused(&rpm, "is not an array of numbers");
    let mut rpm = sample();
    rpm.set(tag::FILEDIGESTALGO, Value::int32([99]));
    refused(&rpm, "is 99, which is not a known digest");
    let mut rpm = sample();
    rpm.set(tag::PAYLOADFORMAT, Value::text("drpm"));
    refused(&rpm, "cpio is read");
    let mut rpm = sample();
    rpm.set(tag::PAYLOADCOMPRESSOR, Value::text("rar"));
    refused(&rpm, "known are gzip");
    let mut rpm = sample();
    rpm.set(tag::LONGFILESIZES, Value::int64([0, 6, 6, 10]));
    refused(&rpm, "are both there");
    let mut rpm = sample();
    rpm.files[1].path = "/etc/sample".to_owned();
    refused(&rpm, "is listed twice");
    for path in ["/etc/../x", "etc/x", "/etc//x"] {
        let mut rpm = sample();
        rpm.files[1].path = path.to_owned();
        refused(&rpm, "the path");
    }
}

#[test]
fn what_names_the_package_is_checked() {
    for (tag, text, problem) in [
        (tag::NAME, "a b", "holds ' '"),
        (tag::NAME, "a/b", "holds '/'"),
        (tag::NAME, "", "is empty"),
        (tag::VERSION, "1-2", "holds '-'"),
        (tag::RELEASE, "1\n", "holds '\\n'"),
    ] {
        let mut rpm = sample();
        rpm.set(tag, Value::text(text));
        refused(&rpm, problem);
    }
    let mut rpm = sample();
    rpm.header.remove(tag::VERSION);
    refused(&rpm, "tag 1001 (VERSION) is missing");
    let mut rpm = sample();
    rpm.lead.is_source = true;
    tolerated(&rpm, "is a binary package");
    // Without the name of its source package, its files tell.
    let mut rpm = sample();
    rpm.header.remove(tag::SOURCERPM);
    assert!(!read(&rpm).unwrap().metadata.is_source);
    rpm.set(tag::SOURCEPACKAGE, Value::int32([1]));
    rpm.set(tag::DIRNAMES, Value::texts(["", "", "", ""]));
    let found = read(&rpm).unwrap_err().to_string();
    assert!(!found.contains("is not absolute"), "{found}");
}

#[test]
fn triggers_name_their_scripts() {
    let trigger = |flags: u32, index: u32| {
        let mut rpm = sample();
        rpm.set(tag::TRIGGERSCRIPTS, Value::texts(["true"]));
        rpm.set(tag::TRIGGERSCRIPTPROG, Value::texts(["/bin/sh"]));
        rpm.set(tag::TRIGGERNAME, Value::texts(["foo"]));
        rpm.set(tag::TRIGGERVERSION, Value::texts(["1"]));
        rpm.set(tag::TRIGGERFLAGS, Value::int32([flags]));
        rpm.set(tag::TRIGGERINDEX, Value::int32([index]));
        read(&rpm).unwrap().metadata.triggers()
    };
    let found = trigger(1 << 16 | 8, 0).unwrap();
    assert_eq!(found[0].kind.name(), "triggerin");
    assert!(trigger(1 << 16, 1).is_err());
    assert!(trigger(0, 0).is_err());
    assert!(trigger(3 << 16, 0).is_err());
}

#[test]
fn a_header_that_claims_much_is_refused_before_there_is_room_for_it() {
    let rpm = sample();
    let header = rpm.whole_header().to_bytes(Region::Immutable).unwrap();
    let mut huge = header[..16].to_vec();
    huge[12..16].copy_from_slice(&0x0fff_ffff_u32.to_be_bytes());
    let error = read_bytes(&assemble(&rpm.lead, &huge, b"", false)).unwrap_err();
    assert_eq!(error.code(), crate::codes::TRUNCATED, "{error}");
    huge[12..16].copy_from_slice(&u32::MAX.to_be_bytes());
    let error = read_bytes(&assemble(&rpm.lead, &huge, b"", false)).unwrap_err();
    assert_eq!(error.code(), crate::codes::HEADER, "{error}");
}

/// Every kind of tag that has a reader of its own.
fn talkative() -> Rpm {
    let mut rpm = sample();
    rpm.set(tag::EPOCH, Value::int32([1]));
    for kind in DependencyKind::ALL {
        let [name, flags, version] = kind.tags();
        rpm.set(name, Value::texts(["foo"])).set(flags, Value::int32([12]));
        rpm.set(version, Value::texts(["1:2-3"]));
    }
    rpm.set(tag::CHANGELOGTIME, Value::int32([7])).set(tag::CHANGELOGNAME, Value::texts(["J"]));
    rpm.set(tag::CHANGELOGTEXT, Value::texts(["- x"]));
    rpm.set(tag::PREIN, Value::text("true")).set(tag::PREINPROG, Value::texts(["/bin/sh", "-e"]));
    rpm.set(tag::PREINFLAGS, Value::int32([1]));
    rpm.set(tag::FILETRIGGERSCRIPTS, Value::texts(["cat"]));
    rpm.set(tag::FILETRIGGERNAME, Value::texts(["/usr"]));
    rpm.set(tag::FILETRIGGERFLAGS, Value::int32([1 << 16]));
    rpm.set(tag::FILETRIGGERINDEX, Value::int32([0]));
    rpm
}

/// The packages that fuzzing starts from. Most have no digests, so that a change goes further than
/// to the first of them.
///
/// `cargo test -p rpmpkg --lib -- --ignored write_the_seeds`
#[test]
#[ignore = "writes fuzz/seeds/rpm"]
fn write_the_seeds() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/rpm");
    std::fs::create_dir_all(&folder).unwrap();
    let keep = |name: &str, bytes: Vec<u8>| {
        read_bytes(&bytes).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    keep("checked", sample().bytes());
    let mut old = sample();
    old.is_old = true;
    keep("old", old.bytes());
    let unchecked = |rpm: &Rpm, payload: &[u8]| {
        let header = rpm.whole_header().to_bytes(Region::Immutable).unwrap();
        assemble_unchecked(&rpm.lead, &header, payload)
    };
    keep("talkative", unchecked(&talkative(), &talkative().payload()));
    keep("new-ascii", unchecked(&linked(Dialect::NewAscii), &linked(Dialect::NewAscii).payload()));
    keep("stripped", unchecked(&linked(Dialect::Stripped), &linked(Dialect::Stripped).payload()));
    for compressor in ["gzip", "xz", "zstd"] {
        let mut rpm = sample();
        rpm.set(tag::PAYLOADCOMPRESSOR, Value::text(compressor));
        let compression = compressor.parse().unwrap();
        let threads = std::num::NonZeroUsize::MIN;
        let mut encoder = pkgio::Encoder::new(Vec::new(), compression, threads).unwrap();
        std::io::Write::write_all(&mut encoder, &rpm.payload()).unwrap();
        keep(compressor, unchecked(&rpm, &encoder.finish().unwrap()));
    }
}
