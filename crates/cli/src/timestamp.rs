//! The package's time.

use pkgio::Timestamp;
use pkgtree::Diagnostic;

use crate::describe::flag_defect;
use crate::{codes, environment};

const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// The time that `--timestamp` gives, else `SOURCE_DATE_EPOCH`; `None` when neither is there. What
/// is no time is a defect, never the current time
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(crate) fn timestamp(flag: Option<&str>) -> Result<Option<Timestamp>, Diagnostic> {
    let (name, text) = match (flag, environment::variable(VARIABLE)) {
        (Some(text), _) => ("--timestamp", text.to_owned()),
        (None, Some(value)) => (VARIABLE, value.to_string_lossy().into_owned()),
        (None, None) => return Ok(None),
    };
    text.parse().map(Some).map_err(|error: pkgio::ParseTimestampError| {
        flag_defect(codes::TIMESTAMP, name, error.to_string())
            .hint("give whole seconds since 1970, as `git log -1 --format=%ct` does")
    })
}
