//! The stable numbers of defects.

use std::fmt;

/// What kind of failure a [`Code`] means. The command lines turn it into an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The command line itself is wrong (exit 2).
    Usage,
    /// A manifest, a tree or a package is wrong (exit 3).
    Input,
    /// A file could not be read or written (exit 4).
    Io,
    /// Something exists already or would be overwritten (exit 5).
    Conflict,
    /// A key or a signature is wrong (exit 6).
    Key,
    /// A check found damage (exit 7).
    Verification,
    /// The clock is wrong (exit 8).
    Clock,
    /// A fault of our own (exit 70).
    Bug,
}

/// The stable number of a defect, shown as `E123`. Each crate lists its own in a module `codes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    number: u16,
    class: Class,
}

impl Code {
    /// A code. Numbers are never reused.
    #[must_use]
    pub const fn new(number: u16, class: Class) -> Self {
        Self { number, class }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The kind of failure.
    #[must_use]
    pub const fn class(self) -> Class {
        self.class
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.number)
    }
}
