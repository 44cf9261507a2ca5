//! Losses of power, deaths and failing disks, one after the other, on a simulated disk.

use std::collections::BTreeSet;

use super::toy::{Change, assert_mirrored, names, run, see};
use crate::store::LocalStore;
use crate::store::simulated::{Mishap, Random, Simulated};

/// Seeds of each run.
const SEEDS: u64 = 10_000;

/// What a disk was through, and what may be seen on it.
struct History {
    disk: Simulated,
    random: Random,
    /// The states that may be seen: the last one that was acknowledged, and those that were begun.
    possible: Vec<BTreeSet<String>>,
}

impl History {
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
        let seen = see(&LocalStore::simulated(&self.disk)).names;
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
        let at = self.random.below(70) as u64;
        match self.random.below(5) {
            0 => None,
            1 => Some(Mishap::Fails(at)),
            _ => Some(Mishap::Kill(at)),
        }
    }
}

fn live(seed: u64) -> u64 {
    let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut history = History { disk: Simulated::new(), random, possible: vec![names(&[])] };
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
    let add = Change::add(&["b", "c"]);
    let counted = Simulated::new();
    run(&LocalStore::simulated(&counted), 0, &Change::add(&["a"])).unwrap();
    counted.process(None);
    run(&LocalStore::simulated(&counted), 0, &add).unwrap();
    for at in 0..counted.operations() {
        for (mishap, seed) in [Mishap::Fails(at), Mishap::Kill(at)]
            .into_iter()
            .flat_map(|mishap| (1..20).map(move |seed| (mishap, seed)))
        {
            let (disk, random) = (Simulated::new(), Random(seed));
            let mut history = History { disk, random, possible: vec![names(&[])] };
            assert!(history.step(&Change::add(&["a"]), None));
            history.step(&add, Some(mishap));
            history.check(seed % 2 == 0);
            assert!(history.step(&add, None), "{mishap:?}");
            history.check(true);
        }
    }
}
