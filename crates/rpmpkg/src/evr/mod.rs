//! Epoch, version and release, and their order.

use std::cmp::Ordering;
use std::fmt;

/// `[epoch:]version[-release]`. Ordered as rpm orders them: epochs as numbers (none is 0), then
/// versions, then releases by [`vercmp`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evr {
    /// The epoch, when there is one.
    pub epoch: Option<u32>,
    /// The version.
    pub version: String,
    /// The release, when there is one; a dependency may leave it out and then matches any.
    pub release: Option<String>,
}

impl Evr {
    /// Parses a text.
    ///
    /// # Errors
    /// Names the character and its place; of a `-` too many, says to write `~` or `_`.
    pub fn parse(_text: &str) -> Result<Self, EvrError> {
        todo!()
    }
}

impl fmt::Display for Evr {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

/// The order of two versions or two releases: equal to rpm's `rpmvercmp`, `~` and `^` included.
#[must_use]
pub fn vercmp(_one: &[u8], _other: &[u8]) -> Ordering {
    todo!()
}

/// Why a text is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct EvrError {
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub hint: Option<String>,
}
