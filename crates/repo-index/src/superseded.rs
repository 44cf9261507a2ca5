//! Publications that a folder keeps of itself, and what only superseded ones name.

use std::collections::BTreeSet;
use std::time::Duration;

use pkgio::Timestamp;
use repo_store::{Key, Sha256, Store};

use crate::publish::{COMMIT_LIMIT, PublishError};

/// What a publication says of itself.
pub(crate) struct Publication {
    /// The objects that it names.
    pub(crate) named: Vec<Key>,
    /// When it was made; without that, the one before it is kept.
    pub(crate) date: Option<Timestamp>,
    /// The digest of the one before it.
    pub(crate) parent: Option<Sha256>,
}

/// Removes what only publications name that were superseded longer than `keep` before `now`, and those
/// publications. The current one is at `commit`, and each is kept at `kept` of its digest; `read` is
/// what its bytes say, or `None` where they are no publication, which ends the chain. Returns how many
/// objects were removed. The store is to be locked.
///
/// # Errors
/// Those of the store and of `read`.
pub(crate) fn sweep(
    store: &dyn Store,
    commit: &Key,
    (now, keep): (Timestamp, Duration),
    kept: impl Fn(Sha256) -> Result<Key, PublishError>,
    read: impl Fn(&[u8]) -> Result<Option<Publication>, PublishError>,
) -> Result<usize, PublishError> {
    let Some(current) = store.read(commit, COMMIT_LIMIT)? else { return Ok(0) };
    let (mut needed, mut expired) = (BTreeSet::new(), Vec::new());
    let mut at = Some((Sha256::of(&current.bytes), current.bytes));
    let mut superseded: Option<Timestamp> = None;
    while let Some((sha256, bytes)) = at.take() {
        let Some(Publication { named, date, parent }) = read(&bytes)? else { break };
        // Its lists before itself: a run that dies leaves a chain that the next one can follow to the
        // end.
        let keys = named.into_iter().chain([kept(sha256)?]);
        match superseded.is_some_and(|since| since.saturating_add(keep) < now) {
            true => expired.push(keys.collect::<Vec<_>>()),
            false => needed.extend(keys),
        }
        superseded = date;
        if let Some(parent) = parent
            && let Some(found) = store.read(&kept(parent)?, COMMIT_LIMIT)?
            && Sha256::of(&found.bytes) == parent
        {
            at = Some((parent, found.bytes));
        }
    }
    let mut removed = 0;
    // For the same reason the oldest first.
    for key in expired.into_iter().rev().flatten() {
        if !needed.contains(&key) && store.length(&key)?.is_some() {
            store.delete(&key)?;
            removed += 1;
        }
    }
    Ok(removed)
}
