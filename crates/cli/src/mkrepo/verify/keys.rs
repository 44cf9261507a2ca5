//! The certificates that clients have, and which of them are refused now.

use std::path::PathBuf;

use diagnostic::Diagnostics;
use pkgsign::key::{Client, examine};
use pkgsign::{Certificate, Verifier};
use repo_index::verify::Refused;

use crate::args::VerifyingArgs;
use crate::signing;
use repository::keys::StandIn;
use repository::{Repository, Settings};

/// The certificates that clients have.
#[derive(Debug, Default)]
pub(super) struct Known {
    certificates: Vec<Certificate>,
    /// Which of their keys apt refuses.
    pub(super) refused: Vec<Refused>,
    /// Which of their keys dnf, zypper and rpm refuse.
    pub(super) rpm_refused: Vec<Refused>,
}

impl Known {
    /// `None` when there are none, and nothing can be verified.
    pub(super) fn verifier(&self) -> Option<&dyn Verifier> {
        (!self.certificates.is_empty()).then_some(&self.certificates as _)
    }
}

/// The clients that read APT archives.
const APTS: [Client; 4] =
    [Client::Debian11, Client::Debian12, Client::Debian13, Client::DebianUnstable];

/// The clients that read RPM repositories.
const RPMS: [Client; 5] = [Client::El8, Client::El9, Client::Rpm418, Client::Rpm420, Client::Rpm6];

/// The certificates of `files`, else those of the keys that the description names.
pub(super) fn known(
    files: &[PathBuf],
    repository: Option<&Repository>,
    settings: &Settings,
    warnings: &mut Diagnostics,
) -> Result<Known, Diagnostics> {
    let certificates = match repository {
        _ if !files.is_empty() => {
            signing::certificates(&VerifyingArgs { keys: files.to_vec() }, warnings)?
        }
        Some(repository) => {
            if repository.config.signing.is_none() {
                warnings.push(repository.not_signed());
            }
            repository.reading_keys(StandIn::Unnamed, warnings)?.certificates
        }
        None => Vec::new(),
    };
    let [refused, rpm_refused] =
        [&APTS[..], &RPMS].map(|clients| refused(&certificates, settings, clients));
    Ok(Known { certificates, refused, rpm_refused })
}

/// The keys that one of `clients` refuses now.
fn refused(certificates: &[Certificate], settings: &Settings, clients: &[Client]) -> Vec<Refused> {
    let mut refused = Vec::new();
    for certificate in certificates {
        // What cannot be written cannot have been read.
        let bytes = certificate.armor().unwrap_or_default();
        for finding in examine(bytes.as_bytes(), settings.now, None) {
            let fault = finding.fault;
            if let Some(key) = finding.key
                && fault.is_refused(settings.now)
                && fault.clients().iter().any(|client| clients.contains(client))
            {
                refused.push(Refused { key, reason: fault.to_string() });
            }
        }
    }
    refused
}
