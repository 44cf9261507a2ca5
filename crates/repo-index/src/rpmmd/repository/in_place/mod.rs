//! A folder of packages that is a repository itself, as createrepo_c(8) makes it: `repodata` beside
//! the packages, wherever below the folder these are.
//!
//! The folder is the truth, and what is published is derived from it: no signature of it is judged,
//! and what cannot be read is made anew. There are no snapshots. A publication is kept as its
//! `repomd.xml` by digest, in `repodata/SHA256-repomd.xml`, and names the one before it, so that what
//! only superseded ones name can be [swept](InPlace::sweep) when its time is over.

mod plan;
mod sweep;
#[cfg(test)]
mod tests;

use pkgsign::detached;
use repo_store::{Found, Key, KeyError, Mirror, Sha256, Store};

use super::read::Place;
use super::tags::History;
use super::{FolderDocuments, Repository, RepositoryOptions, RepositoryState};
use crate::publish::{COMMIT_LIMIT, Plan, PublishError, Target};
use crate::rpmmd::{Metadata, Repomd, RpmRepository};

/// A folder of packages as a target of publication. The store is the folder.
#[derive(Debug)]
pub struct InPlace<'a> {
    repository: Repository<'a>,
}

impl<'a> InPlace<'a> {
    /// The folder that `settings` describe, of which the compression alone matters.
    ///
    /// # Errors
    /// As [`Repository::new`].
    pub fn new(
        settings: &'a RpmRepository,
        options: RepositoryOptions<'a>,
    ) -> Result<Self, KeyError> {
        Repository::new(settings, options).map(|repository| Self { repository })
    }

    /// The state that lists `metadata` and has `documents`; `None` when it is what is published, whole and signed as the
    /// options ask.
    ///
    /// # Errors
    /// Those of the store.
    pub fn next(
        &self,
        store: &dyn Store,
        old: &RepositoryState,
        metadata: Metadata,
        documents: &FolderDocuments,
    ) -> Result<Option<RepositoryState>, PublishError> {
        let mut new = RepositoryState { metadata, ..old.clone() };
        let is_changed = new.set_documents(documents) || new.found != old.found;
        if !is_changed && new.metadata == old.metadata && self.is_whole(store, old)? {
            return Ok(None);
        }
        Ok(Some(new))
    }

    /// Whether what is published is ours, with all that it names, and with a good signature if any is
    /// made.
    fn is_whole(&self, store: &dyn Store, state: &RepositoryState) -> Result<bool, PublishError> {
        let Some(repomd) = &state.repomd else { return Ok(false) };
        for data in repomd.data.iter().filter(|data| data.base.is_none()) {
            let length = store.length(&self.repository.key(&data.location)?)?;
            if length.is_none() || data.size.is_some_and(|size| length != Some(size)) {
                return Ok(false);
            }
        }
        let is_ours = History::of(repomd).serial.is_some();
        let Some(commit) = store.read(&self.commit(), COMMIT_LIMIT)? else { return Ok(false) };
        Ok(is_ours && self.is_signed(store, &commit.bytes)?)
    }

    fn is_signed(&self, store: &dyn Store, commit: &[u8]) -> Result<bool, PublishError> {
        let options = &self.repository.options;
        let (Some(_), Some(published)) = (options.signer, options.published) else {
            return Ok(true);
        };
        let signature = store.read(&self.repository.signature_key()?, COMMIT_LIMIT)?;
        let is_good = |found: &Found| detached::verify(&found.bytes, commit, published).is_ok();
        Ok(signature.as_ref().is_some_and(is_good))
    }

    /// Where a publication is kept.
    fn kept_key(&self, sha256: Sha256) -> Result<Key, PublishError> {
        self.repository.key(&format!("repodata/{sha256}-repomd.xml"))
    }
}

impl Target for InPlace<'_> {
    type State = RepositoryState;

    fn commit(&self) -> Key {
        self.repository.commit()
    }

    fn read(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<RepositoryState, PublishError> {
        let key = self.repository.signature_key()?;
        if self.repository.options.signer.is_none() && store.length(&key)?.is_some() {
            let problem = format!("{key} exists, but there is no key to sign the next one");
            return Err(PublishError::Signature(problem));
        }
        let Some(repomd) = commit.and_then(|commit| Repomd::parse(&commit.bytes).ok()) else {
            return Ok(RepositoryState::default());
        };
        match self.repository.state_of(store, Place::Current, repomd.clone()) {
            // What cannot be read is not relied upon, but for the revision that the next one follows.
            Err(PublishError::Damaged { .. }) => {
                Ok(RepositoryState { repomd: Some(repomd), ..RepositoryState::default() })
            }
            state => state,
        }
    }

    fn plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &RepositoryState,
        new: &RepositoryState,
    ) -> Result<Plan, PublishError> {
        self.make_plan(store, commit, old, new)
    }

    fn beside(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        if self.is_signed(store, &commit.bytes)? {
            return Ok(Vec::new());
        }
        let key = self.repository.signature_key()?;
        self.repository.signature(self.repository.sign(store, &key, &commit.bytes)?)
    }

    fn mirrors(&self, _: &dyn Store, _: &Found) -> Result<Vec<Mirror>, PublishError> {
        Ok(Vec::new())
    }
}
