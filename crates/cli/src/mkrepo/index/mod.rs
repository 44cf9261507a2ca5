//! `mkrepo index`: a folder of packages as a flat repository.

mod args;

use std::path::Path;

use pkgsign::{CommandSigner, Verifier};
use pkgtree::Diagnostics;
use repo_index::apt::Packages;
use repo_index::apt::flat::{Flat, FlatOptions, FlatState, Folder};
use repo_index::publish::{PublishError, Published, Target, publish};
use repo_index::store::LocalStore;
use serde_json::{Map, Value, json};

use super::args::MkrepoArgs;
use super::keys::Keys;
use super::publication::record_document;
use super::repository::{publish_options, within};
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};
use crate::{clock, codes, signing};
use args::Settings;

pub(crate) use args::IndexArgs;

impl IndexArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let root = self.folder.as_deref().unwrap_or(&args.directory);
        with_warnings(|warnings| match self.stdout {
            true => self.print(root, warnings),
            false => self.publish(root, warnings),
        })
    }

    /// What `Packages` would be.
    fn print(&self, root: &Path, warnings: &mut Diagnostics) -> Result<Outcome, Diagnostics> {
        let settings = Settings::new(self)?;
        let folder = Folder::read(root, &settings.folder)?;
        warnings.append(folder.notes.clone());
        Ok(Outcome {
            result: folder.packages.to_bytes(),
            document: lists(&folder),
            ..Outcome::default()
        })
    }

    fn publish(&self, root: &Path, warnings: &mut Diagnostics) -> Result<Outcome, Diagnostics> {
        let settings = Settings::new(self)?;
        let keys = self.keys(warnings)?;
        let flat = Flat::new(self.options(&settings, &keys));
        let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
        let options = publish_options(settings.patience);
        let mut folder = Folder::default();
        // Whoever has the lock reads: what another publisher saw may be older.
        let change = |old: &FlatState| {
            folder = Folder::read(root, &settings.folder).map_err(PublishError::Refused)?;
            Ok(flat.next(old, &folder))
        };
        let published = publish(&store, &flat, change, &options)
            .map_err(|error| explain(&error, error.diagnostics()))?;
        warnings.append(folder.notes.clone());
        warnings.append(published.warnings.clone());
        if settings.date.is_none()
            && let Err(error) = flat.sweep(&store, settings.keep, settings.patience)
        {
            // What stays is in nobody's way, and the next run tries again.
            warnings.append(error.diagnostics());
        }
        Ok(outcome(root, &flat, &folder, &published, !keys.signers.is_empty()))
    }

    fn options<'a>(&self, settings: &Settings, keys: &'a Keys) -> FlatOptions<'a> {
        let published: &dyn Verifier = &keys.certificates;
        let release = self.release.clone();
        FlatOptions {
            origin: release.origin,
            label: release.label,
            suite: release.suite,
            codename: release.codename,
            description: release.description,
            valid_for: settings.valid_for,
            compressions: settings.compressions.clone(),
            md5: settings.folder.md5,
            signers: keys.signers.iter().map(AsRef::as_ref).collect(),
            published: (!keys.certificates.is_empty()).then_some(published),
            date: settings.date,
            threads: settings.folder.threads,
            force_date: settings.force_date,
            allow_release_info_change: settings.allow_release_info_change,
            ..FlatOptions::new(clock::now())
        }
    }

    fn keys(&self, warnings: &mut Diagnostics) -> Result<Keys, Diagnostics> {
        let mut keys = Keys::default();
        if let Some(line) = &self.signing.sign_command {
            let Some(file) = &self.certificate else {
                let problem = "is missing: what a command signs is verified before it is published";
                let defect = flag_defect(codes::OPERAND, "--certificate", problem);
                return Err(defect.hint("name a file with the public key").into());
            };
            keys.certificates = signing::read_certificates(file)?;
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

/// Where flags can mend it, which.
fn explain(error: &PublishError, diagnostics: Diagnostics) -> Diagnostics {
    let hint = match error {
        PublishError::Signature(_) => "sign with --sign-key; to sign no longer, remove InRelease",
        PublishError::Clock(_) => "or go on from it with --force-date",
        _ => return diagnostics,
    };
    let mut hinted = Diagnostics::new();
    for diagnostic in diagnostics.as_slice() {
        hinted.push(diagnostic.clone().hint(hint));
    }
    hinted
}

fn outcome(
    root: &Path,
    flat: &Flat<'_>,
    folder: &Folder,
    published: &Published<FlatState>,
    signed: bool,
) -> Outcome {
    let before = published.state.release.as_ref().and_then(|release| release.serial);
    let serial = before.unwrap_or(0).saturating_add(published.changed.into());
    let path = within(root, flat.commit().as_str());
    let shown = root.display();
    let count = |packages: &Packages, what: &str| match packages.records().len() {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let mut listed = count(&folder.packages, "package");
    if !folder.sources.is_empty() {
        listed = format!("{listed}, {}", count(&folder.sources, "source package"));
    }
    let what = if published.changed { "" } else { "; nothing to do" };
    let mut summary = vec![format!("{shown}: {listed}{what}")];
    if !signed && published.changed {
        summary.push(format!("{shown}: not signed: apt takes it with [trusted=yes] only"));
    }
    let mut document = lists(folder);
    document.insert("path".to_owned(), json!(path.to_string_lossy()));
    document.insert("changed".to_owned(), json!(published.changed));
    document.insert("signed".to_owned(), json!(signed));
    document.insert("serial".to_owned(), json!(serial));
    Outcome {
        result: [path.as_os_str().as_encoded_bytes(), b"\n"].concat(),
        document,
        summary,
        ..Outcome::default()
    }
}

/// What is listed, in JSON.
fn lists(folder: &Folder) -> Map<String, Value> {
    let list =
        |packages: &Packages| packages.records().iter().map(record_document).collect::<Vec<_>>();
    Map::from_iter([
        ("packages".to_owned(), json!(list(&folder.packages))),
        ("sources".to_owned(), json!(list(&folder.sources))),
    ])
}
