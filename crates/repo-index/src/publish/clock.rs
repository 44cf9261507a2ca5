//! Whether this machine's clock can be right.

use std::time::Duration;

use pkgio::Timestamp;
use repo_store::Store;

use super::PublishError;

/// How far ahead of the newest evidence the clock may be: a repository that nobody published to for
/// longer is rare, and a clock that is wrong is often wrong by many years.
const LONGEST_PAUSE: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// By how much the clock may differ from the store's, in seconds: less than what is dated back.
const FROM_STORE: u64 = 120;

/// Checks `now` against what is known of the time: `before`, the date of the last publication, and
/// `newest`, the newest time of the packages that are added.
///
/// # Errors
/// [`PublishError::Clock`] when it is more than a year ahead of both, unless that is `forced`. What was
/// dated so could not be followed by anything once the clock is right.
pub(crate) fn not_far_ahead(
    now: Timestamp,
    before: Timestamp,
    newest: Option<Timestamp>,
    forced: bool,
) -> Result<(), PublishError> {
    // Packages of the future are no evidence that the clock is right.
    let newest = newest.filter(|newest| *newest <= now).unwrap_or(before).max(before);
    if forced || now <= newest.saturating_add(LONGEST_PAUSE) {
        return Ok(());
    }
    let days = (now.seconds() - newest.seconds()) / (24 * 60 * 60);
    Err(PublishError::Clock(format!(
        "this machine's clock is {days} days ahead of the last publication and of the packages that are \
         added; set it right, or give --force-date if it is"
    )))
}

/// Checks `now` against the clock of a store that has one.
///
/// # Errors
/// [`PublishError::Clock`] when they differ by more than two minutes.
pub(super) fn is_the_stores(store: &dyn Store, now: Timestamp) -> Result<(), PublishError> {
    let Some(there) = store.now()? else { return Ok(()) };
    let difference = now.seconds().abs_diff(there.seconds());
    if difference <= FROM_STORE {
        return Ok(());
    }
    let way = if now > there { "ahead of" } else { "behind" };
    Err(PublishError::Clock(format!(
        "this machine's clock is {difference} seconds {way} the store's: set the clock right"
    )))
}

#[cfg(test)]
mod tests {
    use repo_store::MemoryStore;

    use super::*;

    const YEAR: u64 = 365 * 24 * 60 * 60;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::EPOCH.saturating_add(Duration::from_secs(seconds))
    }

    #[test]
    fn a_clock_that_is_years_ahead_of_all_evidence_is_refused() {
        let check = |now, newest: Option<u64>, forced| {
            not_far_ahead(at(now), at(50 * YEAR), newest.map(at), forced).is_ok()
        };
        assert!(check(51 * YEAR, None, false));
        assert!(!check(52 * YEAR, None, false));
        assert!(check(52 * YEAR, None, true));
        // A recent package after an idle year.
        assert!(check(53 * YEAR, Some(53 * YEAR - 100), false));
        assert!(!check(53 * YEAR, Some(40 * YEAR), false));
        // A package that is as wrong as the clock of the machine that built it.
        assert!(!check(53 * YEAR, Some(130 * YEAR), false));
    }

    #[test]
    fn the_clock_of_the_store_is_believed() {
        let store = MemoryStore::new();
        assert!(is_the_stores(&store, at(YEAR)).is_ok());
        store.set_now(Some(at(YEAR)));
        for (now, is_good) in
            [(YEAR, true), (YEAR + 120, true), (YEAR + 121, false), (YEAR - 121, false)]
        {
            assert_eq!(is_the_stores(&store, at(now)).is_ok(), is_good, "{now}");
        }
    }
}
