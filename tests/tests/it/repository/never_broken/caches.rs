//! Caches that hold everything for a day.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use conformance::chroot::Suite;
use conformance::repository::{
    Key, Kind, Librepo, Manager, Nginx, PrivateApt, RpmClient, Settings, Site, Small, Way,
};
use conformance::tool::{Outcome, require_root};

use super::operation::healthy;

/// What stands for a day: nginx holds everything for so long.
const DAY: Duration = Duration::from_secs(5);

/// The publisher's clock, which is as much faster.
#[derive(Clone, Copy)]
struct Clock {
    begun: Instant,
    start: u64,
}

impl Clock {
    /// One that has come to this very moment when `length` is over, so that nothing is published
    /// that is dated in the future.
    fn ending_now(length: Duration) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        // Half as much again: what is on its way at the end may take a while.
        let span = scaled(length * 3 / 2);
        Self { begun: Instant::now(), start: (now - span).as_secs() }
    }

    fn now(self) -> String {
        (self.start + scaled(self.begun.elapsed()).as_secs()).to_string()
    }
}

/// So much of a publisher's time.
fn scaled(real: Duration) -> Duration {
    real.mul_f64(86_400.0 / DAY.as_secs_f64())
}

/// Publishes, takes back and prunes without a pause until `length` is over; how many packages there
/// were.
fn publisher(site: &Site, clock: Clock, length: Duration) -> usize {
    let target = site.target();
    // Every package of RPM has a release.
    let release = if site.kind() == Kind::Rpm { "-1" } else { "" };
    let mut number = 0;
    while clock.begun.elapsed() < length {
        number += 1;
        let run = |arguments: &[&str]| {
            site.run(&[arguments, &["--timestamp", &clock.now()]].concat());
        };
        let version = format!("1.{number}");
        let moving = site.package(&Small::new("moving", &version, "amd64"));
        run(&["add", "--to", target, moving.to_str().unwrap()]);
        let before = format!("moving=1.{}{release}", number - 1);
        run(&["remove", &before, "--from", target]);
        if number % 5 == 0 {
            let serial = site.seen().unwrap().unwrap().serial;
            run(&["rollback", target, &(serial - 1).to_string()]);
            run(&["rollback", target, &serial.to_string()]);
        }
        run(&["prune", "--yes"]);
    }
    number
}

/// What a client does, again and again: it reads everything anew, and downloads a package.
fn client(kind: Kind, url: &str, key: &Key) -> Box<dyn Fn() -> [Outcome; 2] + Send> {
    match kind {
        Kind::Apt => {
            let apt = PrivateApt::new(&key.binary, &format!("{url}/deb"), "stable");
            Box::new(move || [apt.update(), apt.download("moving")])
        }
        Kind::Rpm => {
            let dnf = RpmClient::new(Manager::Dnf(Suite::Bookworm));
            dnf.point_at_unsigned(&format!("{url}/rpm"), Way::Mirrorlist, key);
            Box::new(move || {
                dnf.forget();
                [dnf.refresh(), dnf.download("moving")]
            })
        }
    }
}

/// Clients behind a cache update and download until the publisher stops. None of them ever fails.
fn behind_a_cache(kind: Kind, length: Duration, clients: usize) {
    require_root();
    let key = Key::quick();
    let settings = Settings {
        kind,
        keys: vec![key.clone()],
        archive: "cache-ttl = \"24h\"\nkeep = \"3d\"\nkeep-packages = \"4d\"",
        ..Settings::default()
    };
    let mut site = Site::new(&settings);
    let origin = Nginx::serve(&site.public());
    let cache = Nginx::cache(&origin, DAY);
    site.describe(&Settings { url: &cache.url(), ..settings });
    // Whatever takes its time at first is over when the clock begins.
    let _ = site.run(&["--version"]);
    let doings: Vec<_> = (0..clients).map(|_| client(kind, &cache.url(), &key)).collect();
    let clock = Clock::ending_now(length);
    let first = site.package(&Small::new("moving", "1.0", "amd64"));
    let first = first.to_str().unwrap();
    site.run(&["add", "--to", site.target(), "--timestamp", &clock.now(), first]);
    let (done, runs) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (done, runs, cache) = (&done, &runs, &cache);
    let published = std::thread::scope(|scope| {
        for doing in doings {
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    for outcome in doing() {
                        assert!(outcome.status.success(), "{outcome}\n{:#?}", cache.requests());
                    }
                    runs.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let result = std::panic::catch_unwind(|| publisher(&site, clock, length));
        done.store(true, Ordering::Relaxed);
        result.unwrap()
    });
    let (runs, serial) = (runs.load(Ordering::Relaxed), site.seen().unwrap().unwrap().serial);
    println!("{kind:?}: {runs} updates and downloads during {serial} publications");
    // Else it shows nothing; on a machine that is busy a run of dnf takes seconds.
    assert!(runs > 3 && serial > 10, "{runs} runs, {serial} publications");
    // It was pruned in earnest.
    let pool = site.published().join(match kind {
        Kind::Apt => "pool/main/m/moving",
        Kind::Rpm => "Packages/m",
    });
    let left = std::fs::read_dir(pool).unwrap().count();
    assert!(left < published * 3 / 4, "{left} packages left of {published}");
    healthy(&site, "all that");
}

/// librepo reads without a pause what is published without a pause, by either address: the list of
/// mirrors never fails; `repomd.xml` and its signature are two requests, between which a publication
/// may come.
fn read_while_published(length: Duration) {
    require_root();
    let key = Key::quick();
    let settings = Settings { keys: vec![key.clone()], ..Settings::rpm() };
    let mut site = Site::new(&settings);
    let nginx = Nginx::serve(&site.public());
    site.describe(&Settings { url: &nginx.url(), ..settings });
    site.add(&[Small::new("moving", "1.0", "amd64")]);
    let url = format!("{}/rpm", nginx.url());
    let readers = Way::ALL.map(|way| Librepo::start(&url, way, &key));
    let begun = Instant::now();
    let mut published = 0;
    while begun.elapsed() < length {
        published += 1;
        site.add(&[Small::new("moving", &format!("1.{published}"), "amd64")]);
    }
    let [by_folder, by_list] = readers.map(Librepo::stop);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{published} publications in {seconds:.0} s; {by_folder:?}, {by_list:?}");
    assert!(published > 10 && by_list.0 > 50, "{published} publications, {by_list:?}");
    assert_eq!(by_list.1, 0, "{}", by_list.2);
    assert!(by_folder.1 * 20 < by_folder.0, "one in twenty failed by the folder: {by_folder:?}");
    healthy(&site, "all that");
}

#[test]
fn clients_behind_a_cache_of_a_day_never_fail() {
    behind_a_cache(Kind::Apt, Duration::from_secs(60), 1);
}

#[test]
fn dnf_behind_a_cache_of_a_day_never_fails() {
    behind_a_cache(Kind::Rpm, Duration::from_secs(60), 1);
}

#[test]
#[ignore = "minutes: more clients, for longer"]
fn many_clients_behind_a_cache_of_a_day_never_fail() {
    for kind in Kind::ALL {
        behind_a_cache(kind, Duration::from_secs(300), 4);
    }
}

#[test]
fn a_list_of_mirrors_never_fails() {
    read_while_published(Duration::from_secs(15));
}

#[test]
#[ignore = "minutes: for longer"]
fn a_list_of_mirrors_never_fails_for_long() {
    read_while_published(Duration::from_secs(300));
}
