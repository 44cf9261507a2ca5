//! Debian's changelog.

use super::date::Date;
use super::{Changelog, Entry, Flaw, Problem, joined, line_number};

const EXAMPLE: &str = "Wed, 01 Jan 2025 12:00:00 +0000";

/// The heading of an entry in Debian's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// The source package.
    pub package: &'a str,
    /// Its version.
    pub version: &'a str,
}

/// The heading `name (version) distributions; metadata`; `None` when `line` is not one.
///
/// ```
/// let heading = pkgtree::changelog::debian_heading("hello (2.10-3) unstable; urgency=medium");
/// assert_eq!(heading.unwrap().version, "2.10-3");
/// ```
#[must_use]
pub fn debian_heading(line: &str) -> Option<Heading<'_>> {
    let (package, rest) = line.split_once(" (")?;
    let (version, rest) = rest.split_once(')')?;
    let word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    (word(package) && word(version) && rest.contains(';')).then_some(Heading { package, version })
}

/// An entry whose last line has not been met.
struct Open<'a> {
    line: u32,
    heading: Heading<'a>,
    body: Vec<&'a str>,
}

/// See [`Changelog::from_debian`].
pub(super) fn parse(text: &str) -> Changelog {
    let mut changelog = Changelog::default();
    let mut open: Option<Open<'_>> = None;
    for (index, text) in text.lines().enumerate() {
        let line = line_number(index);
        if ends(text) {
            break;
        }
        if let Some(heading) = debian_heading(text) {
            if let Some(open) = open.replace(Open { line, heading, body: Vec::new() }) {
                let problem = Problem::NoTrailer;
                changelog.flaws.push(Flaw { line: open.line, problem });
            }
        } else if let Some(trailer) = text.strip_prefix(" --") {
            match open.take() {
                Some(open) => close(open, line, trailer, &mut changelog),
                None => outside(line, text, &mut changelog),
            }
        } else if let Some(open) = &mut open {
            open.body.push(text);
        } else if !is_skipped(text) {
            outside(line, text, &mut changelog);
        }
    }
    if let Some(open) = open {
        changelog.flaws.push(Flaw { line: open.line, problem: Problem::NoTrailer });
    }
    sort(&mut changelog);
    if changelog.entries.is_empty() && changelog.flaws.is_empty() {
        changelog.flaws.push(Flaw { line: 1, problem: Problem::NoEntries });
    }
    changelog
}

/// True for a line that ends the part that is parsed: an editor's settings, or a changelog from
/// before the format.
fn ends(line: &str) -> bool {
    let lower = line.trim_end().to_ascii_lowercase();
    lower.starts_with(";; local variables:")
        || lower.starts_with("local variables:")
        || lower.starts_with("vim:")
        || lower == "old changelog:"
}

/// True for what may stand between entries: nothing, comments and keywords of version control.
fn is_skipped(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with('#')
        || line.starts_with("/*") && line.ends_with("*/")
        || line.starts_with('$') && line.ends_with('$')
}

fn outside(line: u32, text: &str, changelog: &mut Changelog) {
    let problem = Problem::OutsideEntry(text.trim().to_owned());
    changelog.flaws.push(Flaw { line, problem });
}

/// Ends an entry with what follows ` --` on its last line.
fn close(open: Open<'_>, line: u32, trailer: &str, changelog: &mut Changelog) {
    let Heading { package, version } = open.heading;
    let lines = open.body.iter().filter(|line| !line.starts_with('#'));
    let text = joined(lines.map(|line| line.strip_prefix("  ").unwrap_or(line)));
    let text = with_dashes(&text);
    if text.is_empty() {
        changelog.flaws.push(Flaw { line: open.line, problem: Problem::NoText });
    }
    let Some((author, date)) = split_trailer(trailer) else {
        let problem = Problem::Trailer(format!(" --{trailer}"));
        changelog.flaws.push(Flaw { line, problem });
        return;
    };
    let parsed = parse_date(date);
    let Some((weekday, day)) = parsed else {
        let problem = Problem::Date { given: date.to_owned(), example: EXAMPLE };
        changelog.flaws.push(Flaw { line, problem });
        return;
    };
    changelog.flaws.extend(weekday.map(|problem| Flaw { line, problem }));
    if text.is_empty() {
        return;
    }
    changelog.entries.push(Entry {
        time: day.noon(),
        title: format!("{author} - {version}"),
        package: Some(package.to_owned()),
        version: Some(version.to_owned()),
        text,
        line: open.line,
    });
}

/// The text with items led by `- ` for `* `.
fn with_dashes(text: &str) -> String {
    let lines = text.split('\n').map(|line| match line.strip_prefix("* ") {
        Some(item) => format!("- {item}"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `Name <address>` and the date of ` Name <address>  date`.
fn split_trailer(trailer: &str) -> Option<(&str, &str)> {
    let end = trailer.rfind('>')? + 1;
    let (author, date) = trailer.split_at(end);
    let author = author.strip_prefix(' ')?.trim();
    (author.contains('<') && !date.trim().is_empty()).then_some((author, date.trim()))
}

/// The day of `Wed, 01 Jan 2025 12:00:00 +0000`, with what is wrong with its day of the week. The
/// time must be one, but the day is the author's.
fn parse_date(text: &str) -> Option<(Option<Problem>, Date)> {
    let (weekday, rest) = text.split_once(',')?;
    let words: Vec<_> = rest.split_whitespace().collect();
    let [day, month, year, time, zone] = words[..] else { return None };
    let date = Date::parse(&titled(month), day, year)?;
    date.at(time, zone)?;
    Some((date.check_weekday(&titled(weekday)).ok()?, date))
}

/// A word with a capital: dpkg takes `jun` for `Jun`.
fn titled(word: &str) -> String {
    let mut word = word.to_ascii_lowercase();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// Sorts the entries, newest first, and warns of those that was elsewhere.
fn sort(changelog: &mut Changelog) {
    let unsorted = changelog.entries.windows(2).filter(|pair| pair[0].time < pair[1].time);
    let problem = Problem::Order { sorted: true };
    let flaws: Vec<_> =
        unsorted.map(|pair| Flaw { line: pair[1].line, problem: problem.clone() }).collect();
    changelog.flaws.extend(flaws);
    changelog.flaws.sort_by_key(|flaw| flaw.line);
    changelog.entries.sort_by_key(|entry| std::cmp::Reverse(entry.time));
}
