//! Dropping what no kept publication refers to.
//!
//! A publication is kept for some time after another superseded it, which is the `Date` or revision of
//! that other one in the signed chain, never the time of a file: caches may hold it, and clients that
//! began with it. What only older ones refer to is dropped; packages some time later, because
//! clients hold lists for days.
//!
//! Dropping is safe while others publish. `Marks`, an object of its own, says of each
//! object that is to be dropped since when nothing refers to it, and since when it is marked:
//!
//! 1. Read the marks. List what is there. Read every commit and the publications that are kept.
//! 2. Mark what nothing refers to. What was marked long enough ago and still is unreferenced is noted
//!    as being dropped. The marks are swapped for what was read: if anybody changed them meanwhile,
//!    start again.
//! 3. Delete what was so noted. Take its marks away.
//!
//! A publisher reads the marks before it creates anything, and takes away those of objects that its
//! plan names; if one is being dropped, it waits. So a publish that began after an object was marked
//! keeps it: the swap in 2 fails, or nothing rests on the object. One that began before has ended:
//! marks must be older than the longest publish. Where a lock keeps publishers out, neither is
//! needed, and one run marks and drops.
//!
//! A run that dies leaves its notes, and the next one goes on from there.

mod apt;
mod decide;
mod domain;
mod marks;
mod options;
mod past;
mod references;
mod rpm;
mod run;
#[cfg(test)]
mod tests;

pub use apt::AptDomain;
pub use domain::{Domain, ObjectKind, Survey, Unreferenced};
pub use options::{Finding, PruneOptions, Pruned};
pub use rpm::RpmDomain;
pub use run::prune;

pub(crate) use marks::rely_on;
use repo_store::Store;

use crate::publish::{PublishError, PublishOptions, Target, contradiction};

/// Refuses to go by a state that is not the newest one of its target. What cannot be read is told where
/// it is read.
fn refuse_old<T: Target>(store: &dyn Store, target: &T) -> Result<(), PublishError> {
    match contradiction(store, target, &PublishOptions::default()) {
        Ok(Some(found)) => Err(found.into()),
        Err(error @ PublishError::Store(_)) => Err(error),
        Ok(None) | Err(_) => Ok(()),
    }
}
