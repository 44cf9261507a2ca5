//! Values that remember where they came from.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The calling program.
    #[default]
    Program,
    /// A command-line flag, as the user spells it: `--depends`.
    Flag(String),
    /// A place in a manifest.
    Manifest {
        /// The manifest.
        file: Arc<Path>,
        /// The line, from 1.
        line: u32,
        /// The column in characters, from 1.
        column: u32,
        /// The value's length in characters on that line, at least 1.
        length: u32,
    },
}

impl fmt::Display for Source {
    /// `package.toml:3:1` or `--depends`; nothing for the calling program.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program => Ok(()),
            Self::Flag(flag) => f.write_str(flag),
            Self::Manifest { file, line, column, .. } => {
                write!(f, "{}:{line}:{column}", file.display())
            }
        }
    }
}

/// A value with where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// A value of `source`.
    pub fn new(value: T, source: Source) -> Self {
        Self { value, source }
    }
}

impl<T> From<T> for Sourced<T> {
    /// A value of the calling program.
    fn from(value: T) -> Self {
        Self { value, source: Source::Program }
    }
}

impl From<&str> for Sourced<String> {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}

/// The text of a manifest's bytes, in which [`Source::Manifest`] counts lines and columns: without a byte order mark, lines ended by `\n`, what is not UTF-8
/// replaced by U+FFFD.
#[must_use]
pub fn manifest_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n")
}
