//! Work on many files at once.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What `read` makes of each file, in their order, on up to `threads` threads.
pub(super) fn read_all<T: Send>(
    files: &[PathBuf],
    threads: NonZeroUsize,
    read: impl Fn(&Path) -> T + Sync,
) -> Vec<T> {
    // The longest first: none of them is left to one thread at the end.
    let length = |file: &PathBuf| std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let mut order: Vec<(u64, usize)> =
        files.iter().enumerate().map(|(at, file)| (length(file), at)).collect();
    order.sort_unstable_by(|left, right| right.cmp(left));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(files.len()));
    let work = || {
        while let Some(&(_, at)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let read = read(&files[at]);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, read));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get().min(files.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, read)| read).collect()
}
