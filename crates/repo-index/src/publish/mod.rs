//! Publishing as a transaction.
//!
//! 1. Read the commit object with its version. Check that it is for this target, and that no marker
//!    shows a successor of it. Check its signature; read the indexes that it names, each against its
//!    digest. That is the state; there is no other.
//! 2. Apply the change. Plan. Keep what it names from being [dropped](crate::prune). Create what is
//!    immutable.
//! 3. Check that everything newly referred to is there. Swap the commit for what was read, and what
//!    stands beside it, such as its signature; if somebody else was faster, start again.
//! 4. Create the marker that is named by the parent and holds the new commit's digest.
//! 5. Replace the mirrors; read the commit again, and if it moved on, make them those of that one.
//!
//! Before the swap no existing name changes, so readers see the old state, whole; from the swap on
//! they see the new one. Where a store cannot swap the commit and what is beside it in one step,
//! those who read both may find one of each for a moment, or until the next run when one dies then;
//! a target reads that as whole by a copy that is immutable. What a run that died leaves behind is
//! named by its content, and is used or ignored by the next.

mod clock;
mod contradiction;
mod endorsed;
mod error;
mod high_water;
mod lineage;
mod mirrors;
mod options;
mod plan;
mod recovery;
mod target;
#[cfg(test)]
mod tests;
mod transaction;

pub(crate) use clock::not_far_ahead;
pub use contradiction::Contradiction;
pub use error::PublishError;
pub(crate) use error::damaged;
pub use high_water::{Expected, HighWater, HighWaterFile};
pub(crate) use lineage::MARKERS;
pub use lineage::{Lineage, Link};
pub use options::{Progress, PublishOptions, Published};
pub use plan::{Plan, Reference};
pub use recovery::{Recovery, contradiction};
pub use target::{Past, Target};
pub use transaction::{COMMIT_LIMIT, publish};
