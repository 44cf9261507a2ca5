//! When a route takes a package.

use regex::bytes::{Captures, Regex, RegexBuilder};
use repo_index::candidate::{Candidate, PackageFormat};

use super::Glob;

/// What a route asks of a package: all that is set must hold. The default takes every package.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// What it is.
    pub format: Option<PackageFormat>,
    /// Its name.
    pub name: Option<Glob>,
    /// Its whole version, with epoch and revision.
    pub version: Option<Glob>,
    /// Its architecture; without wildcards, in any spelling.
    pub architecture: Option<Glob>,
    /// The component that it says it belongs to.
    pub component: Option<Glob>,
    /// The name of its source package.
    pub source: Option<Glob>,
    /// A regular expression that is found in the name of its file; see
    /// [`expression`](Self::expression).
    pub file_name: Option<Regex>,
}

/// The most bytes that a compiled expression takes.
const EXPRESSION_LIMIT: usize = 1 << 20;

impl Condition {
    /// Compiles a regular expression for names of files. Its classes (`\d`, `\w`, `(?i)`) are those of
    /// ASCII, as the names of packages are; Unicode's tables are larger than all the rest.
    ///
    /// # Errors
    /// What is no regular expression, and one that takes more than 1 MiB.
    pub fn expression(text: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(text).unicode(false).size_limit(EXPRESSION_LIMIT).build()
    }

    /// True when all holds but for the file name.
    fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let like =
            |glob: &Option<Glob>, text: &str| glob.as_ref().is_none_or(|it| it.matches(text));
        self.format.is_none_or(|format| format == candidate.format)
            && like(&self.name, candidate.name)
            && like(&self.version, candidate.version)
            && self
                .architecture
                .as_ref()
                .is_none_or(|it| it.matches_architecture(candidate.architecture))
            && like(&self.component, candidate.component.unwrap_or_default())
            && like(&self.source, candidate.source.unwrap_or(candidate.name))
    }

    /// What the file name's expression found, when the package is taken.
    pub(super) fn find<'c>(&self, candidate: &Candidate<'c>) -> Option<Found<'c>> {
        if !self.holds(candidate) {
            return None;
        }
        match &self.file_name {
            None => Some(Found(None)),
            Some(expression) => expression
                .captures(candidate.file_name.as_bytes())
                .map(|captures| Found(Some(captures))),
        }
    }

    /// The names of the file name's captures, in order.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.file_name.iter().flat_map(|expression| expression.capture_names().flatten())
    }
}

/// What was found in a file name.
pub(super) struct Found<'c>(Option<Captures<'c>>);

impl<'c> Found<'c> {
    /// What a capture of that name matched.
    pub(super) fn capture(&self, name: &str) -> Option<&'c str> {
        std::str::from_utf8(self.0.as_ref()?.name(name)?.as_bytes()).ok()
    }
}
