//! What is wrong with a part of a package, anyone who says where.

/// What is wrong, and how to fix it. Readers of packages name the field or file of the package
/// ([`Finding`](super::Finding)), makers the place in the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// What is wrong, to be read after the name of the part.
    pub(crate) problem: String,
    /// How to fix it.
    pub(crate) hint: String,
}

impl Flaw {
    pub(crate) fn new(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { problem: problem.into(), hint: hint.into() }
    }
}
