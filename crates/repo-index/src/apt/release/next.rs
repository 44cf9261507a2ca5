//! What a `Release` may say that follows another.

use pkgio::Timestamp;
use pkgtree::{Diagnostic, Diagnostics, Subject};

use super::Release;
use crate::codes;
use crate::publish::PublishError;

/// By so many seconds a release is dated back, so that clients whose clock is slow take it: apt
/// refuses a `Date` in the future, and sqv a signature that is only seconds ahead.
const DATED_BACK: u64 = 300;
/// How far ahead of the clock a `Date` may be because another clock gave it; apt takes 10 seconds.
const AHEAD: u64 = 5;

/// The `Date` of the release that follows `before`: as late as clients take, and later than that one,
/// but not later than now. Whoever publishes more often than once a second for minutes comes to
/// where only the same date is left, which apt takes too: it refuses earlier ones alone. A date of
/// `before` in the future is followed only if `forced`.
pub(in crate::apt) fn date(
    now: Timestamp,
    before: Option<&Release>,
    forced: bool,
) -> Result<Timestamp, PublishError> {
    let usual = earlier(now, DATED_BACK);
    let Some(before) = before else { return Ok(usual) };
    if before.date > later(now, AHEAD) && !forced {
        let ahead = before.date.seconds() - now.seconds();
        return Err(PublishError::Clock(format!(
            "the published Release is dated {ahead} seconds ahead of this machine's clock; set the \
             clock right, or wait"
        )));
    }
    Ok(usual.max(later(before.date, 1).min(now)).max(before.date))
}

/// What apt asks every user about before it takes it.
pub(in crate::apt) fn frozen(before: &Release, after: &Release) -> Diagnostics {
    let mut changes = Diagnostics::new();
    for (name, before, after) in [
        ("Origin", &before.origin, &after.origin),
        ("Label", &before.label, &after.label),
        ("Suite", &before.suite, &after.suite),
        ("Codename", &before.codename, &after.codename),
    ] {
        if before == after {
            continue;
        }
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let subject = Subject::Field { name: name.to_owned(), source: pkgtree::Source::Program };
        let problem =
            format!("is published as {}, and would become {}", shown(before), shown(after));
        let hint = "keep it as it is: apt stops until every user agrees to the change; if they \
                    know of it, allow the change";
        changes.push(Diagnostic::new(codes::RELEASE_INFO_CHANGE, subject, problem).hint(hint));
    }
    changes
}

/// So many seconds later.
pub(in crate::apt) fn later(time: Timestamp, seconds: u64) -> Timestamp {
    let seconds = time.seconds().saturating_add(seconds);
    Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))
}

fn earlier(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp::clamped(i64::try_from(time.seconds().saturating_sub(seconds)).unwrap_or(0))
}
