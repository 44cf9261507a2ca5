//! Losses of power and deaths in the midst of runs, on a simulated disk.

use repo_store::LocalStore;
use repo_store::testing::{Mishap, Random, Simulated};

use super::world::*;
use crate::apt::Archive;
use crate::prune::PruneOptions;

const SEEDS: u64 = 1_000;

struct History {
    disk: Simulated,
    random: Random,
    archive: Archive,
    ledger: Ledger,
    time: i64,
}

impl History {
    fn store(&self) -> LocalStore {
        LocalStore::simulated(&self.disk)
    }

    /// Whether anything failed.
    fn step(&mut self, mishap: Option<Mishap>) -> bool {
        self.time += (1 + self.random.below(9) as i64) * DAY;
        self.disk.process(mishap);
        let (store, archives) = (self.store(), std::slice::from_ref(&self.archive));
        let failed = if self.random.below(3) == 0 {
            let name = [["a", "b", "c"][self.random.below(3)]];
            let change = if self.random.below(2) == 0 { add(&name) } else { remove(&name) };
            run(&store, &archives[0], "stable", at(self.time), change).is_err()
        } else {
            prune_all(&store, archives, &PruneOptions::new(at(self.time))).is_err()
        };
        if self.random.below(3) > 0 {
            self.disk.cut_power(&mut self.random);
        }
        self.disk.process(None);
        let store = self.store();
        self.ledger.observe(&store, &self.archive, "stable", at(self.time));
        self.ledger.check(&store, at(self.time));
        failed
    }
}

fn live(seed: u64) -> u64 {
    let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (disk, archive, ledger) = (Simulated::new(), archive("debian"), Ledger::default());
    let mut history = History { disk, random, archive, ledger, time: 0 };
    run(&history.store(), &history.archive, "stable", at(0), add(&["a", "b"])).unwrap();
    history.ledger.observe(&history.store(), &history.archive, "stable", at(0));
    let mut failed = 0;
    for _ in 0..10 {
        let mishap = match history.random.below(4) {
            0 => None,
            1 => Some(Mishap::Fails(history.random.below(60) as u64)),
            _ => Some(Mishap::Kill(history.random.below(60) as u64)),
        };
        failed += u64::from(history.step(mishap));
    }
    // In the end all is dropped that should be, whatever came between.
    history.time += 400 * DAY;
    let (store, archives) = (history.store(), [history.archive.clone()]);
    history.disk.process(None);
    run(&store, &archives[0], "stable", at(history.time), remove(&["a", "b", "c"])).unwrap();
    for days in [0, 31, 62] {
        let options = PruneOptions::new(at(history.time + days * DAY));
        prune_all(&store, &archives, &options).unwrap();
    }
    let left: Vec<_> = keys(&store).into_iter().filter(|key| key.contains("/pool/")).collect();
    assert_eq!((left, by_hash(&store)), (Vec::new(), 3));
    failed
}

#[test]
fn what_is_referred_to_stays() {
    let failed: u64 = (0..SEEDS)
        .map(|seed| {
            std::panic::catch_unwind(|| live(seed)).unwrap_or_else(|_| panic!("seed {seed}"))
        })
        .sum();
    assert!(failed > SEEDS, "only {failed} mishaps struck");
}
