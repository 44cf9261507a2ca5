//! Where a commit of a suite stands in the chain of its publications.

use pkgsign::{Endorsed, cleartext, detached};
use repo_store::{Found, Sha256, Store, Tag};

use super::history::unsigned;
use super::{Suite, SuiteState, damaged};
use crate::apt::Release;
use crate::publish::{COMMIT_LIMIT, Lineage, Link, MARKERS, Past, PublishError, Target};

impl Suite<'_> {
    /// As it is named on the command line, and in its `Release`.
    pub(crate) fn target_name(&self) -> String {
        format!("apt:{}/{}", self.archive.name, self.name)
    }

    pub(super) fn lineage_of(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Lineage, PublishError> {
        if let Some(commit) = commit {
            if self.options.signers.is_empty() {
                // What mirrors an InRelease is no commit.
                self.verify(store, &commit.bytes)?;
            }
            return self.lineage_from(Some(&commit.bytes));
        }
        // A Release without an InRelease is a commit of another tool, or one of ours that nobody
        // signed; what mirrors an InRelease is none.
        if !self.options.signers.is_empty()
            && let Some(found) = store.read(&self.key("Release")?, COMMIT_LIMIT)?
        {
            let lineage = self.lineage_from(Some(&found.bytes))?;
            if lineage.named.is_none() || lineage.is_recorded(store)? {
                return Ok(lineage);
            }
        }
        self.lineage_from(None)
    }

    /// That of the bytes of a commit.
    pub(crate) fn lineage_from(&self, commit: Option<&[u8]>) -> Result<Lineage, PublishError> {
        let mut lineage = Lineage::unpublished(self.target_name(), self.key(MARKERS)?);
        if let Some(bytes) = commit {
            let key = self.commit();
            let text = unsigned(&key, bytes.to_vec())?;
            let release = Release::parse(&text).map_err(|error| damaged(&key, error))?;
            let Release { serial, date, parent, target, .. } = release;
            let id = Sha256::of(bytes);
            lineage.commit = Some(Link { id, serial: serial.unwrap_or(0), date });
            (lineage.parent, lineage.named) = (parent, target);
        }
        Ok(lineage)
    }

    pub(super) fn past_state(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Past<SuiteState>>, PublishError> {
        let key = self.by_hash("InRelease", id)?;
        let Some(found) = store.read(&key, COMMIT_LIMIT)? else { return Ok(None) };
        if Sha256::of(&found.bytes) != id {
            return Err(damaged(key, "does not match its digest"));
        }
        let text = self.verify(store, &found.bytes)?;
        let lineage = self.lineage_from(Some(&found.bytes))?;
        if lineage.named.is_some_and(|named| named != lineage.target) {
            return Ok(None);
        }
        let mut state = self.state_of(store, &text)?;
        self.complete(&mut state)?;
        // The tag of a copy is not that of the commit, which nothing asks for.
        let commit = Some(Found { bytes: found.bytes, tag: Tag(String::new()) });
        Ok(Some(Past { commit, state }))
    }

    pub(super) fn endorsed_by(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Endorsed>, PublishError> {
        let Some(published) = self.options.published.filter(|_| !self.options.signers.is_empty())
        else {
            return Ok(None);
        };
        let key = self.commit();
        if let Some(commit) = commit {
            return cleartext::verify(&commit.bytes, published)
                .map(|(_, endorsed)| Some(endorsed))
                .map_err(|error| PublishError::of_signatures(&key, &error));
        }
        let read = |name| store.read(&self.key(name)?, COMMIT_LIMIT).map_err(PublishError::from);
        let (Some(release), Some(signature)) = (read("Release")?, read("Release.gpg")?) else {
            return Ok(None);
        };
        detached::verify(&signature.bytes, &release.bytes, published)
            .map(Some)
            .map_err(|error| PublishError::of_signatures(&key, &error))
    }
}
