//! A directory of RPM packages as a repository in place.

use std::path::Path;

use diagnostic::{Diagnostic, Diagnostics};
use pkgio::{Codec, Compression};
use repo_index::compress::usual_compression;
use repo_index::publish::{COMMIT_LIMIT, PublishError, Published, Target, publish};
use repo_index::rpmmd::{
    Before, Folder, FolderDocuments, FolderOptions, InPlace, Record, RepositoryOptions,
    RepositoryState, RpmRepository, StateDocument, find_documents, revision,
};
use repo_store::{LocalStore, Store};
use rpmpkg::read::Limits;
use serde_json::{Map, Value, json};

use super::args::Settings;
use super::{count, explain};
use crate::args::CommonArgs;
use crate::mkrepo::context::NAME;
use crate::mkrepo::package;
use crate::mkrepo::settings::publish_options;
use crate::progress::Progress;
use crate::report::Outcome;
use crate::{clock, codes, exit, limits};
use diagnostic::flag_defect;
use repository::keys::Keys;
use repository::{Package, document, within};

/// The commit, below the directory.
pub(super) const COMMIT: &str = "repodata/repomd.xml";

/// What a directory held.
#[derive(Debug)]
pub(super) struct Ahead {
    folder: Folder,
    /// When it was begun to be read.
    time: u64,
}

/// Reads the directory and writes nothing, to hear of what is wrong with it.
pub(super) fn read_ahead(
    root: &Path,
    settings: &Settings,
    keys: &Keys,
    common: &CommonArgs,
) -> Result<Ahead, Diagnostics> {
    let described = described(settings);
    let in_place = in_place(&described, settings, keys)?;
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let time = clock::now().seconds();
    let old = store
        .read(&in_place.commit(), COMMIT_LIMIT)
        .map_err(PublishError::from)
        .and_then(|commit| in_place.read(&store, commit.as_ref()))
        .map_err(|error| explain(&error, error.diagnostics()))?;
    let mut errors = documents(root, settings, &mut Diagnostics::new()).err().unwrap_or_default();
    match read(root, before(&old, settings), settings, common) {
        Ok(folder) => errors.into_result(Ahead { folder, time }),
        Err(defects) => {
            errors.append(defects);
            Err(errors)
        }
    }
}

/// Publishes the packages below `root`. What was read `ahead` and did not change since is not read
/// again.
pub(super) fn index(
    root: &Path,
    settings: &Settings,
    keys: &Keys,
    ahead: Option<&Ahead>,
    common: &CommonArgs,
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    let described = described(settings);
    let in_place = in_place(&described, settings, keys)?;
    let store = LocalStore::open(root).map_err(|error| error.diagnostic())?;
    let (mut folder, mut notes) = (Folder::default(), Diagnostics::new());
    let mut kinds = Vec::new();
    // Anyone who has the lock reads: what another publisher saw may be older.
    let change = |old: &RepositoryState| {
        let before = match ahead {
            Some(Ahead { folder, time }) => {
                Some(Before { metadata: &folder.metadata, time: *time })
            }
            None => before(old, settings),
        };
        folder = read(root, before, settings, common).map_err(PublishError::Refused)?;
        notes = Diagnostics::new();
        let documents = documents(root, settings, &mut notes).map_err(PublishError::Refused)?;
        let next = in_place.next(&store, old, folder.metadata.clone(), &documents)?;
        let state = next.as_ref().unwrap_or(old);
        kinds = state.documents.iter().filter(|one| !one.repeats_lists()).map(kind).collect();
        Ok(next)
    };
    let published = publish(&store, &in_place, change, &publish_options(settings.patience))
        .map_err(|error| explain(&error, error.diagnostics()))?;
    folder.read += ahead.map_or(0, |ahead| ahead.folder.read);
    warnings.append(folder.notes.clone());
    warnings.append(notes);
    warnings.append(published.warnings.clone());
    if settings.date.is_none()
        && let Err(error) = in_place.sweep(&store, settings.keep, settings.patience)
    {
        // What stays is in nobody's way, and the next run tries again.
        warnings.append(error.diagnostics());
    }
    Ok(outcome(root, (&folder, &kinds), &published, !keys.signers.is_empty()))
}

fn described(settings: &Settings) -> RpmRepository {
    RpmRepository { compression: compression(settings), ..RpmRepository::new("packages") }
}

fn in_place<'a>(
    described: &'a RpmRepository,
    settings: &Settings,
    keys: &'a Keys,
) -> Result<InPlace<'a>, Diagnostic> {
    let options = RepositoryOptions {
        signer: keys.signers.first().map(AsRef::as_ref),
        published: keys.verifier(),
        threads: settings.folder.threads,
        force_date: settings.force_date,
        ..RepositoryOptions::new(settings.date.unwrap_or_else(clock::now))
    };
    InPlace::new(described, options)
        .map_err(|error| flag_defect(codes::PLACE, "DIR", error.to_string()))
}

/// What need not be read again.
fn before<'a>(old: &'a RepositoryState, settings: &Settings) -> Option<Before<'a>> {
    let time = old.repomd.as_ref().and_then(revision).filter(|_| !settings.reread)?;
    Some(Before { metadata: &old.metadata, time })
}

/// What becomes of the documents, and what is to be noted of them.
fn documents(
    root: &Path,
    settings: &Settings,
    notes: &mut Diagnostics,
) -> Result<FolderDocuments, Diagnostics> {
    let mut errors = Diagnostics::new();
    let given = document::read(&settings.documents, notes);
    let given = given.map_err(|defects| errors.append(defects)).unwrap_or_default();
    let mut found = Vec::new();
    if !settings.no_documents {
        match find_documents(root) {
            Ok(there) => {
                notes.append(there.notes);
                found = there.documents;
            }
            Err(defects) => errors.append(defects),
        }
    }
    let is_found = |kind: &str| found.iter().any(|document| document.kind().name() == kind);
    let flags = settings.documents.iter().map(|typed| ("--document", typed.kind.as_str()));
    let removed = settings.removed_documents.iter();
    for (flag, kind) in flags.chain(removed.map(|kind| ("--remove-document", kind.as_str()))) {
        if is_found(kind) {
            let problem = format!("the directory also has a document of type {kind:?}");
            let hint = "change or remove that file, or pass --no-documents";
            errors.push(flag_defect(repo_index::codes::DOCUMENT_TYPE, flag, problem).hint(hint));
        }
    }
    let removed = settings.removed_documents.clone();
    errors.into_result(FolderDocuments { found, given, removed })
}

/// The first that clients of RPM repositories read best, of those that are asked for.
fn compression(settings: &Settings) -> Compression {
    let asked = settings.compressions.iter().flatten().copied();
    let mut read = asked.filter(|one| matches!(one.codec(), Codec::Zstd | Codec::Gzip));
    read.next().unwrap_or(usual_compression(Codec::Zstd))
}

/// Reads the directory, and shows how far that is.
fn read(
    root: &Path,
    before: Option<Before<'_>>,
    settings: &Settings,
    common: &CommonArgs,
) -> Result<Folder, Diagnostics> {
    let progress = Progress::new(NAME, "read", common, 0);
    let advance = |done, total| progress.advance_of(done, total);
    let options = FolderOptions {
        empty: settings.folder.empty,
        threads: settings.folder.threads,
        skip_unreadable: settings.skip_unreadable,
        progress: &advance,
        limits: Limits { strict: settings.folder.strict, ..limits::rpm(common) },
    };
    Folder::read(root, before, &options)
}

fn outcome(
    root: &Path,
    (folder, kinds): (&Folder, &[String]),
    published: &Published<RepositoryState>,
    signed: bool,
) -> Outcome {
    let path = within(root, COMMIT);
    let shown = root.display();
    let listed = count(folder.metadata.records().len(), "RPM package");
    let what = if published.changed { "" } else { "; nothing to do" };
    let mut summary = vec![format!("{shown}: {listed}{what}")];
    if !signed && published.changed {
        summary.push(format!("{shown}: not signed: dnf accepts it only with repo_gpgcheck=0"));
    }
    let exit = match folder.skipped {
        0 => exit::DONE,
        skipped => {
            summary.push(format!("{shown}: {} left out", count(skipped, "unreadable package")));
            exit::INCOMPLETE
        }
    };
    let before = published.state.serial().unwrap_or(0);
    let packages: Vec<Value> = folder.metadata.records().iter().map(document).collect();
    let document = json!({
        "path": path.to_string_lossy(),
        "changed": published.changed,
        "signed": signed,
        "serial": before.saturating_add(published.changed.into()),
        "read": folder.read,
        "skipped": folder.skipped,
        "packages": packages,
        "documents": kinds,
    });
    Outcome {
        result: [path.as_os_str().as_encoded_bytes(), b"\n"].concat(),
        document: Map::from_iter([("rpm".to_owned(), document)]),
        summary,
        exit,
        ..Outcome::default()
    }
}

fn kind(document: &StateDocument) -> String {
    document.kind().to_owned()
}

fn document(record: &Record) -> Value {
    package::document(&Package::from(record))
}
