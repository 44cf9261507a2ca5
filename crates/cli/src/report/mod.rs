//! What is said, and where: results on standard output, everything else on standard error, or all
//! of it as one JSON document on standard output.

mod console;
mod json;
mod kinds;
mod redact;

pub(crate) use console::{Console, Listing, Outcome};
pub(crate) use json::{DiagnosticDocument, Each, Lossy, Texts, diagnostic_documents, write_with};

use diagnostic::{Diagnostic, Diagnostics};
use pkgtree::description::ManifestFile;

/// Why a command failed.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// Every defect.
    pub(crate) errors: Diagnostics,
    /// What was odd besides.
    pub(crate) warnings: Diagnostics,
    /// The manifest, to show the lines that the defects are on.
    pub(crate) manifest: Option<ManifestFile>,
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Self { errors, ..Self::default() }
    }
}

impl From<Diagnostic> for Failure {
    fn from(error: Diagnostic) -> Self {
        Diagnostics::from(error).into()
    }
}

/// Runs `work`; what it warns of is told whether it succeeds or not.
pub(crate) fn with_warnings(
    work: impl FnOnce(&mut Diagnostics) -> Result<Outcome, Diagnostics>,
) -> Result<Outcome, Failure> {
    let mut warnings = Diagnostics::new();
    match work(&mut warnings) {
        Ok(outcome) => Ok(Outcome { warnings, ..outcome }),
        Err(errors) => Err(Failure { warnings, ..errors.into() }),
    }
}
