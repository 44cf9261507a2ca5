//! Dates for people.

use std::fmt;

use pkgio::Timestamp;

/// Seconds since 1970, shown as `2024-02-29 23:59` in UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Date(pub(crate) i64);

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let minutes = self.0.rem_euclid(DAY) / MINUTE;
        write!(f, "{year:04}-{month:02}-{day:02} {:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A day, such as `2024-02-29`, in UTC.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Day(pub(crate) Timestamp);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = i64::try_from(self.0.seconds()).unwrap_or(i64::MAX);
        let (year, month, day) = civil(seconds.div_euclid(DAY));
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Year, month and day of a number of days since 1970 in the Gregorian calendar. Years start in
/// March here, so that the leap day is their last.
fn civil(days: i64) -> (i64, i64, i64) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    const FROM_0000_03_01: i64 = 719_468;
    let days = days + FROM_0000_03_01;
    let (cycle, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (cycle * 400 + year, month + 3);
    if month > 12 { (year + 1, month - 12, day) } else { (year, month, day) }
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
