//! Objects in memory, for tests and for trying a change out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use pkgio::Timestamp;

use crate::{
    Content, Digested, Found, Key, Listed, Lock, Mirror, Object, Sha256, Store, StoreError,
    Swapped, Tag,
};

/// Objects in memory. Each write is a version of its own, whatever the bytes, as in object stores;
/// [`swap`](Store::swap) keeps publishers apart, and the lock holds nothing.
#[derive(Debug, Default)]
pub struct MemoryStore {
    objects: Mutex<Objects>,
    now: Mutex<Option<Timestamp>>,
}

#[derive(Debug, Default)]
struct Objects {
    by_key: BTreeMap<Key, Version>,
    /// The number of the last version of any object.
    last: u64,
}

#[derive(Clone, Debug)]
struct Version {
    number: u64,
    bytes: Bytes,
}

/// Nothing is kept out.
#[derive(Debug)]
struct NoLock;

impl Lock for NoLock {}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the store's clock, which stands still; `None`, the default: it has none.
    pub fn set_now(&self, now: Option<Timestamp>) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn version(&self, key: &Key) -> Option<Version> {
        self.objects().by_key.get(key).cloned()
    }

    /// The bytes of an object, of which the digest is right.
    fn bytes(&self, object: &Object) -> Result<Bytes, StoreError> {
        let failed = |place: String| move |error| StoreError::Io { place, error };
        let digested = match &object.content {
            Content::Bytes(digested) => digested.clone(),
            Content::File(path) => {
                Digested::of(fs::read(path).map_err(failed(path.display().to_string()))?.into())
            }
            Content::Stored(key) => {
                let missing = || failed(key.to_string())(io::ErrorKind::NotFound.into());
                Digested::of(self.version(key).ok_or_else(missing)?.bytes)
            }
        };
        let read = digested.sha256();
        if read != object.sha256 {
            let (key, given) = (object.key.clone(), object.sha256);
            return Err(StoreError::Changed { key, read, given });
        }
        Ok(digested.to_bytes())
    }
}

impl Objects {
    fn put(&mut self, key: &Key, bytes: &[u8]) -> Tag {
        self.last += 1;
        self.by_key
            .insert(key.clone(), Version { number: self.last, bytes: bytes.to_vec().into() });
        Tag(self.last.to_string())
    }
}

impl Version {
    fn tag(&self) -> Tag {
        Tag(self.number.to_string())
    }
}

impl Store for MemoryStore {
    fn lock(&self, _patience: Duration) -> Result<Box<dyn Lock>, StoreError> {
        Ok(Box::new(NoLock))
    }

    fn has_exclusive_lock(&self) -> bool {
        false
    }

    fn read(&self, key: &Key, limit: u64) -> Result<Option<Found>, StoreError> {
        let Some(version) = self.version(key) else { return Ok(None) };
        if version.bytes.len() as u64 > limit {
            return Err(StoreError::TooLarge { key: key.clone(), limit });
        }
        Ok(Some(Found { bytes: version.bytes.to_vec(), tag: version.tag() }))
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        Ok(self.version(key).map(|version| Box::new(Cursor::new(version.bytes)) as _))
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        Ok(self.version(key).map(|version| version.bytes.len() as u64))
    }

    fn create(&self, objects: &[Object]) -> Result<(), StoreError> {
        for object in objects {
            let key = &object.key;
            let bytes = self.bytes(object)?;
            let mut held = self.objects();
            match held.by_key.get(key).map(|version| Sha256::of(&version.bytes)) {
                None => drop(held.put(key, &bytes)),
                Some(published) if published == object.sha256 => {}
                Some(published) => {
                    let (key, given) = (key.clone(), object.sha256);
                    return Err(StoreError::Conflict { key, published, given });
                }
            }
        }
        Ok(())
    }

    fn swap(&self, key: &Key, expected: Option<&Tag>, bytes: &[u8]) -> Result<Swapped, StoreError> {
        self.swap_with(key, expected, bytes, &[])
    }

    fn swap_with(
        &self,
        key: &Key,
        expected: Option<&Tag>,
        bytes: &[u8],
        beside: &[Mirror],
    ) -> Result<Swapped, StoreError> {
        let mut held = self.objects();
        let current = held.by_key.get(key).map(Version::tag);
        if current.as_ref() != expected {
            return Ok(Swapped::Lost);
        }
        for Mirror { key, bytes } in beside {
            match bytes {
                Some(bytes) => drop(held.put(key, bytes)),
                None => drop(held.by_key.remove(key)),
            }
        }
        Ok(Swapped::Done(held.put(key, bytes)))
    }

    fn replace(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError> {
        self.objects().put(key, bytes);
        Ok(())
    }

    fn sync(&self, _key: &Key) -> Result<(), StoreError> {
        Ok(())
    }

    fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.objects().by_key.remove(key);
        Ok(())
    }

    fn now(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(*self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Listed>, StoreError> {
        let below = |key: &Key| {
            prefix.is_none_or(|prefix| {
                let rest = key.as_str().strip_prefix(prefix.as_str());
                rest.is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let held = self.objects();
        let listed = held.by_key.iter().filter(|(key, _)| below(key));
        Ok(listed
            .map(|(key, version)| Listed { key: key.clone(), length: version.bytes.len() as u64 })
            .collect())
    }
}
