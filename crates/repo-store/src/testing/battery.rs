//! What every store must pass.

use std::io::Read;
use std::time::Duration;

use crate::{Content, Digested, Key, Mirror, Object, Sha256, Store, StoreError, Swapped, Tag};

/// Checks the promises of [`Store`] that an empty store can be asked to keep: what is created is never
/// overwritten, what is swapped was as expected, listings are whole and sorted. `another` gives a new
/// empty store each time.
///
/// What needs more than one call stays with each store: losses of power, races, other processes.
///
/// ```
/// use repo_store::MemoryStore;
/// use repo_store::testing::assert_conforms;
///
/// assert_conforms(MemoryStore::new);
/// ```
///
/// # Panics
/// When a promise is not kept.
pub fn assert_conforms<S: Store>(mut another: impl FnMut() -> S) {
    has_nothing_at_first(&another());
    creates_once(&another());
    creates_from_what_is_stored(&another());
    keeps_nothing_of_another_digest(&another());
    swaps_what_is_expected(&another());
    swaps_with_what_is_beside(&another());
    replaces_and_deletes(&another());
    reads_no_more_than_the_limit(&another());
    lists_in_order(&another());
    gives_the_lock_again(&another());
}

const NO_WAIT: Duration = Duration::ZERO;

fn has_nothing_at_first(store: &dyn Store) {
    let key = Key::of("dists/stable/InRelease");
    assert!(read(store, &key).is_none());
    assert!(done(store.open(&key)).is_none());
    assert_eq!(done(store.length(&key)), None);
    assert_eq!(done(store.list(None)), []);
    assert_eq!(done(store.folders(None)), [""; 0]);
    done(store.delete(&key));
    done(store.sync(&key));
}

fn creates_once(store: &dyn Store) {
    let objects: Vec<Object> = (0..20).map(|number| text(number, "pool")).collect();
    done(store.create(&objects));
    done(store.create(&objects));
    for (number, object) in objects.iter().enumerate() {
        let expected = format!("text {number}").into_bytes();
        assert_eq!(done(store.length(&object.key)), Some(object.length));
        assert_eq!(read(store, &object.key).map(|found| found.0), Some(expected.clone()));
        let mut streamed = Vec::new();
        let mut stream = done(store.open(&object.key)).expect("it is there");
        stream.read_to_end(&mut streamed).expect("it can be read");
        assert_eq!(streamed, expected);
        let known = |sha256| done(store.read_known(&object.key, object.length, sha256));
        assert_eq!(known(object.sha256), Some(expected));
        assert_eq!(known(Sha256::of(b"another")), None);
        assert_eq!(done(store.read_known(&object.key, object.length + 1, object.sha256)), None);
    }

    let other = Object::of(objects[3].key.clone(), "another");
    match store.create(&[text(20, "pool"), other.clone()]) {
        Err(StoreError::Conflict { key, published, given }) => {
            assert_eq!((key, published, given), (other.key, objects[3].sha256, other.sha256));
        }
        ended => panic!("what exists was to be created with other content: {ended:?}"),
    }
    assert_eq!(read(store, &objects[3].key).map(|found| found.0), Some(b"text 3".to_vec()));
}

fn creates_from_what_is_stored(store: &dyn Store) {
    let first = text(1, "a");
    done(store.create(std::slice::from_ref(&first)));
    let copy = Object {
        key: Key::of("b/copy"),
        content: Content::Stored(first.key.clone()),
        sha256: first.sha256,
        length: first.length,
    };
    done(store.create(std::slice::from_ref(&copy)));
    assert_eq!(read(store, &copy.key).map(|found| found.0), Some(b"text 1".to_vec()));
    done(store.delete(&first.key));
    assert_eq!(read(store, &copy.key).map(|found| found.0), Some(b"text 1".to_vec()));

    let missing = Object { key: Key::of("b/more"), content: Content::Stored(first.key), ..copy };
    assert!(store.create(std::slice::from_ref(&missing)).is_err());
    assert!(read(store, &missing.key).is_none());
}

/// What is read from a file or another object is hashed on the way.
fn keeps_nothing_of_another_digest(store: &dyn Store) {
    let stored = text(1, "a");
    done(store.create(std::slice::from_ref(&stored)));
    let given = Sha256::of(b"text 2");
    let key = Key::of("a/damaged");
    let content = Content::Stored(stored.key);
    let damaged = Object { key: key.clone(), content, sha256: given, length: stored.length };
    match store.create(&[damaged]) {
        Err(StoreError::Changed { key: changed, read, given: promised }) => {
            assert_eq!((changed, read, promised), (key.clone(), stored.sha256, given));
        }
        ended => panic!("an object has not the digest that was given: {ended:?}"),
    }
    assert!(read(store, &key).is_none());
}

fn swaps_what_is_expected(store: &dyn Store) {
    let key = Key::of("commit");
    let first = swapped(store.swap(&key, None, b"1"));
    assert_eq!(done(store.swap(&key, None, b"x")), Swapped::Lost);
    assert_eq!(read(store, &key), Some((b"1".to_vec(), first.clone())));
    let second = swapped(store.swap(&key, Some(&first), b"2"));
    assert_ne!(first, second);
    assert_eq!(done(store.swap(&key, Some(&first), b"x")), Swapped::Lost);
    assert_eq!(read(store, &key), Some((b"2".to_vec(), second.clone())));
    done(store.delete(&key));
    assert_eq!(done(store.swap(&key, Some(&second), b"x")), Swapped::Lost);
    assert!(read(store, &key).is_none());
    let _ = swapped(store.swap(&key, None, b"3"));
}

fn swaps_with_what_is_beside(store: &dyn Store) {
    let commit = Key::of("repodata/repomd.xml");
    let (signature, old) = (Key::of("repodata/repomd.xml.asc"), Key::of("repodata/old"));
    let mirror = |key: &Key, text: Option<&'static [u8]>| Mirror {
        key: key.clone(),
        bytes: text.map(bytes::Bytes::from_static),
    };
    done(store.replace(&old, b"old"));
    done(store.replace(&Key::of("repodata/other"), b"other"));
    let beside = [mirror(&signature, Some(b"signed")), mirror(&old, None)];
    let tag = swapped(store.swap_with(&commit, None, b"1", &beside));
    let text = |key: &Key| read(store, key).map(|found| found.0);
    assert_eq!(read(store, &commit), Some((b"1".to_vec(), tag)));
    assert_eq!(text(&signature), Some(b"signed".to_vec()));
    assert_eq!(text(&old), None);
    assert_eq!(text(&Key::of("repodata/other")), Some(b"other".to_vec()));

    let ended = store.swap_with(&commit, None, b"2", &[mirror(&signature, Some(b"2"))]);
    assert_eq!(done(ended), Swapped::Lost);
    assert_eq!(text(&commit), Some(b"1".to_vec()));
    assert_eq!(text(&signature), Some(b"signed".to_vec()));
}

fn replaces_and_deletes(store: &dyn Store) {
    let key = Key::of("dists/stable/main/Packages");
    for text in ["1", "2", ""] {
        done(store.replace(&key, text.as_bytes()));
        done(store.sync(&key));
        assert_eq!(read(store, &key).map(|found| found.0), Some(text.as_bytes().to_vec()));
    }
    done(store.delete(&key));
    done(store.delete(&key));
    assert!(read(store, &key).is_none());
    assert_eq!(done(store.list(None)), []);
    // What was a directory may become an object.
    done(store.replace(&Key::of("dists/stable"), b"1"));
}

fn reads_no_more_than_the_limit(store: &dyn Store) {
    let key = Key::of("commit");
    done(store.replace(&key, b"four"));
    assert!(done(store.read(&key, 4)).is_some());
    match store.read(&key, 3) {
        Err(StoreError::TooLarge { key: large, limit: 3 }) => assert_eq!(large, key),
        ended => panic!("more was read than the limit: {ended:?}"),
    }
}

fn lists_in_order(store: &dyn Store) {
    let texts = ["a", "b/1", "b/c/2", "b/c-1", "b.1", "c/d/e/3"];
    for text in texts.iter().rev() {
        done(store.replace(&Key::of(text), text.as_bytes()));
    }
    let listed = |prefix: Option<&Key>| -> Vec<String> {
        let listed = done(store.list(prefix));
        assert!(listed.iter().all(|one| one.length == one.key.as_str().len() as u64));
        listed.into_iter().map(|one| one.key.to_string()).collect()
    };
    let mut sorted = texts.map(str::to_owned);
    sorted.sort();
    assert_eq!(listed(None), sorted);
    assert_eq!(listed(Some(&Key::of("b"))), ["b/1", "b/c-1", "b/c/2"]);
    assert_eq!(listed(Some(&Key::of("absent"))), [""; 0]);
    assert_eq!(done(store.folders(None)), ["b", "c"]);
    assert_eq!(done(store.folders(Some(&Key::of("b")))), ["c"]);
    assert_eq!(done(store.folders(Some(&Key::of("absent")))), [""; 0]);
}

fn gives_the_lock_again(store: &dyn Store) {
    for _ in 0..2 {
        let lock = done(store.lock(NO_WAIT));
        done(store.replace(&Key::of("mirror"), b"1"));
        drop(lock);
    }
}

/// The object `FOLDER/NUMBER` with the content `text NUMBER`.
fn text(number: u32, folder: &str) -> Object {
    let key = Key::new(format!("{folder}/{number}")).expect("a key");
    Object::digested(key, Digested::of(format!("text {number}").into()))
}

fn read(store: &dyn Store, key: &Key) -> Option<(Vec<u8>, Tag)> {
    done(store.read(key, 1 << 20)).map(|found| (found.bytes, found.tag))
}

#[track_caller]
fn swapped(ended: Result<Swapped, StoreError>) -> Tag {
    match done(ended) {
        Swapped::Done(tag) => tag,
        Swapped::Lost => panic!("the object was not what was expected"),
    }
}

#[track_caller]
fn done<T>(result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{HookedStore, LocalStores, Simulated};
    use crate::{LocalStore, MemoryStore, Rehearsal};

    #[test]
    fn a_store_in_memory_conforms() {
        assert_conforms(MemoryStore::new);
    }

    #[test]
    fn a_store_on_a_disk_conforms() {
        let folder = tempfile::tempdir().unwrap();
        let mut made = 0;
        assert_conforms(|| {
            made += 1;
            LocalStore::create(folder.path().join(made.to_string())).unwrap()
        });
    }

    #[test]
    fn a_store_on_a_simulated_disk_conforms() {
        assert_conforms(|| LocalStore::simulated(&Simulated::new()));
        assert_conforms(|| LocalStore::simulated(&Simulated::simple()));
    }

    #[test]
    fn a_store_with_hooks_conforms() {
        let stores: Vec<MemoryStore> = (0..10).map(|_| MemoryStore::new()).collect();
        let mut stores = stores.iter();
        assert_conforms(|| HookedStore::new(stores.next().expect("one for each check")));
    }

    /// But for digests, which a rehearsal takes from whoever gives the object.
    #[test]
    fn a_rehearsal_conforms() {
        let stores = LocalStores::default();
        let another = || Rehearsal::new(stores.another());
        has_nothing_at_first(&another());
        creates_once(&another());
        swaps_what_is_expected(&another());
        swaps_with_what_is_beside(&another());
        replaces_and_deletes(&another());
        reads_no_more_than_the_limit(&another());
        lists_in_order(&another());
        gives_the_lock_again(&another());
    }
}
