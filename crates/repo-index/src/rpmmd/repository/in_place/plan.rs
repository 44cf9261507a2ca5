//! What is written of a folder.

use repo_store::{Found, Object, Sha256, Store};

use super::InPlace;
use crate::publish::{Plan, PublishError, Target};
use crate::rpmmd::repository::RepositoryState;
use crate::rpmmd::repository::plan::{Writing, place};
use crate::rpmmd::repository::tags::History;

impl InPlace<'_> {
    pub(super) fn make_plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &RepositoryState,
        new: &RepositoryState,
    ) -> Result<Plan, PublishError> {
        let repository = &self.repository;
        let mut writing = Writing::new(repository, store, old, new)?;
        let lists = writing.own_lists()?;
        let documents = writing.documents(true)?;
        // The packages were found in the folder, perhaps by links that lead out of it, where no store
        // looks.
        let parent = commit.map(|commit| Sha256::of(&commit.bytes));
        let found = new.found.clone();
        let history = History { parent, found, ..writing.next.history.clone() };
        let parts = || lists.iter().chain(&documents);
        let repomd = writing.repomd(&history, parts()).to_bytes();
        for part in parts() {
            let key = |path: &str| repository.key(path);
            place(part, key, &mut writing.immutable, &mut writing.references)?;
        }
        // The history is whole even if what stands there was never kept: another tool made it.
        for bytes in commit.map(|commit| commit.bytes.as_slice()).into_iter().chain([&*repomd]) {
            writing.immutable.push(Object::of(self.kept_key(Sha256::of(bytes))?, bytes));
        }
        let key = repository.signature_key()?;
        let beside = repository.signature(repository.sign(store, &key, &repomd)?)?;
        let commit = (self.commit(), repomd.into());
        let Writing { immutable, references, .. } = writing;
        Ok(Plan { immutable, references, commit, beside, mirrors: Vec::new() })
    }
}
