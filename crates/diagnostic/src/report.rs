//! What was found in an input, by weight.

use crate::{Diagnostic, Diagnostics};

/// What was found wrong or odd so far.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What makes a package impossible.
    pub defects: Diagnostics,
    /// What is odd but allowed.
    pub warnings: Diagnostics,
    /// How something was read that is not written as it should be. Nothing has to be done about it.
    pub notes: Diagnostics,
}

impl Report {
    /// Adds a defect.
    pub fn defect(&mut self, diagnostic: Diagnostic) {
        self.defects.push(diagnostic);
    }

    /// Adds a warning.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        self.warnings.push(diagnostic);
    }

    /// Adds a note.
    pub fn note(&mut self, diagnostic: Diagnostic) {
        self.notes.push(diagnostic);
    }
}
