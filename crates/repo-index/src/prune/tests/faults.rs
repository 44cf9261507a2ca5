//! Whatever fails, wherever: nothing is missing, and the next run goes on.

use repo_store::testing::{Fault, HookedStore, LocalStores};
use repo_store::{LocalStore, MemoryStore, Store};

use super::world::*;
use crate::apt::Archive;
use crate::prune::PruneOptions;

const NOW: i64 = 40 * DAY;

/// Several publications, most of them long superseded, marked long ago.
fn prepare(store: &dyn Store, archive: &Archive) -> Ledger {
    let mut ledger = Ledger::default();
    for (time, change) in [
        (0, add(&["a", "b"])),
        (1, remove(&["a"])),
        (2, add(&["c"])),
        (35 * DAY, Change { add: &["a"], remove: &["b"] }),
        (39 * DAY, remove(&["a"])),
    ] {
        run(store, archive, "stable", at(time), change).unwrap();
        ledger.observe(store, archive, "stable", at(time));
    }
    // Nothing that a publication ever referred to.
    store.replace(&key("debian/pool/main/d/dead/dead_1_amd64.deb"), b"x").unwrap();
    ledger
}

fn everywhere(new_store: impl Fn() -> Box<dyn Store>) -> usize {
    let archives = [archive("debian")];
    let prepared = || {
        let store = new_store();
        let ledger = prepare(&*store, &archives[0]);
        if !store.has_exclusive_lock() {
            prune_all(&*store, &archives, &PruneOptions::new(at(NOW - DAY))).unwrap();
        }
        (store, ledger)
    };
    let (store, ledger) = prepared();
    let counted = HookedStore::new(&*store);
    let options = PruneOptions::new(at(NOW));
    let done = prune_all(&counted, &archives, &options).unwrap();
    assert!(!done.dropped.is_empty());
    ledger.check(&*store, at(NOW));
    let expected = keys(&*store);
    let mut cases = 0;
    for number in 0..counted.operations() {
        for fault in [Fault::Before, Fault::After, Fault::Unconfirmed, Fault::Kill] {
            let (store, ledger) = prepared();
            let hooked = HookedStore::new(&*store)
                .fault(fault(number))
                .observer(|_| ledger.check(&*store, at(NOW)));
            let result = prune_all(&hooked, &archives, &options);
            ledger.check(&*store, at(NOW));
            if result.is_ok() {
                assert_eq!(keys(&*store), expected, "{:?}", fault(number));
            }
            // Publishing needs nobody's help, whatever was left behind; what was to be dropped may be
            // wanted again.
            let later = NOW + DAY;
            run(&*store, &archives[0], "stable", at(later), add(&["new"])).unwrap();
            prune_all(&*store, &archives, &PruneOptions::new(at(later))).unwrap();
            ledger.check(&*store, at(later));
            let count = |suffix| keys(&*store).iter().filter(|key| key.ends_with(suffix)).count();
            assert_eq!(count("/b_1_amd64.deb"), 1, "{:?}", fault(number));
            assert_eq!(suite(&archives[0], "stable", at(0)).history(&*store, 99).unwrap().len(), 4);
            cases += 1;
        }
    }
    cases
}

#[test]
fn in_memory() {
    assert!(everywhere(|| Box::new(MemoryStore::new())) > 100);
}

#[test]
fn on_a_local_disk() {
    let stores = LocalStores::default();
    assert!(everywhere(|| stores.another()) > 100);
}

/// A package without any reference, of which a run that died has noted that it drops it.
fn half_dropped(store: &dyn Store, archive: &Archive) {
    run(store, archive, "stable", at(0), add(&["a", "b"])).unwrap();
    run(store, archive, "stable", at(1), remove(&["a"])).unwrap();
    let package = package(archive, "a").1.key;
    let (long_ago, now) = (at(9), at(NOW));
    let marks = format!("mkrepo marks 1\n{long_ago} {long_ago} {now} {package}\n");
    store.replace(&key(".mkrepo/marks"), marks.as_bytes()).unwrap();
}

fn assert_published(store: &dyn Store, archive: &Archive, time: i64) {
    run(store, archive, "stable", at(time), add(&["a"])).unwrap();
    prune_all(store, std::slice::from_ref(archive), &PruneOptions::new(at(time))).unwrap();
    prune_all(store, std::slice::from_ref(archive), &PruneOptions::new(at(time + DAY))).unwrap();
    let package = package(archive, "a").1.key;
    assert!(store.length(&package).unwrap().is_some());
}

#[test]
fn under_a_lock_what_was_being_dropped_is_published_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = LocalStore::open(folder.path()).unwrap();
    let archive = archive("debian");
    half_dropped(&store, &archive);
    assert_published(&store, &archive, NOW + 1);
}

#[test]
fn without_a_lock_what_is_being_dropped_is_not_relied_upon() {
    let (store, archives) = (MemoryStore::new(), [archive("debian")]);
    half_dropped(&store, &archives[0]);
    let before = keys(&store);
    let error = run(&store, &archives[0], "stable", at(NOW + 1), add(&["a"])).unwrap_err();
    assert_eq!(error.diagnostics().as_slice()[0].code, crate::codes::DROPPING);
    assert_eq!(keys(&store), before);
    // Another run does not meddle while the first may still be at it.
    let soon = prune_all(&store, &archives, &PruneOptions::new(at(NOW + HOUR))).unwrap();
    assert!(soon.dropped.is_empty() && !soon.waiting.is_empty());
    run(&store, &archives[0], "stable", at(NOW + HOUR), add(&["a"])).unwrap_err();
    let late = prune_all(&store, &archives, &PruneOptions::new(at(NOW + DAY))).unwrap();
    assert!(names(&late).contains(&package(&archives[0], "a").1.key.to_string()));
    assert_published(&store, &archives[0], NOW + DAY);
}
