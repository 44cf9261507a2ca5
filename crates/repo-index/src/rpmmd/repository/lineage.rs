//! Where a commit of a repository stands in the chain of its publications.

use pkgsign::{Endorsed, detached};
use repo_store::{Found, Sha256, Store};

use super::history::Generation;
use super::read::{Place, parse};
use super::tags::History;
use super::{Repository, RepositoryState, damaged};
use crate::publish::{COMMIT_LIMIT, Lineage, Link, MARKERS, Past, PublishError, Target};

impl Repository<'_> {
    /// As it is named on the command line, and in its `repomd.xml`.
    pub(crate) fn target_name(&self) -> String {
        format!("rpm:{}", self.settings.name)
    }

    /// That of the bytes of a commit.
    pub(crate) fn lineage_from(&self, commit: Option<&[u8]>) -> Result<Lineage, PublishError> {
        let mut lineage = Lineage::unpublished(self.target_name(), self.key(MARKERS)?);
        if let Some(bytes) = commit {
            let repomd = parse(&self.commit(), bytes)?;
            let History { serial, parent, snapshot, target, .. } = History::of(&repomd);
            if serial.is_some() && snapshot.is_none() && target.is_some() {
                let problem = "is the repomd.xml of a snapshot, which is not for this place";
                return Err(damaged(self.commit(), problem));
            }
            let id = snapshot.unwrap_or_else(|| Sha256::of(bytes));
            let date = Generation::new(repomd, snapshot).date;
            lineage.commit = Some(Link { id, serial: serial.unwrap_or(0), date });
            (lineage.parent, lineage.named) = (parent, target);
        }
        Ok(lineage)
    }

    pub(super) fn past_state(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Past<RepositoryState>>, PublishError> {
        let Some(mut repomd) = self.snapshot(store, id)? else { return Ok(None) };
        self.verify_snapshot(store, id)?;
        if History::of(&repomd).target.is_some_and(|named| named != self.target_name()) {
            return Ok(None);
        }
        let mut state = self.state_of(store, Place::Snapshot(id), repomd.clone())?;
        // What follows it names it as its parent.
        let history = History { snapshot: Some(id), ..History::of(&repomd) };
        history.write(&mut repomd.tags);
        state.repomd = Some(repomd);
        Ok(Some(Past { commit: None, state }))
    }

    /// Checks the signature of a snapshot, where one is asked for.
    fn verify_snapshot(&self, store: &dyn Store, id: Sha256) -> Result<(), PublishError> {
        let (Some(_), Some(published)) = (self.options.signer, self.options.published) else {
            return Ok(());
        };
        let [text, signature] = ["repodata/repomd.xml", "repodata/repomd.xml.asc"]
            .map(|path| self.snapshot_key(id, path));
        let (text, key) = (text?, signature?);
        let (Some(text), Some(signature)) =
            (store.read(&text, COMMIT_LIMIT)?, store.read(&key, COMMIT_LIMIT)?)
        else {
            return Err(PublishError::Unsigned { key: key.to_string() });
        };
        detached::verify(&signature.bytes, &text.bytes, published)
            .map(|_| ())
            .map_err(|error| PublishError::of_signatures(&key, &error))
    }

    pub(super) fn endorsed_by(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Endorsed>, PublishError> {
        let (Some(commit), Some(_)) = (commit, self.options.signer) else { return Ok(None) };
        Ok(self.good_signature(store, &commit.bytes)?.and_then(|signature| signature.by))
    }
}
