//! The changelog of a spec file.

use pkgio::Timestamp;

use super::date::Date;
use super::{Changelog, Entry, Flaw, Problem, joined, line_number};

const EXAMPLE: &str = "Wed Jan 01 2025";

/// See [`Changelog::from_spec`].
pub(super) fn parse(text: &str) -> Changelog {
    let mut changelog = Changelog::default();
    let mut lines = text.lines().enumerate().map(|(index, line)| (line_number(index), line));
    let mut lines = lines.by_ref().filter(|(_, line)| !is_skipped(line)).peekable();
    let mut oldest = None;
    let mut has_heading = false;
    while let Some((line, text)) = lines.next() {
        let Some(heading) = text.strip_prefix('*') else {
            if !text.trim().is_empty() {
                let problem = Problem::OutsideEntry(text.trim().to_owned());
                changelog.flaws.push(Flaw { line, problem });
            }
            continue;
        };
        has_heading = true;
        let mut body = Vec::new();
        while let Some((_, text)) = lines.next_if(|(_, text)| !text.starts_with('*')) {
            body.push(text);
        }
        let mut flaws = Vec::new();
        let entry = entry(line, heading, &body, &mut flaws);
        if let Some(entry) = &entry {
            if oldest.is_some_and(|oldest| oldest < entry.time) {
                flaws.push(Problem::Order { sorted: false });
            } else {
                oldest = Some(entry.time);
            }
        }
        let flaws = flaws.into_iter().map(|problem| Flaw { line, problem });
        let before = changelog.flaws.len();
        changelog.flaws.extend(flaws);
        let is_sound = changelog.flaws[before..].iter().all(Flaw::is_warning);
        changelog.entries.extend(entry.filter(|_| is_sound));
    }
    if !has_heading && changelog.flaws.is_empty() {
        changelog.flaws.push(Flaw { line: 1, problem: Problem::NoEntries });
    }
    changelog
}

/// True for comments and the section's own line.
fn is_skipped(line: &str) -> bool {
    line.trim_start().starts_with('#') || line.trim_end() == "%changelog"
}

/// An entry from what follows the `*` and the lines below it; `None` when it has no date.
fn entry(line: u32, heading: &str, body: &[&str], flaws: &mut Vec<Problem>) -> Option<Entry> {
    for text in std::iter::once(&heading).chain(body) {
        flaws.extend(macro_of(text).map(|name| Problem::Macro(name.to_owned())));
    }
    let text = joined(body.iter().copied());
    let text = text.trim_start().replace("%%", "%");
    if text.is_empty() {
        flaws.push(Problem::NoText);
    }
    let Some((time, weekday, author)) = date(heading) else {
        let given = words(heading, 4).0.join(" ");
        flaws.push(Problem::Date { given, example: EXAMPLE });
        return None;
    };
    flaws.extend(weekday);
    let title = author.trim().replace("%%", "%");
    if title.is_empty() {
        flaws.push(Problem::NoAuthor);
    }
    let version = version(&title).map(str::to_owned);
    Some(Entry { time, title, package: None, version, text, line })
}

/// The time of a heading, what is wrong with its day of the week, and what follows.
fn date(heading: &str) -> Option<(Timestamp, Option<Problem>, &str)> {
    let (long, after_long) = words(heading, 6);
    let (short, after_short) = words(heading, 4);
    let (weekday, date, time, rest) = match (&long[..], &short[..]) {
        ([weekday, month, day, time, zone, year], _) if time.contains(':') => {
            let date = Date::parse(month, day, year)?;
            (weekday, date, date.at(time, zone)?, after_long)
        }
        (_, [weekday, month, day, year]) => {
            let date = Date::parse(month, day, year)?;
            (weekday, date, date.noon(), after_short)
        }
        _ => return None,
    };
    Some((time, date.check_weekday(weekday).ok()?, rest))
}

/// The first words of a text, at most `count`, and what follows them.
fn words(text: &str, count: usize) -> (Vec<&str>, &str) {
    let mut rest = text.trim_start();
    let mut words = Vec::new();
    while words.len() < count && !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    (words, rest)
}

/// The version of `Name <address> - version`, with or without the dash.
fn version(title: &str) -> Option<&str> {
    let (_, rest) = title.rsplit_once("> ").or_else(|| title.rsplit_once(" - "))?;
    let version = rest.trim_start_matches(['-', ' ']).trim();
    (!version.is_empty() && !version.contains(char::is_whitespace)).then_some(version)
}

/// The first macro of a line.
fn macro_of(line: &str) -> Option<&str> {
    let mut start = 0;
    while let Some(found) = line[start..].find('%') {
        let percent = start + found;
        let rest = &line[percent + 1..];
        match rest.chars().next() {
            Some('%') => start = percent + 2,
            Some('{') => {
                let end = rest.find('}').map_or(rest.len(), |end| end + 1);
                return Some(&line[percent..percent + 1 + end]);
            }
            _ => start = percent + 1,
        }
    }
    None
}
