//! What rpm refuses when it installs a package, found in a finished package.
//!
//! [`read`](crate::read) tells whether a package can be read; this module tells whether it can be
//! installed. The rules are those of rpm 4.16 (Debian 11) to 6.1 (sid), found by experiment. What all
//! of them refuse is a refusal; what only some releases refuse is a warning that names them.
//!
//! The rules stand here once, each a function of a value that says what is wrong with it. Readers name
//! the tag or the file ([`judge`]); [`Package`](crate::Package) holds each value of a description to the same
//! functions and names its place there, and [`write`](crate::write()) judges the finished header before
//! anything goes out.
//!
//! What depends on the system is not judged: other packages, architectures, accounts, and what
//! scripts do.

pub(crate) mod features;
pub(crate) mod files;
mod finding;
mod integrity;
pub(crate) mod scripts;
#[cfg(test)]
mod tests;
mod types;

use crate::header::{Header, tag};
use crate::read::{Contents, FileEntry, Metadata};

pub(crate) use finding::Flaw;
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
    integrity::check(package, &mut verdict);
    // Source packages are built, not installed.
    if package.is_source {
        types::check(&package.header, &mut verdict);
        return verdict;
    }
    binary(&package.header, &mut verdict);
    verdict
}

/// Judges the main header of a binary package that is about to be written.
#[cfg(feature = "write")]
pub(crate) fn judge_header(header: &Header) -> Verdict {
    let mut verdict = Verdict::default();
    binary(header, &mut verdict);
    verdict
}

fn binary(header: &Header, verdict: &mut Verdict) {
    types::check(header, verdict);
    system(header, verdict);
    features::check(header, verdict);
    scripts::check(header, verdict);
}

/// The operating system that the package is for.
fn system(header: &Header, verdict: &mut Verdict) {
    let hint = "build the package with \"linux\" in OS (1021)";
    match header.text(tag::OS) {
        None => verdict.refuse(tag::OS, "is missing", hint),
        Some(os) if !os.eq_ignore_ascii_case(b"linux") => {
            let problem = format!("is \"{}\": rpm installs packages for linux", os.escape_ascii());
            verdict.refuse(tag::OS, problem, hint);
        }
        Some(_) => {}
    }
    // From rpm 4.20 on, the tag alone makes it a source package.
    if header.value(tag::SOURCEPACKAGE).is_some() {
        let problem = "is in a binary package, which rpm 4.20 and later treat as a source package";
        verdict.warn(tag::SOURCEPACKAGE, problem, "leave the tag out of binary packages");
    }
}
