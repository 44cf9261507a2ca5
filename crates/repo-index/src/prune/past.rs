//! The publications of one commit, as a survey goes through them.

use pkgio::Timestamp;
use repo_store::Key;

use super::references::{Ages, References};
use crate::publish::PublishError;

/// Where a survey is among the publications of one commit, of which it sees the current one first.
#[derive(Debug)]
pub(super) struct Past<'a> {
    commit: &'a Key,
    ages: Ages,
    now: Timestamp,
    /// When the publication that comes next was superseded; `None` for the current one.
    superseded: Option<Timestamp>,
}

impl<'a> Past<'a> {
    pub(super) fn new(commit: &'a Key, ages: Ages, now: Timestamp) -> Self {
        Self { commit, ages, now, superseded: None }
    }

    /// Until when what the publication names was needed: `None` if it still is.
    pub(super) fn until(&self) -> Option<Timestamp> {
        self.superseded.filter(|since| since.saturating_add(self.ages.indexes) <= self.now)
    }

    /// Goes on to the one before, after what came of noting the references of one that was made at
    /// `date`. Where those of an older one are unknown, no packages are dropped, unless it is so old
    /// that nobody may hold it.
    ///
    /// # Errors
    /// What kept the references of the current one unknown, and anything of the store.
    pub(super) fn noted(
        &mut self,
        outcome: Result<(), PublishError>,
        date: Timestamp,
        references: &mut References,
    ) -> Result<(), PublishError> {
        match outcome {
            Ok(()) => {}
            Err(error) if self.superseded.is_none() => return Err(error),
            Err(error @ PublishError::Store(_)) => return Err(error),
            Err(_) if self.until().is_some() => {}
            Err(error) => references.block(self.commit, format!("an older publication: {error}")),
        }
        self.superseded = Some(date);
        Ok(())
    }

    /// After the oldest one that could be read: where more were before it, no packages are dropped.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) fn end(
        self,
        problem: Option<PublishError>,
        references: &mut References,
    ) -> Result<(), PublishError> {
        match problem {
            Some(error @ PublishError::Store(_)) => return Err(error),
            Some(error) => references.block(self.commit, format!("its history: {error}")),
            None => {}
        }
        Ok(())
    }
}
