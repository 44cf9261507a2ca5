//! Dependencies: `name`, `name >= evr`, and rich ones, `(a if b)`.

use std::fmt;

/// The comparison and the circumstances of a dependency (`rpmsenseFlags` of rpmds.h).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sense(pub u32);

impl Sense {
    /// `<`
    pub const LESS: Self = Self(1 << 1);
    /// `>`
    pub const GREATER: Self = Self(1 << 2);
    /// `=`
    pub const EQUAL: Self = Self(1 << 3);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when every bit of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

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
    /// Parses a list in RPM's or Debian's spelling, separated by commas (RPM also by blanks):
    /// `foo >= 1.2`, `foo (>= 1.2)`, `(foo if bar)`, `foo | bar` (which becomes `(foo or bar)`).
    ///
    /// # Errors
    /// The first fault with its column.
    pub fn parse_list(_text: &str) -> Result<Vec<Self>, DependencyError> {
        todo!()
    }
}

impl fmt::Display for Dependency {
    /// `name >= evr`.
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
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
    /// How to mend it.
    pub hint: Option<String>,
}
