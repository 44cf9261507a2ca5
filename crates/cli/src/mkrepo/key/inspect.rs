//! `mkrepo key inspect`: lists the defects of a key, and the clients that refuse it.

use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use pkgsign::key::{self, Finding};
use pkgsign::{Certificate, KeyError};

use super::file::KeyFile;
use super::listing;
use crate::report::{Failure, Outcome};
use crate::{clock, exit};

/// Show a key, its defects, and the clients that refuse it
///
/// Reads public and secret keys of any tool, armored or binary. Exits with 0 if every current
/// client accepts the key, possibly with warnings. Exits with 7 if some clients refuse it, or if no
/// key in the file has a supported algorithm, curve and version. Unsupported keys are listed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo key inspect signing.asc
  curl -s https://example.org/archive-key.asc | mkrepo key inspect -
  mkrepo key inspect --json signing.asc | jq '.certificates[].works_until'")]
pub(super) struct InspectArgs {
    /// The key file; '-' for standard input
    file: PathBuf,
}

impl InspectArgs {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let file = KeyFile::read(&self.file)?;
        let now = clock::now();
        let findings = findings(&self.file, &file, now)?;
        let is_refused = findings.iter().any(|finding| finding.fault.is_refused(now))
            || file.certificates.is_empty();
        let exit = if is_refused { exit::VERIFICATION } else { exit::DONE };
        let result = listing::text(&self.file, &file, &findings, now).into_bytes();
        let document = listing::document(&self.file, &file, &findings, now);
        let warnings = file.warning.map(Diagnostics::from).unwrap_or_default();
        Ok(Outcome { result, document, warnings, exit, ..Outcome::default() })
    }
}

/// The defects of the certificates as they are published: for secret keys, those of the public
/// keys.
fn findings(path: &Path, file: &KeyFile, now: Timestamp) -> Result<Vec<Finding>, Diagnostic> {
    if !file.is_secret {
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| *name != "-");
        let named =
            name.map(|name| key::examine_name(name, file.bytes.expose())).unwrap_or_default();
        return Ok([named, key::examine(file.bytes.expose(), now, None)].concat());
    }
    let armored = Certificate::armor_all(&file.certificates).map_err(|error: KeyError| {
        Diagnostic::new(
            repository::codes::KEY_MALFORMED,
            Subject::File(path.to_owned()),
            error.to_string(),
        )
    })?;
    Ok(key::examine(armored.as_bytes(), now, None))
}
