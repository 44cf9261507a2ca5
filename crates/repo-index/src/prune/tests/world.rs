//! Archives, what clients may hold of them, and what therefore must be there.

use std::collections::{BTreeMap, BTreeSet};

use pkgio::Timestamp;
use repo_store::Sha256;

use crate::apt::{
    Archive, Format, Generation, IndexKind, Record, Suite, SuiteOptions, SuiteState, indexes,
};
use repo_store::{Key, Object, Store};

use crate::prune::{AptDomain, Domain, PruneOptions, Pruned, prune};
use crate::publish::{PublishError, PublishOptions, Published, Target, publish};

pub(super) const HOUR: i64 = 3600;
pub(super) const DAY: i64 = 24 * HOUR;
const START: i64 = 1_735_689_600;

/// Seconds after the beginning of all tests.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::clamped(START + seconds)
}

pub(super) fn key(key: &str) -> Key {
    Key::new(key).unwrap()
}

/// An unsigned archive whose indexes are not compressed: what is pruned is named the same way.
pub(super) fn archive(name: &str) -> Archive {
    Archive {
        folder: Some(key(name)),
        index_compressions: Vec::new(),
        contents: Some(false),
        ..Archive::new(name, &["amd64"])
    }
}

/// What is to become of a suite.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Change<'a> {
    pub(super) add: &'a [&'a str],
    pub(super) remove: &'a [&'a str],
}

pub(super) fn add<'a>(add: &'a [&'a str]) -> Change<'a> {
    Change { add, remove: &[] }
}

pub(super) fn remove<'a>(remove: &'a [&'a str]) -> Change<'a> {
    Change { add: &[], remove }
}

pub(super) fn suite<'a>(archive: &'a Archive, name: &str, now: Timestamp) -> Suite<'a> {
    let options = SuiteOptions { force_date: true, ..SuiteOptions::new(now) };
    Suite::new(archive, name, options).unwrap()
}

pub(super) fn package(archive: &Archive, name: &str) -> (Record, Object) {
    let path = format!("pool/main/{name}/{name}_1_amd64.deb");
    let object = Object::of(archive.key(&path).unwrap(), name.as_bytes());
    let text = format!(
        "Package: {name}\nVersion: 1\nArchitecture: amd64\nFilename: {path}\nSize: {}\n\
         SHA256: {}\n",
        object.length, object.sha256
    );
    (Record::parse(text.into_bytes(), Format::Packages).unwrap(), object)
}

pub(super) fn run(
    store: &dyn Store,
    archive: &Archive,
    name: &str,
    now: Timestamp,
    change: Change<'_>,
) -> Result<Published<SuiteState>, PublishError> {
    let options = PublishOptions { attempts: 100, sleep: &|_| {}, ..PublishOptions::default() };
    let (records, objects): (Vec<Record>, Vec<Object>) =
        change.add.iter().map(|name| package(archive, name)).unzip();
    let apply = |old: &SuiteState| {
        let mut new = SuiteState { additions: objects.clone(), ..old.clone() };
        for index in new.indexes.values_mut() {
            index.remove(|record| change.remove.contains(&record.package()));
        }
        new.add(archive, "main", IndexKind::Binary, &records).unwrap();
        Ok(Some(new))
    };
    publish(store, &suite(archive, name, now), apply, &options)
}

pub(super) fn prune_all(
    store: &dyn Store,
    archives: &[Archive],
    options: &PruneOptions,
) -> Result<Pruned, PublishError> {
    let domains: Vec<AptDomain<'_>> = archives
        .iter()
        .map(|archive| AptDomain::new(archive, SuiteOptions::new(options.now)))
        .collect();
    let domains: Vec<&dyn Domain> = domains.iter().map(|domain| domain as _).collect();
    prune(store, &domains, options)
}

/// All publications that ever were, and what each consists of.
#[derive(Debug, Default)]
pub(super) struct Ledger(BTreeMap<(String, Sha256), Held>);

#[derive(Debug)]
struct Held {
    /// The `Date` of the one that superseded it.
    superseded: Option<Timestamp>,
    indexes: Vec<(Key, Sha256)>,
    packages: Vec<Key>,
}

impl Ledger {
    /// Notes what is published now, and what was since the last time.
    pub(super) fn observe(
        &mut self,
        store: &dyn Store,
        archive: &Archive,
        name: &str,
        now: Timestamp,
    ) {
        let suite = suite(archive, name, at(0));
        let (mut superseded, mut chain) = (None, BTreeSet::new());
        for generation in suite.chain(store, usize::MAX).0 {
            let id = (suite.commit().to_string(), generation.sha256);
            if !self.0.contains_key(&id) {
                match held(store, &suite, &generation) {
                    Ok(held) => drop(self.0.insert(id.clone(), held)),
                    // One that is being dropped, which nobody may hold any more.
                    Err(error) => assert!(superseded.is_some(), "{error}"),
                }
            }
            if let Some(held) = self.0.get_mut(&id) {
                held.superseded = superseded.or(held.superseded);
            }
            superseded = Some(generation.date);
            chain.insert(id);
        }
        // One that a loss of power took back.
        for (id, held) in &mut self.0 {
            if id.0 == suite.commit().to_string() && !chain.contains(id) {
                held.superseded.get_or_insert(now);
            }
        }
    }

    /// Everything is there that a client may ask for: of what is published, and of what it may hold.
    pub(super) fn check(&self, store: &dyn Store, now: Timestamp) {
        let within = |superseded: Option<Timestamp>, span: i64| {
            superseded.is_none_or(|at| at.seconds() + span.unsigned_abs() > now.seconds())
        };
        for ((suite, sha256), held) in &self.0 {
            if within(held.superseded, 7 * DAY) {
                for (key, sha256) in &held.indexes {
                    let found = store.read(key, 1 << 20).unwrap();
                    let found = found.unwrap_or_else(|| panic!("no {key} of {suite}"));
                    assert_eq!(Sha256::of(&found.bytes), *sha256, "{key}");
                }
            }
            if within(held.superseded, 30 * DAY) {
                for key in &held.packages {
                    let found = store.length(key).unwrap();
                    assert!(found.is_some(), "no {key} of {suite} {sha256}");
                }
            }
        }
    }
}

fn held(
    store: &dyn Store,
    suite: &Suite<'_>,
    generation: &Generation,
) -> Result<Held, PublishError> {
    let by_hash = |folder: &str, sha256: Sha256| {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        suite.key(&format!("{below}by-hash/SHA256/{sha256}")).map(|key| (key, sha256))
    };
    let mut indexes_held = vec![by_hash("", generation.sha256)?];
    for (path, file) in &generation.release.files {
        indexes_held
            .push(by_hash(path.rsplit_once('/').map_or("", |(folder, _)| folder), file.sha256)?);
    }
    let mut packages = Vec::new();
    for id in indexes(&generation.release).into_keys() {
        packages.extend(suite.files_of(store, &generation.release, &id)?);
    }
    Ok(Held { superseded: None, indexes: indexes_held, packages })
}

/// Everything but notes of our own.
pub(super) fn keys(store: &dyn Store) -> Vec<String> {
    let listed = store.list(None).unwrap().into_iter().map(|listed| listed.key.to_string());
    listed.filter(|key| !key.starts_with(".mkrepo/")).collect()
}

/// What is named by digests.
pub(super) fn by_hash(store: &dyn Store) -> usize {
    keys(store).iter().filter(|key| key.contains("/by-hash/")).count()
}

pub(super) fn names(pruned: &Pruned) -> Vec<String> {
    pruned.dropped.iter().map(|finding| finding.key.to_string()).collect()
}

/// Removes what proves the history, so that what is left may be another program's.
pub(super) fn forget_markers(store: &dyn Store) {
    for listed in store.list(None).unwrap() {
        if listed.key.as_str().contains("/successors/") {
            store.delete(&listed.key).unwrap();
        }
    }
}
