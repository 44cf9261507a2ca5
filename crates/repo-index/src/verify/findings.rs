//! What was found.

use std::path::PathBuf;

use diagnostic::{Code, Diagnostic, Diagnostics, Subject};
use repo_store::{Key, StoreError};

use crate::codes;

/// Faults and warnings in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Diagnostics,
    pub(super) warnings: Diagnostics,
}

impl Findings {
    /// Something that a client stumbles over.
    pub(super) fn fault(
        &mut self,
        code: Code,
        about: &str,
        problem: impl Into<String>,
        hint: &str,
    ) {
        self.faults.push(diagnostic(code, about, problem, hint));
    }

    /// Something that works, and should not be so.
    pub(super) fn warn(&mut self, code: Code, about: &str, problem: impl Into<String>, hint: &str) {
        self.warnings.push(diagnostic(code, about, problem, hint));
    }

    /// What could not be read is `None`, and a fault.
    pub(super) fn read<T>(&mut self, key: &Key, read: Result<T, StoreError>) -> Option<T> {
        match read {
            Ok(found) => Some(found),
            Err(error) => {
                self.faults.push(not_read(key, &error));
                None
            }
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.faults.append(other.faults);
        self.warnings.append(other.warnings);
    }
}

/// The fault of an object that could not be read.
pub(super) fn not_read(key: &Key, error: &StoreError) -> Diagnostic {
    let problem = format!("could not be read: {error}");
    diagnostic(codes::NOT_READ, key.as_str(), problem, "see that it can be read, and verify again")
}

fn diagnostic(code: Code, about: &str, problem: impl Into<String>, hint: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, Subject::File(PathBuf::from(about)), problem);
    if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) }
}
