//! What a diagnostic is about.

use std::fmt;
use std::os::unix::ffi::OsStrExt;

use crate::{Printable, Source};

/// What a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A value of the package description, with where it came from.
    Field {
        /// The field's name as the manifest spells it, such as `deb.section` or `depends[2]`.
        name: String,
        /// Where the value came from.
        source: Source,
    },
    /// A file on the build host.
    File(std::path::PathBuf),
    /// A path that the package installs.
    Entry(Vec<u8>),
}

impl fmt::Display for Subject {
    /// `package.toml:3:1: sumary`, `stage/usr/bin/x` or `/usr/bin/x`, escaped as by [`Printable`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { name, source: Source::Program } => Printable(name.as_bytes()).fmt(f),
            Self::Field { name, source } => {
                let source = source.to_string();
                write!(f, "{}: {}", Printable(source.as_bytes()), Printable(name.as_bytes()))
            }
            Self::File(path) => Printable(path.as_os_str().as_bytes()).fmt(f),
            Self::Entry(path) => {
                let path = path.strip_prefix(b"/").unwrap_or(path);
                write!(f, "/{}", Printable(path))
            }
        }
    }
}
