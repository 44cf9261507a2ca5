//! What publications refer to.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use repo_store::{Key, Listed};

use super::{ObjectKind, Survey, Unreferenced};
use crate::codes;

/// The times of publications are up to five minutes older than these, and clocks differ.
pub(super) const SLACK: Duration = Duration::from_secs(10 * 60);

/// What publications refer to, as it comes together.
#[derive(Debug, Default)]
pub(super) struct References {
    /// What is referred to: `None` now or by what is kept, else until when.
    until: HashMap<Key, Option<Timestamp>>,
    /// Whether packages are to stay, whatever refers to them.
    pub(super) blocked: bool,
    pub(super) warnings: Diagnostics,
}

/// For how long what nothing refers to is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ages {
    /// Commits and indexes.
    pub(super) indexes: Duration,
    /// Packages.
    pub(super) packages: Duration,
}

impl Ages {
    /// Those that an owner asks for, but never less than caches need.
    pub(super) fn new(cache_ttl: Duration, keep: Duration, keep_packages: Duration) -> Self {
        let least = cache_ttl.saturating_mul(2);
        let indexes = keep.max(least).saturating_add(SLACK);
        Self { indexes, packages: keep_packages.max(least) }
    }
}

impl References {
    pub(super) fn refer(&mut self, key: Key, until: Option<Timestamp>) {
        let last = self.until.entry(key).or_insert(until);
        // Now is later than any time.
        *last = last.zip(until).map(|(known, until)| known.max(until));
    }

    /// Until when something refers to it, `None` now; absent where nothing ever did.
    pub(super) fn to(&self, key: &Key) -> Option<Option<Timestamp>> {
        self.until.get(key).copied()
    }

    /// No packages are dropped.
    pub(super) fn block(&mut self, key: &Key, problem: impl Into<String>) {
        self.blocked = true;
        let subject = Subject::File(PathBuf::from(key.as_str()));
        let hint = "packages there are kept until that is over";
        let warning = Diagnostic::new(codes::REFERENCES_UNKNOWN, subject, problem).hint(hint);
        self.warnings.push(warning);
    }

    /// Tells of what another program publishes.
    pub(super) fn leave_alone(&mut self, commit: &Key) {
        let subject = Subject::File(PathBuf::from(commit.as_str()));
        let problem = "another program published it: its packages and indexes are kept";
        self.warnings.push(Diagnostic::new(codes::LEFT_ALONE, subject, problem));
    }

    /// Something that nothing kept refers to.
    pub(super) fn unreferenced(
        &self,
        listed: Listed,
        kind: ObjectKind,
        ages: Ages,
    ) -> Unreferenced {
        let keep = match kind {
            ObjectKind::Index => ages.indexes,
            ObjectKind::Package => ages.packages,
        };
        let blocked = self.blocked && kind == ObjectKind::Package;
        let Listed { key, length } = listed;
        let since = self.to(&key).flatten();
        Unreferenced { key, length, kind, since, keep, blocked }
    }

    /// Completes a survey with what is kept, and with what is to be told.
    pub(super) fn complete(self, survey: &mut Survey) {
        let kept = self.until.into_iter().filter(|(_, until)| until.is_none());
        survey.kept = kept.map(|(key, _)| key).collect();
        survey.warnings.append(self.warnings);
    }
}

/// The rest of a key below a folder.
pub(super) fn below<'k>(folder: &Key, key: &'k Key) -> &'k str {
    let rest = key.as_str().strip_prefix(folder.as_str());
    rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or_default()
}
