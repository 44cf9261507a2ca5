//! One thing that rpm refuses.

use std::fmt;
use std::path::Path;

use diagnostic::{Diagnostic, Subject};

use crate::codes;
use crate::header::Tag;

/// What rpm says of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// What rpm of every supported release refuses.
    pub refusals: Vec<Finding>,
    /// What rpm of some releases refuses; each names them.
    pub warnings: Vec<Finding>,
}

impl Verdict {
    pub(super) fn refuse(&mut self, tag: Tag, problem: impl Into<String>, hint: &'static str) {
        self.refusals.push(Finding::of_tag(tag, problem, hint));
    }

    pub(super) fn warn(&mut self, tag: Tag, problem: impl Into<String>, hint: &'static str) {
        self.warnings.push(Finding::of_tag(tag, problem, hint));
    }
}

/// What is wrong with a part of a package, and how to fix it. Readers of packages name the tag or file
/// ([`Finding`]), makers the place in the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// What is wrong, to be read after the name of the part.
    pub(crate) problem: String,
    /// How to fix it.
    pub(crate) hint: &'static str,
}

impl Flaw {
    pub(super) fn new(problem: impl Into<String>, hint: &'static str) -> Self {
        Self { problem: problem.into(), hint }
    }
}

/// One thing that rpm refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    place: String,
    problem: String,
    hint: &'static str,
}

impl Finding {
    pub(super) fn new(
        place: impl Into<String>,
        problem: impl Into<String>,
        hint: &'static str,
    ) -> Self {
        Self { place: place.into(), problem: problem.into(), hint }
    }

    fn of_tag(tag: Tag, problem: impl Into<String>, hint: &'static str) -> Self {
        let name = tag.name().unwrap_or("unknown");
        Self::new(format!("tag {} ({name})", tag.0), problem, hint)
    }

    /// How to fix it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        self.hint
    }

    /// The same as a diagnostic about the package at `file`.
    #[must_use]
    pub fn to_diagnostic(&self, file: &Path) -> Diagnostic {
        Diagnostic::new(codes::REFUSED, Subject::File(file.to_owned()), self.to_string())
            .hint(self.hint)
    }
}

impl fmt::Display for Finding {
    /// The part of the package, and what is wrong with it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.problem)
    }
}
