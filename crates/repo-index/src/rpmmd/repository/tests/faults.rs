//! Whatever fails, wherever: readers see the old state or the new one, and the next run heals.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use repo_store::LocalStore;
use repo_store::testing::{Fault, HookedStore, Operation, Turns};
use repo_store::testing::{Mishap, Random, Simulated};

use super::*;

/// Packages after each of the changes, which are made one after the other.
const CHANGES: [&[&str]; 3] = [&["a"], &["b", "c"], &[]];

fn names(state: &RepositoryState) -> Vec<String> {
    state.packages().iter().map(|record| record.name().to_owned()).collect()
}

/// Makes the repository one of these packages; whether that was a change.
fn make(
    setup: &Setup,
    store: &dyn Store,
    packages: &[&str],
) -> Result<Published<RepositoryState>, PublishError> {
    let additions: Vec<_> =
        packages.iter().map(|name| addition(&setup.settings, name, "1")).collect();
    let apply = |old: &RepositoryState| {
        let mut new = old.clone();
        new.remove(|record| !packages.contains(&record.name()));
        new.add_all(&setup.settings, &additions).unwrap();
        Ok((old.repomd.is_none() || new.metadata != old.metadata).then_some(new))
    };
    let options = PublishOptions { attempts: 100, sleep: &|_| {}, ..PublishOptions::default() };
    publish(store, &setup.repository(at(0)), apply, &options)
}

/// What a client sees that reads both objects now: all of it is there, and is what it should be.
fn see(setup: &Setup, store: &dyn Store, may_be_torn: bool) -> Vec<String> {
    let repository = setup.repository(at(0));
    let Some(commit) = store.read(&repository.commit(), 1 << 20).unwrap() else { return vec![] };
    if !may_be_torn {
        let asc = store.read(&key("el9/repodata/repomd.xml.asc"), 1 << 20).unwrap().unwrap();
        pkgsign::detached::verify(&asc.bytes, &commit.bytes, &setup.certificate).unwrap();
    }
    let state = repository.read(store, Some(&commit)).unwrap();
    let id = History::of(state.repomd.as_ref().unwrap()).snapshot.unwrap();
    let snapshot = repository.snapshot(store, id).unwrap().unwrap();
    let snapshot = repository.state_of(store, read::Place::Snapshot(id), snapshot).unwrap();
    assert_eq!(snapshot.metadata, state.metadata, "{id}");
    for record in state.packages() {
        let package = setup.settings.package_key(record).unwrap();
        assert_eq!(store.length(&package).unwrap(), Some(record.size()), "{package}");
    }
    names(&state)
}

fn everywhere(new_store: impl Fn() -> Arc<dyn Store>, in_steps: bool) -> usize {
    let mut setup = Setup::new();
    let mut cases = 0;
    for at in 0..CHANGES.len() {
        let prepared = |setup: &mut Setup| {
            setup.store = new_store();
            for packages in &CHANGES[..at] {
                make(setup, &*setup.store, packages).unwrap();
            }
        };
        prepared(&mut setup);
        let operations = {
            let counted = hooked(&*setup.store, in_steps);
            make(&setup, &counted, CHANGES[at]).unwrap();
            counted.operations()
        };
        for number in 0..operations {
            for fault in [Fault::Before, Fault::After, Fault::Unconfirmed, Fault::Kill] {
                prepared(&mut setup);
                let before = at.checked_sub(1).map_or(&[][..], |before| CHANGES[before]);
                one(&setup, before, CHANGES[at], fault(number), in_steps);
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

fn one(setup: &Setup, old: &[&str], new: &[&str], fault: Fault, in_steps: bool) {
    let store = &*setup.store;
    let changed = AtomicBool::new(true);
    let look = || {
        let seen = see(setup, store, in_steps);
        assert!(seen == old || seen == new, "{seen:?} of {fault:?}");
        seen
    };
    let observe = |operation: Operation<'_>| {
        if changed.swap(false, Ordering::SeqCst) {
            look();
        }
        let reads = ["lock", "read", "length", "open", "list", "sync"].contains(&operation.method);
        changed.fetch_or(!reads, Ordering::SeqCst);
    };
    let result = make(setup, &hooked(store, in_steps).fault(fault).observer(observe), new);
    let seen = look();
    assert!(result.is_err() || seen == new, "{fault:?}");
    let healed = make(setup, store, new).unwrap();
    assert_eq!((healed.attempts, healed.warnings.is_empty()), (1, true), "{fault:?}");
    assert_eq!(see(setup, store, false), new, "{fault:?}");
    let id = History::of(&setup.repomd()).snapshot.unwrap();
    assert!(setup.text("el9/mirrorlist").contains(&id.to_string()), "{fault:?}");
}

#[test]
fn in_memory() {
    assert!(everywhere(|| Arc::new(MemoryStore::new()), false) > 200);
}

#[test]
fn in_a_store_without_steps_of_several() {
    assert!(everywhere(|| Arc::new(MemoryStore::new()), true) > 200);
}

#[test]
fn on_a_local_disk() {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let count = std::cell::Cell::new(0);
    let new_store = || -> Arc<dyn Store> {
        count.set(count.get() + 1);
        Arc::new(LocalStore::create(folder.path().join(count.get().to_string())).unwrap())
    };
    assert!(everywhere(new_store, false) > 200);
}

/// Publishers in turns, each of which adds a package of its own.
fn race(setup: &Setup, publishers: usize, schedule: &[usize], in_steps: bool) -> u32 {
    let store = MemoryStore::new();
    let turns = Turns::new(publishers, schedule.iter().copied());
    let seen: Mutex<Vec<Vec<String>>> = Mutex::default();
    let attempts = std::thread::scope(|scope| {
        let (seen, store, turns) = (&seen, &store, &turns);
        let threads: Vec<_> = (0..publishers)
            .map(|publisher| {
                scope.spawn(move || {
                    let hooked = hooked(store, in_steps).turn(turns.of(publisher));
                    let hooked = hooked.observer(move |operation| {
                        if ["swap", "replace"].contains(&operation.method) {
                            seen.lock().unwrap().push(see(setup, store, in_steps));
                        }
                    });
                    let additions = [addition(&setup.settings, &format!("p{publisher}"), "1")];
                    let apply = |old: &RepositoryState| {
                        let mut new = old.clone();
                        new.add_all(&setup.settings, &additions).unwrap();
                        Ok(Some(new))
                    };
                    let options = PublishOptions {
                        attempts: 100,
                        sleep: &|_| {},
                        ..PublishOptions::default()
                    };
                    publish(&hooked, &setup.repository(at(0)), apply, &options).unwrap().attempts
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(seen.into_inner().unwrap().is_sorted_by_key(Vec::len), "{schedule:?}");
    assert_eq!(see(setup, &store, false).len(), publishers, "{schedule:?}");
    assert_eq!(setup.repository(at(0)).history(&store, 99).unwrap().len(), publishers);
    attempts
}

#[test]
fn publishers_in_turns() {
    let setup = Setup::new();
    let mut lost = 0;
    for seed in 1..=60 {
        let mut random = Random(seed * 7919);
        let publishers = 2 + random.below(2);
        let schedule: Vec<usize> = (0..150).map(|_| random.below(publishers)).collect();
        let attempts = race(&setup, publishers, &schedule, seed % 2 == 0);
        lost += attempts - u32::try_from(publishers).unwrap();
    }
    assert!(lost > 25, "only {lost} swaps were lost");
}

/// Losses of power, deaths and failing disks, one after the other.
fn live(setup: &Setup, seed: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let is_simple = seed.is_multiple_of(4);
    let disk = if is_simple { Simulated::simple() } else { Simulated::new() };
    let store = || LocalStore::simulated(&disk);
    let (mut possible, mut failed) = (vec![Vec::new()], 0);
    for _ in 0..3 {
        let packages = CHANGES[random.below(CHANGES.len())];
        let number = random.below(400) as u64;
        let mishap = [None, Some(Mishap::Fails(number)), Some(Mishap::Kill(number))];
        disk.process(mishap[random.below(3)]);
        let done = make(setup, &store(), packages).is_ok();
        if done {
            possible.clear();
        }
        failed += u64::from(!done);
        possible.push(packages.iter().map(ToString::to_string).collect::<Vec<_>>());
        let cut = random.below(3) > 0;
        if cut {
            disk.cut_power(&mut random);
        }
        disk.process(None);
        let seen = see(setup, &store(), is_simple);
        assert!(possible.contains(&seen), "{seen:?} is none of {possible:?}");
        if cut {
            possible = vec![seen];
        }
    }
    assert!(make(setup, &store(), &["last"]).unwrap().warnings.is_empty());
    disk.cut_power(&mut random);
    assert_eq!(see(setup, &store(), false), ["last"]);
    failed
}

#[test]
fn what_is_acknowledged_stays_and_all_is_whole() {
    const SEEDS: u64 = 200;
    let setup = Setup::new();
    let failed: u64 = (0..SEEDS)
        .map(|seed| {
            let one = std::panic::AssertUnwindSafe(|| live(&setup, seed));
            std::panic::catch_unwind(one).unwrap_or_else(|_| panic!("seed {seed}"))
        })
        .sum();
    assert!(failed > SEEDS / 2, "only {failed} mishaps struck");
}
