//! Superseded publications, and what only they name.

use std::collections::BTreeSet;
use std::time::Duration;

use super::InPlace;
use crate::Sha256;
use crate::publish::{COMMIT_LIMIT, PublishError, Target};
use crate::rpmmd::Repomd;
use crate::rpmmd::repository::next::revision;
use crate::rpmmd::repository::tags::History;
use crate::store::{Key, Store};

impl InPlace<'_> {
    /// Removes what only publications name that were superseded longer than `keep` ago: a client that
    /// read one of them has asked for its lists long since. `patience` is how long to wait for other
    /// publishers. Returns how many objects were removed.
    ///
    /// Publications tell by their revision when they superseded the one before them, so this is no use
    /// where revisions are not times of publication.
    ///
    /// # Errors
    /// Those of the store.
    pub fn sweep(
        &self,
        store: &dyn Store,
        keep: Duration,
        patience: Duration,
    ) -> Result<usize, PublishError> {
        let _lock = store.lock(patience)?;
        let Some(commit) = store.read(&self.commit(), COMMIT_LIMIT)? else { return Ok(0) };
        let (mut kept, mut expired) = (BTreeSet::new(), Vec::new());
        let mut at = Some((Sha256::of(&commit.bytes), commit.bytes));
        let mut superseded: Option<u64> = None;
        while let Some((sha256, bytes)) = at.take() {
            let Ok(repomd) = Repomd::parse(&bytes) else { break };
            let own = self.kept_key(sha256)?;
            let named = self.named(&repomd)?;
            let now = self.repository.options.now.seconds();
            if superseded.is_some_and(|since| since.saturating_add(keep.as_secs()) < now) {
                expired.push((own, named));
            } else {
                kept.extend(named.into_iter().chain([own]));
            }
            superseded = revision(&repomd);
            if let Some(parent) = History::of(&repomd).parent
                && let Some(found) = store.read(&self.kept_key(parent)?, COMMIT_LIMIT)?
                && Sha256::of(&found.bytes) == parent
            {
                at = Some((parent, found.bytes));
            }
        }
        let mut removed = 0;
        // The oldest first and its lists before itself: a run that dies leaves a chain that the next
        // one can follow to the end.
        for (own, named) in expired.into_iter().rev() {
            for key in named.into_iter().chain([own]) {
                if !kept.contains(&key) && store.length(&key)?.is_some() {
                    store.delete(&key)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    /// The lists and documents in `repodata` that a publication names; what another tool's names is
    /// dropped like ours.
    fn named(&self, repomd: &Repomd) -> Result<Vec<Key>, PublishError> {
        let own = repomd.data.iter().filter(|data| data.base.is_none());
        let own = own.filter(|data| data.location.starts_with("repodata/"));
        own.map(|data| self.repository.key(&data.location)).collect()
    }
}
