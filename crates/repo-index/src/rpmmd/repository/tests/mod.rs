//! Repositories in memory and on a disk.

use std::sync::Arc;

use pkgsign::key::{GenerateOptions, KeyKind, generate};
use pkgsign::{Certificate, KeyOptions, KeySigner};
use repo_store::{MemoryStore, Object};

use super::*;
use crate::publish::{PublishOptions, Published, publish};
use crate::rpmmd::testing::{content, record_of};
use crate::rpmmd::{Record, Repomd};

mod adoption;
mod faults;
mod pairs;
mod publishing;
mod replace;
mod state;

const NOW: i64 = 1_735_689_600;

fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(NOW + seconds)
}

fn key(key: &str) -> Key {
    Key::new(key).unwrap()
}

fn signing_key(user_id: &str) -> (KeySigner, Certificate) {
    let options = GenerateOptions::new(user_id, at(-1_000));
    let key = generate(&GenerateOptions { kind: KeyKind::Ed25519, ..options }).unwrap();
    let signer = KeySigner::new(key.secret(), &KeyOptions::new(at(0))).unwrap();
    (signer, key.certificate().clone())
}

fn settings(name: &str) -> RpmRepository {
    RpmRepository {
        folder: Some(key(name)),
        url: Some(format!("https://example.org/{name}")),
        ..RpmRepository::new(name)
    }
}

struct Setup {
    store: Arc<dyn Store>,
    settings: RpmRepository,
    signer: KeySigner,
    certificate: Certificate,
    armored: String,
}

impl Setup {
    fn new() -> Self {
        Self::on(Arc::new(MemoryStore::new()))
    }

    fn on(store: Arc<dyn Store>) -> Self {
        let (signer, certificate) = signing_key("Example <a@example.org>");
        let armored = certificate.armor().unwrap();
        Self { store, settings: settings("el9"), signer, certificate, armored }
    }

    fn options(&self, now: Timestamp) -> RepositoryOptions<'_> {
        RepositoryOptions {
            signer: Some(&self.signer),
            published: Some(&self.certificate),
            keyring: Some(self.armored.as_bytes()),
            ..RepositoryOptions::new(now)
        }
    }

    fn repository(&self, now: Timestamp) -> Repository<'_> {
        Repository::new(&self.settings, self.options(now)).unwrap()
    }

    fn state(&self) -> RepositoryState {
        let repository = self.repository(at(0));
        let commit = self.store.read(&repository.commit(), 1 << 20).unwrap();
        repository.read(&*self.store, commit.as_ref()).unwrap()
    }

    fn publish(
        &self,
        now: Timestamp,
        change: impl Fn(&mut RepositoryState) -> bool,
    ) -> Result<Published<RepositoryState>, PublishError> {
        let apply = |old: &RepositoryState| {
            let mut new = old.clone();
            Ok(change(&mut new).then_some(new))
        };
        publish(&*self.store, &self.repository(now), apply, &PublishOptions::default())
    }

    fn add(
        &self,
        now: Timestamp,
        packages: &[(&str, &str)],
    ) -> Result<Published<RepositoryState>, PublishError> {
        let additions: Vec<Addition> = packages
            .iter()
            .map(|(name, version)| addition(&self.settings, name, version))
            .collect();
        self.publish(now, |state| !state.add_all(&self.settings, &additions).unwrap().is_empty())
    }

    fn text(&self, key: &str) -> String {
        let found = self.store.read(&Key::new(key).unwrap(), 1 << 20).unwrap();
        String::from_utf8(found.unwrap_or_else(|| panic!("no {key}")).bytes).unwrap()
    }

    fn repomd(&self) -> Repomd {
        Repomd::parse(self.text("el9/repodata/repomd.xml").as_bytes()).unwrap()
    }
}

fn addition(settings: &RpmRepository, name: &str, version: &str) -> Addition {
    addition_of(settings, name, version, &content(name, version))
}

fn addition_of(settings: &RpmRepository, name: &str, version: &str, bytes: &[u8]) -> Addition {
    let record = record_of(name, version, "x86_64", "x.rpm", bytes);
    let place = package::location(&record);
    let object = Object::of(settings.key(&place).unwrap(), bytes.to_vec());
    Addition { file: format!("{name}.rpm").into(), built: None, record: record.at(&place), object }
}

fn shown(records: &[Record]) -> Vec<String> {
    records.iter().map(ToString::to_string).collect()
}
