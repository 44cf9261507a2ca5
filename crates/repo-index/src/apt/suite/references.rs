//! What a publication refers to.

use std::collections::BTreeMap;

use repo_store::{Key, Sha256, Store};

use super::{Generation, Suite, damaged};
use crate::apt::{IndexId, Packages, Record, Release};
use crate::publish::PublishError;

impl Suite<'_> {
    /// The objects that a publication names by digest: what its `Release` lists, and its own commit.
    pub(crate) fn named_by_hash(&self, generation: &Generation) -> Result<Vec<Key>, PublishError> {
        let files = &generation.release.files;
        let mut keys = vec![self.by_hash("InRelease", generation.sha256)?];
        for (path, file) in files {
            keys.push(self.by_hash(path, file.sha256)?);
        }
        Ok(keys)
    }

    /// The files that the packages of an index consist of.
    pub(crate) fn files_of(
        &self,
        store: &dyn Store,
        release: &Release,
        id: &IndexId,
    ) -> Result<Vec<Key>, PublishError> {
        let Some((key, text)) = self.listed_text(store, release, &id.path())? else {
            return Ok(Vec::new());
        };
        let index = Packages::parse(text, id.kind.format()).map_err(|error| damaged(key, error))?;
        self.files_of_packages(&index)
    }

    /// The packages that an index of a `Release` lists, whose signature, or whose place in the chain
    /// of publications, was checked.
    pub(crate) fn packages_of(
        &self,
        store: &dyn Store,
        release: &Release,
        id: &IndexId,
    ) -> Result<Packages, PublishError> {
        let Some((key, text)) = self.listed_text(store, release, &id.path())? else {
            return Ok(Packages::default());
        };
        let parse = if release.is_ours() { Packages::parse_trusted } else { Packages::parse };
        parse(text, id.kind.format()).map_err(|error| damaged(key, error))
    }

    /// The files that packages consist of.
    pub(crate) fn files_of_packages(&self, index: &Packages) -> Result<Vec<Key>, PublishError> {
        let files = index.records().iter().flat_map(Record::files);
        let keys = files.map(|file| self.archive.key(&file.path));
        keys.map(|key| key.map_err(PublishError::from)).collect()
    }
}

/// The indexes of packages that a `Release` lists, each with a digest that stands for its text.
pub(crate) fn indexes(release: &Release) -> BTreeMap<IndexId, Sha256> {
    let mut indexes = BTreeMap::new();
    for (path, file) in &release.files {
        if let Some((id, _)) = IndexId::parse(path) {
            // The plain form sorts before the compressed ones.
            indexes.entry(id).or_insert(file.sha256);
        }
    }
    indexes
}
