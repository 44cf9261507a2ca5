//! The chain of publications.

use pkgio::Timestamp;
use repo_store::{Sha256, Store};

use super::next::{revision, time};
use super::read::{Place, parse};
use super::tags::History;
use super::{Repository, RepositoryState, damaged};
use crate::publish::{COMMIT_LIMIT, PublishError, Target};
use crate::rpmmd::Repomd;

/// One publication of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Its number; `None` for one of another tool.
    pub serial: Option<u64>,
    /// When: its revision, or the newest time of its lists, where another tool made it.
    pub date: Timestamp,
    /// Its snapshot, by which it is kept; `None` for one of another tool.
    pub snapshot: Option<Sha256>,
    /// That of the one before it.
    pub parent: Option<Sha256>,
    /// What it says: of the current one the commit, of older ones the snapshot's `repomd.xml`.
    pub repomd: Repomd,
}

impl Generation {
    pub(super) fn new(repomd: Repomd, snapshot: Option<Sha256>) -> Self {
        let History { serial, parent, .. } = History::of(&repomd);
        let newest = || repomd.data.iter().filter_map(|data| data.timestamp).max();
        let date = time(revision(&repomd).or_else(newest).unwrap_or_default());
        Self { serial, date, snapshot, parent, repomd }
    }
}

impl Repository<'_> {
    /// The publications that are kept, the current one first, at most `limit`. Each snapshot was
    /// checked against the digest by which its child names it.
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
        let mut generations: Vec<Generation> = Vec::new();
        while generations.len() < limit {
            let found = match generations.last() {
                None => self.current(store),
                Some(Generation { parent: Some(parent), .. }) => self.past(store, *parent),
                Some(Generation { parent: None, .. }) => break,
            };
            match found {
                Ok(Some(generation)) => generations.push(generation),
                Ok(None) => break,
                Err(error) => return (generations, Some(error)),
            }
        }
        (generations, None)
    }

    fn current(&self, store: &dyn Store) -> Result<Option<Generation>, PublishError> {
        let key = self.commit();
        let Some(found) = store.read(&key, COMMIT_LIMIT)? else { return Ok(None) };
        self.verify(store, &found.bytes)?;
        let repomd = parse(&key, &found.bytes)?;
        let snapshot = History::of(&repomd).snapshot;
        Ok(Some(Generation::new(repomd, snapshot)))
    }

    /// A snapshot that is still kept. Its key may be gone by now; the chain of digests from the
    /// commit, whose signature was verified, vouches for it.
    fn past(&self, store: &dyn Store, id: Sha256) -> Result<Option<Generation>, PublishError> {
        Ok(self.snapshot(store, id)?.map(|repomd| Generation::new(repomd, Some(id))))
    }

    /// The `repomd.xml` of a snapshot.
    pub(super) fn snapshot(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Repomd>, PublishError> {
        let key = self.snapshot_key(id, "repodata/repomd.xml")?;
        match store.read(&key, COMMIT_LIMIT)? {
            None => Ok(None),
            Some(found) if Sha256::of(&found.bytes) == id => parse(&key, &found.bytes).map(Some),
            Some(_) => Err(damaged(key, "does not match its digest")),
        }
    }

    /// The state of a publication, its lists read anew: what a rollback publishes again. `None` when
    /// it is not kept.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub fn at(
        &self,
        store: &dyn Store,
        serial: u64,
    ) -> Result<Option<RepositoryState>, PublishError> {
        let generations = self.history(store, usize::MAX)?;
        let found = generations.iter().find(|one| one.serial == Some(serial));
        let Some(id) = found.and_then(|generation| generation.snapshot) else { return Ok(None) };
        match self.snapshot(store, id)? {
            Some(repomd) => self.state_of(store, Place::Snapshot(id), repomd).map(Some),
            None => Ok(None),
        }
    }
}
