//! Runs and publishers at once: nothing that anybody refers to is missing.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use repo_store::testing::Random;
use repo_store::testing::{HookedStore, Operation, Turns};
use repo_store::{LocalStore, MemoryStore};

use super::world::*;
use crate::apt::Archive;
use crate::prune::PruneOptions;

const NOW: i64 = 40 * DAY;

/// What each publisher does; the others are runs.
const CHANGES: [Change<'static>; 3] = [
    Change { add: &["a", "new"], remove: &[] },
    Change { add: &["b"], remove: &["keep"] },
    Change { add: &["a", "b"], remove: &[] },
];

/// `a` and `b` have been removed long ago, and are marked so that the next run drops them.
fn prepare(store: &MemoryStore, archives: &[Archive], is_marked: bool) -> Ledger {
    let mut ledger = Ledger::default();
    for (time, change) in [(0, add(&["a", "b", "keep"])), (1, remove(&["a"])), (2, remove(&["b"]))]
    {
        run(store, &archives[0], "stable", at(time), change).unwrap();
        ledger.observe(store, &archives[0], "stable", at(time));
    }
    if is_marked {
        prune_all(store, archives, &PruneOptions::new(at(NOW - DAY))).unwrap();
    }
    ledger
}

/// Publishers and then runs, in turns. How many objects were dropped, and how many publishers were
/// told that they came at the wrong moment.
fn race(publishers: usize, runs: usize, is_marked: bool, schedule: &[usize]) -> (usize, usize) {
    let (store, archives) = (MemoryStore::new(), [archive("debian")]);
    let ledger = Mutex::new(prepare(&store, &archives, is_marked));
    let check = || {
        let mut ledger = ledger.lock().unwrap();
        ledger.observe(&store, &archives[0], "stable", at(NOW));
        ledger.check(&store, at(NOW));
    };
    let turns = Turns::new(publishers + runs, schedule.iter().copied());
    // Only one runs at a time; what was changed is seen when the next one's turn comes.
    let changed = AtomicBool::new(true);
    let observe = |operation: Operation<'_>| {
        if changed.swap(false, Ordering::SeqCst) {
            check();
        }
        let reads = ["lock", "read", "length", "list", "sync"].contains(&operation.method);
        changed.fetch_or(!reads, Ordering::SeqCst);
    };
    let hooked = |number| HookedStore::new(&store).turn(turns.of(number)).observer(observe);
    let (dropped, refused) = thread::scope(|scope| {
        let (hooked, archives) = (&hooked, &archives);
        let publishing: Vec<_> = (0..publishers)
            .map(|number| {
                let store = hooked(number);
                scope.spawn(move || {
                    run(&store, &archives[0], "stable", at(NOW), CHANGES[number]).is_err()
                })
            })
            .collect();
        let pruning: Vec<_> = (publishers..publishers + runs)
            .map(|number| {
                let store = hooked(number);
                scope.spawn(move || {
                    let pruned = prune_all(&store, archives, &PruneOptions::new(at(NOW)));
                    pruned.map_or(0, |pruned| pruned.dropped.len())
                })
            })
            .collect();
        let dropped = pruning.into_iter().map(|thread| thread.join().unwrap()).sum();
        let refused = publishing.into_iter().map(|thread| usize::from(thread.join().unwrap()));
        (dropped, refused.sum())
    });
    check();
    // Whoever was refused tries again, and runs that come later find everything in order.
    for (number, change) in CHANGES[..publishers].iter().enumerate() {
        let time = NOW + 60 + number as i64;
        run(&store, &archives[0], "stable", at(time), *change).unwrap();
    }
    for days in 1..4 {
        let options = PruneOptions::new(at(NOW + days * DAY));
        prune_all(&store, &archives, &options).unwrap();
        let mut ledger = ledger.lock().unwrap();
        let now = at(NOW + days * DAY);
        ledger.observe(&store, &archives[0], "stable", now);
        ledger.check(&store, now);
    }
    (dropped, refused)
}

#[test]
fn every_short_schedule() {
    let (mut dropped, mut refused) = (0, 0);
    for number in 0..1_usize << 10 {
        // Whoever begins is far along before the other one starts, in some of them.
        let head = (number & 7) * 5;
        let schedule = std::iter::repeat_n(number >> 9 & 1, head)
            .chain((0..9).map(|bit| number >> bit & 1))
            .collect::<Vec<_>>();
        let (d, r) = race(1, 1, true, &schedule);
        (dropped, refused) = (dropped + d, refused + r);
    }
    assert!(dropped > 500 && refused > 10, "{dropped} dropped, {refused} refused");
}

#[test]
fn long_schedules() {
    let mut total = (0, 0);
    for seed in 1..=300_u64 {
        let mut random = Random(seed * 7919);
        let (publishers, runs) = (1 + random.below(3), 1 + random.below(2));
        let is_marked = random.below(4) > 0;
        // In stretches: single operations seldom come between two others that matter.
        let schedule: Vec<usize> = (0..40)
            .flat_map(|_| {
                let (who, length) = (random.below(publishers + runs), 1 + random.below(9));
                std::iter::repeat_n(who, length)
            })
            .collect();
        let (dropped, refused) = race(publishers, runs, is_marked, &schedule);
        total = (total.0 + dropped, total.1 + refused);
    }
    assert!(total.0 > 300, "{total:?}");
}

#[test]
fn at_once_on_a_local_disk() {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let archives = [archive("debian")];
    let open = || LocalStore::open(folder.path()).unwrap();
    run(&open(), &archives[0], "stable", at(0), add(&["a", "b"])).unwrap();
    let (ended, time) = (AtomicBool::new(false), Mutex::new(0_i64));
    thread::scope(|scope| {
        let (archives, time, ended) = (&archives, &time, &ended);
        let publishing: Vec<_> = (0..2)
            .map(|publisher| {
                scope.spawn(move || {
                    let store = open();
                    for round in 0..40 {
                        let name = [["a", "b", "c"][(publisher + round) % 3]];
                        let change = if round % 2 == 0 { remove(&name) } else { add(&name) };
                        let mut time = time.lock().unwrap();
                        *time += 3 * DAY;
                        run(&store, &archives[0], "stable", at(*time), change).unwrap();
                    }
                })
            })
            .collect();
        let pruning = scope.spawn(move || {
            let (store, mut dropped) = (open(), 0);
            while !ended.load(Ordering::SeqCst) {
                let now = *time.lock().unwrap();
                let options = PruneOptions::new(at(now));
                dropped += prune_all(&store, archives, &options).unwrap().dropped.len();
            }
            dropped
        });
        scope.spawn(move || {
            let store = open();
            while !ended.load(Ordering::SeqCst) {
                // What a client holds, and a time at which it still may.
                let mut ledger = Ledger::default();
                let held = time.lock().unwrap();
                ledger.observe(&store, &archives[0], "stable", at(*held));
                ledger.check(&store, at(*held));
            }
        });
        publishing.into_iter().for_each(|thread| thread.join().unwrap());
        ended.store(true, Ordering::SeqCst);
        assert!(pruning.join().unwrap() > 10);
    });
}
