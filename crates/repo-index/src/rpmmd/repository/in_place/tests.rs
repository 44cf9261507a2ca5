use std::time::Duration;

use pkgio::Timestamp;
use repo_store::{MemoryStore, Store};

use super::*;
use crate::publish::{PublishOptions, Published, publish};
use crate::rpmmd::List;
use crate::rpmmd::testing::{content, record_at};

const NOW: i64 = 1_700_000_000;
const DAY: u64 = 24 * 60 * 60;

fn options(days: u64) -> RepositoryOptions<'static> {
    let now = Timestamp::clamped(NOW + (days * DAY) as i64);
    RepositoryOptions::new(now)
}

fn index(store: &MemoryStore, days: u64, packages: &[(&str, &str)]) -> Published<RepositoryState> {
    let settings = RpmRepository::new("packages");
    let in_place = InPlace::new(&settings, options(days)).unwrap();
    let mut metadata = Metadata::default();
    for (name, version) in packages {
        let location = format!("sub/{name}.rpm");
        let key = Key::new(location.as_str()).unwrap();
        store.replace(&key, &content(name, version)).unwrap();
        metadata.add([record_at(name, version, "noarch", &location)]).unwrap();
    }
    let change = |old: &RepositoryState| {
        in_place.next(store, old, metadata.clone(), &FolderDocuments::default())
    };
    publish(store, &in_place, change, &PublishOptions::default()).unwrap()
}

fn keys(store: &MemoryStore) -> Vec<String> {
    let listed = store.list(None).unwrap().into_iter().map(|one| one.key.to_string());
    listed.filter(|key| key.starts_with("repodata/")).collect()
}

#[test]
fn the_packages_of_a_folder_are_listed_where_they_are() {
    let store = MemoryStore::new();
    assert!(index(&store, 0, &[("hello", "1"), ("tool", "2")]).changed);
    // repomd.xml and its copy, and three lists.
    assert_eq!(keys(&store).len(), 5, "{:?}", keys(&store));
    let again = index(&store, 1, &[("hello", "1"), ("tool", "2")]);
    assert!(!again.changed);
    assert_eq!(again.state.serial(), Some(1));
    let primary = again.state.metadata.printed(List::Primary).to_bytes();
    let primary = String::from_utf8(primary).unwrap();
    assert!(primary.contains("href=\"sub/hello.rpm\"") && primary.contains("packages=\"2\""));
    let fewer = index(&store, 2, &[("tool", "2")]);
    assert!(fewer.changed);
    assert_eq!(keys(&store).len(), 9);
}

#[test]
fn what_is_lost_is_made_anew() {
    let store = MemoryStore::new();
    index(&store, 0, &[("hello", "1")]);
    let before = keys(&store);
    let list = before.iter().find(|key| key.contains("-primary.xml")).unwrap();
    store.delete(&Key::new(list.as_str()).unwrap()).unwrap();
    assert!(index(&store, 1, &[("hello", "1")]).changed);
    let commit = Key::new("repodata/repomd.xml").unwrap();
    store.replace(&commit, b"no repomd").unwrap();
    assert!(index(&store, 2, &[("hello", "1")]).changed);
    assert!(!index(&store, 3, &[("hello", "1")]).changed);
}

#[test]
fn what_is_superseded_goes_when_its_time_is_over() {
    let store = MemoryStore::new();
    let first = index(&store, 0, &[("hello", "1")]);
    let first_keys = keys(&store);
    index(&store, 10, &[("hello", "2")]);
    index(&store, 11, &[("hello", "3")]);
    assert!(first.changed);
    let sweep = |days: u64| {
        let settings = RpmRepository::new("packages");
        let in_place = InPlace::new(&settings, options(days)).unwrap();
        in_place.sweep(&store, Duration::from_secs(7 * DAY), Duration::ZERO).unwrap()
    };
    // The first was current until the tenth day, however old it is.
    assert_eq!(sweep(12), 0);
    assert_eq!(sweep(18), 4);
    let left = keys(&store);
    assert_eq!(left.len(), 9, "{left:?}");
    assert_eq!(first_keys.iter().filter(|key| left.contains(key)).count(), 1);
    assert_eq!(sweep(19), 4);
    assert_eq!(keys(&store).len(), 5);
    assert!(!index(&store, 20, &[("hello", "3")]).changed);
}

#[test]
fn what_was_signed_is_not_followed_by_what_is_not() {
    let store = MemoryStore::new();
    index(&store, 0, &[("hello", "1")]);
    store.replace(&Key::new("repodata/repomd.xml.asc").unwrap(), b"signature").unwrap();
    let settings = RpmRepository::new("packages");
    let in_place = InPlace::new(&settings, options(1)).unwrap();
    let change = |_: &RepositoryState| Ok(None);
    let error = publish(&store, &in_place, change, &PublishOptions::default()).unwrap_err();
    assert!(matches!(error, PublishError::Signature(_)), "{error}");
}
