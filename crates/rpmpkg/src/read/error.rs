//! Why a package could not be read.

use std::io;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Subject};

use super::Tolerated;
use crate::codes;
use crate::header::tag::signature;
use crate::header::{HeaderError, Tag};

/// Why a package could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input failed.
    #[error("could not be read")]
    Io(#[source] io::Error),
    /// It does not start like an RPM package.
    #[error("is not an RPM package: {0}")]
    NotAPackage(String),
    /// It ends too early.
    #[error("is truncated: {0}")]
    Truncated(String),
    /// A header is malformed.
    #[error("{header} header: {source}")]
    Header {
        /// `signature` or `main`.
        header: &'static str,
        /// What is wrong.
        source: HeaderError,
    },
    /// A tag is missing, of the wrong type, or does not fit others.
    #[error("{0}")]
    Tag(String),
    /// The payload is malformed.
    #[error("payload: {0}")]
    Payload(String),
    /// What rpm reads, and [`Limits::strict`](super::Limits::strict) refuses.
    #[error("{0}")]
    Strict(Tolerated),
    /// More than a limit allows.
    #[error("{0}")]
    Limit(String),
    /// A digest does not match: the file is damaged.
    #[error("{what} does not match: expected {expected}, found {found}")]
    Digest {
        /// Which.
        what: String,
        /// In hexadecimal.
        expected: String,
        /// In hexadecimal.
        found: String,
    },
}

impl ReadError {
    /// Its stable number.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Io(_) => codes::PACKAGE_UNREADABLE,
            Self::NotAPackage(_) => codes::NOT_A_PACKAGE,
            Self::Truncated(_) => codes::TRUNCATED,
            Self::Header { .. } => codes::HEADER,
            Self::Tag(_) => codes::TAG,
            Self::Payload(_) => codes::PAYLOAD,
            Self::Strict(tolerated) => tolerated.code(),
            Self::Limit(_) => codes::TOO_LARGE,
            Self::Digest { .. } => codes::DIGEST,
        }
    }

    /// How to fix it, where there is a way.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io(_) => None,
            Self::NotAPackage(_) => Some("give an .rpm file"),
            Self::Truncated(_) | Self::Payload(_) | Self::Digest { .. } => {
                Some("download or build the package again")
            }
            Self::Header { .. } | Self::Tag(_) | Self::Strict(_) => {
                Some("rebuild the package with mkrpm or rpmbuild")
            }
            Self::Limit(_) => {
                Some("build it with less: no package of a distribution has that much")
            }
        }
    }

    /// The same as a diagnostic about the package at `file`.
    #[must_use]
    pub fn to_diagnostic(&self, file: &Path) -> Diagnostic {
        let problem = match self {
            Self::Io(error) => format!("{self}: {error}"),
            _ => self.to_string(),
        };
        let diagnostic = Diagnostic::new(self.code(), Subject::File(file.to_owned()), problem);
        match self.hint() {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }

    /// `problem` holds of a tag in the main header.
    pub(super) fn tag(tag: Tag, problem: impl AsRef<str>) -> Self {
        let (name, problem) = (tag.name().unwrap_or("unknown"), problem.as_ref());
        Self::Tag(format!("tag {} ({name}) {problem}", tag.0))
    }

    /// `problem` holds of a tag in the signature header.
    pub(super) fn signature_tag(tag: Tag, problem: impl AsRef<str>) -> Self {
        let (name, problem) = (signature::name(tag).unwrap_or("unknown"), problem.as_ref());
        Self::Tag(format!("tag {} ({name}) of the signature header {problem}", tag.0))
    }

    /// What failed while reading `within`.
    pub(super) fn from_io(error: io::Error, within: &str) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated(format!("it ends within {within}")),
            _ => Self::Io(error),
        }
    }
}
