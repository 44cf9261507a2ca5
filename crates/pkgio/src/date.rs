//! Dates for people.

use std::fmt;

use crate::{Timestamp, civil_date};

/// Seconds since 1970, shown as `2024-02-29 23:59` in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Date(pub i64);

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

impl From<Timestamp> for Date {
    fn from(time: Timestamp) -> Self {
        Self(i64::try_from(time.seconds()).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_date(self.0.div_euclid(DAY));
        let minutes = self.0.rem_euclid(DAY) / MINUTE;
        write!(f, "{year:04}-{month:02}-{day:02} {:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A day, such as `2024-02-29`, in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Day(pub Timestamp);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_date(Date::from(self.0).0.div_euclid(DAY));
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_gnu_date() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00"),
            (-1, "1969-12-31 23:59"),
            (951_782_399, "2000-02-28 23:59"),
            (951_782_400, "2000-02-29 00:00"),
            (1_709_251_199, "2024-02-29 23:59"),
            (4_107_542_400, "2100-03-01 00:00"),
            (8_589_934_591, "2242-03-16 12:56"),
            (-62_167_219_200, "0000-01-01 00:00"),
        ] {
            assert_eq!(Date(seconds).to_string(), text);
        }
    }
}
