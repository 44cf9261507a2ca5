//! The package's time, and that of a publication.

use diagnostic::Diagnostic;
use pkgio::Timestamp;

use crate::{clock, codes, environment};
use diagnostic::flag_defect;

const FLAG: &str = "--timestamp";
const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// The time that `--timestamp` gives, else `SOURCE_DATE_EPOCH`; `None` when neither is there. What
/// is no time is a defect, never the current time
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(crate) fn timestamp(flag: Option<&str>) -> Result<Option<Timestamp>, Diagnostic> {
    let (name, text) = match (flag, environment::variable(VARIABLE)) {
        (Some(text), _) => (FLAG, text.to_owned()),
        (None, Some(value)) => (VARIABLE, value.to_string_lossy().into_owned()),
        (None, None) => return Ok(None),
    };
    parse(name, &text).map(Some)
}

/// What time it is: what `--timestamp` gives, else the clock. `SOURCE_DATE_EPOCH` is the time of what
/// is built, and says nothing of when it is published.
pub(crate) fn now(flag: Option<&str>) -> Result<Timestamp, Diagnostic> {
    flag.map_or_else(|| Ok(clock::now()), |text| parse(FLAG, text))
}

fn parse(name: &str, text: &str) -> Result<Timestamp, Diagnostic> {
    text.parse().map_err(|error: pkgio::ParseTimestampError| {
        flag_defect(codes::TIMESTAMP, name, error.to_string())
            .hint("use whole seconds since 1970, as printed by `git log -1 --format=%ct`")
    })
}
