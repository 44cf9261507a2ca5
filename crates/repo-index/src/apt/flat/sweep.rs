//! Superseded releases, and what only they name.

use std::time::Duration;

use repo_store::Store;

use super::{Flat, by_hash};
use crate::apt::Release;
use crate::publish::{PublishError, Target};
use crate::superseded::{self, Publication};

impl Flat<'_> {
    /// Removes what only releases name that were superseded longer than `keep` ago: a client that
    /// read one of them has asked for its indexes long since. `patience` is how long to wait for
    /// other publishers. Returns how many objects were removed.
    ///
    /// Releases tell by their `Date` when they superseded the one before them, so this is no use
    /// where dates are not those of publication.
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
            let text = self.text(commit);
            let Some(release) = text.and_then(|text| Release::parse(&text).ok()) else {
                return Ok(None);
            };
            let files = release.files.values().map(|file| by_hash(file.sha256));
            let (date, parent) = (Some(release.date), release.parent);
            Ok(Some(Publication { named: files.collect::<Result<_, _>>()?, date, parent }))
        };
        superseded::sweep(store, &self.commit(), (self.options.now, keep), by_hash, read)
    }
}
