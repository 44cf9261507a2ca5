//! Reading a `.changes` file: what was built at once (deb-changes(5)).

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};

use super::{Document, Layout, Listed};
use crate::codes;

/// What a `.changes` file lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// Its packages in order: `.deb`, `.udeb`, `.ddeb` and `.dsc` files.
    pub packages: Vec<PathBuf>,
}

/// The suffixes of packages.
const PACKAGES: [&str; 4] = [".deb", ".udeb", ".ddeb", ".dsc"];
/// The suffixes of what is not published: how and where the packages were built.
const PASSED_OVER: [&str; 4] = [".buildinfo", ".build", ".log", ".changes"];

/// Reads a `.changes` file, and checks the files that it lists, which stand beside it, by their lengths
/// and all their digests. A cleartext signature is taken off, and not judged; neither `Distribution` nor
/// any other field is looked at. `.buildinfo` files and logs are passed over.
///
/// # Errors
/// Every defect: of the `.changes` file, and each file that is missing or not what it says.
pub fn read_changes(changes: &Path) -> Result<Changes, Diagnostics> {
    let wrong = |problem: String| {
        Diagnostic::new(codes::CHANGES_FILE, Subject::File(changes.to_owned()), problem)
            .hint("build the packages again, or give them one by one")
    };
    let document = Document::read(changes, codes::CHANGES_FILE)?;
    let listed = Listed::of(&document.control, Layout::Changes).map_err(wrong)?;
    let mut defects = Diagnostics::new();
    let mut packages = Vec::new();
    let ends = |name: &str, suffixes: &[&str]| suffixes.iter().any(|end| name.ends_with(end));
    for file in listed.iter().filter(|file| !ends(&file.name, &PASSED_OVER)) {
        if let Err(defect) = file.check(changes) {
            defects.push(defect);
        }
        if ends(&file.name, &PACKAGES) {
            packages.push(file.beside(changes));
        }
    }
    if packages.is_empty() && defects.is_empty() {
        defects.push(wrong("lists no package".to_owned()));
    }
    defects.into_result(Changes { packages })
}
