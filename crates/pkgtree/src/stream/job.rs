//! Dividing a tree's entries into jobs.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::sequence::Sequence;
use super::{BATCH, RUN};
use crate::{Entry, Kind};

/// Keeps the results of one job small where files are tiny or there are none.
const ENTRIES: usize = 1024;

/// What one reader reads at a time.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The entries, at least one.
    pub(super) entries: Range<usize>,
    /// True for one file that does not fit a buffer.
    pub(super) large: bool,
}

/// Hands out the jobs of some entries in order.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    entries: Sequence<'a>,
    /// The first entry that is in no job yet.
    next: Mutex<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(entries: Sequence<'a>) -> Self {
        Self { entries, next: Mutex::new(0) }
    }

    /// True when there is but one job, of small files.
    pub(super) fn is_small(&self) -> bool {
        self.job(0).is_none_or(|job| !job.large && job.entries.end == self.entries.len())
    }

    /// The next job, unless there is none or `announce` refuses it. No other job is claimed before
    /// `announce` returns.
    pub(super) fn claim(&self, announce: impl FnOnce(&Job) -> bool) -> Option<Job> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let job = self.job(*next)?;
        *next = job.entries.end;
        announce(&job).then_some(job)
    }

    fn job(&self, start: usize) -> Option<Job> {
        let end = self.entries.len();
        if start >= end {
            return None;
        }
        let first = file_length(self.entries.entry(start));
        if first > BATCH as u64 {
            return Some(Job { entries: start..start + 1, large: true });
        }
        let mut room = first.max(RUN as u64);
        let fitting = self.entries.range(start..end).take(ENTRIES).take_while(|entry| {
            let left = room.checked_sub(file_length(entry));
            room = left.unwrap_or(room);
            left.is_some()
        });
        Some(Job { entries: start..start + fitting.count(), large: false })
    }
}

/// The bytes of content of `entry`.
pub(super) fn file_length(entry: &Entry) -> u64 {
    match &entry.kind {
        Kind::File(content) => content.length(),
        _ => 0,
    }
}
