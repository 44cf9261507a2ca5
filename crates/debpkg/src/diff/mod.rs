//! What differs between two packages: which member, which entry, which attribute.
//!
//! Where nothing of what a package means differs, what is left is named too: the compressor's
//! level, the tar dialect, the archive's times. So packages without a difference have the same
//! bytes, up to ways of spelling an ar header.

mod compare;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::Read;

use crate::read::{Limits, ReadError};

/// Compares two packages, each read to its last byte.
///
/// The differences come in the order of the archive: members, control fields, control files,
/// entries; what is only on the right follows what is on the left.
///
/// # Errors
/// One of them cannot be read.
pub fn compare(
    left: &mut dyn Read,
    right: &mut dyn Read,
    limits: &Limits,
) -> Result<Vec<Difference>, DiffError> {
    let read = |input, side| {
        compare::Side::read(input, limits).map_err(|source| DiffError { side, source })
    };
    let left = read(left, Side::Left)?;
    Ok(compare::compare(&left, &read(right, Side::Right)?))
}

/// Which package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// One of the packages cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", .source)]
pub struct DiffError {
    /// Which.
    pub side: Side,
    /// Why.
    pub source: ReadError,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What.
    pub change: Change,
}

/// Where packages differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A member of the archive, by its name on the left, or on the right when it is only there.
    Member(String),
    /// A field of the control file.
    Field(String),
    /// Another file of the control member.
    ControlFile(Vec<u8>),
    /// A path of the data member, without a leading slash; empty for the root.
    Entry(Vec<u8>),
}

impl Place {
    /// The stable word for its kind: `member`, `field`, `control-file` or `entry`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Field(_) => "field",
            Self::ControlFile(_) => "control-file",
            Self::Entry(_) => "entry",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        match self {
            Self::Member(name) | Self::Field(name) => name.as_bytes(),
            Self::ControlFile(name) | Self::Entry(name) => name,
        }
    }
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is only on the right.
    Added,
    /// It is only on the left.
    Removed,
    /// An attribute differs.
    Changed {
        /// Which.
        attribute: Attribute,
        /// Its value on the left, non-printable bytes escaped.
        left: String,
        /// Its value on the right.
        right: String,
    },
}

impl Change {
    /// The stable word for it: `added`, `removed`, or the attribute's.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed { attribute, .. } => attribute.word(),
        }
    }
}

/// What a member, field, file or entry has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Attribute {
    /// The text of a field.
    Value,
    /// What an entry is: `file`, `directory`, ...
    Kind,
    /// The permissions, in octal.
    Mode,
    /// The owner's name and number.
    Owner,
    /// The group's name and number.
    Group,
    /// The modification time in seconds since 1970.
    Time,
    /// Where a symbolic or hard link leads to.
    Target,
    /// The number of a device.
    Device,
    /// The length in bytes.
    Length,
    /// SHA-256 of the bytes.
    Content,
    /// The order of what both sides have; the values are the first that differ.
    Order,
    /// The compressor of a member.
    Encoding,
    /// The same content, compressed otherwise: another level or version of the compressor. The
    /// values are lengths in bytes.
    Compression,
    /// The same entries in other bytes of tar: another dialect, or padding. The values are SHA-256.
    Dialect,
}

impl Attribute {
    /// The stable word for it, such as `mode`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Kind => "kind",
            Self::Mode => "mode",
            Self::Owner => "owner",
            Self::Group => "group",
            Self::Time => "time",
            Self::Target => "target",
            Self::Device => "device",
            Self::Length => "length",
            Self::Content => "content",
            Self::Order => "order",
            Self::Encoding => "encoding",
            Self::Compression => "compression",
            Self::Dialect => "dialect",
        }
    }
}

impl fmt::Display for Place {
    /// `entry usr/bin/x`, non-printable bytes escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().replace('-', " ");
        match self.name() {
            b"" => write!(f, "{kind} ."),
            name => write!(f, "{kind} {}", name.escape_ascii()),
        }
    }
}

impl fmt::Display for Difference {
    /// `entry usr/bin/x: mode 755 became 644`: one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.change {
            Change::Added => write!(f, "{}: added", self.place),
            Change::Removed => write!(f, "{}: removed", self.place),
            Change::Changed { attribute, left, right } => {
                write!(f, "{}: {} {left} became {right}", self.place, attribute.word())
            }
        }
    }
}
