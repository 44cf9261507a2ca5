//! Why a package could not be read.

use std::io;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Subject};

use super::tar::TarError;
use crate::ar::ArError;
use crate::codes;
use crate::deb822::ParseError;

/// Why a package could not be read. Offsets are in bytes from the start of the `.deb`, or of the
/// decompressed member where one is named.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Reading failed.
    #[error("could not be read")]
    Io(#[source] io::Error),
    /// It is no Debian package at all.
    #[error("is not a Debian package: it does not start with \"!<arch>\" and debian-binary")]
    NotAPackage,
    /// It is of another format version than 2.0.
    #[error("has the package format {0:?}; the supported format is 2.0")]
    FormatVersion(String),
    /// It ends early.
    #[error("is truncated at offset {offset}, within {within}")]
    Truncated {
        /// Where it ends.
        offset: u64,
        /// What it ends in.
        within: &'static str,
    },
    /// The archive of its members is damaged, or of another dialect.
    #[error("{problem}, at offset {offset}")]
    Archive {
        /// Where.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
    /// A member is missing, there twice, out of order or unknown.
    #[error("{0}")]
    Members(String),
    /// A member is compressed in a way that it cannot be.
    #[error("member {member} has an unsupported encoding; supported are {known}")]
    Encoding {
        /// The member.
        member: String,
        /// What it may be.
        known: &'static str,
    },
    /// A member's compressed stream is damaged or cut off.
    #[error("member {member} cannot be decompressed: {source}")]
    Damaged {
        /// The member.
        member: String,
        /// What the decompressor says.
        source: io::Error,
    },
    /// It holds more than the limits allow.
    #[error("member {member} has more than {limit} {unit}")]
    TooLarge {
        /// The member.
        member: String,
        /// The limit.
        limit: u64,
        /// Of what: `bytes`, `entries`, `bytes of names`.
        unit: &'static str,
    },
    /// A member's tar archive is damaged, or of a dialect that packages do not have.
    #[error("member {member}: {problem}, at offset {offset}")]
    Tar {
        /// The member.
        member: String,
        /// Where in the decompressed member.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
    /// An entry is one that a package cannot have.
    #[error("member {member}: entry \"{}\" {problem}", path.escape_ascii())]
    Entry {
        /// The member.
        member: String,
        /// The entry, as stored.
        path: Vec<u8>,
        /// What is wrong.
        problem: String,
    },
    /// The control file is none.
    #[error("the control file: {0}")]
    Control(#[source] ParseError),
    /// A field of the control file is missing or wrong.
    #[error("the control file: {field} {problem}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong.
        problem: String,
    },
}

impl ReadError {
    /// Its stable number.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Io(_) => codes::PACKAGE_UNREADABLE,
            Self::NotAPackage => codes::NOT_A_PACKAGE,
            Self::FormatVersion(_) => codes::FORMAT_VERSION,
            Self::Truncated { .. } => codes::TRUNCATED,
            Self::Archive { .. } => codes::ARCHIVE,
            Self::Members(_) => codes::MEMBERS,
            Self::Encoding { .. } => codes::MEMBER_ENCODING,
            Self::Damaged { .. } => codes::MEMBER_DAMAGED,
            Self::TooLarge { .. } => codes::TOO_LARGE,
            Self::Tar { .. } => codes::TAR,
            Self::Entry { .. } => codes::ENTRY,
            Self::Control(_) => codes::CONTROL_FILE,
            Self::Field { .. } => codes::CONTROL_FIELD,
        }
    }

    /// How to fix it, where there is a way.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotAPackage => Some("give a .deb file"),
            Self::Truncated { .. } | Self::Damaged { .. } => {
                Some("download or build the package again")
            }
            Self::TooLarge { unit: "entries", .. } => {
                Some("if you trust it, raise the limit with --max-entries")
            }
            Self::TooLarge { .. } => {
                Some("build it with less: no package of a distribution has that much")
            }
            Self::Archive { .. }
            | Self::Members(_)
            | Self::Encoding { .. }
            | Self::Tar { .. }
            | Self::Entry { .. }
            | Self::Control(_)
            | Self::Field { .. } => Some("rebuild the package with mkdeb or dpkg-deb"),
            _ => None,
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

    pub(crate) fn from_ar(error: ArError) -> Self {
        match error {
            ArError::Io(error) => Self::Io(error),
            ArError::NoArchive => Self::NotAPackage,
            ArError::Truncated { offset, within } => Self::Truncated { offset, within },
            ArError::Format { offset, problem } => Self::Archive { offset, problem },
        }
    }

    /// What went wrong in `member`, which may decompress to `limit` bytes.
    pub(super) fn from_tar(error: TarError, member: &str, limit: u64) -> Self {
        match error {
            TarError::Io(error) => Self::from_io(error, member, limit),
            TarError::Format { offset, problem } => {
                Self::Tar { member: member.to_owned(), offset, problem }
            }
        }
    }

    /// What went wrong while `member`, which may decompress to `limit` bytes, was decompressed.
    pub(super) fn from_io(error: io::Error, member: &str, limit: u64) -> Self {
        let member = member.to_owned();
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge { member, limit, unit: "bytes" },
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                Self::Damaged { member, source: error }
            }
            _ => Self::Io(error),
        }
    }
}
