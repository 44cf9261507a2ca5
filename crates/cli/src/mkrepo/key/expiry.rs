//! When a key ends.

use pkgio::Timestamp;
use repo_index::config::parse_duration;

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
        return Err(format!("{text} is past"));
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
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u64>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || !(1970..2106).contains(&year) {
        return None;
    }
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = usize::try_from(month.checked_sub(1)?).ok()?;
    if !(1..=*months.get(before)?).contains(&day) {
        return None;
    }
    let years = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum::<u64>();
    Some(years + months[..before].iter().sum::<u64>() + day - 1)
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
