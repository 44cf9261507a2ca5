//! Timestamps in seconds since 1970, in the range that every format supports.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Seconds since 1970-01-01 00:00:00 UTC, from 0 to 2³³−1: the range of a ustar `mtime` field in
/// octal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// 1970-01-01 00:00:00 UTC.
    pub const EPOCH: Self = Self(0);
    /// The latest time.
    pub const MAX: Self = Self((1 << 33) - 1);

    /// Creates a timestamp; `seconds` outside the range are clamped.
    #[must_use]
    pub fn clamped(seconds: i64) -> Self {
        Self(u64::try_from(seconds).unwrap_or(0).min(Self::MAX.0))
    }

    /// The time that is `span` later, in whole seconds, at most [`MAX`](Self::MAX).
    #[must_use]
    pub fn saturating_add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_secs()).min(Self::MAX.0))
    }

    /// The seconds.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Decimal digits only, as the `SOURCE_DATE_EPOCH` specification asks: no sign, no blanks.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `u64::from_str` would take a plus sign.
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten()
            .filter(|&seconds| seconds <= Self::MAX.0)
            .map(Self)
            .ok_or_else(|| ParseTimestampError(text.to_owned()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Not a count of seconds from 0 to 2³³−1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number of seconds since 1970 from 0 to 8589934591")]
pub struct ParseTimestampError(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clamps_into_range() {
        assert_eq!(Timestamp::clamped(i64::MIN), Timestamp::EPOCH);
        assert_eq!(Timestamp::clamped(-1), Timestamp::EPOCH);
        assert_eq!(Timestamp::clamped(0), Timestamp::EPOCH);
        assert_eq!(Timestamp::clamped(1).seconds(), 1);
        assert_eq!(Timestamp::clamped((1 << 33) - 1), Timestamp::MAX);
        assert_eq!(Timestamp::clamped(1 << 33), Timestamp::MAX);
        assert_eq!(Timestamp::clamped(i64::MAX), Timestamp::MAX);
    }

    #[test]
    fn later_is_at_most_the_latest() {
        let later = |seconds| Timestamp::clamped(5).saturating_add(Duration::from_secs(seconds));
        assert_eq!(later(7).seconds(), 12);
        assert_eq!(later(u64::MAX), Timestamp::MAX);
    }

    #[test]
    fn the_latest_fills_an_octal_field_of_eleven_digits() {
        assert_eq!(format!("{:o}", Timestamp::MAX.seconds()), "77777777777");
    }

    #[test]
    fn parses_digits_only() {
        assert_eq!("0".parse(), Ok(Timestamp::EPOCH));
        assert_eq!("0001700000000".parse(), Ok(Timestamp(1_700_000_000)));
        assert_eq!("8589934591".parse(), Ok(Timestamp::MAX));
        for text in
            ["", "-1", "+1", " 1", "1 ", "1.0", "0x1", "8589934592", "99999999999999999999", "١"]
        {
            assert_eq!(text.parse::<Timestamp>(), Err(ParseTimestampError(text.to_owned())));
        }
    }
}
