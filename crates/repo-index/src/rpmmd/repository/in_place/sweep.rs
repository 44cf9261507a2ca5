//! Superseded publications, and what only they name.

use std::time::Duration;

use repo_store::{Key, Store};

use super::InPlace;
use crate::publish::{PublishError, Target};
use crate::rpmmd::Repomd;
use crate::rpmmd::repository::next::{revision, time};
use crate::rpmmd::repository::tags::History;
use crate::superseded::{self, Publication};

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
        let read = |commit: &[u8]| {
            let Ok(repomd) = Repomd::parse(commit) else { return Ok(None) };
            let (named, parent) = (self.named(&repomd)?, History::of(&repomd).parent);
            Ok(Some(Publication { named, date: revision(&repomd).map(time), parent }))
        };
        let times = (self.repository.options.now, keep);
        superseded::sweep(store, &self.commit(), times, |sha256| self.kept_key(sha256), read)
    }

    /// The lists and documents in `repodata` that a publication names; what another tool's names is
    /// dropped like ours.
    fn named(&self, repomd: &Repomd) -> Result<Vec<Key>, PublishError> {
        let own = repomd.data.iter().filter(|data| data.base.is_none());
        let own = own.filter(|data| data.location.starts_with("repodata/"));
        own.map(|data| self.repository.key(&data.location)).collect()
    }
}
