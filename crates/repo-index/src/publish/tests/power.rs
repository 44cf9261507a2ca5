//! Losses of power, deaths and failing disks, one after the other, on a simulated disk.

use std::collections::BTreeSet;

use repo_store::LocalStore;
use repo_store::testing::{Mishap, Random, Simulated};

use super::toy::{Change, assert_mirrored, assert_paired, names, run, see};

/// Seeds of each run.
const SEEDS: u64 = 10_000;

/// What a disk was through, and what may be seen on it.
struct History {
    disk: Simulated,
    /// Whether the disk has neither hard links nor exchanges of folders.
    is_simple: bool,
    random: Random,
    /// The states that may be seen: the last one that was acknowledged, and those that were begun.
    possible: Vec<BTreeSet<String>>,
}

impl History {
    fn new(is_simple: bool, random: Random) -> Self {
        let disk = if is_simple { Simulated::simple() } else { Simulated::new() };
        Self { disk, is_simple, random, possible: vec![names(&[])] }
    }

    fn step(&mut self, change: &Change, mishap: Option<Mishap>) -> bool {
        self.disk.process(mishap);
        let store = LocalStore::simulated(&self.disk);
        let new = change.apply(&see(&store).names);
        let done = run(&store, 0, change).is_ok();
        if done {
            // Acknowledged, and so durable.
            self.possible.clear();
        }
        self.possible.push(new);
        done
    }

    fn check(&mut self, cut: bool) {
        if cut {
            self.disk.cut_power(&mut self.random);
        }
        self.disk.process(None);
        let store = LocalStore::simulated(&self.disk);
        let seen = see(&store).names;
        if !self.is_simple {
            assert_paired(&store);
        }
        assert!(self.possible.contains(&seen), "{seen:?} is none of {:?}", self.possible);
        if cut {
            self.possible = vec![seen];
        }
    }

    fn change(&mut self) -> Change {
        let all = ["a", "b", "c", "d"];
        let mut some = |limit| -> Vec<&str> {
            (0..self.random.below(limit)).map(|_| all[self.random.below(4)]).collect()
        };
        Change { add: names(&some(3)), remove: names(&some(2)) }
    }

    fn mishap(&mut self) -> Option<Mishap> {
        let at = self.random.below(100) as u64;
        match self.random.below(5) {
            0 => None,
            1 => Some(Mishap::Fails(at)),
            _ => Some(Mishap::Kill(at)),
        }
    }
}

fn live(seed: u64) -> u64 {
    let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut history = History::new(seed.is_multiple_of(4), random);
    let mut failed = 0;
    for _ in 0..3 {
        let (change, mishap) = (history.change(), history.mishap());
        failed += u64::from(!history.step(&change, mishap));
        let cut = history.random.below(3) > 0;
        history.check(cut);
    }
    // Whatever it was, the next run needs nobody's help, and what it says is done stays.
    assert!(history.step(&Change::add(&["last"]), None));
    assert_mirrored(&LocalStore::simulated(&history.disk));
    history.check(true);
    failed
}

#[test]
fn what_is_acknowledged_stays_and_all_is_whole() {
    let failed: u64 = (0..SEEDS)
        .map(|seed| {
            std::panic::catch_unwind(|| live(seed)).unwrap_or_else(|_| panic!("seed {seed}"))
        })
        .sum();
    assert!(failed > SEEDS / 2, "only {failed} mishaps struck");
}

#[test]
fn a_failure_at_every_operation() {
    [false, true].into_iter().for_each(every_operation);
}

fn every_operation(is_simple: bool) {
    let add = Change::add(&["b", "c"]);
    let counted = History::new(is_simple, Random(1)).disk;
    run(&LocalStore::simulated(&counted), 0, &Change::add(&["a"])).unwrap();
    counted.process(None);
    run(&LocalStore::simulated(&counted), 0, &add).unwrap();
    for at in 0..counted.operations() {
        for (mishap, seed) in [Mishap::Fails(at), Mishap::Kill(at)]
            .into_iter()
            .flat_map(|mishap| (1..20).map(move |seed| (mishap, seed)))
        {
            let mut history = History::new(is_simple, Random(seed));
            assert!(history.step(&Change::add(&["a"]), None));
            history.step(&add, Some(mishap));
            history.check(seed % 2 == 0);
            assert!(history.step(&add, None), "{mishap:?}");
            history.check(true);
        }
    }
}
