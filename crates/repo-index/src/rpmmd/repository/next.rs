//! What the next `repomd.xml` says of itself.

use std::time::Duration;

use pkgio::Timestamp;

use super::tags::History;
use super::{Repository, RepositoryOptions, RepositoryState};
use crate::publish::{PublishError, not_far_ahead};
use crate::rpmmd::{Repomd, Tags};

/// How far ahead of the clock the revision of what is published may be. Each publication has a later
/// one, so a long series of several in a second runs ahead.
const AHEAD: u64 = 24 * 60 * 60;

/// What the next publication says of itself, without its lists.
pub(super) struct Next {
    pub(super) revision: u64,
    pub(super) history: History,
    /// With those of others, without the history.
    pub(super) tags: Tags,
}

impl Repository<'_> {
    /// What follows `old`, and says of itself what `new` does.
    pub(super) fn next(
        &self,
        old: &RepositoryState,
        new: &RepositoryState,
    ) -> Result<Next, PublishError> {
        let repomd = old.repomd.as_ref();
        let before = repomd.map(History::of).unwrap_or_default();
        let serial = before.serial.unwrap_or(0);
        let serial = old.follows.map_or(serial, |link| link.serial.max(serial));
        let serial = Some(serial.saturating_add(1));
        let parent = old.follows.map(|link| link.id).or(before.snapshot);
        let id = self.settings.next_id(&before);
        let RepositoryState { dropped, ref yanked, .. } = *new;
        let yanked = yanked.clone();
        let history = History { serial, parent, id, dropped, yanked, ..History::default() };
        let mut tags = repomd.map(|repomd| repomd.tags.clone()).unwrap_or_default();
        History::default().write(&mut tags);
        let before = repomd.and_then(revision).max(old.follows.map(|link| link.date.seconds()));
        let before = before.filter(|_| !self.options.restart_dates);
        if let Some(before) = before {
            let RepositoryOptions { now, force_date, .. } = self.options;
            not_far_ahead(now, time(before), new.newest, force_date)?;
        }
        Ok(Next { revision: self.revision(before)?, history, tags })
    }

    /// The time, and later than the revision before.
    fn revision(&self, before: Option<u64>) -> Result<u64, PublishError> {
        let now = self.options.now.seconds();
        let Some(before) = before else { return Ok(now) };
        if before > now.saturating_add(AHEAD) && !self.options.force_date {
            return Err(PublishError::Clock(format!(
                "the published repomd.xml has a revision {} seconds ahead of this machine's \
                 clock; correct the clock, or, if it is correct, use `mkrepo recover TARGET \
                 --date now`",
                before - now
            )));
        }
        Ok(now.max(before.saturating_add(1)))
    }
}

/// The time that a number of seconds stands for.
pub(super) fn time(seconds: u64) -> Timestamp {
    Timestamp::EPOCH.saturating_add(Duration::from_secs(seconds))
}

/// The revision as a number of seconds; other tools may write any text.
#[must_use]
pub fn revision(repomd: &Repomd) -> Option<u64> {
    repomd.revision.as_deref()?.trim().parse().ok()
}
