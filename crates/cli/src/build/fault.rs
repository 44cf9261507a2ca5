//! The defects of packages that were not written, whatever their format.

use std::io;
use std::path::Path;

use diagnostic::{Code, Diagnostic, Subject, with_causes};
use pkgtree::ContentError;

use crate::{codes, output};

/// A file of the tree changed or could not be read while `path` was written.
pub(crate) fn content(path: &Path, error: &ContentError) -> Diagnostic {
    match error {
        ContentError::Changed { path } => {
            about(pkgtree::codes::CHANGED, path, "changed while being packaged".to_owned())
                .hint("make sure that nothing else writes to the tree")
        }
        ContentError::Io { path, source } => {
            about(pkgtree::codes::UNREADABLE, path, format!("could not be read: {source}"))
        }
        error => other(path, error),
    }
}

/// The payload's temporary beside `path` failed.
pub(crate) fn spool(path: &Path, source: &io::Error) -> Diagnostic {
    let problem = format!("the temporary file for the payload failed: {source}");
    about(codes::SPOOL, output::folder(path), problem)
}

/// Anything else that kept `path` from being written.
pub(crate) fn other(path: &Path, error: &(dyn std::error::Error + 'static)) -> Diagnostic {
    about(diagnostic::codes::WRITE, path, with_causes(error))
}

/// A defect of a file of the build host.
pub(crate) fn about(code: Code, path: &Path, problem: String) -> Diagnostic {
    Diagnostic::new(code, Subject::File(path.to_owned()), problem)
}
