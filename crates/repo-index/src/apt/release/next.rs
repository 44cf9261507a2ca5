//! What a `Release` may say that follows another.

use std::time::Duration;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;

use super::Release;
use crate::codes;
use crate::publish::PublishError;

/// By so many seconds a release is dated back, so that clients whose clock is slow take it: apt
/// refuses a `Date` in the future, and sqv a signature that is only seconds ahead.
const DATED_BACK: u64 = 300;
/// Releases in quick succession are each dated a second later, until they are dated back by this
/// much. Then the date stands still until the clock is ahead again: apt 2.2 to 3.3 take another
/// release of the same date, and pass over an earlier one. Slow clients are still served, and a
/// publisher that read its clock and then waited for its turn does not find a date in its future.
const LEAST_BACK: u64 = 60;
/// How far ahead of the clock the date of what is published may be; apt takes 10 seconds.
const AHEAD: Duration = Duration::from_secs(5);

/// The `Date` of the release that follows `before`: dated back, and later than that one or, in a
/// long series, the same; never earlier. A date of `before` in the future is followed only if
/// `forced`.
pub(in crate::apt) fn date(
    now: Timestamp,
    before: Option<Timestamp>,
    forced: bool,
) -> Result<Timestamp, PublishError> {
    let usual = earlier(now, DATED_BACK);
    let Some(before) = before else { return Ok(usual) };
    if before > now.saturating_add(AHEAD) && !forced {
        let ahead = before.seconds() - now.seconds();
        return Err(PublishError::Clock(format!(
            "the published Release is dated {ahead} seconds ahead of this machine's clock; set the \
             clock right, or, if it is, `mkrepo recover TARGET --date now` dates the next one by it"
        )));
    }
    let next = before.saturating_add(Duration::from_secs(1)).min(earlier(now, LEAST_BACK));
    Ok(usual.max(next).max(before))
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
        let subject = Subject::Field { name: name.to_owned(), source: diagnostic::Source::Program };
        let problem =
            format!("is published as {}, and would become {}", shown(before), shown(after));
        let kept = before.as_deref().unwrap_or_default();
        let hint = format!(
            "keep it by a line {} = {kept:?} in mkrepo.toml: apt stops until every user agrees to the \
             change; if they know of it, give --allow-release-info-change",
            name.to_ascii_lowercase()
        );
        changes.push(Diagnostic::new(codes::RELEASE_INFO_CHANGE, subject, problem).hint(hint));
    }
    changes
}

fn earlier(time: Timestamp, seconds: u64) -> Timestamp {
    Timestamp::clamped(i64::try_from(time.seconds().saturating_sub(seconds)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_735_689_600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::clamped(NOW + seconds)
    }

    fn next(now: i64, before: i64) -> i64 {
        let date = date(at(now), Some(at(before)), false).unwrap();
        i64::try_from(date.seconds()).unwrap() - NOW
    }

    #[test]
    fn dates_follow_each_other_and_stay_behind_the_clock() {
        assert_eq!(date(at(0), None, false).unwrap(), at(-300));
        assert_eq!(next(0, -1000), -300);
        assert_eq!(next(0, -300), -299);
        assert_eq!(next(0, -61), -60);
        assert_eq!(next(0, -60), -60);
        // Of a tool that does not date back, or of a clock that went back a little.
        assert_eq!(next(0, -1), -1);
        assert_eq!(next(0, 5), 5);
        assert_eq!(next(40, -1), -1);
        assert_eq!(next(60, -1), 0);
    }

    #[test]
    fn a_date_in_the_future_is_followed_only_by_force() {
        assert!(matches!(date(at(0), Some(at(6)), false), Err(PublishError::Clock(_))));
        assert_eq!(date(at(0), Some(at(6)), true).unwrap(), at(6));
    }

    #[test]
    fn a_thousand_releases_at_once_need_no_pause() {
        let mut before = date(at(0), None, false).unwrap();
        for number in 0..1000 {
            // Eight publishes a second, by four publishers that each waited up to a minute.
            let now = at(number / 8 - number % 4 * 15);
            let next = date(now, Some(before), false).unwrap();
            assert!(next >= before && next <= at(number / 8 - 60), "{number}");
            before = next;
        }
    }
}
