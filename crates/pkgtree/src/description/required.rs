//! What every package must say of itself: one list for both formats, their messages and the manual.

use diagnostic::{Code, Diagnostic};

use super::{Section, missing};

/// A key of the description without which there is no package of some format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Required {
    /// The manifest's key, at the top; the flag is the same with `--` before it.
    pub key: &'static str,
    /// Whether a `.deb` needs it.
    pub deb: bool,
    /// Whether an `.rpm` needs it.
    pub rpm: bool,
    /// What it is, for who does not know what to write.
    pub what: &'static str,
    /// A value, for both formats.
    pub example: &'static str,
}

/// All of them, in the order in which they are reported and the manual lists them.
pub const REQUIRED: &[Required] = &[
    both("name", "the package's name", "hello"),
    both("version", "the upstream version", "2.10"),
    both("arch", "the architecture of its compiled files, or \"all\"", "amd64"),
    Required {
        rpm: false,
        ..both("maintainer", "the maintainer of the package", "Jane Doe <jane@example.org>")
    },
    both("summary", "a description of the package in one line", "Friendly greeter"),
    Required { deb: false, ..both("license", "the licence, as an SPDX expression", "Apache-2.0") },
];

const fn both(key: &'static str, what: &'static str, example: &'static str) -> Required {
    Required { key, deb: true, rpm: true, what, example }
}

impl Required {
    /// Whether a package of the format with that section needs it.
    #[must_use]
    pub fn is_for(&self, section: Section) -> bool {
        if section.0 == "deb" { self.deb } else { self.rpm }
    }
}

/// The defect of a package without `key`, which is one of [`REQUIRED`]: it names the flag and the
/// manifest's key.
#[must_use]
pub fn required(key: &str, code: Code) -> Diagnostic {
    let defect = missing(key, code, "is missing");
    match REQUIRED.iter().find(|required| required.key == key) {
        Some(Required { what, example, .. }) => {
            let quote = if example.contains([' ', '<']) { "'" } else { "" };
            defect.hint(format!(
                "give {what}: --{key} {quote}{example}{quote}, or {key} = {example:?} in the \
                 manifest"
            ))
        }
        None => defect,
    }
}
