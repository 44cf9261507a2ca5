use std::fs;
use std::path::Path;

use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{Certificate, KeyOptions, KeySigner};
use repo_store::LocalStore;

use super::*;
use crate::apt::Format;
use crate::compress::decompress;
use crate::publish::{PublishOptions, Published, publish};

const NOW: i64 = 1_735_689_600;
const DAY: i64 = 86_400;

fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(NOW + seconds)
}

fn key_pair() -> (KeySigner, Certificate) {
    let options = GenerateOptions::new("Example <a@example.org>", at(-1_000));
    let key = generate(&GenerateOptions { kind: KeyKind::Ed25519, ..options }).unwrap();
    let signer = KeySigner::new(key.secret(), &KeyOptions::new(at(0))).unwrap();
    (signer, key.certificate().clone())
}

/// Listed packages, without their files: what is published does not read them again.
fn folder(packages: &[&str]) -> Folder {
    let record = |name: &&str| {
        let text = format!(
            "Package: {name}\nVersion: 1.0\nArchitecture: amd64\nFilename: ./{name}.deb\nSize: 7\n\
             SHA256: {}\n",
            Sha256::of(name.as_bytes())
        );
        super::super::Record::parse(text.into_bytes(), Format::Packages).unwrap()
    };
    Folder { packages: packages.iter().map(record).collect(), ..Folder::default() }
}

fn put(
    root: &Path,
    options: FlatOptions<'_>,
    folder: &Folder,
) -> Result<Published<FlatState>, PublishError> {
    let store = LocalStore::open(root).unwrap();
    let flat = Flat::new(options);
    let change = |old: &FlatState| Ok(flat.next(old, folder));
    publish(&store, &flat, change, &PublishOptions::default())
}

fn release(root: &Path, name: &str) -> Release {
    let bytes = fs::read(root.join(name)).unwrap();
    let text = match name {
        "InRelease" => pkgsign::cleartext::split(&bytes).unwrap().text,
        _ => bytes,
    };
    Release::parse(&text).unwrap()
}

/// Every file that a release lists is there under both names.
fn check(root: &Path, release: &Release) {
    for (path, file) in &release.files {
        for path in [path.clone(), format!("by-hash/SHA256/{}", file.sha256)] {
            let bytes = fs::read(root.join(&path)).unwrap();
            assert_eq!(Sha256::of(&bytes), file.sha256, "{path}");
        }
    }
    let text = fs::read(root.join("Packages")).unwrap();
    let xz = fs::read(root.join("Packages.xz")).unwrap();
    assert_eq!(decompress(&xz, pkgio::Encoding::Xz, 1 << 20).unwrap(), text);
}

#[test]
fn a_commit_names_all_forms_and_what_does_not_change_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let first = put(root, FlatOptions::new(at(0)), &folder(&["a", "b"])).unwrap();
    assert!(first.changed && first.warnings.is_empty());
    let one = release(root, "Release");
    check(root, &one);
    let names: Vec<_> = one.files.keys().map(String::as_str).collect();
    assert_eq!(names, ["Packages", "Packages.gz", "Packages.xz"]);
    assert_eq!((one.serial, one.parent, one.date), (Some(1), None, at(-300)));
    assert!(one.acquire_by_hash && one.components.is_empty());
    let text = fs::read_to_string(root.join("Release")).unwrap();
    assert!(!text.contains("Components"), "{text}");

    let again = put(root, FlatOptions::new(at(10)), &folder(&["a", "b"])).unwrap();
    assert!(!again.changed);
    assert_eq!(release(root, "Release"), one);

    let before = Sha256::of(text.as_bytes());
    assert!(put(root, FlatOptions::new(at(10)), &folder(&["a"])).unwrap().changed);
    let two = release(root, "Release");
    check(root, &two);
    assert_eq!((two.serial, two.parent), (Some(2), Some(before)));
    assert!(two.date > one.date);
    // Whoever holds the first finds all of it.
    for file in one.files.values() {
        assert!(root.join(format!("by-hash/SHA256/{}", file.sha256)).exists());
    }
}

#[test]
fn another_setting_is_published_and_one_that_apt_asks_about_only_on_request() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let packages = folder(&["a"]);
    let labelled =
        |label: &str| FlatOptions { label: Some(label.to_owned()), ..FlatOptions::new(at(0)) };
    assert!(put(root, labelled("One"), &packages).unwrap().changed);
    // What is not given stays.
    assert!(!put(root, FlatOptions::new(at(0)), &packages).unwrap().changed);
    let refused = put(root, labelled("Two"), &packages);
    assert!(matches!(refused, Err(PublishError::Refused(_))), "{refused:?}");
    let allowed = FlatOptions { allow_release_info_change: true, ..labelled("Two") };
    assert!(put(root, allowed, &packages).unwrap().changed);

    let other = FlatOptions {
        compressions: vec![Compression::new(Codec::Zstd), Compression::new(Codec::Xz)],
        md5: true,
        ..FlatOptions::new(at(0))
    };
    assert!(put(root, other.clone(), &packages).unwrap().changed);
    assert!(!put(root, other, &packages).unwrap().changed);
    let now = release(root, "Release");
    check(root, &now);
    assert_eq!(now.label.as_deref(), Some("Two"));
    assert!(!root.join("Packages.gz").exists() && root.join("Packages.zst").exists());
    assert!(now.files.values().all(|file| file.md5.is_some()));
}

#[test]
fn a_given_date_is_taken_and_never_goes_back() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let dated = |seconds| FlatOptions { date: Some(at(seconds)), ..FlatOptions::new(at(0)) };
    put(root, dated(-DAY), &folder(&["a"])).unwrap();
    assert_eq!(release(root, "Release").date, at(-DAY));
    put(root, dated(-DAY), &folder(&["b"])).unwrap();
    assert_eq!(release(root, "Release").date, at(1 - DAY));
    put(root, dated(-2 * DAY), &folder(&["c"])).unwrap();
    assert_eq!(release(root, "Release").date, at(2 - DAY));
}

#[test]
fn what_is_signed_stays_signed_and_another_key_signs_anew() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let packages = folder(&["a"]);
    let (one, of_one) = key_pair();
    let (two, of_two) = key_pair();
    let signed = |signer, published| FlatOptions {
        signers: vec![signer],
        published: Some(published),
        ..FlatOptions::new(at(0))
    };
    // Unsigned at first.
    put(root, FlatOptions::new(at(0)), &packages).unwrap();
    assert!(put(root, signed(&one, &of_one), &packages).unwrap().changed);
    assert!(!put(root, signed(&one, &of_one), &packages).unwrap().changed);
    let refused = put(root, FlatOptions::new(at(0)), &packages);
    assert!(matches!(refused, Err(PublishError::Signature(_))), "{refused:?}");

    assert!(put(root, signed(&two, &of_two), &packages).unwrap().changed);
    let bytes = fs::read(root.join("InRelease")).unwrap();
    let (text, _) = pkgsign::cleartext::verify(&bytes, &of_two).unwrap();
    assert_eq!(fs::read(root.join("Release")).unwrap(), text);
    let detached = fs::read(root.join("Release.gpg")).unwrap();
    pkgsign::detached::verify(&detached, &text, &of_two).unwrap();

    // What an earlier run did not get to is healed.
    fs::write(root.join("Release.gpg"), "old").unwrap();
    fs::remove_file(root.join("Packages")).unwrap();
    assert!(!put(root, signed(&two, &of_two), &packages).unwrap().changed);
    assert_eq!(fs::read(root.join("Release.gpg")).unwrap(), detached);
    check(root, &release(root, "InRelease"));
}

#[test]
fn what_is_there_is_only_relied_upon_as_far_as_it_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let packages = folder(&["a", "b"]);
    put(root, FlatOptions::new(at(0)), &packages).unwrap();
    let xz = release(root, "Release").files["Packages.xz"].sha256;
    fs::remove_file(root.join(format!("by-hash/SHA256/{xz}"))).unwrap();
    assert!(put(root, FlatOptions::new(at(1)), &packages).unwrap().changed);
    check(root, &release(root, "Release"));
    for damage in ["", "no release", "Date: never\n"] {
        fs::write(root.join("Release"), damage).unwrap();
        assert!(put(root, FlatOptions::new(at(2)), &packages).unwrap().changed);
        check(root, &release(root, "Release"));
    }
    // Another text under the digest that Release gives, and a Release that says so.
    let mut forged = release(root, "Release");
    let other = compress_of(b"Package: evil\n");
    let listed = crate::apt::ReleaseFile::of(&other, false);
    forged.files.insert("Packages.xz".to_owned(), listed);
    fs::write(root.join("Release"), forged.print().unwrap()).unwrap();
    fs::write(root.join(format!("by-hash/SHA256/{}", listed.sha256)), &other).unwrap();
    put(root, FlatOptions::new(at(3)), &folder(&["a", "b", "c"])).unwrap();
    check(root, &release(root, "Release"));
}

fn compress_of(text: &[u8]) -> Vec<u8> {
    use crate::compress::{Chunks, Unit, compress};
    let chunks = Chunks::of(text, Unit::Paragraph);
    compress(&chunks, Compression::new(Codec::Xz), None, NonZeroUsize::MIN).unwrap()
}

#[test]
fn superseded_forms_are_swept_when_nobody_can_want_them() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let count = || fs::read_dir(root.join("by-hash/SHA256")).unwrap().count();
    for (day, package) in [(0, "a"), (1, "b"), (10, "c")] {
        put(root, FlatOptions::new(at(day * DAY)), &folder(&[package])).unwrap();
    }
    assert_eq!(count(), 12);
    let sweep = |day: i64| {
        let store = LocalStore::open(root).unwrap();
        let flat = Flat::new(FlatOptions::new(at(day * DAY)));
        flat.sweep(&store, Duration::from_secs(7 * DAY as u64), Duration::ZERO).unwrap()
    };
    assert_eq!(sweep(7), 0);
    // The first was superseded on day 1, the second on day 10.
    assert_eq!(sweep(9), 4);
    assert_eq!(sweep(9), 0);
    assert_eq!(sweep(16), 0);
    assert_eq!(sweep(18), 4);
    assert_eq!(count(), 4);
    check(root, &release(root, "Release"));
}
