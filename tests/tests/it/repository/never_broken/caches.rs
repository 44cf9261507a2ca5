//! Caches that hold everything for a day.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use conformance::repository::{Key, Nginx, PrivateApt, Settings, Site, Small};
use conformance::tool::require_root;

use super::operation::{STABLE, healthy};

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
    let mut number = 0;
    while clock.begun.elapsed() < length {
        number += 1;
        let run = |arguments: &[&str]| {
            site.run(&[arguments, &["--timestamp", &clock.now()]].concat());
        };
        let version = format!("1.{number}");
        let moving = site.package(&Small::new("moving", &version, "amd64"));
        run(&["add", "--to", STABLE, moving.to_str().unwrap()]);
        let before = format!("moving=1.{}", number - 1);
        run(&["remove", &before, "--from", STABLE]);
        if number % 5 == 0 {
            let serial = site.seen().unwrap().unwrap().serial;
            run(&["rollback", STABLE, &(serial - 1).to_string()]);
            run(&["rollback", STABLE, &serial.to_string()]);
        }
        run(&["prune", "--yes"]);
    }
    number
}

/// Clients behind a cache update and download until the publisher stops. None of them ever fails.
fn behind_a_cache(length: Duration, clients: usize) {
    require_root();
    let key = Key::quick();
    let site = Site::new(&Settings {
        keys: vec![key.clone()],
        archive: "cache-ttl = \"24h\"\nkeep = \"3d\"\nkeep-packages = \"4d\"",
        ..Settings::default()
    });
    // Whatever takes its time at first is over when the clock begins.
    let _ = site.run(&["--version"]);
    let clock = Clock::ending_now(length);
    let first = site.package(&Small::new("moving", "1.0", "amd64"));
    site.run(&["add", "--to", STABLE, "--timestamp", &clock.now(), first.to_str().unwrap()]);
    let origin = Nginx::serve(&site.public());
    let cache = Nginx::cache(&origin, DAY);
    let (done, runs) = (AtomicBool::new(false), AtomicUsize::new(0));
    let published = std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                let apt = PrivateApt::new(&key.binary, &format!("{}/deb", cache.url()), "stable");
                while !done.load(Ordering::Relaxed) {
                    for outcome in [apt.update(), apt.download("moving")] {
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
    let (runs, serial) = (runs.into_inner(), site.seen().unwrap().unwrap().serial);
    println!("{runs} updates and downloads during {serial} publications");
    assert!(runs > 10 && serial > 10, "{runs} runs, {serial} publications");
    // It was pruned in earnest.
    let pool = site.folder().join("public/deb/pool/main/m/moving");
    let left = std::fs::read_dir(pool).unwrap().count();
    assert!(left < published * 3 / 4, "{left} packages left of {published}");
    healthy(&site, "all that");
}

#[test]
fn clients_behind_a_cache_of_a_day_never_fail() {
    behind_a_cache(Duration::from_secs(60), 1);
}

#[test]
#[ignore = "minutes: more clients, for longer"]
fn many_clients_behind_a_cache_of_a_day_never_fail() {
    behind_a_cache(Duration::from_secs(300), 4);
}
