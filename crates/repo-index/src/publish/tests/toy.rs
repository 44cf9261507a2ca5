//! The smallest thing that is published as a whole: names, each with an object of its own.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use repo_store::{Mirror, Sha256};

use crate::publish::Reference;
use crate::publish::{
    COMMIT_LIMIT, Plan, PublishError, PublishOptions, Published, Target, publish,
};
use repo_store::{Found, Key, Object, Store, StoreError};

/// Each publisher writes other bytes for the same names, as signatures of different times do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Toy {
    pub(super) publisher: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) serial: u64,
    pub(super) names: BTreeSet<String>,
}

pub(super) fn key(key: &str) -> Key {
    Key::new(key).unwrap()
}

pub(super) fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

fn blob(name: &str) -> Object {
    Object::of(key(&format!("pool/{name}/{name}.blob")), format!("what {name} holds").into_bytes())
}

fn by_hash(bytes: &[u8]) -> Key {
    key(&format!("dists/by-hash/{}", Sha256::of(bytes)))
}

fn signature_of(commit: &[u8]) -> Vec<u8> {
    format!("signs {}", Sha256::of(commit)).into_bytes()
}

/// The signature beside the commit, which is of no use beside another one.
fn signature(commit: &[u8]) -> Mirror {
    Mirror { key: key("dists/Signature"), bytes: Some(signature_of(commit).into()) }
}

/// Its copy, which is never torn from it.
fn kept_signature(commit: &[u8]) -> Object {
    let key = key(&format!("{}.signature", by_hash(commit)));
    Object::of(key, signature_of(commit))
}

fn text(state: &State, publisher: usize) -> Bytes {
    let mut text = format!("serial {} {publisher}\n", state.serial);
    for name in &state.names {
        text += &format!("{name} {}\n", blob(name).sha256);
    }
    text.into_bytes().into()
}

fn mirrors_of(commit: &[u8]) -> Vec<Mirror> {
    let mirror = |name, bytes| Mirror { key: key(name), bytes };
    let many = commit.iter().filter(|byte| **byte == b'\n').count() > 2;
    let digest = Sha256::of(commit).to_string().into_bytes();
    vec![
        mirror("dists/Copy", Some(commit.to_vec().into())),
        mirror("dists/Many", many.then(|| b"many".as_slice().into())),
        mirror("dists/Digest", Some(digest.into())),
    ]
}

impl Target for Toy {
    type State = State;

    fn commit(&self) -> Key {
        key("dists/Commit")
    }

    /// As a client reads it: nothing that the commit names may be missing or other than it says.
    fn read(&self, store: &dyn Store, commit: Option<&Found>) -> Result<State, PublishError> {
        let Some(commit) = commit else { return Ok(State::default()) };
        let damaged = |key: &str| PublishError::Damaged {
            key: key.to_owned(),
            problem: "is not what the commit says".to_owned(),
        };
        let text = str::from_utf8(&commit.bytes).map_err(|_| damaged("dists/Commit"))?;
        let mut lines = text.strip_suffix('\n').ok_or_else(|| damaged("dists/Commit"))?.lines();
        let serial = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let serial = serial.ok_or_else(|| damaged("dists/Commit"))?;
        let by_hash = by_hash(&commit.bytes);
        if store.length(&by_hash)? != Some(commit.bytes.len() as u64) {
            return Err(damaged(by_hash.as_str()));
        }
        let signature = kept_signature(&commit.bytes);
        if !is_paired(store, commit)? && store.length(&signature.key)? != Some(signature.length) {
            return Err(damaged("dists/Signature"));
        }
        let mut names = BTreeSet::new();
        for line in lines {
            let (name, digest) = line.split_once(' ').ok_or_else(|| damaged("dists/Commit"))?;
            let key = blob(name).key;
            let found = store.read(&key, 1000)?.ok_or_else(|| damaged(key.as_str()))?;
            if Sha256::of(&found.bytes).to_string() != digest {
                return Err(damaged(key.as_str()));
            }
            names.insert(name.to_owned());
        }
        Ok(State { serial, names })
    }

    fn plan(
        &self,
        _store: &dyn Store,
        _commit: Option<&Found>,
        old: &State,
        new: &State,
    ) -> Result<Plan, PublishError> {
        let bytes = text(new, self.publisher);
        let mut immutable: Vec<Object> =
            new.names.difference(&old.names).map(|name| blob(name)).collect();
        immutable.push(Object::of(by_hash(&bytes), bytes.clone()));
        immutable.push(kept_signature(&bytes));
        let references = new.names.iter().map(|name| {
            let Object { key, length, sha256, .. } = blob(name);
            Reference { key, length, sha256: Some(sha256) }
        });
        let references = references.collect();
        let (beside, mirrors) = (vec![signature(&bytes)], mirrors_of(&bytes));
        Ok(Plan { immutable, references, commit: (self.commit(), bytes), beside, mirrors })
    }

    fn beside(&self, _store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        Ok(vec![signature(&commit.bytes)])
    }

    fn mirrors(&self, _store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        Ok(mirrors_of(&commit.bytes))
    }
}

/// What is to become of the names.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) add: BTreeSet<String>,
    pub(super) remove: BTreeSet<String>,
}

impl Change {
    pub(super) fn add(added: &[&str]) -> Self {
        Self { add: names(added), remove: names(&[]) }
    }

    pub(super) fn apply(&self, old: &BTreeSet<String>) -> BTreeSet<String> {
        old.difference(&self.remove).chain(&self.add).cloned().collect()
    }
}

pub(super) fn run(
    store: &dyn Store,
    publisher: usize,
    change: &Change,
) -> Result<Published<State>, PublishError> {
    let options = PublishOptions {
        attempts: 100,
        patience: Duration::from_secs(60),
        sleep: &|_| {},
        ..PublishOptions::default()
    };
    let apply = |old: &State| {
        let names = change.apply(&old.names);
        Ok((names != old.names).then(|| State { serial: old.serial + 1, names }))
    };
    publish(store, &Toy { publisher }, apply, &options)
}

/// What a client sees that starts now.
pub(super) fn see(store: &dyn Store) -> State {
    let toy = Toy { publisher: 0 };
    let commit = store.read(&toy.commit(), COMMIT_LIMIT).unwrap();
    toy.read(store, commit.as_ref()).unwrap()
}

fn is_paired(store: &dyn Store, commit: &Found) -> Result<bool, StoreError> {
    let signature = store.read(&key("dists/Signature"), 1000)?;
    Ok(signature.is_some_and(|found| found.bytes == signature_of(&commit.bytes)))
}

/// The signature is that of the commit, whenever one looks.
pub(super) fn assert_paired(store: &dyn Store) {
    if let Some(commit) = store.read(&key("dists/Commit"), COMMIT_LIMIT).unwrap() {
        assert!(is_paired(store, &commit).unwrap(), "torn");
    }
}

/// Every mirror is that of the current commit.
pub(super) fn assert_mirrored(store: &dyn Store) {
    let commit = store.read(&key("dists/Commit"), COMMIT_LIMIT).unwrap().unwrap();
    for mirror in mirrors_of(&commit.bytes).into_iter().chain([signature(&commit.bytes)]) {
        let found = store.read(&mirror.key, COMMIT_LIMIT).unwrap().map(|found| found.bytes);
        assert_eq!(found, mirror.bytes.map(|bytes| bytes.to_vec()), "{}", mirror.key);
    }
}
