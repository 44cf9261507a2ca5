//! Superseded releases, and what only they name.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Flat, by_hash};
use crate::Sha256;
use crate::apt::Release;
use crate::apt::release::next;
use crate::publish::{COMMIT_LIMIT, PublishError, Target};
use crate::store::Store;

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
        let Some(commit) = store.read(&self.commit(), COMMIT_LIMIT)? else { return Ok(0) };
        let mut kept = BTreeSet::new();
        let mut expired = Vec::new();
        let mut at = Some((Sha256::of(&commit.bytes), commit.bytes));
        let mut superseded = None;
        while let Some((sha256, bytes)) = at.take() {
            let text = self.text(&bytes);
            let Some(release) = text.and_then(|text| Release::parse(&text).ok()) else { break };
            let files = release.files.values().map(|file| file.sha256);
            let over = |since| next::later(since, keep.as_secs()) < self.options.now;
            if superseded.is_some_and(over) {
                expired.push((sha256, files.collect::<Vec<_>>()));
            } else {
                kept.extend(files.chain([sha256]));
            }
            superseded = Some(release.date);
            if let Some(parent) = release.parent
                && let Some(found) = store.read(&by_hash(parent)?, COMMIT_LIMIT)?
                && Sha256::of(&found.bytes) == parent
            {
                at = Some((parent, found.bytes));
            }
        }
        let mut removed = 0;
        // The oldest first and its files before itself: a run that dies leaves a chain that the next
        // one can follow to the end.
        for (sha256, files) in expired.into_iter().rev() {
            for object in files.into_iter().chain([sha256]) {
                let key = by_hash(object)?;
                if !kept.contains(&object) && store.length(&key)?.is_some() {
                    store.delete(&key)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}
