//! Modification times in the future, by the clock of the build host.

use diagnostic::{Diagnostic, Subject};
use pkgio::Timestamp;
use pkgtree::Tree;

use crate::codes;
use pkgio::Date;

/// Later than now by this many seconds is more than a clock that is slow.
const TOLERANCE: u64 = 86_400;

/// The warning of entries that are dated more than a day after `now`, as they are packaged: none is
/// later than `timestamp`.
pub(super) fn warning(
    tree: &Tree,
    timestamp: Option<Timestamp>,
    now: Timestamp,
) -> Option<Diagnostic> {
    let time = |entry: &pkgtree::Entry| timestamp.map_or(entry.mtime, |it| it.min(entry.mtime));
    let is_late = |entry: &&pkgtree::Entry| {
        !entry.roles.ghost && time(entry).seconds() > now.seconds().saturating_add(TOLERANCE)
    };
    let mut late = tree.entries().iter().filter(is_late);
    let first = late.next()?;
    let others = match late.count() {
        0 => String::new(),
        1 => ", and so has one more entry".to_owned(),
        count => format!(", and so have {count} more entries"),
    };
    let problem = format!(
        "has a timestamp in the future, {}{others}",
        Date(i64::try_from(time(first).seconds()).unwrap_or(i64::MAX))
    );
    Some(Diagnostic::new(codes::FUTURE_MTIME, Subject::from(&first.path), problem).hint(
        "set the timestamp of the package with --timestamp or SOURCE_DATE_EPOCH, or touch(1) \
             the files",
    ))
}
