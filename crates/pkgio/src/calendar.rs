//! The Gregorian calendar.
//!
//! Internally, years start in March, so that the leap day is the last day of the year.

const DAYS_OF_400_YEARS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const FROM_0000_03_01: i64 = 719_468;

/// Converts a number of days since 1970-01-01, which may be negative, to year, month and day.
/// Months and days start at 1.
#[must_use]
pub fn civil_date(days: i64) -> (i64, i64, i64) {
    let days = days + FROM_0000_03_01;
    let (cycle, day) = (days.div_euclid(DAYS_OF_400_YEARS), days.rem_euclid(DAYS_OF_400_YEARS));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (cycle * 400 + year, month + 3);
    if month > 12 { (year + 1, month - 12, day) } else { (year, month, day) }
}

/// Converts a date with a year from 0 to 9999 to the number of days since 1970-01-01. `None` if the
/// calendar has no such day.
#[must_use]
pub fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_near = (0..=9_999).contains(&year) && (1..=12).contains(&month);
    if !is_near || !(1..=31).contains(&day) {
        return None;
    }
    let from_march = if month < 3 { year - 1 } else { year };
    let leaps = from_march.div_euclid(4) - from_march.div_euclid(100) + from_march.div_euclid(400);
    let months = (153 * ((month + 9) % 12) + 2) / 5;
    let days = 365 * from_march + leaps + months + day - 1 - FROM_0000_03_01;
    (civil_date(days) == (year, month, day)).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_reads_back_and_follows_the_one_before() {
        let mut before = civil_date(-719_529);
        assert_eq!(before, (-1, 12, 31));
        for days in -719_528..=2_932_896 {
            let date @ (year, month, day) = civil_date(days);
            let next = before.2 + 1 == day && (before.0, before.1) == (year, month);
            let month_on = day == 1 && before.1 + 1 == month && before.0 == year;
            let year_on = (month, day) == (1, 1) && before.1 == 12 && before.0 + 1 == year;
            assert!(next || month_on || year_on, "{before:?}, then {date:?}");
            assert_eq!(days_since_epoch(year, month, day), Some(days), "{date:?}");
            before = date;
        }
        assert_eq!(before, (9_999, 12, 31));
    }

    #[test]
    fn what_the_calendar_does_not_have_is_no_day() {
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 2, 30),
            (2024, 4, 31),
            (2024, 0, 1),
            (2024, 13, 1),
            (2024, 1, 0),
            (2024, 1, 32),
            (-1, 1, 1),
            (10_000, 1, 1),
            (i64::MAX, 1, 1),
            (2024, i64::MIN, i64::MAX),
        ] {
            assert_eq!(days_since_epoch(year, month, day), None, "{year}-{month}-{day}");
        }
        assert_eq!(days_since_epoch(1970, 1, 1), Some(0));
        assert_eq!(days_since_epoch(2000, 2, 29), Some(11_016));
    }
}
