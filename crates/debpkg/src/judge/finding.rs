//! One thing that dpkg refuses, or takes with leniency.

use std::fmt;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Subject};

use super::Flaw;
use crate::codes;

/// What dpkg says of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// What dpkg of every supported release refuses, or is damaged by.
    pub refusals: Vec<Finding>,
    /// What dpkg of some releases refuses; each names them.
    pub warnings: Vec<Finding>,
    /// What dpkg takes although no package should have it; [`Metadata::tolerated`].
    ///
    /// [`Metadata::tolerated`]: crate::read::Metadata::tolerated
    pub tolerated: Vec<Finding>,
}

/// Before the name of a field of the control file.
const CONTROL: &str = "the control file: ";

/// One thing that dpkg refuses, or takes although no package should have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    code: Code,
    place: String,
    problem: String,
    hint: String,
}

impl Finding {
    pub(crate) fn new(
        code: Code,
        place: impl Into<String>,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { code, place: place.into(), problem: problem.into(), hint: hint.into() }
    }

    /// The same of one place more than was named, so many times.
    pub(crate) fn and_more(mut self, times: u64) -> Self {
        if times > 0 {
            self.problem = format!("{} (and {times} more)", self.problem);
        }
        self
    }

    /// One about the field `name` of the control file.
    pub(super) fn field(name: &str, flaw: Flaw) -> Self {
        Self::new(codes::CONTROL_FIELD, format!("{CONTROL}{name}"), flaw.problem, flaw.hint)
    }

    /// The field of the control file that it is about.
    #[cfg(feature = "write")]
    pub(crate) fn of_field(&self) -> Option<&str> {
        self.place.strip_prefix(CONTROL)
    }

    /// Its stable number.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// The same as a diagnostic about the package at `file`.
    #[must_use]
    pub fn to_diagnostic(&self, file: &Path) -> Diagnostic {
        Diagnostic::new(self.code, Subject::File(file.to_owned()), self.to_string())
            .hint(self.hint.clone())
    }
}

impl fmt::Display for Finding {
    /// The part of the package, and what is wrong with it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.problem)
    }
}
