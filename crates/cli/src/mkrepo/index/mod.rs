//! `mkrepo index`: a directory of packages as a repository in place.

mod apt;
mod args;
mod rpm;

use std::path::Path;

use diagnostic::Diagnostics;
use pkgsign::CommandSigner;
use repo_index::apt::flat;
use repo_index::publish::PublishError;
use repo_index::rpmmd;

use crate::args::CommonArgs;
use crate::mkrepo::context::Context;
use crate::report::{Failure, Outcome, with_warnings};
use crate::signing;
use args::Settings;
use diagnostic::flag_defect;
use repository::keys::Keys;

pub(crate) use args::IndexArgs;

/// What is indexed of a directory.
#[derive(Clone, Copy, Debug)]
struct Kinds {
    apt: bool,
    rpm: bool,
}

impl IndexArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let root = self.folder.as_deref().unwrap_or(context.directory);
        with_warnings(|warnings| {
            let mut settings = Settings::new(self)?;
            if self.stdout {
                return apt::print(root, &settings, context.common, warnings);
            }
            let kinds = self.kinds(root)?;
            let has_documents =
                [&self.document, &self.remove_document].iter().any(|it| !it.is_empty());
            if has_documents && !kinds.rpm {
                let problem = "applies only to RPM repositories, and none is indexed";
                let hint = "remove the option, or index RPM packages too";
                let flag = "--document or --remove-document";
                return Err(flag_defect(repo_index::codes::DOCUMENT_TYPE, flag, problem)
                    .hint(hint)
                    .into());
            }
            if kinds.rpm {
                settings.folder.elsewhere.push("rpm".to_owned());
            }
            self.publish(root, kinds, &settings, context.common, warnings)
        })
    }

    fn publish(
        &self,
        root: &Path,
        kinds: Kinds,
        settings: &Settings,
        common: &CommonArgs,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let keys = self.keys(warnings)?;
        let mut outcome = Outcome::default();
        let mut ahead = None;
        if kinds.apt {
            if kinds.rpm {
                // What is wrong with them is told before anything is written.
                let found = rpm::read_ahead(root, settings, &keys, common);
                ahead = Some(found.map_err(|errors| {
                    let mut all =
                        apt::read(root, &settings.folder, common).err().unwrap_or_default();
                    all.append(errors);
                    all
                })?);
            }
            outcome = apt::index(root, self, settings, &keys, common, warnings)?;
        }
        if kinds.rpm {
            let rpm = rpm::index(root, settings, &keys, ahead.as_ref(), common, warnings)?;
            outcome.result.extend(rpm.result);
            outcome.summary.extend(rpm.summary);
            outcome.document.extend(rpm.document);
            outcome.exit = outcome.exit.max(rpm.exit);
        }
        Ok(outcome)
    }

    /// What is asked for, else what there are packages of, or an index.
    fn kinds(&self, root: &Path) -> Result<Kinds, Diagnostics> {
        let (apt, rpm) = match self.suffix.as_deref() {
            Some("rpm") => (false, true),
            Some(_) => (true, false),
            None => {
                let indexed = |file: &str| root.join(file).exists();
                let apt = indexed("Release") || flat::Folder::is_one(root)?;
                (apt, indexed(rpm::COMMIT) || rpmmd::Folder::is_one(root)?)
            }
        };
        // Where there is neither, apt's side says so.
        Ok(Kinds { apt: apt || !rpm, rpm })
    }

    fn keys(&self, warnings: &mut Diagnostics) -> Result<Keys, Diagnostics> {
        let mut keys = Keys::default();
        if let Some(line) = &self.signing.sign_command {
            let Some(file) = &self.certificate else {
                let problem = "is missing: signatures of --sign-command are verified before they \
                               are published";
                let defect = flag_defect(repository::codes::OPERAND, "--certificate", problem);
                return Err(defect.hint("give a file with the public key").into());
            };
            keys.certificates = signing::read_certificates(file, warnings)?;
            keys.signers.push(Box::new(CommandSigner::new(line)));
        } else if let Some(signer) =
            signing::key_signer(&self.signing, signing::concerns_apt, warnings)?
        {
            keys.certificates.push(signer.certificate());
            keys.signers.push(Box::new(signer));
        }
        Ok(keys)
    }
}

/// Where flags can fix it, which.
fn explain(error: &PublishError, diagnostics: Diagnostics) -> Diagnostics {
    let hint = match error {
        PublishError::Signature(_) => {
            "sign with --sign-key; to stop signing, remove InRelease or repomd.xml.asc"
        }
        PublishError::Clock(_) => "or continue from it with --force-date",
        _ => return diagnostics,
    };
    let mut hinted = Diagnostics::new();
    for diagnostic in diagnostics.as_slice() {
        hinted.push(diagnostic.clone().hint(hint));
    }
    hinted
}

/// So many of something.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
