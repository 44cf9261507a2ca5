//! The time in a `Release` (RFC 5322, 3.3, in UTC).

use pkgio::{Timestamp, civil_date, days_since_epoch};

const DAY: i64 = 24 * 60 * 60;
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A time as Debian prints it: `Sat, 10 Feb 2024 11:07:25 UTC`.
pub(super) fn print(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    let (days, second) = (seconds / DAY, seconds % DAY);
    let (year, month, day) = civil_date(days);
    let weekday = DAYS.iter().cycle().nth((days % 7) as usize).copied().unwrap_or_default();
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} UTC")
}

/// A time as apt reads it: days and hours of one or two digits, the zone `UTC`, `GMT`, `Z` or zero.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut words = text.split_ascii_whitespace();
    let weekday = words.next()?.strip_suffix(',')?;
    DAYS.contains(&weekday).then_some(())?;
    let day = number(words.next()?, 1..=2)?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year = number(words.next()?, 4..=4)?;
    let mut clock = words.next()?.split(':');
    let hour = number(clock.next()?, 1..=2)?;
    let (minute, second) = (number(clock.next()?, 2..=2)?, number(clock.next()?, 2..=2)?);
    let zone = words.next()?;
    let zoned = matches!(zone, "UTC" | "GMT" | "Z" | "+0000" | "-0000");
    if !zoned || words.next().is_some() || clock.next().is_some() {
        return None;
    }
    let days = days_since_epoch(year, month as i64 + 1, day).filter(|days| *days >= 0)?;
    let in_range = hour < 24 && minute < 60 && second < 61;
    let seconds = days * DAY + hour * 3600 + minute * 60 + second;
    in_range.then(|| Timestamp::clamped(seconds))
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let fits = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_gnu_date() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 UTC"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 UTC"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 UTC"),
            (1_707_563_245, "Sat, 10 Feb 2024 11:07:25 UTC"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 UTC"),
            (8_589_934_591, "Wed, 16 Mar 2242 12:56:31 UTC"),
        ] {
            assert_eq!(print(Timestamp::clamped(seconds)), text);
            assert_eq!(parse(text), Some(Timestamp::clamped(seconds)), "{text}");
        }
    }

    #[test]
    fn reads_what_archive_tools_write() {
        let time = Some(Timestamp::clamped(1_709_254_923));
        for text in [
            "Fri, 1 Mar 2024 1:02:03 UTC",
            "Fri, 01 Mar 2024 01:02:03 +0000",
            "Fri, 01 Mar 2024 01:02:03 GMT",
            "Fri,  1 Mar 2024 01:02:03 Z",
        ] {
            assert_eq!(parse(text), time, "{text}");
        }
        for text in [
            "",
            "Fri, 01 Mar 2024 01:02:03",
            "Fri, 01 Mar 2024 01:02:03 +0100",
            "Fri, 01 Mar 2024 01:02:03 CET",
            "Fri 01 Mar 2024 01:02:03 UTC",
            "Fri, 30 Feb 2024 01:02:03 UTC",
            "Fri, 01 Mar 1969 01:02:03 UTC",
            "Fri, 01 Mar 9999999999 01:02:03 UTC",
            "Fri, 01 Mar 2024 24:02:03 UTC",
            "Fri, 01 Mar 2024 01:02:03:04 UTC",
            "Fri, 01 Mar 2024 01:02:+3 UTC",
            "2024-03-01T01:02:03Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_reads_back() {
        for day in 0..99_420 {
            let time = Timestamp::clamped(day * 86_400 + day % 86_400);
            assert_eq!(parse(&print(time)), Some(time));
        }
    }
}
