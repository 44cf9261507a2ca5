//! Where packages differ.

use std::fmt;

/// Where packages differ.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A member of a `.deb`, by its name on the left, or on the right when it is only there.
    Member(String),
    /// A field of a `.deb`'s control file.
    Field(String),
    /// Another file of a `.deb`'s control member.
    ControlFile(Vec<u8>),
    /// A field of an `.rpm`'s lead, such as `architecture`.
    Lead(String),
    /// A tag of an `.rpm`'s signature header; the header as a whole when empty.
    SignatureTag(String),
    /// A tag of an `.rpm`'s main header; the header as a whole when empty.
    Tag(String),
    /// A dependency of an `.rpm`, as a spec file has it: `Requires: foo >= 1`.
    Dependency(String),
    /// A scriptlet of an `.rpm`, by its name in a spec file.
    Scriptlet(String),
    /// A trigger of an `.rpm`, as a spec file begins it.
    Trigger(String),
    /// The payload of an `.rpm` as a whole.
    Payload,
    /// A path that is installed, without a leading slash; empty for the root.
    Entry(Vec<u8>),
}

impl Place {
    /// The stable word for its kind, such as `member` or `control-file`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Field(_) => "field",
            Self::ControlFile(_) => "control-file",
            Self::Lead(_) => "lead",
            Self::SignatureTag(_) => "signature-tag",
            Self::Tag(_) => "tag",
            Self::Dependency(_) => "dependency",
            Self::Scriptlet(_) => "scriptlet",
            Self::Trigger(_) => "trigger",
            Self::Payload => "payload",
            Self::Entry(_) => "entry",
        }
    }

    /// Its name; empty for what there is one of.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        match self {
            Self::Member(name)
            | Self::Field(name)
            | Self::Lead(name)
            | Self::SignatureTag(name)
            | Self::Tag(name)
            | Self::Dependency(name)
            | Self::Scriptlet(name)
            | Self::Trigger(name) => name.as_bytes(),
            Self::ControlFile(name) | Self::Entry(name) => name,
            Self::Payload => b"",
        }
    }
}

impl fmt::Display for Place {
    /// `entry usr/bin/x`, non-printable bytes escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind().replace('-', " ");
        match (self, self.name()) {
            (Self::Payload, _) => f.write_str(&kind),
            (Self::SignatureTag(_), b"") => f.write_str("signature header"),
            (Self::Tag(_), b"") => f.write_str("header"),
            (_, b"") => write!(f, "{kind} ."),
            (_, name) => write!(f, "{kind} {}", name.escape_ascii()),
        }
    }
}
