//! What was seen of a target before, kept outside the store.

mod file;

use std::fmt::Debug;

pub use file::HighWaterFile;
use repo_store::Store;

use super::lineage::reading;
use super::{Contradiction, Lineage, Link, PublishError};

/// Keeps the newest publication of each target that was seen, where whoever can write to the store
/// cannot write: by it a store is recognized that was set back as a whole.
pub trait HighWater: Debug + Sync {
    /// The newest publication of `target` that was seen; `None` when none was.
    ///
    /// # Errors
    /// What keeps from reading it.
    fn seen(&self, target: &str) -> Result<Option<Link>, PublishError>;

    /// Notes a publication of `target`, durably.
    ///
    /// # Errors
    /// What keeps from writing it.
    fn raise(&self, target: &str, link: Link) -> Result<(), PublishError>;
}

/// What keeps publishers from relying on an old state of a store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected<'a> {
    /// What was seen before. Default: nobody keeps it.
    pub high_water: Option<&'a dyn HighWater>,
    /// The least number that the current publication has. Default: any.
    pub serial: Option<u64>,
}

impl Expected<'_> {
    /// Checks that the commit is what was seen before, or follows it.
    pub(super) fn check(&self, store: &dyn Store, lineage: &Lineage) -> Result<(), PublishError> {
        let target = lineage.target.clone();
        let found = lineage.commit.map(|commit| commit.serial);
        let below = |seen| Contradiction::BelowMark { target: target.clone(), found, seen };
        if let Some(serial) = self.serial
            && found.unwrap_or(0) < serial
        {
            return Err(below(serial).into());
        }
        let Some(seen) = self.seen(lineage)? else { return Ok(()) };
        let Some(commit) = lineage.commit.filter(|commit| commit.serial >= seen.serial) else {
            return Err(below(seen.serial).into());
        };
        let follows = || -> Result<bool, PublishError> {
            let read = reading(store);
            let last = lineage.last_after(&read, Some(seen.id), |link| link.id == commit.id)?;
            if let Some(last) = last {
                // Where a marker is missing, nothing is known against it.
                return Ok(last.id == commit.id || last.serial < commit.serial);
            }
            // Another history has another publication of that number.
            let its = lineage.last_after(&read, None, |link| link.serial >= seen.serial)?;
            Ok(its.is_none_or(|its| its.serial != seen.serial || its.id == seen.id))
        };
        let is_good = match commit.serial == seen.serial {
            true => commit.id == seen.id,
            false => follows()?,
        };
        match is_good {
            true => Ok(()),
            false => Err(Contradiction::OtherThanMark { target, commit, seen }.into()),
        }
    }

    /// What was seen of a target.
    pub(super) fn seen(&self, lineage: &Lineage) -> Result<Option<Link>, PublishError> {
        self.high_water.map_or(Ok(None), |high_water| high_water.seen(&lineage.target))
    }

    /// Notes what is published now.
    pub(super) fn raise(&self, lineage: &Lineage) -> Result<(), PublishError> {
        match (self.high_water, lineage.commit) {
            (Some(high_water), Some(commit)) => high_water.raise(&lineage.target, commit),
            _ => Ok(()),
        }
    }
}
