//! How much of some work is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of how many are done: counted by the threads that work, looked at by others. Clones
/// count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    total: AtomicU64,
    #[cfg(test)]
    longest: AtomicU64,
}

impl Meter {
    /// Of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes that are done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// The bytes that there are to do; 0 while that is not known.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.total.load(Ordering::Relaxed)
    }

    /// Tells how many bytes there are to do.
    pub fn set_total(&self, bytes: u64) {
        self.0.total.store(bytes, Ordering::Relaxed);
    }

    /// Counts `bytes` more that are done.
    pub fn add(&self, bytes: u64) {
        #[cfg(test)]
        self.0.longest.fetch_max(bytes, Ordering::Relaxed);
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Tells that `bytes` are done, which are never fewer than before.
    pub fn reach(&self, bytes: u64) {
        let before = self.0.done.fetch_max(bytes, Ordering::Relaxed);
        #[cfg(test)]
        self.0.longest.fetch_max(bytes.saturating_sub(before), Ordering::Relaxed);
        let _ = before;
    }

    /// The most bytes that were done at a stroke.
    #[cfg(test)]
    pub(crate) fn longest(&self) -> u64 {
        self.0.longest.load(Ordering::Relaxed)
    }
}
