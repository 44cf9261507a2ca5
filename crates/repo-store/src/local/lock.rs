//! One publisher at a time, and what an earlier one left behind.

use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::exchange::EXCHANGED;
use super::file_system::Kind;
use super::{LOCK, LocalStore, OWN, TEMPORARIES};
use crate::{Lock, StoreError};

/// How long an operation that was not given a lock waits for one.
const PATIENCE: Duration = Duration::from_secs(60);

/// The pause between two tries, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));

/// The lock of a store, and the note of it in the store.
#[derive(Debug)]
struct LocalLock {
    _noted: Arc<()>,
    _lock: Box<dyn Lock>,
}

impl Lock for LocalLock {}

impl LocalStore {
    pub(super) fn wait_for_lock(&self, patience: Duration) -> Result<Box<dyn Lock>, StoreError> {
        self.make_own()?;
        let mut waited = Duration::ZERO;
        let mut pause = PAUSE.0;
        let lock = loop {
            match self.files.lock(LOCK).map_err(|error| self.failed(LOCK, error))? {
                Some(lock) => break lock,
                None if waited >= patience => return Err(self.locked()),
                None => {}
            }
            let now = pause.min(patience - waited);
            std::thread::sleep(now);
            waited += now;
            pause = (pause * 2).min(PAUSE.1);
        };
        self.reclaim();
        let noted = Arc::new(());
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&noted);
        Ok(Box::new(LocalLock { _noted: noted, _lock: lock }))
    }

    /// A lock for one operation, unless somebody holds it through this store.
    pub(super) fn lock_to_write(&self) -> Result<Option<Box<dyn Lock>>, StoreError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).strong_count() > 0;
        if held { Ok(None) } else { self.wait_for_lock(PATIENCE).map(Some) }
    }

    /// The folders of our own files. They need not be durable: nothing in them needs to be.
    fn make_own(&self) -> Result<(), StoreError> {
        [OWN, TEMPORARIES].into_iter().try_for_each(|folder| match self.files.make_folder(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            result => result.map_err(|error| self.failed(folder, error)),
        })
    }

    /// Removes the temporaries of publishers that died: the one who holds the lock has none yet. What
    /// cannot be removed is in nobody's way.
    fn reclaim(&self) {
        let mut full = Vec::new();
        for entry in self.files.entries(TEMPORARIES).unwrap_or_default() {
            let path = format!("{TEMPORARIES}/{}", entry.name);
            match entry.kind {
                Kind::Folder if path.ends_with(EXCHANGED) => full.push(path),
                Kind::Folder => drop(self.files.remove_folder(&path)),
                _ => drop(self.files.remove(&path)),
            }
        }
        // One of them may have been exchanged for what is published now, and that may not be durable:
        // after a loss of power it would be published again.
        if !full.is_empty() && self.files.sync_all().is_ok() {
            full.iter().for_each(|folder| drop(self.remove_folder_with_all(folder)));
        }
    }

    fn locked(&self) -> StoreError {
        // Who holds it may not be who wrote into it last.
        let holder = self
            .files
            .holder(LOCK)
            .map_or_else(|| "another process".to_owned(), |process| format!("process {process}"));
        StoreError::Locked { lock: self.files.place(LOCK), holder }
    }
}
