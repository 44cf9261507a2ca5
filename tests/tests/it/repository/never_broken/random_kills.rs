//! SIGKILL at any moment, and a real client after each.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

use conformance::repository::{Key, Nginx, PrivateApt, Seen, Settings, Site, Small};
use conformance::tool::require_root;

use super::operation::{STABLE, healthy};

type Packages = BTreeSet<String>;

/// Numbers that look random, the same for the same seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// A repository, and what was published in it.
struct World {
    site: Site,
    apt: PrivateApt,
    random: Random,
    /// The packages of each publication.
    history: BTreeMap<u64, Packages>,
    seen: Seen,
    tally: Tally,
    _nginx: Nginx,
}

/// How the publishers ended.
#[derive(Default)]
struct Tally {
    done: u64,
    killed: u64,
    /// Of those killed: the new state was there.
    and_yet_new: u64,
}

/// A change to be made, and what a client knows after it.
struct Change {
    arguments: Vec<String>,
    packages: Packages,
}

impl World {
    fn new(seed: u64) -> Self {
        let key = Key::quick();
        let site = Site::new(&Settings { keys: vec![key.clone()], ..Settings::default() });
        site.add(&[Small::new("base", "1.0", "all")]);
        let nginx = Nginx::serve(&site.public());
        let apt = PrivateApt::new(&key.binary, &format!("{}/deb", nginx.url()), "stable");
        let seen = site.seen().unwrap().unwrap();
        let history = BTreeMap::from([(seen.serial, known(&seen))]);
        let (random, tally) = (Random(seed), Tally::default());
        Self { site, apt, random, history, seen, tally, _nginx: nginx }
    }

    /// A change, chosen at random.
    fn change(&mut self, number: u64) -> Change {
        let now = known(&self.seen);
        let others: Vec<&String> = now.iter().filter(|it| !it.starts_with("base ")).collect();
        let arguments = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        match self.random.below(6) {
            0 if !others.is_empty() => {
                let chosen = others[self.random.below(others.len() as u64) as usize].clone();
                let (name, _) = chosen.split_once(' ').unwrap();
                let mut packages = now.clone();
                packages.remove(&chosen);
                Change { arguments: arguments(&["remove", name, "--from", STABLE]), packages }
            }
            1 => {
                let back = self.random.below(self.history.len().min(5) as u64) as usize;
                let (serial, packages) = self.history.iter().rev().nth(back).unwrap();
                let serial = serial.to_string();
                let packages = packages.clone();
                Change { arguments: arguments(&["rollback", STABLE, &serial]), packages }
            }
            2 => Change { arguments: arguments(&["prune", "--yes"]), packages: now },
            _ => {
                let name = format!("package-{number}");
                let file = self.site.package(&Small::new(&name, "1.0", "amd64"));
                let mut packages = now;
                packages.insert(format!("{name} 1.0"));
                let file = file.to_str().unwrap();
                Change { arguments: arguments(&["add", "--to", STABLE, file]), packages }
            }
        }
    }

    /// Makes a change and kills it after a while; whether it was done before.
    fn disturb(&mut self, number: u64, longest: Duration) -> bool {
        let change = self.change(number);
        let wait = longest.mul_f64(self.random.below(1000) as f64 / 1000.0);
        let mut command = self.site.command(&change.arguments);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(wait);
        process.kill().unwrap();
        let ended = process.wait_with_output().unwrap();
        let what = format!("{:?}, killed after {wait:?}", change.arguments);
        if let Some(code) = ended.status.code() {
            let errors = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(code, 0, "{what}: {errors}");
            self.tally.done += 1;
        } else {
            self.tally.killed += 1;
        }
        let seen = self.site.seen().unwrap_or_else(|faults| panic!("{what}: {faults:#?}"));
        let seen = seen.expect("it was there before");
        let packages = known(&seen);
        if seen != self.seen {
            assert_eq!(packages, change.packages, "{what}: not the new state");
            self.history.insert(seen.serial, packages.clone());
            self.seen = seen;
            self.tally.and_yet_new += u64::from(!ended.status.success());
        }
        assert!(packages == change.packages || !ended.status.success(), "{what}: not done");
        self.apt.forget();
        let update = self.apt.update();
        assert!(update.status.success(), "{what}: {update}");
        assert_eq!(Packages::from_iter(self.apt.known()), packages, "{what}");
        let download = self.apt.download("base");
        assert!(download.status.success(), "{what}: {download}");
        ended.status.success()
    }
}

/// What apt knows of it: names and versions.
fn known(seen: &Seen) -> Packages {
    let of_amd64 = seen.packages.iter().filter(|it| it.starts_with("main/binary-amd64/"));
    of_amd64
        .map(|package| {
            let mut words = package.split(' ').skip(1);
            format!("{} {}", words.next().unwrap(), words.next().unwrap())
        })
        .collect()
}

fn kills(count: u64, seed: u64) {
    require_root();
    let mut world = World::new(seed);
    let begun = Instant::now();
    world.site.add(&[Small::new("first", "1.0", "amd64")]);
    let mut longest = begun.elapsed();
    world.seen = world.site.seen().unwrap().unwrap();
    world.history.insert(world.seen.serial, known(&world.seen));
    for number in 0.. {
        if world.tally.killed == count {
            break;
        }
        // A third of them shall be done before they are killed.
        longest = if world.disturb(number, longest) { longest * 9 / 10 } else { longest * 21 / 20 };
    }
    let Tally { done, killed, and_yet_new } = world.tally;
    println!("{done} done, {killed} killed, of which {and_yet_new} had published");
    assert!(done > count / 10, "they were killed before they did anything");
    let base = world.site.package(&Small::new("base", "1.0", "all"));
    world.site.run(&["add", "--to", STABLE, base.to_str().unwrap()]);
    healthy(&world.site, "random kills");
}

#[test]
fn killed_at_50_random_moments() {
    kills(50, 1);
}

#[test]
#[ignore = "minutes: 1,000 kills"]
fn killed_at_1000_random_moments() {
    std::thread::scope(|scope| {
        for seed in 2..6 {
            scope.spawn(move || kills(250, seed));
        }
    });
}
