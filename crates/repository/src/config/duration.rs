//! Durations as people write them.

use std::time::Duration;

use pkgtree::description::{Table, Text};
use repo_index::codes;

/// Parses a whole number with its unit: `90s`, `30m`, `24h`, `7d` or `2w`.
///
/// # Errors
/// No number, no unit or an unknown one, zero, or more than ten years.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let seconds = match unit.trim_start_matches(' ') {
        "s" => 1,
        "m" => 60,
        "h" => HOUR,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => return Err(DurationError::NotADuration(text.to_owned())),
    };
    if number.is_empty() {
        return Err(DurationError::NotADuration(text.to_owned()));
    }
    let total = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds));
    match total {
        Some(0) => Err(DurationError::Zero),
        Some(total) if total <= LONGEST => Ok(Duration::from_secs(total)),
        _ => Err(DurationError::TooLong),
    }
}

const HOUR: u64 = 60 * 60;
pub(super) const DAY: u64 = 24 * HOUR;
const LONGEST: u64 = 3660 * DAY;

/// The value of a key that takes a duration.
pub(super) fn read(table: &mut Table<'_>, key: &'static str) -> Option<Duration> {
    let text = table.line(key)?;
    of(table, key, &text)
}

/// A text as a duration.
pub(super) fn of(table: &Table<'_>, key: &str, text: &Text) -> Option<Duration> {
    match parse_duration(&text.value) {
        Ok(duration) => Some(duration),
        Err(error) => {
            let hint = "write a number and its unit, such as \"90s\", \"30m\", \"24h\" or \"7d\"";
            table.report(codes::DURATION, key, &text.source, error.to_string(), hint);
            None
        }
    }
}

/// A duration in the largest unit that it is a whole number of.
pub(super) fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let units = [(DAY, "d"), (HOUR, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit));
    let (unit, name) = unit.unwrap_or((1, "s"));
    format!("{}{name}", seconds / unit)
}

/// Not a duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// It is not a number and a unit.
    #[error("{0:?} is not a duration")]
    NotADuration(String),
    /// It is no time at all.
    #[error("a duration of zero")]
    Zero,
    /// It is more than ten years.
    #[error("a duration of more than ten years")]
    TooLong,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_with_units() {
        for (text, seconds) in
            [("90s", 90), ("30m", 1800), ("24h", 86400), ("7d", 604_800), ("2 w", 1_209_600)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_secs(seconds)));
        }
        for bad in ["", "7", "d", "7 days", "-1d", "1.5d", "+1d", "0d", "99999d", "7D", " 7d"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
        assert!(parse_duration(&format!("{}d", "9".repeat(40))).is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(seconds in 1u64..LONGEST) {
            let duration = Duration::from_secs(seconds);
            prop_assert_eq!(parse_duration(&shown(duration)), Ok(duration));
        }

        #[test]
        fn never_panics(text in ".{0,8}") {
            let _ = parse_duration(&text);
        }
    }
}
