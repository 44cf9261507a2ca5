//! What a suite says of itself, for whoever only wants to know what is there.

use pkgsign::cleartext;
use repo_store::{Store, StoreError};

use crate::apt::{Archive, Release, layout};
use crate::publish::COMMIT_LIMIT;

/// What a suite of `archive` has published, whoever signed it; `None` where there is none. One that cannot
/// be read says nothing of itself.
///
/// # Errors
/// Those of the store.
pub fn unverified_release(
    archive: &Archive,
    store: &dyn Store,
    suite: &str,
) -> Result<Option<Release>, StoreError> {
    if layout::suite_problem(suite).is_some() {
        return Ok(None);
    }
    for name in ["InRelease", "Release"] {
        let Ok(key) = archive.key(&format!("dists/{suite}/{name}")) else { continue };
        let Some(found) = store.read(&key, COMMIT_LIMIT)? else { continue };
        let text = cleartext::split(&found.bytes).map_or(found.bytes, |split| split.text);
        return Ok(Some(Release::parse(&text).unwrap_or_default()));
    }
    Ok(None)
}
