//! What dpkg refuses at unpack or configure, found in a finished package.
//!
//! [`read`](crate::read) tells whether a package can be read; this module tells whether it can be
//! installed. The rules are those of dpkg 1.20 (Debian 11) to 1.23 (sid), found by experiment. What
//! all of them refuse is a refusal, and so is what all of them take although it damages their
//! database. What only some releases refuse is a warning that names them.
//!
//! What depends on the system is not judged: other packages, architectures, and what scripts do.

mod archive;
mod conffiles;
mod fields;
mod finding;
mod lines;
mod paths;
mod relationships;
mod scripts;
mod status;
#[cfg(test)]
mod tests;
mod triggers;

use crate::read::Contents;

pub use finding::{Finding, Verdict};

/// Judges a package by its control member and its data member.
#[must_use]
pub fn judge(contents: &Contents) -> Verdict {
    let mut verdict = Verdict::default();
    let metadata = &contents.metadata;
    fields::check(metadata, &mut verdict);
    relationships::check(&metadata.control, &mut verdict);
    status::check(&metadata.control, &mut verdict);
    archive::check(&metadata.control, &mut verdict);
    paths::control_files(&metadata.files, &mut verdict);
    for file in &metadata.files {
        match file.name.as_slice() {
            b"conffiles" => conffiles::check(&file.bytes, &contents.entries, &mut verdict),
            b"triggers" => triggers::check(&file.bytes, &mut verdict),
            _ => scripts::check(file, &mut verdict),
        }
    }
    paths::entries(&contents.entries, &mut verdict);
    verdict.tolerated.clone_from(&metadata.tolerated);
    verdict
}
