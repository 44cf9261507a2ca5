//! The clock: read here and nowhere else, and never for what a package holds.

use std::time::SystemTime;

use pkgio::Timestamp;

/// Now.
#[expect(clippy::disallowed_methods, reason = "keys expire by the clock")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::clamped(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
