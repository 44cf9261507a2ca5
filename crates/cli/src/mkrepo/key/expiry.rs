//! When a key ends.

use pkgio::{Timestamp, days_since_epoch};
use repository::config::parse_duration;

const DAY: u64 = 24 * 60 * 60;

/// The time that `text` gives, seen from `now`: a day such as `2030-06-30`, at whose start the key
/// ends, or a span such as `90d`, `52w` or `2y`; `never` gives none.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence.
pub(super) fn parse(text: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    if text == "never" {
        return Ok(None);
    }
    let seconds = match (day(text), years(text)) {
        (Some(days), _) => days * DAY,
        (None, Some(years)) => now.seconds() + years * 365 * DAY,
        (None, None) => {
            let span = parse_duration(text).map_err(|error| error.to_string())?;
            now.seconds() + span.as_secs()
        }
    };
    if seconds <= now.seconds() {
        return Err(format!("{text} is in the past"));
    }
    Ok(Some(Timestamp::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))))
}

fn years(text: &str) -> Option<u64> {
    let years = text.strip_suffix('y')?.parse().ok()?;
    (1..=50).contains(&years).then_some(years)
}

/// The days from 1970 to a date of the Gregorian calendar, years from 1970 to 2105.
fn day(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i64>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || !(1970..2106).contains(&year) {
        return None;
    }
    days_since_epoch(year, month, day).and_then(|days| u64::try_from(days).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_spans() {
        let now = Timestamp::clamped(1_800_000_000);
        let end = |text| parse(text, now).map(|end| end.map(Timestamp::seconds));
        assert_eq!(end("never"), Ok(None));
        assert_eq!(end("90d"), Ok(Some(1_800_000_000 + 90 * DAY)));
        assert_eq!(end("2y"), Ok(Some(1_800_000_000 + 730 * DAY)));
        // As `date --utc --date 2028-02-29 +%s` says.
        assert_eq!(end("2028-02-29"), Ok(Some(1_835_395_200)));
        assert_eq!(end("2100-03-01"), Ok(Some(4_107_542_400)));
        for bad in [
            "",
            "x",
            "0d",
            "0y",
            "99y",
            "2",
            "2028-2-29",
            "2027-02-29",
            "2100-02-29",
            "2028-13-01",
            "2028-00-01",
            "2028-01-00",
            "2028-01-01-01",
            "2200-01-01",
            "1999-01-01",
            "-1d",
        ] {
            assert!(end(bad).is_err(), "{bad:?}");
        }
    }
}
