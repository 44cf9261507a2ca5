//! A directory of Debian packages as a flat repository.

use std::path::Path;

use diagnostic::Diagnostics;
use pkgio::Codec;
use repo_index::apt::flat::{Flat, FlatOptions, FlatState, Folder, FolderOptions};
use repo_index::apt::{Packages, Record};
use repo_index::compress::usual_compression;
use repo_index::publish::{PublishError, Published, Target, publish};
use repo_store::LocalStore;
use serde_json::{Map, Value, json};

use super::args::Settings;
use super::{IndexArgs, count, explain};
use crate::args::CommonArgs;
use crate::mkrepo::context::NAME;
use crate::mkrepo::package;
use crate::mkrepo::settings::publish_options;
use crate::progress::Progress;
use crate::report::Outcome;
use crate::{clock, limits};
use repository::keys::Keys;
use repository::{Package, within};

/// What `Packages` would be.
pub(super) fn print(
    root: &Path,
    settings: &Settings,
    common: &CommonArgs,
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    let folder = read(root, &settings.folder, common)?;
    warnings.append(folder.notes.clone());
    Ok(Outcome {
        result: folder.packages.to_bytes(),
        document: lists(&folder),
        ..Outcome::default()
    })
}

/// Publishes the packages below `root`.
pub(super) fn index(
    root: &Path,
    args: &IndexArgs,
    settings: &Settings,
    keys: &Keys,
    common: &CommonArgs,
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    let flat = Flat::new(options(args, settings, keys));
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let options = publish_options(settings.patience);
    let mut folder = Folder::default();
    // Anyone who has the lock reads: what another publisher saw may be older.
    let change = |old: &FlatState| {
        folder = read(root, &settings.folder, common).map_err(PublishError::Refused)?;
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

fn options<'a>(args: &IndexArgs, settings: &Settings, keys: &'a Keys) -> FlatOptions<'a> {
    let release = args.release.clone();
    let usual = || [Codec::Gzip, Codec::Xz].map(usual_compression).to_vec();
    FlatOptions {
        origin: release.origin,
        label: release.label,
        suite: release.suite,
        codename: release.codename,
        description: release.description,
        valid_for: settings.valid_for,
        compressions: settings.compressions.clone().unwrap_or_else(usual),
        md5: settings.folder.md5,
        signers: keys.signers.iter().map(AsRef::as_ref).collect(),
        published: keys.verifier(),
        date: settings.date,
        threads: settings.folder.threads,
        force_date: settings.force_date,
        allow_release_info_change: settings.allow_release_info_change,
        ..FlatOptions::new(clock::now())
    }
}

/// Reads the directory, and shows how far that is.
pub(super) fn read(
    root: &Path,
    options: &FolderOptions<'_>,
    common: &CommonArgs,
) -> Result<Folder, Diagnostics> {
    let progress = Progress::new(NAME, "read", common, 0);
    let advance = |done, total| progress.advance_of(done, total);
    Folder::read(
        root,
        &FolderOptions { progress: &advance, limits: limits::deb(common), ..options.clone() },
    )
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
    let mut listed = count(folder.packages.records().len(), "package");
    if !folder.sources.is_empty() {
        let sources = count(folder.sources.records().len(), "source package");
        listed = format!("{listed}, {sources}");
    }
    let what = if published.changed { "" } else { "; nothing to do" };
    let mut summary = vec![format!("{shown}: {listed}{what}")];
    if !signed && published.changed {
        summary.push(format!("{shown}: not signed: apt accepts it only with [trusted=yes]"));
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
    let list = |packages: &Packages| packages.records().iter().map(document).collect::<Vec<_>>();
    Map::from_iter([
        ("packages".to_owned(), json!(list(&folder.packages))),
        ("sources".to_owned(), json!(list(&folder.sources))),
    ])
}

fn document(record: &Record) -> Value {
    package::document(&Package::from(record))
}
