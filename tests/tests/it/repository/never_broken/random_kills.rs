//! SIGKILL at any moment, and a real client after each.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

use conformance::chroot::Suite;
use conformance::random::Random;
use conformance::repository::{
    Key, Kind, Manager, Nginx, PrivateApt, RpmClient, Seen, Settings, Site, Small, Way,
};
use conformance::tool::require_root;

use super::operation::healthy;

type Packages = BTreeSet<String>;

/// A real client.
enum Client {
    Apt(PrivateApt),
    /// It takes its time, and is asked about every fifth kill, by one address and the other in turn.
    Dnf(RpmClient, u64),
}

impl Client {
    fn new(kind: Kind, nginx: &Nginx) -> Self {
        match kind {
            Kind::Apt => {
                let key = Key::quick().binary;
                Self::Apt(PrivateApt::new(&key, &format!("{}/deb", nginx.url()), "stable"))
            }
            Kind::Rpm => Self::Dnf(RpmClient::new(Manager::Dnf(Suite::Bookworm)), 0),
        }
    }

    /// It sees these packages, and can download one.
    #[track_caller]
    fn sees(&mut self, nginx: &Nginx, packages: &Packages, what: &str) {
        match self {
            Self::Apt(apt) => {
                apt.forget();
                let update = apt.update();
                assert!(update.status.success(), "{what}: {update}");
                assert_eq!(Packages::from_iter(apt.known()), *packages, "{what}");
                let download = apt.download("base");
                assert!(download.status.success(), "{what}: {download}");
            }
            Self::Dnf(dnf, asked) => {
                *asked += 1;
                if *asked % 5 != 1 {
                    return;
                }
                let way = Way::ALL[usize::from(*asked % 10 == 1)];
                dnf.point_at_unsigned(&format!("{}/rpm", nginx.url()), way, &Key::quick());
                dnf.forget();
                let refresh = dnf.refresh();
                assert!(refresh.status.success(), "{what}: {refresh}");
                // A list of mirrors may be a publication behind, as long as nobody mends it.
                if way == Way::Baseurl {
                    assert_eq!(Packages::from_iter(dnf.known()), *packages, "{what}");
                }
                let download = dnf.download("base");
                assert!(download.status.success(), "{what}: {download}");
            }
        }
    }
}

/// A repository, and what was published in it.
struct World {
    site: Site,
    client: Client,
    random: Random,
    /// The packages of each publication.
    history: BTreeMap<u64, Packages>,
    seen: Seen,
    tally: Tally,
    nginx: Nginx,
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
    fn new(kind: Kind, seed: u64) -> Self {
        let settings = Settings { kind, keys: vec![Key::quick()], ..Settings::default() };
        let mut site = Site::new(&settings);
        let nginx = Nginx::serve(&site.public());
        site.describe(&Settings { url: &nginx.url(), ..settings });
        site.add(&[Small::new("base", "1.0", "all")]);
        let client = Client::new(kind, &nginx);
        let seen = site.seen().unwrap().unwrap();
        let history = BTreeMap::from([(seen.serial, known(&seen))]);
        let (random, tally) = (Random::new(seed), Tally::default());
        Self { site, client, random, history, seen, tally, nginx }
    }

    /// A change, chosen at random.
    fn change(&mut self, number: u64) -> Change {
        let now = known(&self.seen);
        let target = self.site.target();
        let others: Vec<&String> = now.iter().filter(|it| !it.starts_with("base ")).collect();
        let arguments = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        match self.random.below(6) {
            0 if !others.is_empty() => {
                let chosen = others[self.random.below(others.len() as u64) as usize].clone();
                let (name, _) = chosen.split_once(' ').unwrap();
                let mut packages = now.clone();
                packages.remove(&chosen);
                Change { arguments: arguments(&["remove", name, "--from", target]), packages }
            }
            1 => {
                let back = self.random.below(self.history.len().min(5) as u64) as usize;
                let (serial, packages) = self.history.iter().rev().nth(back).unwrap();
                let serial = serial.to_string();
                let packages = packages.clone();
                Change { arguments: arguments(&["rollback", target, &serial]), packages }
            }
            2 => Change { arguments: arguments(&["prune", "--yes"]), packages: now },
            _ => {
                let name = format!("package-{number}");
                let file = self.site.package(&Small::new(&name, "1.0", "amd64"));
                let mut packages = now;
                packages.insert(format!("{name} 1.0"));
                let file = file.to_str().unwrap();
                Change { arguments: arguments(&["add", "--to", target, file]), packages }
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
        self.client.sees(&self.nginx, &packages, &what);
        ended.status.success()
    }
}

/// What a client knows of it: names and versions.
fn known(seen: &Seen) -> Packages {
    let name = |package: &str| {
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        format!("{name} {}", version.trim_end_matches("-1"))
    };
    let of_amd64 = |package: &&String| {
        !package.contains("/binary-") || package.starts_with("main/binary-amd64/")
    };
    let packages = seen.packages.iter().filter(of_amd64);
    packages.map(|it| name(it.split_once("Packages ").map_or(it, |(_, it)| it))).collect()
}

fn kills(kind: Kind, count: u64, seed: u64) {
    require_root();
    let mut world = World::new(kind, seed);
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
    world.site.run(&["add", "--to", kind.target(), base.to_str().unwrap()]);
    healthy(&world.site, "random kills");
}

#[test]
fn killed_at_50_random_moments() {
    for kind in Kind::ALL {
        kills(kind, 50, 1);
    }
}

#[test]
#[ignore = "minutes: 1,000 kills for each kind"]
fn killed_at_1000_random_moments() {
    for kind in Kind::ALL {
        std::thread::scope(|scope| {
            for seed in 2..6 {
                scope.spawn(move || kills(kind, 250, seed));
            }
        });
    }
}
