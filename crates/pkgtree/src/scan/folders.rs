//! The directories that are yet to be read, shared by those who read them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rustix::io::Errno;

/// A directory that was seen and is yet to be read.
#[derive(Debug)]
pub(super) struct Pending {
    /// Its path below the top.
    pub(super) below: Vec<u8>,
    /// Its device and inode.
    pub(super) identity: (u64, u64),
    /// Left out: only read for what the patterns match in it.
    pub(super) excluded: bool,
}

/// The directories below a top.
#[derive(Debug)]
pub(super) struct Folders {
    state: Mutex<State>,
    /// Told when a directory is read.
    read: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<Pending>,
    /// How many are being read, where more may be found.
    taken: usize,
    /// Those that could not be read.
    failed: Vec<(Vec<u8>, Errno)>,
}

impl Folders {
    pub(super) fn new(top: Pending) -> Self {
        let state = State { waiting: vec![top], ..State::default() };
        Self { state: Mutex::new(state), read: Condvar::new() }
    }

    /// The next directory to read. Waits while there is none but more may be found; `None` when all
    /// are read.
    pub(super) fn take(&self) -> Option<Taken<'_>> {
        let mut state = self.state();
        loop {
            if let Some(folder) = state.waiting.pop() {
                state.taken += 1;
                return Some(Taken { folder, found: Vec::new(), failure: None, folders: self });
            }
            if state.taken == 0 {
                return None;
            }
            state = self.read.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// How many wait to be read.
    pub(super) fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    /// The paths below the top of those that could not be read, in no order.
    pub(super) fn into_failed(self) -> Vec<(Vec<u8>, Errno)> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).failed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A directory that is being read. Dropped, it counts as read: anyone who waits continues.
#[derive(Debug)]
pub(super) struct Taken<'a> {
    pub(super) folder: Pending,
    /// The directories in it.
    pub(super) found: Vec<Pending>,
    /// Why it could not be read.
    pub(super) failure: Option<Errno>,
    folders: &'a Folders,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut state = self.folders.state();
        state.waiting.append(&mut self.found);
        state.taken -= 1;
        if let Some(errno) = self.failure {
            state.failed.push((std::mem::take(&mut self.folder.below), errno));
        }
        drop(state);
        self.folders.read.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::*;

    fn pending(below: &str) -> Pending {
        Pending { below: below.into(), identity: (0, 0), excluded: false }
    }

    /// Reads directories that have three each, to a depth of four.
    fn read(folders: &Folders) -> Vec<Vec<u8>> {
        let mut read = Vec::new();
        while let Some(mut taken) = folders.take() {
            let below = taken.folder.below.clone();
            if below.len() < 4 {
                let child =
                    |name: u8| Pending { below: [&below[..], &[name]].concat(), ..pending("") };
                taken.found.extend(b"abc".iter().copied().map(child));
            } else if below.ends_with(b"c") {
                taken.failure = Some(Errno::ACCESS);
            }
            read.push(below);
        }
        read
    }

    #[test]
    fn each_is_read_once_by_one_of_several() {
        let folders = Folders::new(pending(""));
        let all = thread::scope(|scope| {
            let readers: Vec<_> = (0..4).map(|_| scope.spawn(|| read(&folders))).collect();
            readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(all.len(), 1 + 3 + 9 + 27 + 81);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(folders.into_failed().len(), 27);
    }

    #[test]
    fn who_waits_goes_on_when_a_reader_panics() {
        let folders = Folders::new(pending(""));
        let taken = folders.take();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| folders.take().is_none());
            let panicked = scope.spawn(move || {
                let _taken = taken;
                std::panic::resume_unwind(Box::new(()));
            });
            assert!(panicked.join().is_err());
            assert!(waiting.join().unwrap());
        });
    }
}
