//! What a store does.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::Read;
use std::time::Duration;

use pkgio::Timestamp;

use crate::{Key, Mirror, Object, Sha256, StoreError};

/// What was read under a key, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Which version of it these are.
    pub tag: Tag,
}

/// A version of an object; opaque, equal only for the same version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(pub String);

/// How a swap ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Swapped {
    /// The object is now what was given, durably.
    Done(Tag),
    /// It was no longer what was expected; nothing was changed.
    Lost,
}

/// An object in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: Key,
    /// Its length in bytes.
    pub length: u64,
}

/// Keeps other publishers of the same machine out until it is dropped, or its process dies.
pub trait Lock: Debug + Send {}

/// Somewhere to keep objects.
pub trait Store: Debug + Send + Sync {
    /// Waits for other publishers, at most `patience`. A store whose [`swap`](Self::swap) alone
    /// keeps publishers apart gives a lock that holds nothing.
    ///
    /// # Errors
    /// [`StoreError::Locked`], and whatever making the lock gives.
    fn lock(&self, patience: Duration) -> Result<Box<dyn Lock>, StoreError>;

    /// Whether the lock keeps every other publisher out. Where it does not, what is deleted must have
    /// been marked long before.
    fn has_exclusive_lock(&self) -> bool;

    /// The object under `key`, whole; `None` when there is none. More than `limit` bytes are an
    /// error.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn read(&self, key: &Key, limit: u64) -> Result<Option<Found>, StoreError>;

    /// The object under `key`, whole, if it has this length and this digest; else `None`.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn read_known(
        &self,
        key: &Key,
        length: u64,
        sha256: Sha256,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        if self.length(key)? != Some(length) {
            return Ok(None);
        }
        let found = self.read(key, length)?.map(|found| found.bytes);
        Ok(found.filter(|bytes| Sha256::of(bytes) == sha256))
    }

    /// The object under `key`, as a stream.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError>;

    /// The length of the object under `key` in bytes.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError>;

    /// Creates immutable objects, in any order and in parallel. One that is there already with the
    /// same content is left as it is; afterwards all of them are durable. Reads of a content that
    /// turns out not to have its stated digest are errors, and leave nothing under its key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is one with other content; nothing is ever overwritten.
    fn create(&self, objects: &[Object]) -> Result<(), StoreError>;

    /// Puts `bytes` under `key` if what is there is still `expected` (`None`: nothing).
    ///
    /// # Errors
    /// See [`StoreError`]. After an error it is unknown which of both is there, and whether it stays.
    /// [`StoreError::Unconfirmed`] alone promises that what is there now stays.
    fn swap(&self, key: &Key, expected: Option<&Tag>, bytes: &[u8]) -> Result<Swapped, StoreError>;

    /// As [`swap`](Self::swap); and if it is done, what is `beside` the object, in the same folder,
    /// becomes what is given (`None`: nothing).
    ///
    /// A store that can makes all of it one step: whoever opens one of them and then another, both
    /// after it or both before it, finds them as they belong together, and so does everybody after a
    /// loss of power. Others, as this default does, swap the object, and write what is beside it at
    /// once, in order, for as long as nothing fails; whoever asked for it looks afterwards what is
    /// there, because something failed, or another publisher came between.
    ///
    /// # Errors
    /// As for [`swap`](Self::swap), for all of it.
    fn swap_with(
        &self,
        key: &Key,
        expected: Option<&Tag>,
        bytes: &[u8],
        beside: &[Mirror],
    ) -> Result<Swapped, StoreError> {
        swap_in_steps(self, key, expected, bytes, beside)
    }

    /// Puts `bytes` under `key`, whatever is there, in one step.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn replace(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError>;

    /// The time that the store's own clock says, as servers do; `None` for a store without one, such as a
    /// directory. Default: it has none.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn now(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }

    /// Makes durable what is under `key` now, which a publisher that died may have left otherwise:
    /// before it is relied on without being written anew. None is fine.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn sync(&self, key: &Key) -> Result<(), StoreError>;

    /// Removes the object under `key`; none is fine.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn delete(&self, key: &Key) -> Result<(), StoreError>;

    /// All objects below `prefix`, sorted by key. Not needed to publish.
    ///
    /// # Errors
    /// See [`StoreError`]. A listing is whole or an error.
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Listed>, StoreError>;

    /// The names of the folders right below `prefix`, sorted: what stands there in keys before a slash.
    /// Not needed to publish. Default: made of a listing of everything there.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn folders(&self, prefix: Option<&Key>) -> Result<Vec<String>, StoreError> {
        let above = prefix.map(|prefix| format!("{prefix}/")).unwrap_or_default();
        let listed = self.list(prefix)?;
        let below = listed.iter().filter_map(|one| one.key.as_str().strip_prefix(&*above));
        let folders = below.filter_map(|rest| Some(rest.split_once('/')?.0.to_owned()));
        Ok(folders.collect::<BTreeSet<String>>().into_iter().collect())
    }
}

/// [`Store::swap_with`] where a store cannot do it in one step.
pub(crate) fn swap_in_steps(
    store: &(impl Store + ?Sized),
    key: &Key,
    expected: Option<&Tag>,
    bytes: &[u8],
    beside: &[Mirror],
) -> Result<Swapped, StoreError> {
    let swapped = store.swap(key, expected, bytes)?;
    if swapped != Swapped::Lost {
        // The object is swapped, whatever becomes of these.
        let _ = beside.iter().try_for_each(|mirror| match &mirror.bytes {
            Some(bytes) => store.replace(&mirror.key, bytes),
            None => store.delete(&mirror.key),
        });
    }
    Ok(swapped)
}
