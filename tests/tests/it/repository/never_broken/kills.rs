//! SIGKILL before and after every system call that changes something.

use conformance::tool::require_root;
use conformance::trace::{self, Call, Deed};

use super::operation::{Judged, Operation};

/// How it went.
#[derive(Debug, Default)]
struct Tally {
    old: usize,
    new: usize,
}

/// Kills the operation at each of the chosen calls, once before it and once after.
fn sweep(name: &str, operation: &Operation, chosen: impl Fn(&Call) -> bool) -> Tally {
    require_root();
    let (new, whole) = operation.undisturbed();
    let mut tally = Tally::default();
    for (number, call) in whole.calls.iter().enumerate().filter(|(_, call)| chosen(call)) {
        for deed in [Deed::KillBefore, Deed::KillAfter] {
            let site = operation.copy();
            let killed =
                trace::run(&operation.command(&site), |at, _| (at == number).then_some(deed));
            // Threads take turns as they like: the call of this number may be another one.
            let here = killed.calls.last().unwrap_or(call);
            let what = format!("{name}, {deed:?} {number} of {}, {here}", whole.calls.len());
            match operation.judge(&site, new.as_ref(), &what) {
                Judged::Old => tally.old += 1,
                Judged::New => tally.new += 1,
            }
        }
    }
    assert!(tally.old + tally.new > 0, "{name}: nothing to kill at");
    tally
}

fn sweep_all(chosen: impl Fn(&Call) -> bool + Copy + Sync) {
    let operations: Vec<_> = Operation::all().collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let next = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        while let Some((name, kind, prepare)) = operations.get(next()) {
            let tally = sweep(name, &prepare(*kind), chosen);
            println!("{name}: {tally:?}");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
}

/// The calls that a reader could notice, and those that publish nothing but leave something behind.
#[test]
fn killed_at_any_change_of_a_name() {
    sweep_all(Call::renames);
}

#[test]
#[ignore = "minutes: every call of every operation"]
fn killed_at_any_call() {
    sweep_all(|_| true);
}
