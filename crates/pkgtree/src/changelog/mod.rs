//! Changelogs: the spec file's and Debian's, parsed into the same entries.
//!
//! Parsing is pure and finds everything that is wrong in one run: what could be read is in
//! [`Changelog::entries`], what is wrong in [`Changelog::flaws`], each with its line.

mod date;
mod debian;
mod flaw;
mod spec;
#[cfg(test)]
mod tests;

use pkgio::Timestamp;

pub use debian::{Heading, debian_heading};
pub use flaw::{Flaw, Problem};

/// What a changelog says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changelog {
    /// The entries, newest first.
    pub entries: Vec<Entry>,
    /// What is wrong, by line. Entries with a flaw that is no mere warning are left out.
    pub flaws: Vec<Flaw>,
}

/// An entry of a changelog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When: noon UTC of the day that it names, as rpmbuild has it. Where the entry of a spec file
    /// gives the time of day, that time.
    pub time: Timestamp,
    /// Who, and mostly for which version, as in `CHANGELOGNAME`: `Name <address> - 1.0-1`.
    pub title: String,
    /// The package, where the format names it.
    pub package: Option<String>,
    /// The version that the entry is for, with its release, where it is given.
    pub version: Option<String>,
    /// The changes: one or more lines, items led by `- ` or as they were written.
    pub text: String,
    /// The line of its heading, from 1.
    pub line: u32,
}

impl Changelog {
    /// Parses a changelog as the section `%changelog` of a spec file has it (without the line
    /// `%changelog` itself, which is ignored): entries of a line
    /// `* Wed Jan 01 2025 Name <address> - version-release` and lines of text, newest first. As in a spec
    /// file, lines that start with `#` are comments and `%%` means `%`; macros are not expanded.
    #[must_use]
    pub fn from_spec(text: &str) -> Self {
        spec::parse(text)
    }

    /// Parses a changelog in Debian's format (deb-changelog(5)). The text of an entry loses Debian's
    /// indentation, and its items are led by `- ` for `* `. Entries are sorted by day, newest first,
    /// those of a day as they stand; one that stands out of order is warned of.
    #[must_use]
    pub fn from_debian(text: &str) -> Self {
        debian::parse(text)
    }
}

/// The number of a line from its index.
fn line_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// Lines joined without blanks at their ends and without empty lines before and after them.
fn joined<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.find(|character| character != '\n').unwrap_or(0);
    text.split_off(start)
}
