//! Dependencies: `name`, `name >= evr`, and rich ones, `(a if b)`.

mod parse;
mod rich;
mod scanner;
mod sense;
mod simple;
mod slip;
#[cfg(test)]
mod tests;

use std::fmt;

#[cfg(feature = "write")]
pub(crate) use parse::List;
pub(crate) use rich::Context;
pub use sense::Sense;

/// One dependency as the header stores it: three parallel arrays (name, flags, version).
///
/// Ordered as rpm sorts them in a header: by name, then version, then flags.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dependency {
    /// The name, a path, or a whole rich dependency in its canonical spelling.
    pub name: String,
    /// The version as it is written, `[epoch:]version[-release]`; empty when any will do.
    pub evr: String,
    /// How the version is compared, and when the dependency counts.
    pub sense: Sense,
}

impl Dependency {
    /// Any version of `name`.
    #[must_use]
    pub fn any(name: impl Into<String>) -> Self {
        Self { name: name.into(), evr: String::new(), sense: Sense::ANY }
    }

    /// Exactly `evr` of `name`.
    #[must_use]
    pub fn exactly(name: impl Into<String>, evr: impl Into<String>) -> Self {
        Self { name: name.into(), evr: evr.into(), sense: Sense::EQUAL }
    }

    /// The same under further circumstances.
    #[must_use]
    pub fn with(mut self, sense: Sense) -> Self {
        self.sense |= sense;
        self
    }

    /// True for a rich dependency.
    #[must_use]
    pub fn is_rich(&self) -> bool {
        self.name.starts_with('(')
    }

    /// Parses a list in RPM's or Debian's spelling, separated by commas (RPM also by blanks):
    /// `foo >= 1.2`, `foo (>= 1.2)`, `(foo if bar)`, `foo | bar` (which becomes `(foo or bar)`).
    ///
    /// Rich dependencies are checked as rpm's own parser does, and written with one blank between
    /// words. An outermost `if` or `unless` passes, although rpm takes each in some fields only:
    /// `if` in what must be there, `unless` in what must not.
    ///
    /// # Errors
    /// The first fault with its column. Debian's architecture qualifiers (`foo:any`), restrictions
    /// to architectures (`foo [amd64]`) and to build profiles (`foo <!nocheck>`) mean nothing to
    /// rpm and are faults, as are words of rich dependencies outside of parentheses (`a or b`) and
    /// versions without a comparison (`foo 1.0`), which rpm takes for names of packages.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, DependencyError> {
        parse::list(text, Context::Free).map(|list| list.dependencies)
    }

    /// As [`parse_list`](Self::parse_list), for a field in which rich dependencies are in
    /// `context`.
    #[cfg(feature = "write")]
    pub(crate) fn parse_list_in(text: &str, context: Context) -> Result<List, DependencyError> {
        parse::list(text, context)
    }
}

impl fmt::Display for Dependency {
    /// `name >= evr`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.sense.operator() {
            "" => Ok(()),
            operator => write!(f, " {operator} {}", self.evr),
        }
    }
}

/// Why a text is no dependency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct DependencyError {
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: String,
    /// How to fix it.
    pub hint: Option<String>,
}
