//! `updateinfo`: updates, each with its identity.

use std::collections::HashSet;

use super::{DocumentError, clashing, merged_xml};
use crate::rpmmd::xml::{Reader, XmlError};

/// One `<update>`, as it is.
struct Update<'a> {
    id: String,
    /// The dates that are none, and the elements that have them.
    undated: Vec<(&'static str, String)>,
    /// Where it starts, in bytes.
    start: usize,
    /// `<update ..>` to `</update>`.
    text: &'a str,
}

/// Checks that each update has its identity; tells of those that share one.
pub(super) fn check(text: &[u8]) -> Result<Vec<DocumentError>, DocumentError> {
    let (mut seen, mut notes) = (HashSet::new(), Vec::new());
    for Update { id, start, undated, .. } in &read(text)? {
        let line = || memchr::memchr_iter(b'\n', &text[..*start]).count() + 1;
        if !seen.insert(id) {
            notes.push(DocumentError { line: line(), problem: format!("a second update {id:?}") });
        }
        for (element, date) in undated {
            let problem =
                format!("the update {id:?} is {element} at {date:?}, which is not a date");
            notes.push(DocumentError { line: line(), problem });
        }
    }
    Ok(notes)
}

/// The updates of both; those of `given` replace those of `published` that have their identity. Where
/// nothing changes, `published` stays as it is.
pub(super) fn merge(published: &[u8], given: &[u8]) -> Result<Vec<u8>, DocumentError> {
    let (before, given) = (parts(published)?, parts(given)?);
    Ok(merged_xml("updates", &before, &given).unwrap_or_else(|| published.to_vec()))
}

/// The updates, by their identities, that differ.
pub(super) fn clashes(one: &[u8], other: &[u8]) -> Result<Vec<String>, DocumentError> {
    let (one, other) = (parts(one)?, parts(other)?);
    Ok(clashing(&one, &other).into_iter().map(|id| format!("update {id:?}")).collect())
}

/// The updates with their identities.
fn parts(text: &[u8]) -> Result<Vec<(String, &str)>, DocumentError> {
    Ok(read(text)?.into_iter().map(|update| (update.id, update.text)).collect())
}

/// Whether libsolv and dnf read it as a date: seconds since 1970, `2025-12-31`, or that and a time.
fn is_date(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let day = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        let number = |text: &str| text.parse().unwrap_or(0_u32);
        matches!(parts[..], [year, month, day] if year.len() == 4
            && [year, month, day].into_iter().all(digits)
            && (1..=12).contains(&number(month))
            && (1..=31).contains(&number(day)))
    };
    let time = |text: &str| text.split(':').all(|part| part.len() == 2 && digits(part));
    let text = text.trim();
    digits(text)
        || match text.split_once([' ', 'T']) {
            None => day(text),
            Some((date, rest)) => {
                let clock = rest.trim_end_matches("UTC").trim_end_matches('Z').trim();
                day(date) && time(clock)
            }
        }
}

fn read(text: &[u8]) -> Result<Vec<Update<'_>>, XmlError> {
    let mut reader = Reader::of_type(text)?;
    let root = reader.root()?;
    if root.name != "updates" {
        return Err(reader.error(format!("<{}> instead of <updates>", root.name)));
    }
    let mut updates = Vec::new();
    while let Some(tag) = reader.child()? {
        if tag.name != "update" {
            return Err(reader.error(format!("<{}> instead of updates", tag.name)));
        }
        let (mut found, mut undated) = (None, Vec::new());
        while let Some(part) = reader.child()? {
            let element = ["issued", "updated"].into_iter().find(|name| *name == part.name);
            let date = part.attributes().find(|(name, _)| *name == "date");
            if let (Some(element), Some((_, date))) = (element, date)
                && !is_date(date)
            {
                undated.push((element, date.to_owned()));
            }
            match part.name {
                "id" => found = Some(reader.content()?.trim().to_owned()),
                _ => reader.skip()?,
            }
        }
        match found.filter(|id| !id.is_empty()) {
            Some(id) => {
                let start = tag.range.start;
                updates.push(Update { id, undated, start, text: reader.since(start) });
            }
            None => return Err(reader.error("an update without its <id>")),
        }
    }
    reader.finish()?;
    Ok(updates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_are_none_are_told() {
        for (date, is_good) in [
            ("2025-12-31", true),
            ("2025-12-31 23:59:59", true),
            ("2025-12-31 23:59:59 UTC", true),
            ("2025-12-31T23:59:59Z", true),
            ("1735689600", true),
            ("", false),
            ("yesterday", false),
            ("31.12.2025", false),
            ("2025-13-01", false),
            ("2025-12-32", false),
            ("2025-12-31 noon", false),
            ("25-12-31", false),
        ] {
            let text = format!(
                "<updates><update><id>X-1</id><issued date=\"{date}\"/></update></updates>"
            );
            let notes = check(text.as_bytes()).unwrap();
            assert_eq!(notes.is_empty(), is_good, "{date:?}: {notes:?}");
        }
    }
}
