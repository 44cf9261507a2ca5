//! Disks that fail.

use conformance::repository::Kind;
use conformance::tool::require_root;
use conformance::trace::{self, Call, Deed, Errno};

use super::operation::{Judged, Operation};

/// The exit code of failed input and output.
const IO: i32 = 4;

/// Makes each of the chosen calls fail with `error`, and looks at what came of it.
fn sweep(name: &str, operation: &Operation, error: Errno, chosen: impl Fn(&Call) -> bool) {
    require_root();
    let (new, whole) = operation.undisturbed();
    let mut failed = 0;
    for (number, _) in whole.calls.iter().enumerate().filter(|(_, call)| chosen(call)) {
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

#[test]
fn a_disk_that_cannot_make_anything_durable() {
    for kind in Kind::ALL {
        sweep(&format!("{kind:?}, add"), &Operation::add(kind), Errno::EIO, Call::syncs);
    }
}

#[test]
#[ignore = "minutes: every call of every operation"]
fn any_call_fails() {
    for (name, kind, prepare) in Operation::all() {
        let operation = prepare(kind);
        for error in [Errno::EIO, Errno::ENOSPC, Errno::EDQUOT] {
            sweep(&name, &operation, error, |_| true);
        }
    }
}
