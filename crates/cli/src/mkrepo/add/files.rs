//! The files that are given: packages, folders of packages, documents.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use pkgtree::{Diagnostic, Diagnostics, Subject};

use crate::codes;
use crate::describe::unreadable;

/// The suffixes of packages' files.
const SUFFIXES: [&str; 5] = ["deb", "udeb", "ddeb", "dsc", "rpm"];

/// What was given.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) packages: Vec<PathBuf>,
    /// Of RPM repositories: what is called as XML or YAML is, compressed or not.
    pub(super) documents: Vec<PathBuf>,
}

impl Files {
    /// Every file among `paths`, and every package in the folders among them, at any depth and in the
    /// order of their names.
    pub(super) fn find(paths: &[PathBuf]) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut files = Self::default();
        for path in paths {
            if !path.is_dir() {
                let list =
                    if is_document(path) { &mut files.documents } else { &mut files.packages };
                list.push(path.clone());
                continue;
            }
            let packages = &mut files.packages;
            let before = packages.len();
            walk(path, packages, &mut errors);
            packages[before..].sort_unstable();
            if packages.len() == before && errors.is_empty() {
                errors.push(empty(path));
            }
        }
        errors.into_result(files)
    }
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let plain = [".gz", ".xz", ".zst", ".bz2"].iter().find_map(|suffix| name.strip_suffix(suffix));
    let plain = plain.unwrap_or(&name);
    [".xml", ".yaml", ".yml"].iter().any(|suffix| plain.ends_with(suffix))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_names() {
        for name in ["updateinfo.xml", "a/comps.xml.gz", "modules.yaml.zst", "M.YML", "x.xml.bz2"] {
            assert!(is_document(Path::new(name)), "{name}");
        }
        for name in ["a.deb", "xml", "a.xml.deb", "a.rpm", "comps.gz", "a.xml/b", ""] {
            assert!(!is_document(Path::new(name)), "{name}");
        }
    }
}
