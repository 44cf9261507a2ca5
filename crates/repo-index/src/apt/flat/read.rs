//! From what is published to the state.

use std::collections::BTreeMap;

use pkgsign::cleartext;
use repo_store::{Found, Store};

use super::folder::name;
use super::{Flat, FlatState, by_hash, key};
use crate::apt::{Format, Release, ReleaseFile};
use crate::publish::{COMMIT_LIMIT, PublishError};

/// The most bytes of an index.
const LARGEST_INDEX: u64 = 2 << 30;

impl Flat<'_> {
    pub(super) fn read_state(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<FlatState, PublishError> {
        if self.options.signers.is_empty() && store.length(&key("InRelease")?)?.is_some() {
            let problem = "InRelease is signed, but there is no key to sign the next one";
            return Err(PublishError::Signature(problem.to_owned()));
        }
        let text = match commit {
            Some(commit) => self.text(&commit.bytes),
            // Of another tool, or from before it was signed.
            None => store.read(&key("Release")?, COMMIT_LIMIT)?.map(|found| found.bytes),
        };
        // What cannot be read is not relied upon: everything is made anew from the folder.
        let Some(release) = text.and_then(|text| Release::parse(&text).ok()) else {
            return Ok(FlatState::default());
        };
        let mut indexes = BTreeMap::new();
        for name in [Format::Packages, Format::Sources].map(name) {
            if let Some(file) = release.files.get(name)
                && let Some(bytes) = self.object(store, name, file)?
            {
                indexes.insert(name, bytes.into());
            }
        }
        let complete = match commit {
            Some(commit) => self.is_signed(&commit.bytes) && is_kept(store, &release)?,
            None => false,
        };
        let architectures = release.architectures.clone();
        Ok(FlatState { release: Some(release), architectures, indexes, complete })
    }

    /// The text of a commit. Its signature is not judged: nothing is taken from it that could harm.
    pub(super) fn text(&self, commit: &[u8]) -> Option<Vec<u8>> {
        if self.options.signers.is_empty() {
            return Some(commit.to_vec());
        }
        cleartext::split(commit).ok().map(|split| split.text)
    }

    /// Whether a commit has a good signature of each that signs, and no other.
    fn is_signed(&self, commit: &[u8]) -> bool {
        if self.options.signers.is_empty() {
            return true;
        }
        let Some(published) = self.options.published else { return false };
        cleartext::verify(commit, published).is_ok_and(|(_, endorsed)| {
            endorsed.good.len() == self.options.signers.len() && endorsed.worthless.is_empty()
        })
    }

    /// What Release lists as `path`: by its digest, else by its name.
    pub(super) fn object(
        &self,
        store: &dyn Store,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<Option<Vec<u8>>, PublishError> {
        for key in [by_hash(file.sha256)?, key(path)?] {
            if file.size <= LARGEST_INDEX
                && let Some(bytes) = store.read_known(&key, file.size, file.sha256)?
            {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

fn is_kept(store: &dyn Store, release: &Release) -> Result<bool, PublishError> {
    for file in release.files.values() {
        if store.length(&by_hash(file.sha256)?)? != Some(file.size) {
            return Ok(false);
        }
    }
    Ok(true)
}
