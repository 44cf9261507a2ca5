//! What is wrong with a changelog.

/// Something that is wrong with a line of a changelog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What may be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// There is not one entry.
    #[error("has no entry")]
    NoEntries,
    /// A line that belongs to no entry.
    #[error("{0:?} is not part of an entry")]
    OutsideEntry(String),
    /// No date, or one that is not on the calendar.
    #[error("{given:?} is not a date such as {example:?}")]
    Date {
        /// What is there.
        given: String,
        /// How a date is written.
        example: &'static str,
    },
    /// Another day of the week than the date's; only a warning, as in rpmbuild and dpkg.
    #[error("{date} was a {actual}, not a {given}")]
    Weekday {
        /// The date, as `2025-01-01`.
        date: String,
        /// The day of the week that it has.
        actual: &'static str,
        /// The one that is given.
        given: &'static str,
    },
    /// An entry newer than one above it: an error in a spec file, as for rpmbuild, and a warning
    /// in Debian's format.
    #[error("is newer than an entry above it")]
    Order {
        /// Whether the entries were sorted.
        sorted: bool,
    },
    /// An entry of a spec file without an author.
    #[error("has no author")]
    NoAuthor,
    /// An entry without a text.
    #[error("has no text")]
    NoText,
    /// A macro, which only rpmbuild expands; only a warning.
    #[error("has the macro {0:?}, which is not expanded")]
    Macro(String),
    /// An entry in Debian's format without its last line.
    #[error("the entry has no line \" -- Name <address>  date\"")]
    NoTrailer,
    /// A last line in Debian's format that does not parse.
    #[error("{0:?} is not a line \" -- Name <address>  date\"")]
    Trailer(String),
}

impl Flaw {
    /// True when the entry can be used all the same.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        match self.problem {
            Problem::Weekday { .. } | Problem::Macro(_) => true,
            Problem::Order { sorted } => sorted,
            _ => false,
        }
    }

    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.problem {
            Problem::NoEntries => "remove it, or add an entry",
            Problem::OutsideEntry(_) => "remove it, or put the heading of its entry above it",
            Problem::Date { .. } => "use an English date with the day of the week",
            Problem::Weekday { .. } => "correct the day of the week, or the date",
            Problem::Order { .. } => "put the newest entry first, or correct the date",
            Problem::NoAuthor => "add \"Name <address> - version-release\" after the date",
            Problem::NoText => "list the changes, one line \"- ...\" for each change",
            Problem::Macro(_) => "use the expanded text; \"%%\" is a percent sign",
            Problem::NoTrailer => "end the entry with its author and date",
            Problem::Trailer(_) => "put two blanks between the address and the date",
        }
    }
}
