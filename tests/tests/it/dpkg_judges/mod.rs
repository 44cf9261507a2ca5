//! Finished packages that nobody would make, beside what `dpkg -i` does with them: what dpkg refuses,
//! `mkrepo add` and `mkrepo verify --deep` refuse, and nothing else but what [`known`] lists.

mod cases;
mod known;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use conformance::dpkg::in_memory;
use conformance::tool::{Outcome, command, outcome, require_root};
use debpkg::judge::judge;
use debpkg::read::{self, Limits};
use pkgio::Algorithms;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

use cases::Case;

#[test]
fn dpkg_installs_what_is_published_and_refuses_what_is_refused() {
    let cases = std::env::var("CONFORMANCE_CASES");
    compare(cases.map_or(200, |text| text.parse().expect("CONFORMANCE_CASES is a number")));
}

#[test]
#[ignore = "the long form: 5,000 packages"]
fn dpkg_installs_what_is_published_and_refuses_what_is_refused_of_5000() {
    compare(5_000);
}

/// Judges so many packages, and installs each on an empty system.
fn compare(count: usize) {
    require_root();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let strategy = cases::case();
    let cases: Vec<Case> =
        (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.push(difference(case));
        }
        found
    };
    let threads = thread::available_parallelism().map_or(1, |threads| 2 * threads.get());
    let found: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let refused = found.iter().filter(|(is_refused, _)| *is_refused).count();
    println!("{count} packages, of which {refused} are refused");
    assert!(refused > count / 10 && refused < count * 9 / 10, "{refused} of {count}");
    let differences: Vec<_> = found.into_iter().filter_map(|(_, difference)| difference).collect();
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

/// Whether we refuse the package, and how dpkg differs in a way that is not known.
fn difference(case: &Case) -> (bool, Option<String>) {
    let bytes = case.bytes();
    let ours = refusals(&bytes);
    let theirs = installed(&bytes);
    let difference = match (ours.is_empty(), &theirs) {
        (true, Err(said)) if !known::DEPENDS_ON_SYSTEM.iter().any(|part| said.contains(part.0)) => {
            Some(format!("{case:?}\nis taken, but dpkg says: {said}"))
        }
        (false, Ok(())) => {
            let is_known = |text: &String| known::STRICTER.iter().any(|part| text.contains(part.0));
            let is_unknown = !ours.iter().all(is_known);
            is_unknown.then(|| format!("{case:?}\nis installed, but refused here: {ours:?}"))
        }
        _ => None,
    };
    (!ours.is_empty(), difference)
}

/// What we say of the package.
fn refusals(bytes: &[u8]) -> Vec<String> {
    match read::contents(&mut &bytes[..], Algorithms::NONE, &Limits::default()) {
        Ok(contents) => judge(&contents).refusals.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// What dpkg says when it installs the package, or when it reads its database after that.
fn installed(bytes: &[u8]) -> Result<(), String> {
    let folder = in_memory();
    let admin = folder.path().join("root/var/lib/dpkg");
    for part in ["info", "updates", "triggers"] {
        fs::create_dir_all(admin.join(part)).unwrap();
    }
    for file in ["status", "available"] {
        fs::write(admin.join(file), "").unwrap();
    }
    let package = folder.path().join("case.deb");
    fs::write(&package, bytes).unwrap();
    let package = package.to_str().unwrap();
    let runs = [
        dpkg(folder.path(), &["-i", package]),
        // A file of triggers that is damaged shows when the next package is installed.
        dpkg(folder.path(), &["--configure", "-a"]),
        dpkg(folder.path(), &["-s", "case"]),
    ];
    let failed = runs.iter().find(|run| !run.status.success());
    failed.map_or(Ok(()), |run| Err(run.errors()))
}

/// Scripts run outside of the empty system, which has no shell.
fn dpkg(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut dpkg = command("dpkg");
    dpkg.arg(format!("--root={}", folder.join("root").display()));
    dpkg.args(["--force-unsafe-io", "--force-depends", "--force-script-chrootless"]);
    outcome(dpkg.args(arguments).env("LC_ALL", "C.UTF-8"))
}
