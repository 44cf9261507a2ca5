//! Files of keys, public or secret.

use std::io::{self, Read};
use std::path::Path;

use diagnostic::{Diagnostic, Subject};
use pkgio::open_operand;
use pkgsign::key::UnsupportedKey;
use pkgsign::{Certificate, KeyError, Secret};

use repository::exposure::Exposure;
use repository::key_defects::{Given, key_defect};

/// Longer than any file of keys.
const LIMIT: u64 = 16 << 20;

/// What a file of keys holds.
#[derive(Debug)]
pub(super) struct KeyFile {
    /// The file.
    pub(super) bytes: Secret,
    /// Its certificates, or the public halves of its secret keys.
    pub(super) certificates: Vec<Certificate>,
    /// The keys of a file of which none is supported.
    pub(super) unsupported: Vec<UnsupportedKey>,
    /// Whether it holds secret keys.
    pub(super) is_secret: bool,
    /// What is odd about it: a secret key that others can read or change.
    pub(super) warning: Option<Diagnostic>,
}

impl KeyFile {
    /// Reads the file at `path`; `-` is standard input.
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostic> {
        let subject = || Subject::File(path.to_owned());
        let (bytes, exposure) = read(path).map_err(|error| {
            let problem = format!("could not be read: {error}");
            let hint = "give a file of OpenPGP keys, or - for standard input";
            Diagnostic::new(repository::codes::KEY_UNREADABLE, subject(), problem).hint(hint)
        })?;
        match Certificate::parse(bytes.expose()) {
            Ok(certificates) => Ok(Self {
                bytes,
                certificates,
                unsupported: Vec::new(),
                is_secret: false,
                warning: None,
            }),
            Err(KeyError::Unsupported(unsupported)) => Ok(Self {
                bytes,
                certificates: Vec::new(),
                unsupported,
                is_secret: false,
                warning: None,
            }),
            Err(KeyError::Secret(_)) => {
                let certificates = Certificate::of_secret(bytes.expose()).map_err(|error| {
                    let problem = format!("has public and secret keys: {error}");
                    let hint = "keep secret keys in separate files";
                    Diagnostic::new(repository::codes::KEY_MALFORMED, subject(), problem).hint(hint)
                })?;
                let warning = exposure.map(|exposure| exposed(path, &exposure));
                let unsupported = Vec::new();
                Ok(Self { bytes, certificates, unsupported, is_secret: true, warning })
            }
            Err(error) => Err(key_defect(subject(), &error, Given::Operand)),
        }
    }

    /// The primary keys that are not supported.
    pub(super) fn unsupported(&self) -> impl Iterator<Item = &UnsupportedKey> {
        let beside = self.certificates.iter().flat_map(Certificate::unsupported);
        self.unsupported.iter().chain(beside).filter(|key| key.certificate.is_none())
    }
}

/// The file, and who else can read or change it.
fn read(path: &Path) -> io::Result<(Secret, Option<Exposure>)> {
    if path == Path::new("-") {
        return Ok((Secret::read(io::stdin().lock().take(LIMIT))?, None));
    }
    let file = open_operand(path)?;
    let exposure = Exposure::of(&file)?;
    Ok((Secret::read(file.take(LIMIT))?, exposure))
}

fn exposed(path: &Path, exposure: &Exposure) -> Diagnostic {
    let problem = format!("has a secret key, and {}", exposure.problem);
    let hint = format!("chmod 600 {}", path.display());
    Diagnostic::new(repository::codes::KEY_EXPOSED, Subject::File(path.to_owned()), problem)
        .hint(hint)
}
