//! What differs between two packages of either format: where, and which attribute.

mod place;
mod report;

use std::error::Error;
use std::fmt;

pub use place::Place;
pub use report::{Report, Values, values};

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
pub struct DiffError<E: Error + 'static> {
    /// Which.
    pub side: Side,
    /// Why.
    pub source: E,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What.
    pub change: Change,
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

/// What something in a package has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Attribute {
    /// The text of a field, the value of a tag.
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
    /// The compressor of a member or of the payload.
    Encoding,
    /// The same content, compressed otherwise: another level or version of the compressor. The
    /// values are lengths in bytes.
    Compression,
    /// The same meaning in other bytes: another dialect of tar or cpio, or padding. The values are
    /// SHA-256.
    Dialect,
    /// What rpm is told of a file or a scriptlet, as a number.
    Flags,
    /// What `rpm -V` checks of a file, as a number.
    Verify,
    /// The language of a file.
    Language,
    /// The capabilities of a file.
    Capabilities,
    /// What runs a scriptlet.
    Interpreter,
    /// The priority of a file trigger.
    Priority,
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
            Self::Flags => "flags",
            Self::Verify => "verify",
            Self::Language => "language",
            Self::Capabilities => "capabilities",
            Self::Interpreter => "interpreter",
            Self::Priority => "priority",
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
