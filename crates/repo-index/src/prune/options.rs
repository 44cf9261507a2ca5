//! How to prune, and what came of it.

use std::time::Duration;

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use repo_store::Key;

use super::ObjectKind;

/// How to prune.
#[derive(Clone, Copy, Debug)]
pub struct PruneOptions {
    /// The time.
    pub now: Timestamp,
    /// Whether to tell only what would be dropped; nothing is written then. Default: no.
    pub dry_run: bool,
    /// Whether to drop even more than three packages of ten at once. Default: no.
    pub allow_many: bool,
    /// How long to wait for a publisher's lock. Default: 1 minute.
    pub patience: Duration,
    /// Longer than any publish, and any run of this, takes: on stores without an exclusive lock, what
    /// is dropped was marked so long ago. Default: 12 hours.
    pub longest_publish: Duration,
    /// How often to try when others change the marks meanwhile, at least once. Default: 8.
    pub attempts: u32,
}

impl PruneOptions {
    /// The defaults at a time.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            dry_run: false,
            allow_many: false,
            patience: Duration::from_secs(60),
            longest_publish: Duration::from_secs(12 * 60 * 60),
            attempts: 8,
        }
    }
}

/// What was dropped, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Pruned {
    /// What was dropped, or would be, in the order of keys.
    pub dropped: Vec<Finding>,
    /// What nothing kept refers to, and is not dropped yet, in the order of keys.
    pub waiting: Vec<Finding>,
    /// What is no part of any publication and not ours; it was left alone. In the order of keys.
    pub foreign: Vec<Key>,
    /// What a person should know.
    pub warnings: Diagnostics,
}

/// An object that is, or will be, dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name.
    pub key: Key,
    /// Its length in bytes.
    pub length: u64,
    /// What it is.
    pub kind: ObjectKind,
    /// Since when no current publication refers to it; where it was left behind by a publish that died,
    /// since when that is noticed.
    pub since: Timestamp,
    /// When it may be dropped; `None` while not all references are known.
    pub due: Option<Timestamp>,
}
