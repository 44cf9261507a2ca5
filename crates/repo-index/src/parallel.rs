//! Work on many things at once.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What `read` makes of each file, in their order, on up to `threads` threads.
pub(crate) fn read_all<T: Send>(
    files: &[PathBuf],
    threads: NonZeroUsize,
    read: impl Fn(&Path) -> T + Sync,
) -> Vec<T> {
    // The longest first: none of them is left to one thread at the end.
    let length = |file: &PathBuf| std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let mut order: Vec<(u64, usize)> =
        files.iter().enumerate().map(|(at, file)| (length(file), at)).collect();
    order.sort_unstable_by(|left, right| right.cmp(left));
    let found = map(&order, threads, |&(_, at)| read(&files[at]));
    let mut found: Vec<(usize, T)> = order.iter().map(|(_, at)| *at).zip(found).collect();
    found.sort_unstable_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, one)| one).collect()
}

/// What `work` makes of each item, in their order, on up to `threads` threads. They are begun in
/// order.
pub fn map<T: Sync, R: Send>(
    items: &[T],
    threads: NonZeroUsize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get().min(items.len()) {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [1, 2, 8] {
            let threads = NonZeroUsize::new(threads).unwrap();
            assert_eq!(
                map(&items, threads, |item| item * 2),
                map(&items, NonZeroUsize::MIN, |item| item * 2)
            );
        }
        assert!(map(&[0; 0], NonZeroUsize::MIN, |item| *item).is_empty());
    }
}
