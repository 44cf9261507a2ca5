//! The files of packages, from files and folders.

use std::path::{Path, PathBuf};

use pkgtree::{Diagnostic, Diagnostics, Subject};

use crate::codes;
use crate::describe::unreadable;

/// The suffixes of packages' files.
const SUFFIXES: [&str; 5] = ["deb", "udeb", "ddeb", "dsc", "rpm"];

/// Every file among `paths`, and every package in the folders among them, at any depth and in the
/// order of their names.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut errors = Diagnostics::new();
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        walk(path, &mut files, &mut errors);
        files[before..].sort_unstable();
        if files.len() == before && errors.is_empty() {
            errors.push(empty(path));
        }
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|one| one == "rpm")) {
        errors.push(not_yet(file));
    }
    errors.into_result(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, errors: &mut Diagnostics) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return errors.push(unreadable(folder, &error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return errors.push(unreadable(folder, &error)),
        };
        let path = entry.path();
        // A link to a folder may lead back to where we are.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&path, files, errors);
        } else if path.extension().is_some_and(|suffix| SUFFIXES.iter().any(|one| suffix == *one)) {
            files.push(path);
        }
    }
}

fn empty(folder: &Path) -> Diagnostic {
    let problem = "has no packages in it";
    Diagnostic::new(codes::NO_PACKAGES, Subject::File(folder.to_owned()), problem).hint(
        "packages are what ends in .deb, .udeb, .ddeb, .dsc or .rpm; name other files one by one",
    )
}

fn not_yet(file: &Path) -> Diagnostic {
    let problem = "is an RPM package, and this version publishes APT archives only";
    Diagnostic::new(codes::NO_PACKAGES, Subject::File(file.to_owned()), problem)
        .hint("leave it out")
}
