//! Globs over the fields of packages.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};
use pkgterms::Architecture;

/// A glob over a whole value: `*` and `?` stand for any characters, `[a-z]` and `{a,b}` choose, `\`
/// takes the next character literally.
#[derive(Clone, Debug)]
pub struct Glob(GlobMatcher);

impl Glob {
    /// True when it matches the whole of `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// True when it matches an architecture by the name given, or is another spelling of it.
    #[must_use]
    pub fn matches_architecture(&self, name: &str) -> bool {
        let known = |text: &str| text.parse::<Architecture>().ok();
        let is_asked = |asked: Architecture| {
            // i386 is Debian's name of all of the 32-bit x86, and so is meant of an .rpm too.
            let is_x86 = asked.debian() == "i386" && asked.rpm() == "i386";
            known(name).is_some_and(|found| {
                found == asked
                    || name == asked.specific()
                    || (is_x86 && found.debian() == asked.debian())
            })
        };
        self.matches(name) || known(self.as_str()).is_some_and(is_asked)
    }

    /// The glob as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.glob().glob()
    }
}

impl FromStr for Glob {
    type Err = GlobError;

    /// # Errors
    /// An empty glob, one of more than 1024 bytes, a class or group that does not end.
    fn from_str(text: &str) -> Result<Self, GlobError> {
        let error = |reason: String| GlobError { glob: text.to_owned(), reason };
        if text.is_empty() {
            return Err(error("it is empty".into()));
        }
        if text.len() > 1024 {
            return Err(error("it is longer than 1024 bytes".into()));
        }
        let glob = GlobBuilder::new(text).backslash_escape(true).build();
        glob.map(|glob| Self(glob.compile_matcher()))
            .map_err(|cause| error(cause.kind().to_string()))
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Glob {}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a glob.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{glob:?} is not a pattern: {reason}")]
pub struct GlobError {
    /// What was given.
    pub glob: String,
    /// What is wrong with it.
    pub reason: String,
}
