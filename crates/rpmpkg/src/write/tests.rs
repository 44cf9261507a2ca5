//! What is written, with packages made by hand.

use pkgio::Timestamp;

use super::file_list::FileList;
use super::testing::{How, header_of, numbers, package, scanned, texts, tree, written};
use super::{Format, WriteError, WriteOptions};
use crate::flags;
use crate::header::tag;
use crate::read;

/// Bytes that no compressor makes much of.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_where_the_payload_waits() {
    let noise = noise(300_000);
    let tree = tree(&[
        ("usr/bin/hello", b"#!/bin/sh\necho hello\n"),
        ("usr/share/a+", b"plus"),
        ("usr/share/a/x", b""),
        ("usr/share/big", &noise),
    ]);
    let package = package(tree);
    for (compression, format) in [
        ("zstd:3", Format::V4),
        ("xz:1", Format::V4),
        ("gzip:6", Format::V4),
        ("none", Format::V4),
        ("zstd:3", Format::V6),
    ] {
        let how = How { compression, format, threads: 1, ..How::default() };
        let (expected, _) = written(&package, how);
        for (threads, memory) in [(1, 1000), (2, 8 << 20), (8, 1000)] {
            let (bytes, _) = written(&package, How { threads, memory, ..how });
            assert!(bytes == expected, "{compression} {threads} {memory}");
        }
    }
}

#[test]
fn names_are_sorted_by_whole_paths() {
    let tree = tree(&[("a+", b"1"), ("a/x", b"2"), ("a/b/c", b"3"), ("a.d/z", b"4"), ("b", b"5")]);
    let header = header_of(&written(&package(tree), How::default()).0);
    let folders = texts(&header, tag::DIRNAMES);
    let names = texts(&header, tag::BASENAMES);
    let indices = numbers(&header, tag::DIRINDEXES);
    let paths: Vec<_> = std::iter::zip(&indices, &names)
        .map(|(index, name)| format!("{}{name}", folders[usize::try_from(*index).unwrap()]))
        .collect();
    let expected = ["/a", "/a+", "/a.d", "/a.d/z", "/a/b", "/a/b/c", "/a/x", "/b"];
    assert_eq!(paths, expected);
    assert_eq!(folders, ["/", "/a.d/", "/a/", "/a/b/"]);
    assert_eq!(numbers(&header, tag::FILEINODES), (1..=8).collect::<Vec<_>>());
}

#[test]
fn ghosts_are_in_the_header_alone() {
    let mut package = package(tree(&[("ghost", b"boo"), ("real", b"there")]));
    package.files[1].as_mut().unwrap().flags = flags::GHOST;
    let (bytes, _) = written(&package, How { compression: "none", ..How::default() });
    let header = header_of(&bytes);
    assert_eq!(texts(&header, tag::BASENAMES), ["ghost", "real"]);
    assert_eq!(numbers(&header, tag::FILESIZES), [3, 5]);
    assert_eq!(numbers(&header, tag::SIZE), [8]);
    assert_eq!(texts(&header, tag::FILEDIGESTS)[0], "");
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(holds(b"./real\0") && holds(b"there"));
    assert!(!holds(b"./ghost\0") && !holds(b"boo"));
}

#[test]
fn folders_that_are_not_owned_are_left_out() {
    let mut package = package(tree(&[("usr/share/x/y", b"")]));
    package.files[1] = None;
    package.files[2] = None;
    let header = header_of(&written(&package, How::default()).0);
    assert_eq!(texts(&header, tag::DIRNAMES), ["/usr/share/", "/usr/share/x/"]);
    assert_eq!(texts(&header, tag::BASENAMES), ["x", "y"]);
}

#[test]
fn files_from_4_gib_less_a_byte_on_are_large() {
    for (length, is_large) in [(u64::from(u32::MAX) - 1, false), (u64::from(u32::MAX), true)] {
        let staged = tempfile::tempdir().unwrap();
        let file = std::fs::File::create(staged.path().join("sparse")).unwrap();
        file.set_len(length).unwrap();
        let package = package(scanned(staged.path()));
        let list = FileList::new(&package, Timestamp::EPOCH);
        assert_eq!(list.has_large_files(), is_large, "{length}");
    }
}

#[test]
fn texts_stand_for_each_locale() {
    let mut package = package(tree(&[("x", b"")]));
    let text = |locale: &str, text: &str| (locale.to_owned(), text.to_owned());
    package.texts.summary = vec![text("C", "sum"), text("de", "Zus")];
    package.texts.description = vec![text("C", "desc"), text("fr", "d\u{e9}s")];
    let header = header_of(&written(&package, How::default()).0);
    assert_eq!(texts(&header, tag::HEADERI18NTABLE), ["C", "de", "fr"]);
    assert_eq!(texts(&header, tag::SUMMARY), ["sum", "Zus", "sum"]);
    assert_eq!(texts(&header, tag::DESCRIPTION), ["desc", "desc", "d\u{e9}s"]);
}

#[test]
fn each_format_has_its_own_tags() {
    let mut package = package(tree(&[("x", b"text\n")]));
    package.evr.epoch = Some(7);
    let of = |format| header_of(&written(&package, How { format, ..How::default() }).0);
    let [old, new] = [of(Format::V4), of(Format::V6)];
    for tag in [tag::SIZE, tag::FILESIZES, tag::FILECLASS, tag::CLASSDICT, tag::PAYLOADSHA256ALGO] {
        assert!(old.value(tag).is_some() && new.value(tag).is_none(), "{tag:?}");
    }
    for tag in [
        tag::LONGSIZE,
        tag::LONGFILESIZES,
        tag::FILEMIMEINDEX,
        tag::MIMEDICT,
        tag::PAYLOADSHA512,
        tag::PAYLOADSHA3_256ALT,
        tag::PAYLOADSIZE,
        tag::PAYLOADSIZEALT,
    ] {
        assert!(old.value(tag).is_none() && new.value(tag).is_some(), "{tag:?}");
    }
    assert_eq!(numbers(&new, tag::RPMFORMAT), [6]);
    assert_eq!(texts(&new, tag::SOURCENEVR), ["hello-7:2.10-3"]);
    assert_eq!(texts(&new, tag::MIMEDICT), ["text/plain"]);
}

#[test]
fn a_file_has_the_bytes_of_a_stream() {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.secret.asc");
    let created = Timestamp::clamped(1_735_689_600);
    let key = std::fs::read(key).unwrap();
    let signer = pkgsign::KeySigner::new(&key, &pkgsign::KeyOptions::new(created)).unwrap();
    // Less than what is written in order, and more.
    for length in [1000, 3 << 20] {
        let package = package(tree(&[("x", &noise(length))]));
        for (format, is_signed) in [(Format::V4, false), (Format::V4, true), (Format::V6, false)] {
            let folder = tempfile::tempdir().unwrap();
            let options = WriteOptions {
                format,
                sign: is_signed.then_some((&signer as &dyn pkgsign::Signer, created)),
                ..WriteOptions::new(
                    "zstd:1".parse().unwrap(),
                    std::num::NonZeroUsize::MIN,
                    folder.path(),
                )
            };
            let mut expected = Vec::new();
            let written = super::write(&package, &options, &mut expected).unwrap();
            let target = folder.path().join("x.rpm");
            let mut file = pkgio::AtomicFile::create(&target, pkgio::Existing::Keep).unwrap();
            let of_file = super::write_file(&package, &options, &mut file).unwrap();
            file.commit().unwrap();
            assert!(std::fs::read(&target).unwrap() == expected, "{length} {format:?} {is_signed}");
            assert_eq!(of_file.length, written.length);
            assert_eq!(of_file.length, expected.len() as u64);
        }
    }
}

#[test]
fn what_fails_is_named() {
    let staged = tempfile::tempdir().unwrap();
    std::fs::write(staged.path().join("file"), noise(100_000)).unwrap();
    let package = package(scanned(staged.path()));
    let nowhere = staged.path().join("nowhere");
    let options =
        |spool| WriteOptions::new("none".parse().unwrap(), std::num::NonZeroUsize::MIN, spool);
    let error =
        super::write_with(&package, &options(&nowhere), 10, super::Output::Stream(&mut Vec::new()))
            .unwrap_err();
    assert!(matches!(error, WriteError::Spool(_)), "{error:?}");
    let mut full: &mut [u8] = &mut [0; 5000];
    let error = super::write(&package, &options(staged.path()), &mut full).unwrap_err();
    assert!(matches!(error, WriteError::Output(_)), "{error:?}");
    std::fs::write(staged.path().join("file"), "changed").unwrap();
    let error = super::write(&package, &options(&nowhere), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, WriteError::Content(_)), "{error:?}");
}

#[test]
fn a_signature_moves_nothing_and_is_over_the_header() {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/keys/rsa4096.secret.asc");
    let created = Timestamp::clamped(1_735_689_600);
    let key = std::fs::read(key).unwrap();
    let signer = pkgsign::KeySigner::new(&key, &pkgsign::KeyOptions::new(created)).unwrap();
    let package = package(tree(&[("x", b"text\n")]));
    for format in [Format::V4, Format::V6] {
        let spool = tempfile::tempdir().unwrap();
        let threads = std::num::NonZeroUsize::MIN;
        let unsigned = WriteOptions {
            format,
            ..WriteOptions::new("zstd:3".parse().unwrap(), threads, spool.path())
        };
        let made = |options: &WriteOptions<'_>| {
            let mut out = Vec::new();
            super::write(&package, options, &mut out).unwrap();
            out
        };
        let signed = made(&WriteOptions { sign: Some((&signer, created)), ..unsigned });
        let unsigned = made(&unsigned);
        assert_eq!(signed.len(), unsigned.len());
        let metadata = read::metadata(&mut &signed[..], &read::Limits::default()).unwrap();
        let start = usize::try_from(metadata.header_range.start).unwrap();
        assert!(signed[start..] == unsigned[start..]);
        let expected = super::sign(&metadata.header_bytes, &signer, created).unwrap();
        let signatures: Vec<_> = metadata.signatures().into_iter().collect();
        assert_eq!(signatures.len(), if format == Format::V4 { 1 } else { 2 });
        assert_eq!(signatures[0].bytes, expected.bytes);
    }
}
