//! The chain of publications.

use pkgio::Timestamp;
use repo_store::{Key, Sha256, Store, StoreError};

use super::{Suite, SuiteState, damaged};
use crate::apt::Release;
use crate::publish::{COMMIT_LIMIT, PublishError, Target};

/// One publication of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// `Serial`; `None` for one of another tool.
    pub serial: Option<u64>,
    /// `Date`.
    pub date: Timestamp,
    /// The digest of its commit, by which it is kept.
    pub sha256: Sha256,
    /// That of the one before it.
    pub parent: Option<Sha256>,
    /// What it says.
    pub release: Release,
}

impl Suite<'_> {
    /// The publications that are kept, the current one first, at most `limit`. Each commit was checked
    /// against the digest by which its child names it.
    ///
    /// # Errors
    /// See [`PublishError`]; the current commit must be well signed.
    pub fn history(
        &self,
        store: &dyn Store,
        limit: usize,
    ) -> Result<Vec<Generation>, PublishError> {
        let (generations, end) = self.chain(store, limit);
        end.map_or(Ok(generations), Err)
    }

    /// The same, as far as it can be read, and why it ends there if that is no proper end.
    pub(crate) fn chain(
        &self,
        store: &dyn Store,
        limit: usize,
    ) -> (Vec<Generation>, Option<PublishError>) {
        let current = match self.generation(store) {
            Ok(Some(current)) => current,
            Ok(None) => return (Vec::new(), None),
            Err(error) => return (Vec::new(), Some(error)),
        };
        let older = ancestors(
            current.parent,
            |sha256| self.by_hash("InRelease", sha256),
            |key| Ok(store.read(key, COMMIT_LIMIT)?.map(|found| found.bytes)),
        );
        let mut generations = Vec::new();
        for generation in std::iter::once(Ok(current)).chain(older).take(limit) {
            match generation {
                Ok(generation) => generations.push(generation),
                Err(error) => return (generations, Some(error)),
            }
        }
        (generations, None)
    }

    /// The current publication; `None` when there is none.
    fn generation(&self, store: &dyn Store) -> Result<Option<Generation>, PublishError> {
        let key = self.commit();
        let Some(found) = store.read(&key, COMMIT_LIMIT)? else { return Ok(None) };
        let text = self.verify(store, &found.bytes)?;
        Generation::new(&key, Sha256::of(&found.bytes), &text).map(Some)
    }

    /// The state of an older publication, its indexes read anew: what a rollback publishes again.
    /// `None` when it is not kept.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub fn at(&self, store: &dyn Store, serial: u64) -> Result<Option<SuiteState>, PublishError> {
        let generations = self.history(store, usize::MAX)?;
        let Some(generation) = generations.iter().find(|one| one.serial == Some(serial)) else {
            return Ok(None);
        };
        let key = self.by_hash("InRelease", generation.sha256)?;
        match store.read(&key, COMMIT_LIMIT)? {
            Some(found) => {
                let mut state = self.state_of(store, &unsigned(&key, found.bytes)?)?;
                self.complete(&mut state)?;
                Ok(Some(state))
            }
            None => Ok(None),
        }
    }
}

impl Generation {
    /// The publication of a commit at `key`, whose text is `text`.
    fn new(key: &Key, sha256: Sha256, text: &[u8]) -> Result<Self, PublishError> {
        let release = Release::parse(text).map_err(|error| damaged(key, error))?;
        let (serial, date, parent) = (release.serial, release.date, release.parent);
        Ok(Self { serial, date, sha256, parent, release })
    }
}

/// The publications from `parent` back, the newest first, as far as they are kept; an error is the
/// last. Each commit, which is at `key` of its digest, is checked against that digest, by which its
/// child names it.
pub(crate) fn ancestors(
    mut parent: Option<Sha256>,
    key: impl Fn(Sha256) -> Result<Key, PublishError>,
    read: impl Fn(&Key) -> Result<Option<Vec<u8>>, StoreError>,
) -> impl Iterator<Item = Result<Generation, PublishError>> {
    let older = move |sha256: Sha256| -> Result<Option<Generation>, PublishError> {
        let key = key(sha256)?;
        let Some(bytes) = read(&key)? else { return Ok(None) };
        if Sha256::of(&bytes) != sha256 {
            return Err(damaged(key, "does not match its digest"));
        }
        Generation::new(&key, sha256, &unsigned(&key, bytes)?).map(Some)
    };
    std::iter::from_fn(move || {
        let generation = older(parent.take()?).transpose()?;
        parent = generation.as_ref().ok().and_then(|generation| generation.parent);
        Some(generation)
    })
}

/// The text of an older commit. Its key may be gone by now; the chain of digests from the current
/// commit, whose signature was verified, vouches for it.
pub(super) fn unsigned(key: &Key, commit: Vec<u8>) -> Result<Vec<u8>, PublishError> {
    if !commit.starts_with(b"-----BEGIN") {
        return Ok(commit);
    }
    pkgsign::cleartext::split(&commit).map(|split| split.text).map_err(|error| damaged(key, error))
}
