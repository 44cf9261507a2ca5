//! The chain of publications.

use pkgio::Timestamp;

use super::{Suite, SuiteState, damaged};
use crate::Sha256;
use crate::apt::Release;
use crate::publish::{COMMIT_LIMIT, PublishError, Target};
use crate::store::Store;

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
        let mut generations = Vec::new();
        while generations.len() < limit {
            match self.generation(store, generations.last()) {
                Ok(Some(generation)) => generations.push(generation),
                Ok(None) => break,
                Err(error) => return (generations, Some(error)),
            }
        }
        (generations, None)
    }

    /// The publication before `child`; without one the current publication.
    fn generation(
        &self,
        store: &dyn Store,
        child: Option<&Generation>,
    ) -> Result<Option<Generation>, PublishError> {
        let key = match child {
            None => self.commit(),
            Some(Generation { parent: Some(parent), .. }) => self.by_hash("InRelease", *parent)?,
            Some(Generation { parent: None, .. }) => return Ok(None),
        };
        let Some(found) = store.read(&key, COMMIT_LIMIT)? else { return Ok(None) };
        let sha256 = Sha256::of(&found.bytes);
        let text = match child.and_then(|child| child.parent) {
            None => self.verify(store, &found.bytes)?,
            Some(parent) if parent == sha256 => self.unsigned(found.bytes)?,
            Some(_) => return Err(damaged(key, "is not what its digest says")),
        };
        let release = Release::parse(&text).map_err(|error| damaged(&key, error))?;
        let (serial, date, parent) = (release.serial, release.date, release.parent);
        Ok(Some(Generation { serial, date, sha256, parent, release }))
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
                let mut state = self.state_of(store, &self.unsigned(found.bytes)?)?;
                self.complete(&mut state)?;
                Ok(Some(state))
            }
            None => Ok(None),
        }
    }

    /// The text of an older commit. Its key may be gone by now; the chain of digests from the current
    /// commit, whose signature was verified, vouches for it.
    fn unsigned(&self, commit: Vec<u8>) -> Result<Vec<u8>, PublishError> {
        if !commit.starts_with(b"-----BEGIN") {
            return Ok(commit);
        }
        pkgsign::cleartext::split(&commit)
            .map(|split| split.text)
            .map_err(|error| damaged(&self.folder, error))
    }
}
