//! Dates of changelogs.

use std::fmt;

use pkgio::Timestamp;

use super::Problem;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Zones by name, with their seconds east of Greenwich: RFC 5322's and those of Europe.
const ZONES: [(&str, i64); 18] = [
    ("UTC", 0),
    ("UT", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 3600),
    ("CET", 3600),
    ("CEST", 2 * 3600),
    ("EET", 2 * 3600),
    ("EEST", 3 * 3600),
    ("EST", -5 * 3600),
    ("EDT", -4 * 3600),
    ("CST", -6 * 3600),
    ("CDT", -5 * 3600),
    ("MST", -7 * 3600),
    ("MDT", -6 * 3600),
    ("PST", -8 * 3600),
    ("PDT", -7 * 3600),
];

/// Seconds of a day.
const DAY: i64 = 86_400;
const NOON: i64 = DAY / 2;

/// A day of the Gregorian calendar, 1970 to 2105: those that 32 bits of seconds hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    year: i64,
    month: usize,
    day: i64,
}

impl Date {
    /// The day written as `month` (`Jan`), `day` (`1` or `01`) and `year`.
    pub(super) fn parse(month: &str, day: &str, year: &str) -> Option<Self> {
        let month = MONTHS.iter().position(|name| *name == month)? + 1;
        let day = digits(day, 1..=2)?;
        let year = digits(year, 4..=4)?;
        let date = Self { year, month, day };
        let valid = (1970..=2105).contains(&year) && (1..=date.days_in_month()).contains(&day);
        valid.then_some(date)
    }

    /// Noon UTC.
    pub(super) fn noon(self) -> Timestamp {
        Timestamp::clamped(self.days() * DAY + NOON)
    }

    /// A time of this day, written as `12:34:56`, in a zone such as `UTC`, `CET` or `+0100`.
    pub(super) fn at(self, time: &str, zone: &str) -> Option<Timestamp> {
        let seconds = self.days() * DAY + time_of_day(time)? - offset(zone)?;
        (seconds >= 0).then(|| Timestamp::clamped(seconds))
    }

    /// What is wrong with `given` as this day's day of the week: `Err` when it is not the name of one.
    pub(super) fn check_weekday(self, given: &str) -> Result<Option<Problem>, ()> {
        let given = WEEKDAYS.iter().find(|name| **name == given).ok_or(())?;
        let actual = self.weekday();
        let date = self.to_string();
        Ok((actual != *given).then_some(Problem::Weekday { date, actual, given }))
    }

    fn weekday(self) -> &'static str {
        // 1970-01-01 was a Thursday.
        let index = usize::try_from(self.days() % 7).unwrap_or(0);
        WEEKDAYS[index]
    }

    fn is_leap_year(self) -> bool {
        self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0)
    }

    fn days_in_month(self) -> i64 {
        match self.month {
            2 if self.is_leap_year() => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Days since 1970-01-01.
    fn days(self) -> i64 {
        let months = (1..self.month).map(|month| Self { month, ..self }.days_in_month());
        // The leap days of the years before this one.
        let before = self.year - 1;
        let leap_days = before / 4 - before / 100 + before / 400 - 477;
        (self.year - 1970) * 365 + leap_days + months.sum::<i64>() + self.day - 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A number of as many digits.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && lengths.contains(&text.len())).then(|| text.parse().ok()).flatten()
}

/// The seconds since midnight of `12:34:56`.
fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| digits(part, 1..=2));
    let [hours, minutes, seconds] = [parts.next()??, parts.next()??, parts.next()??];
    let valid = parts.next().is_none() && hours < 24 && minutes < 60 && seconds <= 60;
    valid.then_some(hours * 3600 + minutes * 60 + seconds)
}

/// The seconds that a zone is east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    if let Some((_, seconds)) = ZONES.iter().find(|(name, _)| *name == zone) {
        return Some(*seconds);
    }
    let (sign, number) = match zone.split_at_checked(1)? {
        ("+", number) => (1, number),
        ("-", number) => (-1, number),
        _ => return None,
    };
    let number = digits(number, 4..=4)?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<Date> {
        let words: Vec<_> = text.split(' ').collect();
        Date::parse(words[0], words[1], words[2])
    }

    #[test]
    fn days_are_counted_as_date_does() {
        // date -u -d "2025-01-01 12:00" +%s
        for (text, noon, weekday) in [
            ("Jan 1 1970", 43_200, "Thu"),
            ("Feb 29 2000", 951_825_600, "Tue"),
            ("Dec 31 2024", 1_735_646_400, "Tue"),
            ("Jan 01 2025", 1_735_732_800, "Wed"),
            ("Mar 1 2100", 4_107_585_600, "Mon"),
            ("Dec 31 2105", 4_291_704_000, "Thu"),
        ] {
            let date = date(text).unwrap();
            assert_eq!((date.noon().seconds(), date.weekday()), (noon, weekday), "{text}");
        }
    }

    #[test]
    fn days_that_are_not_on_the_calendar() {
        for text in [
            "Feb 29 2025",
            "Feb 29 2100",
            "Apr 31 2025",
            "Jan 0 2025",
            "Jan 32 2025",
            "Jan 001 2025",
            "jan 1 2025",
            "January 1 2025",
            "Jan 1 25",
            "Jan 1 1969",
            "Jan 1 2106",
            "Jan +1 2025",
            "Jan ١ 2025",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn times_in_zones() {
        let day = date("Jan 1 2025").unwrap();
        let at = |time, zone| day.at(time, zone).map(Timestamp::seconds);
        assert_eq!(at("12:00:00", "UTC"), Some(1_735_732_800));
        assert_eq!(at("23:59:59", "CET"), Some(1_735_772_399));
        assert_eq!(at("23:59:59", "+0100"), Some(1_735_772_399));
        assert_eq!(at("00:00:00", "-0930"), Some(1_735_689_600 + 9 * 3600 + 1800));
        for (time, zone) in [
            ("24:00:00", "UTC"),
            ("12:60:00", "UTC"),
            ("12:00", "UTC"),
            ("12:00:00:00", "UTC"),
            ("12:00:00", ""),
            ("12:00:00", "+100"),
            ("12:00:00", "+2400"),
            ("12:00:00", "Mars"),
            ("12:00:00", "é"),
        ] {
            assert_eq!(at(time, zone), None, "{time} {zone}");
        }
    }
}
