//! What every supported rpm reads, although no rpm writes it today.

use std::fmt;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Subject};

use crate::codes;

/// A fault of a package that every supported rpm ignores, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerated {
    code: Code,
    problem: String,
}

impl Tolerated {
    pub(crate) fn new(code: Code, problem: impl Into<String>) -> Self {
        Self { code, problem: problem.into() }
    }

    /// The number of the error that it is for who asks for strict reading.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// All that was tolerated of the package at `file`, as one warning: the first with its place, and
    /// how many there are besides.
    #[must_use]
    pub fn warning(all: &[Self], file: &Path) -> Option<Diagnostic> {
        let text = Self::text(all)?;
        let diagnostic = Diagnostic::new(codes::TOLERATED, Subject::File(file.to_owned()), text);
        Some(diagnostic.hint(HINT))
    }

    /// The same as text.
    #[must_use]
    pub fn text(all: &[Self]) -> Option<String> {
        let (first, others) = all.split_first()?;
        let more = if others.is_empty() {
            String::new()
        } else {
            format!("; and {} more like it", others.len())
        };
        Some(format!("{first}{more}"))
    }
}

/// What may be done about it.
pub const HINT: &str = "rpm reads it anyway; rebuild the package to remove the deviation";

impl fmt::Display for Tolerated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}
