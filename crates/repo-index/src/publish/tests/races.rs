//! Several publishers at once: nothing is lost.

use std::thread;

use repo_store::testing::Random;
use repo_store::testing::{HookedStore, Turns};
use repo_store::{LocalStore, MemoryStore};

use super::toy::{Change, assert_mirrored, assert_paired, run, see};

/// Each publisher adds a name of its own and one of all, in turns; how often they tried in all.
/// `in_steps`: the store cannot change several objects in one step.
fn race(publishers: usize, schedule: &[usize], in_steps: bool) -> u32 {
    let store = MemoryStore::new();
    let turns = Turns::new(publishers, schedule.iter().copied());
    let attempts = thread::scope(|scope| {
        let threads: Vec<_> = (0..publishers)
            .map(|publisher| {
                let hooked = HookedStore::new(&store).turn(turns.of(publisher)).observer(|_| {
                    see(&store);
                    if !in_steps {
                        assert_paired(&store);
                    }
                });
                let hooked = if in_steps { hooked.in_steps() } else { hooked };
                let change = Change::add(&["all", &format!("p{publisher}")]);
                scope.spawn(move || run(&hooked, publisher, &change).unwrap().attempts)
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let seen = see(&store);
    assert_eq!(seen.names.len(), publishers + 1, "{schedule:?}");
    assert_eq!(seen.serial, publishers as u64, "{schedule:?}");
    assert_mirrored(&store);
    attempts
}

/// Every sequence of `length` numbers below `publishers`.
fn schedules(publishers: usize, length: u32) -> impl Iterator<Item = Vec<usize>> {
    (0..publishers.pow(length)).map(move |mut number| {
        (0..length)
            .map(|_| {
                let publisher = number % publishers;
                number /= publishers;
                publisher
            })
            .collect()
    })
}

#[test]
fn every_short_schedule() {
    let mut lost = 0;
    for (publishers, length) in [(2, 11), (3, 6)] {
        for schedule in schedules(publishers, length) {
            let in_steps = publishers == 2;
            lost += race(publishers, &schedule, in_steps) - u32::try_from(publishers).unwrap();
        }
    }
    assert!(lost > 100, "only {lost} swaps were lost: the schedules are too short");
}

#[test]
fn long_schedules() {
    for seed in 1..=600 {
        let mut random = Random(seed * 7919);
        let publishers = 2 + random.below(3);
        let schedule: Vec<usize> = (0..120).map(|_| random.below(publishers)).collect();
        race(publishers, &schedule, seed % 2 == 0);
    }
}

#[test]
fn at_once_on_a_local_disk() {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    thread::scope(|scope| {
        for publisher in 0..4 {
            let store = LocalStore::open(folder.path()).unwrap();
            scope.spawn(move || {
                for at in 0..50 {
                    let change = Change::add(&[&format!("p{publisher}-{at}")]);
                    assert_eq!(run(&store, publisher, &change).unwrap().attempts, 1);
                }
            });
        }
        let store = LocalStore::open(folder.path()).unwrap();
        scope.spawn(move || {
            let mut last = 0;
            while last < 200 {
                let seen = see(&store);
                assert!(seen.serial >= last && seen.names.len() as u64 == seen.serial);
                last = seen.serial;
            }
        });
    });
    let store = LocalStore::open(folder.path()).unwrap();
    assert_eq!(see(&store).names.len(), 200);
    assert_mirrored(&store);
}
