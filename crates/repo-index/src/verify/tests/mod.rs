//! Repositories that were tampered with, each with what is to be told of it. What real packages and
//! other tools' repositories get is in the tests of the command line.

mod rpm;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pkgio::{Codec, Compression, Timestamp};
use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{
    Certificate, DetachedSignature, HashAlgorithm, KeyOptions, KeySigner, SignOptions, Signer,
    cleartext, detached,
};
use repo_store::{Key, MemoryStore, Sha256, Store};

use super::*;
use crate::compress::{Chunks, Unit, compress};

const NOW: i64 = 1_735_689_600;
const DATE: &str = "Wed, 01 Jan 2025 00:00:00 UTC";

fn now() -> Timestamp {
    Timestamp::clamped(NOW)
}

fn keys() -> &'static [(KeySigner, Certificate); 2] {
    static KEYS: OnceLock<[(KeySigner, Certificate); 2]> = OnceLock::new();
    KEYS.get_or_init(|| {
        ["One <one@example.org>", "Two <two@example.org>"].map(|user| {
            let options = GenerateOptions::new(user, Timestamp::clamped(NOW - 1_000));
            let options = GenerateOptions { kind: KeyKind::Ed25519, ..options };
            let key = generate(&options).unwrap();
            let signer = KeySigner::new(key.secret(), &KeyOptions::new(now())).unwrap();
            (signer, key.certificate().clone())
        })
    })
}

/// A suite that is written as it is said.
struct Forge {
    fields: String,
    /// The index of amd64.
    index: String,
    /// What stands at a path of the suite instead of what is listed.
    replaced: BTreeMap<&'static str, Vec<u8>>,
    by_hash: bool,
    signers: Vec<&'static dyn Signer>,
    signed_at: i64,
    pool: BTreeMap<String, Vec<u8>>,
}

fn stanza(name: &str, version: &str, path: &str, content: &[u8], more: &str) -> String {
    format!(
        "Package: {name}\nVersion: {version}\nArchitecture: amd64\nFilename: {path}\nSize: {}\n\
         SHA256: {}\n{more}\n",
        content.len(),
        Sha256::of(content)
    )
}

impl Forge {
    fn new() -> Self {
        let path = "pool/main/t/tool/tool_1_amd64.deb";
        Self {
            fields: format!("Suite: stable\nCodename: stable\nDate: {DATE}\n"),
            index: stanza("tool", "1", path, b"tool", ""),
            replaced: BTreeMap::new(),
            by_hash: true,
            signers: vec![&keys()[0].0],
            signed_at: NOW,
            pool: BTreeMap::from([(path.to_owned(), b"tool".to_vec())]),
        }
    }

    fn write(&self) -> MemoryStore {
        let store = MemoryStore::new();
        let put =
            |path: &str, bytes: &[u8]| store.replace(&Key::new(path).unwrap(), bytes).unwrap();
        let mut release = self.fields.clone();
        if self.by_hash {
            release.push_str("Acquire-By-Hash: yes\n");
        }
        release.push_str("SHA256:\n");
        let text = self.index.as_bytes();
        for (suffix, codec) in [("", Codec::None), (".gz", Codec::Gzip), (".xz", Codec::Xz)] {
            let path = format!("main/binary-amd64/Packages{suffix}");
            let chunks = Chunks::of(text, Unit::Paragraph);
            let bytes = match self.replaced.get(path.as_str()) {
                Some(bytes) => bytes.clone(),
                None => {
                    let one = std::num::NonZeroUsize::MIN;
                    compress(&chunks, Compression::new(codec), None, one).unwrap()
                }
            };
            let sha256 = Sha256::of(&bytes);
            release.push_str(&format!(" {sha256} {} {path}\n", bytes.len()));
            put(&format!("dists/stable/{path}"), &bytes);
            if self.by_hash {
                let folder = "dists/stable/main/binary-amd64/by-hash/SHA256";
                put(&format!("{folder}/{sha256}"), &bytes);
            }
        }
        put("dists/stable/Release", release.as_bytes());
        if !self.signers.is_empty() {
            let certificates: Vec<Certificate> = keys().iter().map(|key| key.1.clone()).collect();
            let time = Timestamp::clamped(self.signed_at);
            let options = SignOptions::text(HashAlgorithm::Sha512, time);
            let text = release.as_bytes();
            let signed = cleartext::sign(text, &self.signers, &certificates, options).unwrap();
            put("dists/stable/InRelease", &signed);
            let block = detached::sign(text, &self.signers, &certificates, options).unwrap();
            put("dists/stable/Release.gpg", block.as_bytes());
        }
        for (path, bytes) in &self.pool {
            put(path, bytes);
        }
        store
    }
}

fn certificates() -> Vec<Certificate> {
    vec![keys()[0].1.clone()]
}

fn look(store: &MemoryStore, change: impl FnOnce(&mut VerifyOptions<'_>)) -> Report {
    let certificates = certificates();
    let mut options = VerifyOptions { keys: Some(&certificates), ..VerifyOptions::new(now()) };
    change(&mut options);
    let places = find(&Stored(store)).unwrap().unwrap();
    verify(&Stored(store), &places, &options)
}

/// Faults and warnings by their numbers.
fn found(report: &Report) -> (Vec<u16>, Vec<u16>) {
    let numbers = |all: &diagnostic::Diagnostics| {
        all.as_slice().iter().map(|one| one.code.number()).collect::<Vec<_>>()
    };
    (numbers(&report.faults), numbers(&report.warnings))
}

#[track_caller]
fn expect(report: &Report, faults: &[u16], warnings: &[u16]) {
    let expected = (faults.to_vec(), warnings.to_vec());
    assert_eq!(found(report), expected, "{}\n{}", report.faults, report.warnings);
}

const RELEASE: &str = "dists/stable/Release";
const PLAIN: &str = "dists/stable/main/binary-amd64/Packages";
const TOOL: &str = "pool/main/t/tool/tool_1_amd64.deb";

fn key(path: &str) -> Key {
    Key::new(path).unwrap()
}

fn hash_of(store: &MemoryStore, path: &str) -> Key {
    let bytes = store.read(&key(path), 1 << 20).unwrap().unwrap().bytes;
    let folder = path.rsplit_once('/').unwrap().0;
    key(&format!("{folder}/by-hash/SHA256/{}", Sha256::of(&bytes)))
}

#[test]
fn nothing_is_told_of_what_is_right() {
    for by_hash in [true, false] {
        let report = look(&Forge { by_hash, ..Forge::new() }.write(), |_| {});
        expect(&report, &[], &[]);
        let [suite] = &report.suites[..] else { panic!("{:?}", report.suites) };
        assert_eq!((suite.indexes, suite.entries), (1, 1));
        assert_eq!(suite.signatures.len(), 2);
        assert!(suite.signatures.iter().all(|one| one.state == SignatureState::Good));
        assert_eq!((report.counts.listed, report.counts.pool_files), (3, 1));
        assert_eq!(report.counts.pool_bytes, 4);
    }
}

#[test]
fn objects_that_were_changed_or_removed() {
    type Tamper = fn(&MemoryStore);
    let cases: [(&str, Tamper, &[u16], &[u16]); 15] = [
        ("no commit", |s| s.delete(&key("dists/stable/InRelease")).unwrap(), &[], &[]),
        (
            "nothing is signed",
            |s| {
                s.delete(&key("dists/stable/InRelease")).unwrap();
                s.delete(&key("dists/stable/Release.gpg")).unwrap();
            },
            &[843],
            &[],
        ),
        ("no Release.gpg", |s| s.delete(&key("dists/stable/Release.gpg")).unwrap(), &[], &[843]),
        (
            "a changed text",
            |s| {
                let bytes = s.read(&key("dists/stable/InRelease"), 1 << 20).unwrap().unwrap().bytes;
                let text = String::from_utf8(bytes)
                    .unwrap()
                    .replace("Codename: stable", "Codename: st4ble");
                s.replace(&key("dists/stable/InRelease"), text.as_bytes()).unwrap();
            },
            &[844, 848],
            &[887],
        ),
        (
            "text in front of the signed",
            |s| {
                let mut bytes = b"Package: evil\n".to_vec();
                bytes.extend(
                    s.read(&key("dists/stable/InRelease"), 1 << 20).unwrap().unwrap().bytes,
                );
                s.replace(&key("dists/stable/InRelease"), &bytes).unwrap();
            },
            &[844],
            &[887],
        ),
        (
            "a mirror of before",
            |s| s.replace(&key(RELEASE), b"Date: now\n").unwrap(),
            &[848, 844],
            &[],
        ),
        (
            "an index changed by name",
            |s| s.replace(&key(PLAIN), b"Package: evil\n").unwrap(),
            &[872],
            &[],
        ),
        (
            "an index of the same length",
            |s| {
                let mut bytes = s.read(&key(PLAIN), 1 << 20).unwrap().unwrap().bytes;
                bytes[9] ^= 1;
                s.replace(&key(PLAIN), &bytes).unwrap();
            },
            &[872],
            &[],
        ),
        (
            "an index changed by digest",
            |s| {
                let by_hash = hash_of(s, PLAIN);
                s.replace(&by_hash, b"").unwrap();
            },
            &[872],
            &[],
        ),
        ("no name", |s| s.delete(&key(PLAIN)).unwrap(), &[], &[874]),
        (
            "no digest",
            |s| {
                let by_hash = hash_of(s, PLAIN);
                s.delete(&by_hash).unwrap();
            },
            &[873],
            &[],
        ),
        (
            "the plain form nowhere",
            |s| {
                let by_hash = hash_of(s, PLAIN);
                s.delete(&by_hash).unwrap();
                s.delete(&key(PLAIN)).unwrap();
            },
            &[],
            &[],
        ),
        (
            "a compressed form nowhere",
            |s| {
                let path = format!("{PLAIN}.xz");
                let by_hash = hash_of(s, &path);
                s.delete(&by_hash).unwrap();
                s.delete(&key(&path)).unwrap();
            },
            &[871],
            &[],
        ),
        ("a package that is gone", |s| s.delete(&key(TOOL)).unwrap(), &[878], &[]),
        ("a longer package", |s| s.replace(&key(TOOL), b"toolx").unwrap(), &[879], &[]),
    ];
    for (name, tamper, faults, warnings) in cases {
        let store = Forge::new().write();
        tamper(&store);
        let report = look(&store, |_| {});
        let expected = (faults.to_vec(), warnings.to_vec());
        assert_eq!(found(&report), expected, "{name}: {}\n{}", report.faults, report.warnings);
    }
}

#[test]
fn no_fault_hides_another() {
    let store =
        Forge { fields: format!("Date: {DATE}\nValid-Until: {DATE}\n"), ..Forge::new() }.write();
    store.replace(&key(PLAIN), b"x").unwrap();
    let xz = hash_of(&store, &format!("{PLAIN}.xz"));
    store.replace(&xz, b"x").unwrap();
    store.delete(&key(TOOL)).unwrap();
    store.replace(&key("dists/stable/Release.gpg"), b"x").unwrap();
    let report = look(&store, |options| options.now = Timestamp::clamped(NOW + 1));
    expect(&report, &[844, 844, 847, 872, 872, 878], &[]);
}

#[test]
fn what_a_release_says() {
    let late = "Wed, 01 Jan 2025 00:00:11 UTC";
    for (fields, faults, warnings) in [
        (format!("Date: {DATE}\n"), &[][..], &[][..]),
        ("Date: Wed, 01 Jan 2025 00:00:10 UTC\n".to_owned(), &[], &[]),
        (format!("Date: {late}\n"), &[846], &[]),
        (format!("Date: {DATE}\nValid-Until: {DATE}\n"), &[], &[]),
        (format!("Date: {DATE}\nValid-Until: Tue, 31 Dec 2024 23:59:59 UTC\n"), &[847], &[]),
        (format!("Date: {DATE}\nSuite: testing\nCodename: trixie\n"), &[], &[849]),
        (format!("Date: {DATE}\nSuite: testing\nCodename: stable\n"), &[], &[]),
        // Told, and all the rest is looked at all the same.
        ("Suite: stable\n".to_owned(), &[842], &[]),
        ("Date: yesterday\n".to_owned(), &[842], &[]),
    ] {
        let report = look(&Forge { fields: fields.clone(), ..Forge::new() }.write(), |_| {});
        let expected = (faults.to_vec(), warnings.to_vec());
        assert_eq!(found(&report), expected, "{fields}: {}", report.faults);
        assert_eq!(report.counts.pool_files, 1);
    }
}

#[test]
fn signatures() {
    let [one, two] = keys();
    let (both, certificate) = (vec![&one.0 as &dyn Signer, &two.0], two.1.clone());
    // While keys are replaced, whoever has one of them is content.
    let store = Forge { signers: both, ..Forge::new() }.write();
    let report = look(&store, |_| {});
    expect(&report, &[], &[]);
    let states: Vec<_> = report.suites[0].signatures.iter().map(|one| &one.state).collect();
    let (good, unknown) = (&SignatureState::Good, &SignatureState::Unknown);
    assert_eq!(states, [good, unknown, good, unknown]);
    // One that clients refuse now is told, and the other is enough.
    let refused = Refused { key: one.1.fingerprint(), reason: "expired".to_owned() };
    let all: Vec<Certificate> = keys().iter().map(|key| key.1.clone()).collect();
    let mut options = VerifyOptions { keys: Some(&all), ..VerifyOptions::new(now()) };
    options.refused = vec![refused.clone()];
    let places = find(&Stored(&store)).unwrap().unwrap();
    expect(&verify(&Stored(&store), &places, &options), &[], &[845, 845]);
    // Alone, it is not.
    let store = Forge::new().write();
    expect(&verify(&Stored(&store), &places, &options), &[845, 845], &[]);
    // Nobody's.
    let other = vec![certificate];
    options = VerifyOptions { keys: Some(&other), ..VerifyOptions::new(now()) };
    expect(&verify(&Stored(&store), &places, &options), &[845, 845], &[]);
    // Without keys there is nothing to judge by.
    options.keys = None;
    expect(&verify(&Stored(&store), &places, &options), &[], &[887, 887]);
    // sqv takes no signature from the future.
    let store = Forge { signed_at: NOW + 1, ..Forge::new() }.write();
    let certificates = certificates();
    options.keys = Some(&certificates);
    expect(&verify(&Stored(&store), &places, &options), &[846, 846], &[]);
    // apt wants armor.
    let store = Forge::new().write();
    let gpg = key("dists/stable/Release.gpg");
    let block = store.read(&gpg, 1 << 20).unwrap().unwrap().bytes;
    let binary = DetachedSignature::parse_all(&block).unwrap().remove(0).bytes;
    store.replace(&gpg, &binary).unwrap();
    expect(&verify(&Stored(&store), &places, &options), &[844], &[]);
}

#[test]
fn paragraphs() {
    let path = "pool/main/t/tool/tool_1_amd64.deb";
    let good = stanza("tool", "1", path, b"tool", "");
    let with = |more: &str| stanza("tool", "1", path, b"tool", more);
    for (name, index, faults, warnings) in [
        ("twice the same", format!("{good}{good}"), &[][..], &[885][..]),
        ("a version that is none", stanza("tool", "x y", path, b"tool", ""), &[876], &[887]),
        ("a version with a letter first", stanza("tool", "x", path, b"tool", ""), &[877], &[]),
        ("relationships", with("Depends: aa (>> )\nProvides: bb cc\n"), &[877, 877], &[]),
        ("good relationships", with("Depends: aa (>> 1) | bb:any,\n cc\n"), &[], &[]),
        ("another architecture", good.replace("amd64\n", "arm64\n"), &[877], &[]),
        (
            "two contents",
            format!("{good}{}", stanza("tool", "1", "other.deb", b"other", "")),
            &[883],
            &[],
        ),
        ("two digests", format!("{good}{}", stanza("tool", "2", path, b"other", "")), &[884], &[]),
        ("a digest that is none", good.replace("SHA256: ", "SHA256: x"), &[876], &[887]),
        ("one of two is broken", format!("Package: x\n\n{good}"), &[876], &[887]),
        ("outside", good.replace("pool/main", "pool/../.."), &[876], &[887]),
        ("a line of only blanks", with("Tag: a\n \n b\n"), &[], &[877]),
        ("beside itself", good.replace("pool/main", "./pool//./main"), &[], &[]),
    ] {
        let mut forge = Forge { index, ..Forge::new() };
        forge.pool.insert("other.deb".to_owned(), b"other".to_vec());
        if name != "two contents" {
            forge.pool.remove("other.deb");
        }
        let report = look(&forge.write(), |_| {});
        let expected = (faults.to_vec(), warnings.to_vec());
        assert_eq!(found(&report), expected, "{name}: {}\n{}", report.faults, report.warnings);
    }
    // Each broken paragraph is told, with its line.
    let index = format!("Package: x\n\n{good}\n\nPackage: y\nVersion: 1\n");
    let report = look(&Forge { index, ..Forge::new() }.write(), |_| {});
    let lines: Vec<_> = report.faults.as_slice().iter().map(|one| one.problem.as_str()).collect();
    let starts = ["package x, line 1: ", "package y, line 12: "];
    assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{lines:?}");
}

#[test]
fn compressed_forms_of_another_text() {
    for (bytes, faults) in [(&b"no gzip"[..], &[875][..]), (&gzip(b"Package: evil\n"), &[875])] {
        let mut forge = Forge::new();
        forge.replaced.insert("main/binary-amd64/Packages.gz", bytes.to_vec());
        expect(&look(&forge.write(), |_| {}), faults, &[]);
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let chunks = Chunks::of(text, Unit::Paragraph);
    compress(&chunks, Compression::new(Codec::Gzip), None, std::num::NonZeroUsize::MIN).unwrap()
}

#[test]
fn what_nothing_refers_to() {
    let store = Forge::new().write();
    for path in [
        "pool/main/o/old/old_1_amd64.deb",
        "pool/main/o/old/old_1.tar.xz",
        "pool/README",
        "elsewhere/other_1_amd64.deb",
        "dists/stable/main/binary-amd64/by-hash/SHA256/00",
        "dists/stable/main/i18n/Translation-en",
    ] {
        store.replace(&key(path), b"x").unwrap();
    }
    let report = look(&store, |_| {});
    expect(&report, &[], &[886; 3]);
    assert_eq!(report.counts.orphans, 3);
    // Others of the archive may refer to it.
    expect(&look(&store, |options| options.whole = false), &[], &[]);
}

#[test]
fn flat_repositories_with_and_without_a_release() {
    let store = MemoryStore::new();
    let put = |path: &str, bytes: &[u8]| store.replace(&key(path), bytes).unwrap();
    let index = stanza("tool", "1", "./flat/tool_1_amd64.deb", b"tool", "");
    put("flat/Packages", index.as_bytes());
    put("flat/Packages.gz", &gzip(index.as_bytes()));
    put("flat/tool_1_amd64.deb", b"tool");
    let report = look(&store, |options| options.keys = None);
    expect(&report, &[], &[843]);
    assert_eq!(report.counts.pool_files, 1);
    put("flat/Packages.gz", &gzip(b"Package: x\n"));
    put("flat/old_1_amd64.deb", b"tool");
    expect(&look(&store, |options| options.keys = None), &[875], &[843, 886]);
    // Whoever gives keys wants signatures.
    expect(&look(&store, |_| {}), &[843, 875], &[886]);
    expect(&look(&MemoryStore::new(), |_| {}), &[840], &[]);
}
