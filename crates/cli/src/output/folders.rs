//! Directories that an output needs.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use diagnostic::Diagnostic;

use super::about;

/// The path of `folder` without links, of which the end need not exist yet.
///
/// # Errors
/// What keeps it from being a directory.
pub(super) fn canonical(folder: &Path) -> io::Result<PathBuf> {
    let mut existing = folder;
    let mut missing = Vec::new();
    loop {
        match fs::canonicalize(existing) {
            Ok(found) if !found.is_dir() => {
                let problem = format!("{} is not a directory", existing.display());
                return Err(io::Error::new(io::ErrorKind::NotADirectory, problem));
            }
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, part| path.join(part))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => match existing.components().next_back() {
                // A link to nothing cannot be made a directory.
                Some(Component::Normal(part)) if fs::symlink_metadata(existing).is_err() => {
                    missing.push(part.to_owned());
                    existing = super::folder(existing);
                }
                _ => return Err(error),
            },
        }
    }
}

/// Directories that were made, and that go again unless they are kept.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Made {
    /// Innermost first.
    folders: Vec<PathBuf>,
}

impl Made {
    /// Keeps them.
    pub(crate) fn keep(mut self) {
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.folders {
            // One that another program has put something into stays.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}

/// Makes `folder` and the directories above it that are missing.
pub(crate) fn make(folder: &Path) -> Result<Made, Diagnostic> {
    let above = std::iter::successors(Some(folder), |path| Some(super::folder(path)));
    let missing = above.take_while(|path| !path.exists() && path.file_name().is_some());
    let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    let mut made = Made::default();
    for path in missing.into_iter().rev() {
        match fs::create_dir(&path) {
            Ok(()) => made.folders.insert(0, path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let problem = format!("the directory could not be created: {error}");
                return Err(about(diagnostic::codes::WRITE, &path, problem));
            }
        }
    }
    Ok(made)
}
