//! What dpkg refuses at unpack or configure, found in a finished package.
//!
//! [`read`](crate::read) tells whether a package can be read; this module tells whether it can be
//! installed. The rules are those of dpkg 1.20 (Debian 11) to 1.23 (sid), found by experiment. What
//! all of them refuse is a refusal, and so is what all of them take although it damages their
//! database. What only some releases refuse is a warning that names them.
//!
//! The rules stand here once, each a function of a value that says what is wrong with it. Readers name
//! the part of the package ([`judge`]); [`Package`](crate::Package) holds each value of a description
//! to the same functions and names its place there, and in the end all parts of what it would write.
//!
//! What depends on the system is not judged: other packages, architectures, and what scripts do.

mod archive;
pub(crate) mod conffiles;
pub(crate) mod fields;
mod finding;
mod flaw;
mod lines;
mod parts;
pub(crate) mod paths;
pub(crate) mod relationships;
pub(crate) mod scripts;
mod status;
#[cfg(test)]
mod tests;
mod triggers;

use crate::read::Contents;

pub use finding::{Finding, Verdict};
pub(crate) use flaw::Flaw;
pub(crate) use parts::{Installed, Parts, What};

/// Judges a package by its control member and its data member.
#[must_use]
pub fn judge(contents: &Contents) -> Verdict {
    let entries = parts::Listed::new(contents);
    let mut verdict = judge_parts(&Parts::of(contents, &entries));
    verdict.tolerated.clone_from(&contents.metadata.tolerated);
    verdict
}

/// Judges a package by its parts, read or about to be written.
pub(crate) fn judge_parts(parts: &Parts<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    fields::check(parts, &mut verdict);
    relationships::check(parts.control, &mut verdict);
    status::check(parts.control, &mut verdict);
    archive::check(parts.control, &mut verdict);
    paths::control_files(&parts.files, &mut verdict);
    for (name, bytes) in &parts.files {
        match *name {
            b"conffiles" => conffiles::check(bytes, parts.entries, &mut verdict),
            b"triggers" => triggers::check(bytes, &mut verdict),
            _ => scripts::check(name, bytes, &mut verdict),
        }
    }
    paths::entries(parts.entries, &mut verdict);
    verdict
}
