//! `mkrepo key export`: exports the certificates for users.

use std::io::Write;
use std::path::{Path, PathBuf};

use diagnostic::{Diagnostic, Diagnostics, Printable, Subject};
use pkgio::{AtomicFile, Existing};
use pkgsign::Certificate;
use pkgsign::key;
use serde_json::{Map, Value, json};

use super::file::KeyFile;
use crate::mkrepo::context::Context;
use crate::report::{Failure, Outcome};
use crate::{codes, interrupt, output};
use diagnostic::flag_defect;
use repository::keys::{StandIn, blocks, certificates};

/// Export the certificates that users need to trust a repository
///
/// Exports the certificates of KEY, a file of secret or public keys. Without KEY, exports all
/// certificates that may have signed the configured repositories. Writes no secret key, and needs
/// no password. An output name such as RPM-GPG-KEY-example gets a separate block for each
/// certificate, as rpm requires.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo key export > archive-key.asc
      Export the certificates of this repository, armored, for `Signed-By` of apt.

  mkrepo key export signing.asc -o example.gpg
      Export the certificates of a key file, in binary form because the name ends in .gpg.

  mkrepo key export -o RPM-GPG-KEY-example
      Export the certificates for `rpm --import` and gpgkey= of dnf.")]
pub(super) struct ExportArgs {
    /// A key file; '-' for standard input [default: the keys of the configuration]
    key: Option<PathBuf>,

    /// The output file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write armored text [default, except for names that end in .gpg]
    #[arg(long, conflicts_with = "binary")]
    armor: bool,

    /// Write the binary form
    #[arg(long)]
    binary: bool,

    /// Replace an existing output file
    #[arg(short, long, requires = "output")]
    force: bool,
}

impl ExportArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let binary = self.is_binary()?;
        let mut warnings = Diagnostics::new();
        let certificates = match &self.key {
            Some(path) => {
                let file = KeyFile::read(path)?;
                warnings.extend(file.warning);
                file.certificates
            }
            None => configured(context, &mut warnings)?,
        };
        let armored = Certificate::armor_all(&certificates).map_err(|error| malformed(&error))?;
        let bytes = if binary {
            let all: Result<Vec<_>, _> = certificates.iter().map(Certificate::to_bytes).collect();
            all.map_err(|error| malformed(&error))?.concat()
        } else if self.is_for_rpm() {
            blocks(&certificates).map_err(|error| malformed(&error))?
        } else {
            armored.clone().into_bytes()
        };
        let mut outcome = Outcome { warnings, ..Outcome::default() };
        outcome.document = document(&certificates);
        match &self.output {
            Some(path) => {
                let path = output::path(path, "archive-key.asc")?;
                self.write(&path, &bytes)?;
                if !self.is_for_rpm() {
                    outcome.warnings.extend(odd_name(&path, &bytes));
                }
                let shown = path.as_os_str().as_encoded_bytes();
                outcome.document.insert("path".to_owned(), Printable(shown).to_string().into());
                outcome.result = [shown, b"\n"].concat();
            }
            None => {
                outcome.document.insert("armored".to_owned(), armored.into());
                outcome.result = bytes;
            }
        }
        Ok(outcome)
    }

    /// Whether it is called as the keys of RPM repositories are.
    fn is_for_rpm(&self) -> bool {
        let name = self.output.as_deref().and_then(Path::file_name);
        name.is_some_and(|name| name.as_encoded_bytes().starts_with(b"RPM-GPG-KEY"))
    }

    /// As the flags ask, else as the name does: apt before 3 goes by the name.
    fn is_binary(&self) -> Result<bool, Diagnostic> {
        let suffix = self.output.as_deref().and_then(Path::extension).and_then(|end| end.to_str());
        let (flag, problem) = match suffix {
            Some("gpg") if self.armor => ("--armor", "contradicts a name that ends in .gpg"),
            Some("asc") if self.binary => ("--binary", "contradicts a name that ends in .asc"),
            _ if self.binary && self.is_for_rpm() => {
                let problem = "contradicts a name that starts with RPM-GPG-KEY";
                let hint = "rpm imports only armored keys";
                return Err(flag_defect(codes::KEY_FORM, "--binary", problem).hint(hint));
            }
            _ => return Ok(self.binary || (suffix == Some("gpg") && !self.armor)),
        };
        let hint = "apt before 3 uses the file name: .asc is armored, .gpg is binary";
        Err(flag_defect(codes::KEY_FORM, flag, problem).hint(hint))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        let failed = |error: std::io::Error| diagnostic::unwritten(path, &error);
        let (mut file, _guard) =
            interrupt::guarded(|| AtomicFile::create(path, existing), AtomicFile::temporary)
                .map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.commit()).map_err(failed)
    }
}

/// All certificates of the configuration that may have signed the repository.
fn configured(
    context: Context<'_>,
    warnings: &mut Diagnostics,
) -> Result<Vec<Certificate>, Failure> {
    let repository = context.open()?;
    match &repository.config.signing {
        Some(signing) => Ok(certificates(&repository, signing, StandIn::Yes, warnings)?),
        None => {
            let path = repository.file.path.display();
            let problem = format!("is missing, and {path} has no [signing]");
            Err(flag_defect(repository::codes::OPERAND, "KEY", problem)
                .hint("give a key file")
                .into())
        }
    }
}

/// A warning about a file name that apt ignores.
fn odd_name(path: &Path, bytes: &[u8]) -> Option<Diagnostic> {
    let name = path.file_name()?.to_str()?;
    let finding = key::examine_name(name, bytes).into_iter().next()?;
    Some(Diagnostic::new(
        repository::codes::KEY_ODD,
        Subject::File(path.to_owned()),
        finding.to_string(),
    ))
}

fn malformed(error: &pkgsign::KeyError) -> Diagnostic {
    Diagnostic::new(
        repository::codes::KEY_MALFORMED,
        Subject::File("key".into()),
        error.to_string(),
    )
}

fn document(certificates: &[Certificate]) -> Map<String, Value> {
    let one = |certificate: &Certificate| {
        json!({
            "fingerprint": certificate.fingerprint().to_string(),
            "user_ids": certificate.user_ids().map(|id| Printable(id).to_string()).collect::<Vec<_>>(),
        })
    };
    Map::from_iter([("certificates".to_owned(), certificates.iter().map(one).collect())])
}
