//! For how long what is superseded is kept.

use std::time::Duration;

use pkgtree::description::Table;
use repo_index::codes;

use super::duration;

/// For how long what is superseded is kept.
pub(super) struct Ages {
    pub(super) cache_ttl: Duration,
    pub(super) keep: Duration,
    pub(super) keep_packages: Duration,
}

impl Ages {
    /// Those of an archive or a repository; nothing is kept for less than twice `cache-ttl`.
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let days = |days: u64| Duration::from_secs(days * duration::DAY);
        let cache_ttl = duration::read(table, "cache-ttl").unwrap_or(days(1));
        let least = cache_ttl.saturating_mul(2);
        let mut kept = |key, default: Duration| {
            let Some(text) = table.line(key) else { return default.max(least) };
            let Some(keep) = duration::of(table, key, &text) else { return default.max(least) };
            if keep < least {
                let problem = format!(
                    "is less than twice cache-ttl, which is {}: caches would still refer to \
                     deleted files",
                    duration::shown(cache_ttl)
                );
                let hint =
                    format!("write {:?} or more, or a shorter cache-ttl", duration::shown(least));
                table.report(codes::DURATION, key, &text.source, problem, hint);
            }
            keep
        };
        let (keep, keep_packages) = (kept("keep", days(7)), kept("keep-packages", days(30)));
        Self { cache_ttl, keep, keep_packages }
    }
}
