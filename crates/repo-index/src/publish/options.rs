//! How to publish, and what came of it.

use std::fmt;
use std::time::Duration;

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use repo_store::Tag;

use super::{Expected, Recovery};

/// How to publish.
#[derive(Clone, Copy)]
pub struct PublishOptions<'a> {
    /// How long to wait for another publisher's lock. Default: 1 minute.
    pub patience: Duration,
    /// How often to try when other publishers are faster, at least once. Default: 8.
    pub attempts: u32,
    /// What the pauses between those differ by. Publishers should not have the same. Default: 0.
    pub seed: u64,
    /// How to pause. Default: the thread sleeps.
    pub sleep: &'a (dyn Fn(Duration) + Sync),
    /// Hears of each step as it begins. Default: nobody does.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// What is known of the state from elsewhere. Default: nothing.
    pub expected: Expected<'a>,
    /// What to do when the commit is not the newest one of its target. Default: refuse.
    pub recovery: Recovery,
    /// What the target was called when it was published last, where it is called otherwise now.
    pub renamed_from: Option<&'a str>,
    /// The time, for warnings of signatures that have expired or are of the future. Default: nobody
    /// is warned.
    pub now: Option<Timestamp>,
}

impl Default for PublishOptions<'_> {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(60),
            attempts: 8,
            seed: 0,
            sleep: &std::thread::sleep,
            progress: &|_| {},
            expected: Expected::default(),
            recovery: Recovery::Refuse,
            renamed_from: None,
            now: None,
        }
    }
}

impl fmt::Debug for PublishOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { patience, attempts, seed, .. } = self;
        f.debug_struct("PublishOptions")
            .field("patience", patience)
            .field("attempts", attempts)
            .field("seed", seed)
            .finish_non_exhaustive()
    }
}

/// A step of a transaction that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Waiting for other publishers.
    Locking,
    /// Reading what is published.
    Reading,
    /// Applying the change, and planning.
    Planning,
    /// Creating immutable objects.
    Creating {
        /// Their number.
        objects: usize,
        /// Their bytes together.
        bytes: u64,
    },
    /// Swapping the commit.
    Committing,
    /// Replacing mirrors.
    Mirroring,
    /// Another publisher was faster; it will be tried again after a pause.
    Again {
        /// How often it was tried.
        attempts: u32,
        /// The pause.
        pause: Duration,
    },
}

/// What was published, or is.
#[derive(Clone, Debug)]
pub struct Published<S> {
    /// The state that readers see.
    pub state: S,
    /// Whether this transaction made it.
    pub changed: bool,
    /// The number of the publication that readers see; `None` where another tool published it, or
    /// nothing is published.
    pub serial: Option<u64>,
    /// The version of the commit object; `None` when nothing is published, and there was nothing to
    /// do.
    pub tag: Option<Tag>,
    /// How often it was tried.
    pub attempts: u32,
    /// What did not succeed and harms nobody: mirrors that could not be replaced.
    pub warnings: Diagnostics,
}

/// The pause before the next attempt: 50 ms, doubled each time up to 5 s, of which a random half is
/// left out so that publishers do not meet again.
pub(super) fn pause(seed: u64, attempts: u32) -> Duration {
    let whole = Duration::from_millis(50)
        .saturating_mul(1 << attempts.saturating_sub(1).min(10))
        .min(Duration::from_secs(5));
    whole / 2 + whole.mul_f64(random(seed, attempts) / 2.0)
}

/// A number in 0..1 (SplitMix64).
fn random(seed: u64, attempts: u32) -> f64 {
    let mut z = seed.wrapping_add(u64::from(attempts).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    f64::from(u32::try_from(z >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_differ() {
        for seed in 0..100 {
            for attempts in 1..40 {
                let whole = Duration::from_millis(50 << (attempts - 1).min(10));
                let whole = whole.min(Duration::from_secs(5));
                let pause = pause(seed, attempts);
                assert!(whole / 2 <= pause && pause <= whole, "{pause:?} of {whole:?}");
            }
        }
        assert_ne!(pause(1, 1), pause(2, 1));
        assert_eq!(pause(1, 1), pause(1, 1));
    }
}
