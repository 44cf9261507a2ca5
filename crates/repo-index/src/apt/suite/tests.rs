use std::time::Duration;

use pkgio::{Codec, Compression};
use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{Certificate, KeyOptions, KeySigner};

use super::*;
use crate::apt::{Format, SuiteSettings};
use crate::publish::{PublishOptions, Published, publish};
use crate::store::MemoryStore;

const NOW: i64 = 1_735_689_600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(NOW + seconds)
}

fn key() -> (KeySigner, Certificate) {
    let options = GenerateOptions::new("Example <a@example.org>", at(-1_000));
    let key = generate(&GenerateOptions { kind: KeyKind::Ed25519, ..options }).unwrap();
    let signer = KeySigner::new(key.secret(), &KeyOptions::new(at(0))).unwrap();
    (signer, key.certificate().clone())
}

fn archive() -> Archive {
    Archive {
        name: "debian".to_owned(),
        folder: Some(Key::new("debian").unwrap()),
        origin: Some("Example".to_owned()),
        label: None,
        description: None,
        architectures: vec!["amd64".to_owned(), "arm64".to_owned()],
        default_component: "main".to_owned(),
        index_compressions: vec![Compression::new(Codec::Gzip), Compression::new(Codec::Xz)],
        valid_for: Some(Duration::from_secs(86_400)),
        md5: false,
        contents: false,
        translations: false,
        cache_ttl: Duration::from_secs(86_400),
        keep: Duration::from_secs(7 * 86_400),
        keep_packages: Duration::from_secs(30 * 86_400),
        suites: vec![("stable".to_owned(), SuiteSettings::default())],
    }
}

struct Setup {
    store: MemoryStore,
    archive: Archive,
    signer: KeySigner,
    certificate: Certificate,
}

impl Setup {
    fn new() -> Self {
        let (signer, certificate) = key();
        Self { store: MemoryStore::default(), archive: archive(), signer, certificate }
    }

    fn suite(&self, now: Timestamp) -> Suite<'_> {
        let options = SuiteOptions {
            signers: vec![&self.signer],
            published: Some(&self.certificate),
            ..SuiteOptions::new(now)
        };
        Suite::new(&self.archive, "stable", options).unwrap()
    }

    fn add(
        &self,
        now: Timestamp,
        package: &str,
        architecture: &str,
    ) -> Result<Published<SuiteState>, PublishError> {
        let (record, object) = package_of(package, architecture);
        publish(
            &self.store,
            &self.suite(now),
            |old| {
                let mut new = SuiteState { additions: vec![object.clone()], ..old.clone() };
                new.add(&self.archive, "main", IndexKind::Binary, std::slice::from_ref(&record))
                    .unwrap();
                Ok(Some(new))
            },
            &PublishOptions::default(),
        )
    }

    fn text(&self, key: &str) -> String {
        let found = self.store.read(&Key::new(key).unwrap(), 1 << 20).unwrap();
        String::from_utf8(found.unwrap_or_else(|| panic!("no {key}")).bytes).unwrap()
    }
}

fn package_of(package: &str, architecture: &str) -> (Record, Object) {
    let bytes = package.as_bytes().to_vec();
    let path = format!("pool/main/{package}_1_{architecture}.deb");
    let object = Object::of(Key::new(format!("debian/{path}")).unwrap(), bytes.clone());
    let text = format!(
        "Package: {package}\nVersion: 1\nArchitecture: {architecture}\nFilename: {path}\n\
         Size: {}\nSHA256: {}\n",
        bytes.len(),
        object.sha256
    );
    (Record::parse(text.into_bytes(), Format::Packages).unwrap(), object)
}

fn names(state: &SuiteState, architecture: &str) -> Vec<String> {
    let kind = IndexKind::Binary(architecture.to_owned());
    let index = &state.indexes[&IndexId { component: "main".to_owned(), kind }];
    index.records().iter().map(|record| record.package().to_owned()).collect()
}

#[test]
fn what_is_published_reads_back() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    let published = setup.add(at(0), "docs", "all").unwrap();
    assert!(published.warnings.is_empty(), "{}", published.warnings);
    let suite = setup.suite(at(0));
    let commit = setup.store.read(&suite.commit(), 1 << 20).unwrap().unwrap();
    let state = suite.read(&setup.store, Some(&commit)).unwrap();
    assert_eq!(names(&state, "amd64"), ["docs", "tool"]);
    assert_eq!(names(&state, "arm64"), ["docs"]);
    let release = state.release.unwrap();
    assert_eq!(release.serial, Some(2));
    assert_eq!(release.origin.as_deref(), Some("Example"));
    assert_eq!(release.codename.as_deref(), Some("stable"));
    assert_eq!(release.architectures, ["amd64", "arm64"]);
    assert_eq!(release.valid_until, Some(at(1 - 300 + 86_400)));
    for (path, file) in &release.files {
        let by_hash = suite.by_hash(path, file.sha256).unwrap();
        for key in [by_hash, suite.key(path).unwrap()] {
            let found = setup.store.read(&key, 1 << 20).unwrap().unwrap();
            assert_eq!(Sha256::of(&found.bytes), file.sha256, "{key}");
        }
    }
    let release = setup.text("debian/dists/stable/Release");
    let signature = setup.text("debian/dists/stable/Release.gpg");
    pkgsign::detached::verify(signature.as_bytes(), release.as_bytes(), &setup.certificate)
        .unwrap();
    assert!(setup.text("debian/dists/stable/InRelease").contains(&release));
}

#[test]
fn history_is_a_chain_and_old_states_come_back() {
    let setup = Setup::new();
    for (number, package) in ["one", "two", "three"].into_iter().enumerate() {
        setup.add(at(number as i64 * 60), package, "amd64").unwrap();
    }
    let suite = setup.suite(at(200));
    let history = suite.history(&setup.store, 10).unwrap();
    let serials: Vec<_> = history.iter().map(|one| one.serial).collect();
    assert_eq!(serials, [Some(3), Some(2), Some(1)]);
    assert_eq!(history[0].parent, Some(history[1].sha256));
    assert_eq!(history[2].parent, None);
    assert!(history.is_sorted_by(|later, earlier| later.date > earlier.date));
    assert_eq!(suite.history(&setup.store, 2).unwrap().len(), 2);

    let old = suite.at(&setup.store, 1).unwrap().unwrap();
    assert_eq!(names(&old, "amd64"), ["one"]);
    assert!(suite.at(&setup.store, 9).unwrap().is_none());
    let rolled =
        publish(&setup.store, &suite, |_| Ok(Some(old.clone())), &PublishOptions::default())
            .unwrap();
    assert!(rolled.warnings.is_empty());
    let history = suite.history(&setup.store, 10).unwrap();
    assert_eq!(history[0].serial, Some(4));
    assert_eq!(history[0].release.files, history[3].release.files);
    assert_eq!(
        setup.text("debian/dists/stable/main/binary-amd64/Packages").matches("Package:").count(),
        1
    );
}

#[test]
fn dates_only_grow_and_stay_near_the_clock() {
    let setup = Setup::new();
    for number in 0..3 {
        setup.add(at(0), &format!("tool{number}"), "amd64").unwrap();
    }
    let dates: Vec<_> =
        setup.suite(at(0)).history(&setup.store, 9).unwrap().iter().map(|one| one.date).collect();
    assert_eq!(dates, [at(-298), at(-299), at(-300)]);
    let error = setup.add(at(-400), "late", "amd64").unwrap_err();
    assert!(matches!(error, PublishError::Clock(_)), "{error}");
}

#[test]
fn what_users_were_told_stays() {
    let mut setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    setup.archive.origin = Some("Other".to_owned());
    setup.archive.label = Some("New".to_owned());
    let PublishError::Refused(changes) = setup.add(at(60), "two", "amd64").unwrap_err() else {
        panic!("not refused")
    };
    assert_eq!(changes.as_slice().len(), 2);
    assert_eq!(changes.as_slice()[0].code, crate::codes::RELEASE_INFO_CHANGE);
}

#[test]
fn damage_is_seen() {
    let setup = Setup::new();
    setup.add(at(0), "tool", "amd64").unwrap();
    let key = setup.suite(at(0)).commit();
    let good = setup.store.read(&key, 1 << 20).unwrap().unwrap().bytes;
    let text = String::from_utf8(good).unwrap();
    setup.store.replace(&key, text.replace("Example", "Exemple").as_bytes()).unwrap();
    let error = setup.add(at(9), "two", "amd64").unwrap_err();
    assert!(matches!(error, PublishError::Signature(_)), "{error}");
}

#[test]
fn unsigned_archives_commit_their_release() {
    let (store, archive) = (MemoryStore::default(), archive());
    let suite = Suite::new(&archive, "stable", SuiteOptions::new(at(0))).unwrap();
    let (record, object) = package_of("tool", "amd64");
    let change = |old: &SuiteState| {
        let mut new = SuiteState { additions: vec![object.clone()], ..old.clone() };
        new.add(&archive, "main", IndexKind::Binary, std::slice::from_ref(&record)).unwrap();
        Ok(Some(new))
    };
    publish(&store, &suite, change, &PublishOptions::default()).unwrap();
    assert_eq!(suite.commit().as_str(), "debian/dists/stable/Release");
    assert_eq!(suite.history(&store, 9).unwrap().len(), 1);
}

#[test]
fn names_are_one_folder() {
    let archive = archive();
    for name in ["", "a/b", "..", "a b", "a\n"] {
        assert!(Suite::new(&archive, name, SuiteOptions::new(at(0))).is_err(), "{name:?}");
    }
}
