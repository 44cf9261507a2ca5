//! A store that fails at one operation.

use std::fmt::{self, Debug};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::store::swap_in_steps;
use crate::{Found, Key, Listed, Lock, Mirror, Object, Store, StoreError, Swapped, Tag};

use super::Turn;

/// What goes wrong, at the operation of a number (from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operation is not done, and fails.
    Before(u64),
    /// The operation is done, and fails all the same, as an error of input and output.
    After(u64),
    /// The operation is done, but its answer is lost ([`StoreError::Unconfirmed`]).
    Unconfirmed(u64),
    /// The publisher dies: this operation and all later ones fail, and none of them is done.
    Kill(u64),
}

/// An operation, as observers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation<'a> {
    /// Its number, from 0. Creating several objects is an operation for each.
    pub number: u64,
    /// The method of [`Store`].
    pub method: &'static str,
    /// The object.
    pub key: Option<&'a Key>,
}

type Observer<'a> = Box<dyn Fn(Operation<'_>) + Send + Sync + 'a>;

/// A store that fails at one operation, shows each one to an observer, and waits for its turn.
pub struct HookedStore<'a> {
    store: &'a dyn Store,
    fault: Option<Fault>,
    observer: Option<Observer<'a>>,
    turn: Option<Turn>,
    in_steps: bool,
    operations: AtomicU64,
}

impl Debug for HookedStore<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookedStore").field("fault", &self.fault).finish_non_exhaustive()
    }
}

impl<'a> HookedStore<'a> {
    /// A store that does what `store` does.
    #[must_use]
    pub fn new(store: &'a dyn Store) -> Self {
        let operations = AtomicU64::new(0);
        Self { store, fault: None, observer: None, turn: None, in_steps: false, operations }
    }

    /// The same with a fault.
    #[must_use]
    pub fn fault(self, fault: Fault) -> Self {
        Self { fault: Some(fault), ..self }
    }

    /// The same with an observer of each operation, before it is done.
    #[must_use]
    pub fn observer(self, observer: impl Fn(Operation<'_>) + Send + Sync + 'a) -> Self {
        Self { observer: Some(Box::new(observer)), ..self }
    }

    /// The same, each operation waiting for its turn.
    #[must_use]
    pub fn turn(self, turn: Turn) -> Self {
        Self { turn: Some(turn), ..self }
    }

    /// The same, as a store that cannot change several objects in one step.
    #[must_use]
    pub fn in_steps(self) -> Self {
        Self { in_steps: true, ..self }
    }

    /// How many operations there were.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::SeqCst)
    }

    fn run<T>(
        &self,
        method: &'static str,
        key: Option<&Key>,
        operation: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(turn) = &self.turn {
            turn.wait();
        }
        let number = self.operations.fetch_add(1, Ordering::SeqCst);
        if let Some(observer) = &self.observer {
            observer(Operation { number, method, key });
        }
        let error = || io::Error::other("injected");
        let place = key.map_or_else(|| method.to_owned(), |key| format!("{method} {key}"));
        match self.fault {
            Some(Fault::Kill(at)) if number >= at => Err(StoreError::Io { place, error: error() }),
            Some(Fault::Before(at)) if number == at => {
                Err(StoreError::Io { place, error: error() })
            }
            Some(Fault::After(at)) if number == at => {
                drop(operation()?);
                Err(StoreError::Io { place, error: error() })
            }
            Some(Fault::Unconfirmed(at)) if number == at => {
                drop(operation()?);
                Err(StoreError::Unconfirmed { place, error: error() })
            }
            _ => operation(),
        }
    }
}

impl Store for HookedStore<'_> {
    fn lock(&self, patience: Duration) -> Result<Box<dyn Lock>, StoreError> {
        self.run("lock", None, || self.store.lock(patience))
    }

    fn has_exclusive_lock(&self) -> bool {
        self.store.has_exclusive_lock()
    }

    fn read(&self, key: &Key, limit: u64) -> Result<Option<Found>, StoreError> {
        self.run("read", Some(key), || self.store.read(key, limit))
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        self.run("open", Some(key), || self.store.open(key))
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        self.run("length", Some(key), || self.store.length(key))
    }

    fn create(&self, objects: &[Object]) -> Result<(), StoreError> {
        objects.iter().try_for_each(|object| {
            let one = std::slice::from_ref(object);
            self.run("create", Some(&object.key), || self.store.create(one))
        })
    }

    fn swap(&self, key: &Key, expected: Option<&Tag>, bytes: &[u8]) -> Result<Swapped, StoreError> {
        self.run("swap", Some(key), || self.store.swap(key, expected, bytes))
    }

    fn swap_with(
        &self,
        key: &Key,
        expected: Option<&Tag>,
        bytes: &[u8],
        beside: &[Mirror],
    ) -> Result<Swapped, StoreError> {
        if self.in_steps {
            return swap_in_steps(self, key, expected, bytes, beside);
        }
        self.run("swap", Some(key), || self.store.swap_with(key, expected, bytes, beside))
    }

    fn replace(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError> {
        self.run("replace", Some(key), || self.store.replace(key, bytes))
    }

    fn sync(&self, key: &Key) -> Result<(), StoreError> {
        self.run("sync", Some(key), || self.store.sync(key))
    }

    fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.run("delete", Some(key), || self.store.delete(key))
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Listed>, StoreError> {
        self.run("list", prefix, || self.store.list(prefix))
    }
}
