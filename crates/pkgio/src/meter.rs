//! A progress meter.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of processed bytes and the total: counted by the threads that work, read by others.
/// Clones share the counts.
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
    /// Creates a meter at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of processed bytes.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.0.done.load(Ordering::Relaxed)
    }

    /// The total number of bytes; 0 while unknown.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.total.load(Ordering::Relaxed)
    }

    /// Sets the total number of bytes.
    pub fn set_total(&self, bytes: u64) {
        self.0.total.store(bytes, Ordering::Relaxed);
    }

    /// Adds `bytes` to the processed bytes.
    pub fn add(&self, bytes: u64) {
        #[cfg(test)]
        self.0.longest.fetch_max(bytes, Ordering::Relaxed);
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Sets the number of processed bytes, which never decreases.
    pub fn reach(&self, bytes: u64) {
        let before = self.0.done.fetch_max(bytes, Ordering::Relaxed);
        #[cfg(test)]
        self.0.longest.fetch_max(bytes.saturating_sub(before), Ordering::Relaxed);
        let _ = before;
    }

    /// The largest number of bytes that were added at once.
    #[cfg(test)]
    pub(crate) fn longest(&self) -> u64 {
        self.0.longest.load(Ordering::Relaxed)
    }
}
