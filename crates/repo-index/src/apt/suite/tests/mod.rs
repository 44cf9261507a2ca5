//! Suites in memory.

use std::time::Duration;

use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{Certificate, KeyOptions, KeySigner};
use repo_store::{MemoryStore, Object};

use super::*;
use crate::apt::{Format, IndexId, IndexKind, Record, SuiteSettings};
use crate::publish::{PublishOptions, Published, publish};

mod all;
mod derived;
mod one_content;
mod publishing;
mod slashes;
mod state;
mod transfer;
mod variants;

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
        folder: Some(Key::new("debian").unwrap()),
        origin: Some("Example".to_owned()),
        valid_for: Some(Duration::from_secs(86_400)),
        suites: vec![("stable".to_owned(), SuiteSettings::default())],
        ..Archive::new("debian", &["amd64", "arm64"])
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
        self.suite_of("stable", now)
    }

    fn suite_of(&self, name: &str, now: Timestamp) -> Suite<'_> {
        let options = SuiteOptions {
            signers: vec![&self.signer],
            published: Some(&self.certificate),
            ..SuiteOptions::new(now)
        };
        Suite::new(&self.archive, name, options).unwrap()
    }

    fn state(&self, name: &str, now: Timestamp) -> SuiteState {
        let suite = self.suite_of(name, now);
        let commit = self.store.read(&suite.commit(), 1 << 20).unwrap();
        suite.read(&self.store, commit.as_ref()).unwrap()
    }

    fn add(
        &self,
        now: Timestamp,
        package: &str,
        architecture: &str,
    ) -> Result<Published<SuiteState>, PublishError> {
        self.add_to(&self.suite(now), "main", package, architecture)
    }

    fn add_to(
        &self,
        suite: &Suite<'_>,
        component: &str,
        package: &str,
        architecture: &str,
    ) -> Result<Published<SuiteState>, PublishError> {
        let (record, object) = package_of(package, architecture);
        publish(
            &self.store,
            suite,
            |old| {
                let mut new = SuiteState { additions: vec![object.clone()], ..old.clone() };
                new.add(&self.archive, component, IndexKind::Binary, std::slice::from_ref(&record))
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
