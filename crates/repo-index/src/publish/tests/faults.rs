//! Whatever fails, wherever: readers see the old state or the new one, and the next run heals.

use repo_store::testing::{Fault, HookedStore, LocalStores};
use repo_store::{MemoryStore, Store, StoreError};

use super::toy::{Change, assert_mirrored, assert_paired, names, run, see};
use crate::publish::PublishError;

/// Changes one after the other: from nothing, more, fewer, none.
fn changes() -> Vec<Change> {
    vec![
        Change::add(&["a"]),
        Change::add(&["b", "c"]),
        Change { add: names(&["d"]), remove: names(&["a", "b", "c"]) },
        Change { add: names(&[]), remove: names(&["d"]) },
        Change::add(&[]),
    ]
}

/// `in_steps`: the store cannot change several objects in one step.
fn everywhere(new_store: impl Fn() -> Box<dyn Store>, in_steps: bool) -> usize {
    let mut cases = 0;
    for (at, change) in changes().iter().enumerate() {
        let prepared = || {
            let store = new_store();
            for change in &changes()[..at] {
                run(&*store, 0, change).unwrap();
            }
            store
        };
        let store = prepared();
        let counted = hooked(&*store, in_steps);
        run(&counted, 1, change).unwrap();
        for number in 0..counted.operations() {
            for fault in [Fault::Before, Fault::After, Fault::Unconfirmed, Fault::Kill] {
                one(&*prepared(), change, fault(number), in_steps);
                cases += 1;
            }
        }
    }
    cases
}

fn hooked(store: &dyn Store, in_steps: bool) -> HookedStore<'_> {
    let hooked = HookedStore::new(store);
    if in_steps { hooked.in_steps() } else { hooked }
}

fn one(store: &dyn Store, change: &Change, fault: Fault, in_steps: bool) {
    let old = see(store).names;
    let new = change.apply(&old);
    let hooked = hooked(store, in_steps).fault(fault).observer(|operation| {
        let seen = see(store).names;
        if !in_steps {
            assert_paired(store);
        }
        assert!(seen == old || seen == new, "{seen:?} before {operation:?} of {fault:?}");
    });
    let result = run(&hooked, 1, change);
    let seen = see(store);
    assert!(seen.names == old || seen.names == new, "{seen:?} after {fault:?}");
    if let Ok(published) = &result {
        assert_eq!(seen, published.state, "{fault:?}");
        assert_eq!(seen.names, new, "{fault:?}");
    }
    let healed = run(store, 2, change).unwrap();
    assert_eq!((healed.attempts, healed.warnings.is_empty()), (1, true), "{fault:?}");
    assert_eq!(healed.changed, seen.names != new, "{fault:?}");
    assert_eq!(see(store).names, new, "{fault:?}");
    if healed.tag.is_some() {
        assert_mirrored(store);
    }
}

#[test]
fn in_memory() {
    assert!(everywhere(|| Box::new(MemoryStore::new()), false) > 250);
}

#[test]
fn in_a_store_without_steps_of_several() {
    assert!(everywhere(|| Box::new(MemoryStore::new()), true) > 250);
}

#[test]
fn on_a_local_disk() {
    let stores = LocalStores::default();
    assert!(everywhere(|| stores.another(), false) > 250);
}

#[test]
fn a_swap_whose_answer_is_lost_is_found_out() {
    let store = MemoryStore::new();
    let counted = HookedStore::new(&store);
    run(&counted, 0, &Change::add(&["a"])).unwrap();
    let mut found = 0;
    for number in 0..counted.operations() {
        let store = MemoryStore::new();
        let hooked = HookedStore::new(&store).fault(Fault::Unconfirmed(number));
        match run(&hooked, 0, &Change::add(&["a"])) {
            Ok(published) if published.warnings.is_empty() => {
                assert!(published.changed);
                assert_eq!((published.attempts, see(&store).serial), (1, 1));
                found += 1;
            }
            Ok(_) => {}
            Err(error) => assert!(
                matches!(error, PublishError::Store(StoreError::Unconfirmed { .. })),
                "{error}"
            ),
        }
    }
    assert!(found > 0);
}

#[test]
fn nothing_is_published_that_refers_to_nothing() {
    let store = MemoryStore::new();
    run(&store, 0, &Change::add(&["a", "b", "c"])).unwrap();
    let before = see(&store);
    // Somebody removes objects while the next run is at work.
    let hooked = HookedStore::new(&store).observer(|operation| {
        if operation.method == "create" {
            for name in ["a", "b"] {
                store.delete(&super::toy::key(&format!("pool/{name}/{name}.blob"))).unwrap();
            }
        }
    });
    let error = run(&hooked, 0, &Change::add(&["d"])).unwrap_err();
    let PublishError::Refused(defects) = &error else { panic!("{error}") };
    let all = defects.to_string();
    assert!(all.contains("E800: pool/a/a.blob") && all.contains("E800: pool/b/b.blob"), "{all}");
    store
        .create(&[repo_store::Object::of(super::toy::key("pool/a/a.blob"), *b"what a holds")])
        .unwrap();
    store
        .create(&[repo_store::Object::of(super::toy::key("pool/b/b.blob"), *b"what b holds")])
        .unwrap();
    assert_eq!(see(&store), before);
}
