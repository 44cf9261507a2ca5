//! Losses of power, deaths, and others at work: nothing that anybody refers to is missing.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use repo_store::testing::{HookedStore, Operation, Turns};
use repo_store::testing::{Mishap, Random, Simulated};
use repo_store::{LocalStore, MemoryStore};

use super::world::*;
use crate::prune::PruneOptions;
use crate::prune::tests::world::{Change, DAY, add, at, keys, remove};

fn live(seed: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (settings, mut ledger) = (settings(), Ledger::default());
    let disk = if seed.is_multiple_of(4) { Simulated::simple() } else { Simulated::new() };
    let store = || LocalStore::simulated(&disk);
    run(&store(), &settings, at(0), add(&["a", "b"])).unwrap();
    ledger.observe(&store(), &settings, at(0));
    let (mut time, mut failed) = (0, 0);
    for _ in 0..8 {
        time += (1 + random.below(9) as i64) * DAY;
        let number = random.below(250) as u64;
        let mishap = [None, Some(Mishap::Fails(number)), Some(Mishap::Kill(number))];
        disk.process(mishap[random.below(3)]);
        let is_publish = random.below(3) == 0;
        let result = if is_publish {
            let name = [["a", "b", "c"][random.below(3)]];
            let change = if random.below(2) == 0 { add(&name) } else { remove(&name) };
            run(&store(), &settings, at(time), change).map(drop)
        } else {
            prune_it(&store(), &settings, &PruneOptions::new(at(time))).map(drop)
        };
        failed += u64::from(result.is_err());
        if random.below(3) > 0 {
            disk.cut_power(&mut random);
        }
        disk.process(None);
        ledger.observe(&store(), &settings, at(time));
        ledger.check(&store(), at(time));
    }
    // In the end all is dropped that should be, whatever came between.
    time += 400 * DAY;
    run(&store(), &settings, at(time), remove(&["a", "b", "c"])).unwrap();
    for days in [0, 31, 62] {
        prune_it(&store(), &settings, &PruneOptions::new(at(time + days * DAY))).unwrap();
    }
    let mut left = keys(&store());
    left.retain(|key| !key.contains("/successors/"));
    assert_eq!(left.len(), 8, "{left:?}");
    failed
}

#[test]
fn what_is_referred_to_stays() {
    const SEEDS: u64 = 200;
    let failed: u64 = (0..SEEDS)
        .map(|seed| {
            std::panic::catch_unwind(|| live(seed)).unwrap_or_else(|_| panic!("seed {seed}"))
        })
        .sum();
    assert!(failed > SEEDS / 2, "only {failed} mishaps struck");
}

const NOW: i64 = 40 * DAY;

/// What each publisher does; the last one prunes.
const CHANGES: [Change<'static>; 2] =
    [Change { add: &["a", "new"], remove: &[] }, Change { add: &["b"], remove: &["keep"] }];

/// Publishers and a run, in turns; how many objects were dropped.
fn race(schedule: &[usize]) -> usize {
    let (store, settings) = (MemoryStore::new(), settings());
    let mut ledger = Ledger::default();
    for (time, change) in [(0, add(&["a", "b", "keep"])), (1, remove(&["a"])), (2, remove(&["b"]))]
    {
        run(&store, &settings, at(time), change).unwrap();
        ledger.observe(&store, &settings, at(time));
    }
    prune_it(&store, &settings, &PruneOptions::new(at(NOW - DAY))).unwrap();
    let ledger = Mutex::new(ledger);
    let check = || {
        let mut ledger = ledger.lock().unwrap();
        ledger.observe(&store, &settings, at(NOW));
        ledger.check(&store, at(NOW));
    };
    let turns = Turns::new(CHANGES.len() + 1, schedule.iter().copied());
    let changed = AtomicBool::new(true);
    let observe = |operation: Operation<'_>| {
        if changed.swap(false, Ordering::SeqCst) {
            check();
        }
        let reads = ["lock", "read", "length", "list", "sync"].contains(&operation.method);
        changed.fetch_or(!reads, Ordering::SeqCst);
    };
    let hooked =
        |number| HookedStore::new(&store).in_steps().turn(turns.of(number)).observer(observe);
    let dropped = std::thread::scope(|scope| {
        let (hooked, settings) = (&hooked, &settings);
        for (number, change) in CHANGES.iter().enumerate() {
            let store = hooked(number);
            // Some are told that they came at the wrong moment.
            scope.spawn(move || run(&store, settings, at(NOW), *change).map(drop));
        }
        let store = hooked(CHANGES.len());
        let pruning = scope.spawn(move || {
            let pruned = prune_it(&store, settings, &PruneOptions::new(at(NOW)));
            pruned.map_or(0, |pruned| pruned.dropped.len())
        });
        pruning.join().unwrap()
    });
    check();
    for (number, change) in CHANGES.iter().enumerate() {
        run(&store, &settings, at(NOW + 60 + number as i64), *change).unwrap();
    }
    check();
    dropped
}

#[test]
fn in_turns() {
    let mut dropped = 0;
    for seed in 1..=60_u64 {
        let mut random = Random(seed * 7919);
        let schedule: Vec<usize> = (0..40)
            .flat_map(|_| {
                let (who, length) = (random.below(3), 1 + random.below(12));
                std::iter::repeat_n(who, length)
            })
            .collect();
        dropped += race(&schedule);
    }
    assert!(dropped > 60, "only {dropped} were dropped");
}
