//! The files that are given: packages, `.changes` files and directories of packages, documents.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::apt::read_changes;
use repo_index::rpmmd::is_called_like_a_document;

use crate::codes;

/// The suffixes of packages' files.
const SUFFIXES: [&str; 5] = ["deb", "udeb", "ddeb", "dsc", "rpm"];

/// What was given.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) packages: Vec<PathBuf>,
    /// Of RPM repositories: what is called as XML or YAML is, compressed or not.
    pub(crate) documents: Vec<PathBuf>,
    /// Folders, in which documents may lie.
    pub(crate) folders: Vec<PathBuf>,
}

impl Files {
    /// Every file among `paths`, every package that a `.changes` file among them lists, and every package
    /// in the folders among them, at any depth and in the order of their names.
    pub(crate) fn find(paths: &[PathBuf]) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut files = Self::default();
        let mut listed = Vec::new();
        for path in paths {
            if path.extension() == Some(OsStr::new("changes")) && !path.is_dir() {
                match read_changes(path) {
                    Ok(changes) => listed.extend(changes.packages),
                    Err(defects) => errors.append(defects),
                }
                continue;
            }
            if !path.is_dir() {
                let list =
                    if is_document(path) { &mut files.documents } else { &mut files.packages };
                list.push(path.clone());
                continue;
            }
            match repo_index::files_below(path) {
                Ok(mut found) => {
                    let has_documents = found.iter().any(|file| is_called_like_a_document(file));
                    found.retain(|file| is_package(file));
                    if found.is_empty() && !has_documents {
                        errors.push(empty(path));
                    }
                    files.folders.push(path.clone());
                    files.packages.append(&mut found);
                }
                Err(defects) => errors.append(defects),
            }
        }
        // `*` gives a .changes file and what it lists.
        listed.retain(|file| !files.packages.contains(file));
        files.packages.append(&mut listed);
        errors.into_result(files)
    }
}

fn is_document(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let plain =
        [".gz", ".xz", ".zst", ".bz2", ".zck"].iter().find_map(|suffix| name.strip_suffix(suffix));
    let plain = plain.unwrap_or(&name);
    [".xml", ".yaml", ".yml"].iter().any(|suffix| plain.ends_with(suffix))
}

fn is_package(file: &Path) -> bool {
    file.extension().is_some_and(|suffix| SUFFIXES.iter().any(|one| suffix == *one))
}

fn empty(folder: &Path) -> Diagnostic {
    let problem = "has no packages";
    Diagnostic::new(codes::NO_PACKAGES, Subject::File(folder.to_owned()), problem).hint(
        "file names of packages end in .deb, .udeb, .ddeb, .dsc or .rpm; name other files one by \
         one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_names() {
        for name in [
            "updateinfo.xml",
            "a/comps.xml.gz",
            "modules.yaml.zst",
            "c.xml.zck",
            "M.YML",
            "x.xml.bz2",
        ] {
            assert!(is_document(Path::new(name)), "{name}");
        }
        for name in ["a.deb", "xml", "a.xml.deb", "a.rpm", "comps.gz", "a.xml/b", ""] {
            assert!(!is_document(Path::new(name)), "{name}");
        }
    }
}
