//! Relationships between packages: `Depends` and the like (deb-control(5), Policy 7).
//!
//! These are the lists of *binary* packages: architecture restrictions (`[amd64]`) and build
//! profiles (`<!nocheck>`) belong to source packages and are refused.

mod parse;
mod print;
#[cfg(test)]
mod tests;

use crate::{PackageName, Version};

pub use parse::RelationshipError;

/// The fields that dpkg parses as lists of relationships, those included that it reads as another.
pub(crate) const FIELDS: [&str; 11] = [
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Recommended",
    "Suggests",
    "Optional",
    "Enhances",
    "Breaks",
    "Conflicts",
    "Provides",
    "Replaces",
];

/// A comma-separated list of relationships; all of them must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relationships(pub Vec<Alternatives>);

/// Packages separated by `|`; one of them suffices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternatives(pub Vec<Relation>);

/// One package, with what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The package's name.
    pub name: PackageName,
    /// The architecture qualifier after the name: `any`, `native` or an architecture.
    pub qualifier: Option<Box<str>>,
    /// The version constraint.
    pub constraint: Option<Constraint>,
}

/// A version constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// How the installed version must compare.
    pub operator: Operator,
    /// To what.
    pub version: Version,
}

/// How versions compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `<<`
    Earlier,
    /// `<=`
    EarlierOrEqual,
    /// `=`
    Equal,
    /// `>=`
    LaterOrEqual,
    /// `>>`
    Later,
}

impl Relationships {
    /// Parses a list as it is in a binary package's control file, folded over lines or not. The
    /// deprecated operators `<` and `>` are read as dpkg reads them (`<=`, `>=`) here.
    ///
    /// # Errors
    /// The first defect with its place.
    pub fn parse(text: &str) -> Result<Self, RelationshipError> {
        parse::parse(text, parse::Language::ControlFile)
    }

    /// Parses a list as people write it in a description: besides [`parse`](Self::parse)'s
    /// language, `b >= 2` without parentheses, and `<` and `>` meaning strictly earlier and later,
    /// as in RPM.
    ///
    /// # Errors
    /// The first defect with its place.
    pub fn parse_lenient(text: &str) -> Result<Self, RelationshipError> {
        parse::parse(text, parse::Language::Description)
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
