//! Packages as files that are taken in.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_store::Sha256;

use crate::{codes, link};

/// What is read from a file at once.
pub(crate) const BUFFER: usize = 256 << 10;

/// Opens a regular file; a pipe would keep us waiting.
pub(crate) fn open(file: &Path) -> Result<File, Diagnostic> {
    let no_file =
        |problem: String| Diagnostic::new(codes::NO_FILE, Subject::File(file.to_owned()), problem);
    pkgio::open_regular(file).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory => no_file(error.to_string()),
        _ => no_file(link::unreadable(file, &error)),
    })
}

/// A file that tells how much is read of all files together.
pub(crate) struct Watched<'a> {
    pub(crate) file: File,
    pub(crate) done: &'a AtomicU64,
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        if length > 0 {
            let before = self.done.fetch_add(length as u64, Ordering::Relaxed);
            (self.progress)(before + length as u64);
        }
        Ok(length)
    }
}

/// A package that was read. It shows itself as what identifies it in a repository.
pub(crate) trait Taken: fmt::Display {
    /// Where it was read.
    fn file(&self) -> &Path;
    /// The digest of its file.
    fn sha256(&self) -> Sha256;
}

/// Each package once, in the order in which they were given, and what is worth telling: packages
/// that were given twice. One that was given with two contents is there twice where packages are
/// `apart`.
///
/// # Errors
/// Every defect that was found, and, unless they are `apart`, every package that was given with two
/// contents.
pub(crate) fn distinct<T: Taken>(
    read: impl IntoIterator<Item = Result<T, Diagnostics>>,
    apart: bool,
) -> Result<(Vec<T>, Diagnostics), Diagnostics> {
    let (mut packages, mut notes) = (Vec::new(), Diagnostics::new());
    let mut defects = Diagnostics::new();
    let mut seen = BTreeMap::<String, (Sha256, PathBuf)>::new();
    for package in read {
        let package = match package {
            Ok(package) => package,
            Err(found) => {
                defects.append(found);
                continue;
            }
        };
        let (file, sha256) = (package.file().to_owned(), package.sha256());
        match seen.get(&package.to_string()) {
            None => {
                seen.insert(package.to_string(), (sha256, file));
                packages.push(package);
            }
            Some((first, place)) if *first == sha256 => {
                let problem = format!("is the same package as {}", place.display());
                let subject = Subject::File(file);
                notes.push(Diagnostic::new(codes::GIVEN_TWICE, subject, problem));
            }
            Some(_) if apart => {
                // The digest is part of what is seen, so that each content is taken once.
                let key = format!("{package} {sha256}");
                if seen.insert(key, (sha256, file)).is_none() {
                    packages.push(package);
                }
            }
            Some((first, place)) => {
                let place = place.display();
                let problem = format!(
                    "{package} has SHA-256 {sha256}, but {place}, the same package, has {first}"
                );
                let defect = Diagnostic::new(codes::OTHER_CONTENT, Subject::File(file), problem);
                defects.push(
                    defect.hint(
                        "a version is published once; give the changed package a new version",
                    ),
                );
            }
        }
    }
    defects.into_result((packages, notes))
}
