//! A store in which a publication is tried out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use pkgio::Timestamp;

use crate::{Content, Found, Key, Listed, Lock, Object, Sha256, Store, StoreError, Swapped, Tag};

/// Another store, as it would be after what is written here. The other store is only read: no lock
/// is taken, and nothing is written to it. What is written is kept in memory, but for the content of
/// files, of which only the path is kept.
///
/// A publication in it finds the conflicts, lost files and unreadable indexes that the same
/// publication in the other store would find. An object that would be created from a file, or from
/// another object, is not read: whoever gives it has hashed it.
#[derive(Debug)]
pub struct Rehearsal {
    under: Box<dyn Store>,
    written: Mutex<Written>,
}

/// What was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// The number of immutable objects that were not there before.
    pub objects: usize,
    /// Their bytes together.
    pub bytes: u64,
}

#[derive(Debug, Default)]
struct Written {
    /// What was written under each key; `None`: it was deleted.
    by_key: BTreeMap<Key, Option<Version>>,
    created: Created,
    /// The number of the last version of any object.
    last: u64,
}

#[derive(Clone, Debug)]
struct Version {
    number: u64,
    source: Source,
    length: u64,
    /// `None` where nobody asks for it: a commit or a mirror.
    sha256: Option<Sha256>,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
enum Source {
    Memory(Bytes),
    File(PathBuf),
    /// An object of the store below.
    Under(Key),
}

/// Nothing is kept out: nothing is written.
#[derive(Debug)]
struct NoLock;

impl Lock for NoLock {}

impl Rehearsal {
    /// A rehearsal over `under`.
    #[must_use]
    pub fn new(under: Box<dyn Store>) -> Self {
        Self { under, written: Mutex::default() }
    }

    /// What was created since this was asked last.
    #[must_use]
    pub fn take_created(&self) -> Created {
        std::mem::take(&mut self.written().created)
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was written under `key`; `None` when nothing was.
    fn version(&self, key: &Key) -> Option<Option<Version>> {
        self.written().by_key.get(key).cloned()
    }

    /// The digest of what is under `key`.
    fn digest(&self, key: &Key) -> Result<Option<Sha256>, StoreError> {
        if let Some(Some(Version { sha256: Some(sha256), .. })) = self.version(key) {
            return Ok(Some(sha256));
        }
        let Some(mut found) = self.open(key)? else { return Ok(None) };
        let mut hasher = pkgio::Hasher::new(Sha256::ALGORITHMS);
        let mut piece = vec![0; 256 << 10];
        loop {
            match found.read(&mut piece) {
                Ok(0) => return Ok(hasher.finish().sha256.map(Sha256)),
                Ok(length) => hasher.update(&piece[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(StoreError::Io { place: key.to_string(), error }),
            }
        }
    }

    /// Where the content of an object is that is to be created.
    fn source(&self, object: &Object) -> Result<Source, StoreError> {
        match &object.content {
            Content::Bytes(digested) => Ok(Source::Memory(digested.to_bytes())),
            Content::File(path) => Ok(Source::File(path.clone())),
            Content::Stored(key) => match self.version(key) {
                Some(Some(version)) => Ok(version.source),
                None if self.under.length(key)?.is_some() => Ok(Source::Under(key.clone())),
                _ => {
                    let error = io::ErrorKind::NotFound.into();
                    Err(StoreError::Io { place: key.to_string(), error })
                }
            },
        }
    }

    fn create_one(&self, object: &Object) -> Result<(), StoreError> {
        let key = &object.key;
        match self.digest(key)? {
            Some(published) if published == object.sha256 => return Ok(()),
            Some(published) => {
                let (key, given) = (key.clone(), object.sha256);
                return Err(StoreError::Conflict { key, published, given });
            }
            None => {}
        }
        let source = self.source(object)?;
        let mut written = self.written();
        written.created.objects += 1;
        written.created.bytes = written.created.bytes.saturating_add(object.length);
        written.put(key, source, object.length, Some(object.sha256));
        Ok(())
    }
}

impl Written {
    fn put(&mut self, key: &Key, source: Source, length: u64, sha256: Option<Sha256>) -> Tag {
        self.last += 1;
        let version = Version { number: self.last, source, length, sha256 };
        let tag = version.tag();
        self.by_key.insert(key.clone(), Some(version));
        tag
    }
}

impl Version {
    /// No version of the store below has such a tag.
    fn tag(&self) -> Tag {
        Tag(format!("rehearsed {}", self.number))
    }
}

impl Store for Rehearsal {
    fn lock(&self, _patience: Duration) -> Result<Box<dyn Lock>, StoreError> {
        Ok(Box::new(NoLock))
    }

    /// Nobody can be disturbed by what is not written.
    fn has_exclusive_lock(&self) -> bool {
        true
    }

    fn read(&self, key: &Key, limit: u64) -> Result<Option<Found>, StoreError> {
        let version = match self.version(key) {
            None => return self.under.read(key, limit),
            Some(None) => return Ok(None),
            Some(Some(version)) => version,
        };
        if version.length > limit {
            return Err(StoreError::TooLarge { key: key.clone(), limit });
        }
        let Some(mut opened) = self.open(key)? else { return Ok(None) };
        let mut bytes = Vec::new();
        opened
            .read_to_end(&mut bytes)
            .map_err(|error| StoreError::Io { place: key.to_string(), error })?;
        Ok(Some(Found { bytes, tag: version.tag() }))
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        match self.version(key) {
            None => self.under.open(key),
            Some(None) => Ok(None),
            Some(Some(Version { source: Source::Under(key), .. })) => self.under.open(&key),
            Some(Some(Version { source: Source::Memory(bytes), .. })) => {
                Ok(Some(Box::new(Cursor::new(bytes))))
            }
            Some(Some(Version { source: Source::File(path), .. })) => match File::open(&path) {
                Ok(file) => Ok(Some(Box::new(file))),
                Err(error) => Err(StoreError::Io { place: path.display().to_string(), error }),
            },
        }
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        match self.version(key) {
            None => self.under.length(key),
            Some(version) => Ok(version.map(|version| version.length)),
        }
    }

    fn create(&self, objects: &[Object]) -> Result<(), StoreError> {
        objects.iter().try_for_each(|object| self.create_one(object))
    }

    fn swap(&self, key: &Key, expected: Option<&Tag>, bytes: &[u8]) -> Result<Swapped, StoreError> {
        let current = match self.version(key) {
            None => self.under.read(key, u64::MAX)?.map(|found| found.tag),
            Some(version) => version.map(|version| version.tag()),
        };
        if current.as_ref() != expected {
            return Ok(Swapped::Lost);
        }
        let source = Source::Memory(Bytes::copy_from_slice(bytes));
        Ok(Swapped::Done(self.written().put(key, source, bytes.len() as u64, None)))
    }

    fn replace(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError> {
        let source = Source::Memory(Bytes::copy_from_slice(bytes));
        self.written().put(key, source, bytes.len() as u64, None);
        Ok(())
    }

    fn sync(&self, _key: &Key) -> Result<(), StoreError> {
        Ok(())
    }

    fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.written().by_key.insert(key.clone(), None);
        Ok(())
    }

    fn now(&self) -> Result<Option<Timestamp>, StoreError> {
        self.under.now()
    }

    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Listed>, StoreError> {
        let below = |key: &Key| {
            prefix.is_none_or(|prefix| {
                let rest = key.as_str().strip_prefix(prefix.as_str());
                rest.is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let under = self.under.list(prefix)?;
        let mut listed: BTreeMap<Key, u64> =
            under.into_iter().map(|listed| (listed.key, listed.length)).collect();
        for (key, version) in self.written().by_key.iter().filter(|(key, _)| below(key)) {
            match version {
                Some(version) => drop(listed.insert(key.clone(), version.length)),
                None => drop(listed.remove(key)),
            }
        }
        Ok(listed.into_iter().map(|(key, length)| Listed { key, length }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MemoryStore, Mirror};

    fn key(text: &str) -> Key {
        Key::new(text).unwrap()
    }

    fn object(name: &str, bytes: &[u8]) -> Object {
        Object::of(key(name), bytes)
    }

    fn rehearsal() -> Rehearsal {
        let under = MemoryStore::new();
        under.create(&[object("pool/a", b"a")]).unwrap();
        assert!(matches!(under.swap(&key("commit"), None, b"1"), Ok(Swapped::Done(_))));
        Rehearsal::new(Box::new(under))
    }

    fn bytes(store: &dyn Store, name: &str) -> Option<Vec<u8>> {
        store.read(&key(name), 100).unwrap().map(|found| found.bytes)
    }

    #[test]
    fn what_is_written_is_read_and_the_store_below_stays_as_it_is() {
        let store = rehearsal();
        let copied = Object { content: Content::Stored(key("pool/a")), ..object("pool/c", b"a") };
        store.create(&[object("pool/a", b"a"), object("pool/b", b"bb"), copied]).unwrap();
        assert_eq!(store.take_created(), Created { objects: 2, bytes: 3 });
        store.create(&[object("pool/b", b"bb")]).unwrap();
        assert_eq!(store.take_created(), Created::default());

        let before = store.read(&key("commit"), 9).unwrap().unwrap().tag;
        assert_eq!(store.swap(&key("commit"), None, b"2").unwrap(), Swapped::Lost);
        let beside = Mirror { key: key("signature"), bytes: Some(Bytes::from_static(b"s")) };
        let swapped = store.swap_with(&key("commit"), Some(&before), b"2", &[beside]).unwrap();
        let tag = store.read(&key("commit"), 9).unwrap().unwrap().tag;
        assert_eq!(swapped, Swapped::Done(tag.clone()));
        assert_ne!(tag, before);
        assert_eq!(store.swap(&key("commit"), Some(&before), b"3").unwrap(), Swapped::Lost);
        store.delete(&key("pool/a")).unwrap();

        for (name, here, under) in [
            ("commit", Some("2"), Some("1")),
            ("signature", Some("s"), None),
            ("pool/a", None, Some("a")),
            ("pool/b", Some("bb"), None),
            ("pool/c", Some("a"), None),
        ] {
            let text = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
            assert_eq!(bytes(&store, name), text(here), "{name}");
            assert_eq!(bytes(&*store.under, name), text(under), "{name}");
            assert_eq!(store.length(&key(name)).unwrap(), here.map(|text| text.len() as u64));
        }
        let listed = store.list(Some(&key("pool"))).unwrap();
        let listed: Vec<_> = listed.iter().map(|one| (one.key.as_str(), one.length)).collect();
        assert_eq!(listed, [("pool/b", 2), ("pool/c", 1)]);
    }

    #[test]
    fn conflicts_are_those_of_the_store_below() {
        let store = rehearsal();
        for (name, content) in [("pool/a", b"x"), ("pool/b", b"b")] {
            store.create(&[object("pool/b", b"y")]).unwrap();
            let error = store.create(&[object(name, content)]).unwrap_err();
            assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
        }
        let lost = Object { content: Content::Stored(key("pool/lost")), ..object("pool/d", b"d") };
        let error = store.create(&[lost]).unwrap_err();
        assert!(matches!(error, StoreError::Io { .. }), "{error}");
        assert!(matches!(store.read(&key("pool/b"), 0), Err(StoreError::TooLarge { .. })));
    }
}
