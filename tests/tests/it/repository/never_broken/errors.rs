//! Disks that fail.

use std::collections::{BTreeMap, BTreeSet};

use conformance::repository::Kind;
use conformance::tool::require_root;
use conformance::trace::{self, Call, Deed, Errno};

use super::operation::{Judged, Operation};

/// The exit code of failed input and output.
const IO: i32 = 4;

/// How a disk fails: it is broken, full, or the user may not have more of it.
const ERRORS: [Errno; 3] = [Errno::EIO, Errno::ENOSPC, Errno::EDQUOT];

/// Makes calls fail one at a time, those that `chosen` gives of all, each with its error, and looks
/// at what came of it.
fn sweep(name: &str, operation: &Operation, chosen: impl Fn(&[Call]) -> Vec<(usize, Errno)>) {
    require_root();
    let (new, whole) = operation.undisturbed();
    let mut failed = 0;
    for (number, error) in chosen(&whole.calls) {
        let site = operation.copy();
        let mut committed = false;
        let disturbed = trace::run(&operation.command(&site), |at, call| {
            let fails = at == number;
            committed |= !fails && call.commits();
            fails.then_some(Deed::Fail(error))
        });
        let call = &disturbed.calls[number.min(disturbed.calls.len() - 1)];
        let what = format!("{name}, {error} at {number}, {call}: {}", disturbed.outcome);
        let code = disturbed.outcome.status.code();
        let judged = operation.judge(&site, new.as_ref(), &what);
        // What fails once the new state is there is told, and the state stays.
        let allowed = match judged {
            Judged::Old => code == Some(IO),
            Judged::New => committed && (code == Some(0) || code == Some(IO)),
        };
        assert!(allowed || (code == Some(0) && new == operation.old), "{judged:?} {what}");
        failed += usize::from(code == Some(IO));
    }
    assert!(failed > 0 || new == operation.old, "{name}: no error was told");
}

/// The first and the last call of each kind, with each of the errors in turn.
fn of_each_kind(calls: &[Call]) -> Vec<(usize, Errno)> {
    let mut kinds = BTreeMap::<&str, (usize, usize)>::new();
    for (number, call) in calls.iter().enumerate() {
        kinds.entry(call.name).or_insert((number, number)).1 = number;
    }
    let numbers: BTreeSet<usize> =
        kinds.into_values().flat_map(|(first, last)| [first, last]).collect();
    numbers.into_iter().zip(ERRORS.into_iter().cycle()).collect()
}

#[test]
fn a_disk_that_cannot_make_anything_durable() {
    for kind in Kind::ALL {
        sweep(&format!("{kind:?}, add"), &Operation::add(kind), |calls| {
            let syncs = calls.iter().enumerate().filter(|(_, call)| call.syncs());
            syncs.map(|(number, _)| (number, Errno::EIO)).collect()
        });
    }
}

#[test]
fn a_call_of_each_kind_fails() {
    for (name, kind, prepare) in Operation::all() {
        sweep(&name, &prepare(kind), of_each_kind);
    }
}

#[test]
#[ignore = "minutes: every call of every operation"]
fn any_call_fails() {
    for (name, kind, prepare) in Operation::all() {
        let all = |calls: &[Call]| {
            let numbers = 0..calls.len();
            numbers.flat_map(|number| ERRORS.map(|error| (number, error))).collect()
        };
        sweep(&name, &prepare(kind), all);
    }
}
