//! What rpm refuses when it installs a package, found in a finished package.
//!
//! [`read`](crate::read) tells whether a package can be read; this module tells whether it can be
//! installed. The rules are those of rpm 4.16 (Debian 11) to 6.1 (sid), found by experiment. What all
//! of them refuse is a refusal; what only some releases refuse is a warning that names them.
//!
//! What depends on the system is not judged: other packages, architectures, accounts, and what
//! scripts do.

mod features;
mod files;
mod finding;
mod integrity;
mod scripts;
#[cfg(test)]
mod tests;
mod types;

use crate::header::tag;
use crate::read::{Contents, FileEntry, Metadata};

pub use finding::{Finding, Verdict};

/// Judges a package by its headers and its payload.
#[must_use]
pub fn judge(contents: &Contents) -> Verdict {
    let files: Vec<&FileEntry> = contents.files.iter().map(|(file, _)| file).collect();
    let mut verdict = metadata(&contents.metadata);
    files::check(&contents.metadata, &files, &mut verdict);
    verdict
}

fn metadata(package: &Metadata) -> Verdict {
    let mut verdict = Verdict::default();
    types::check(&package.header, &mut verdict);
    integrity::check(package, &mut verdict);
    // Source packages are built, not installed.
    if package.is_source {
        return verdict;
    }
    system(package, &mut verdict);
    features::check(package, &mut verdict);
    scripts::check(&package.header, &mut verdict);
    verdict
}

/// The operating system that the package is for.
fn system(package: &Metadata, verdict: &mut Verdict) {
    let hint = "build the package with \"linux\" in OS (1021)";
    match package.header.text(tag::OS) {
        None => verdict.refuse(tag::OS, "is missing", hint),
        Some(os) if !os.eq_ignore_ascii_case(b"linux") => {
            let problem = format!("is \"{}\": rpm installs packages for linux", os.escape_ascii());
            verdict.refuse(tag::OS, problem, hint);
        }
        Some(_) => {}
    }
    // From rpm 4.20 on, the tag alone makes it a source package.
    if package.header.value(tag::SOURCEPACKAGE).is_some() {
        let problem = "is in a binary package, which rpm 4.20 and later take for a source package";
        verdict.warn(tag::SOURCEPACKAGE, problem, "leave the tag out of binary packages");
    }
}
