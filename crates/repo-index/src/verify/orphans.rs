//! What nothing refers to.

use std::collections::{BTreeSet, HashSet};

use repo_store::{Key, Listed, Sha256};

use super::files::LARGEST;
use super::findings::Findings;
use super::held::{Room, held};
use super::ledger::{Ledger, tidy};
use super::place::below;
use super::signatures::Context;
use super::suite::Checked;
use super::{Counts, Place, Source, VerifyOptions, rpm};
use crate::apt::{IndexId, Packages, ancestors};
use crate::codes;
use crate::publish::{COMMIT_LIMIT, PublishError};

/// An archive as it was found.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) ledger: Ledger,
    pub(super) checked: Vec<Checked>,
}

/// Looks for files of which neither a suite nor an RPM repository knows, where files can be listed.
pub(super) fn check(
    source: &dyn Source,
    options: &VerifyOptions<'_>,
    archives: &[Held],
    repositories: &[rpm::Checked],
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let listed = match source.list(None) {
        Ok(Some(listed)) => listed,
        Ok(None) => return,
        Err(error) => {
            let problem = format!("unreferenced files were not searched for: {error}");
            findings.warn(codes::NOT_CHECKED, ".", problem, "see that it can be listed");
            return;
        }
    };
    of_suites(source, &listed, archives, counts, findings);
    for one in repositories {
        let context = Context { source, place: &one.report.place, options };
        rpm::orphans(context, one, repositories, &listed, counts, findings);
    }
}

fn of_suites(
    source: &dyn Source,
    listed: &[Listed],
    archives: &[Held],
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let all = || archives.iter().flat_map(|held| &held.checked);
    if let Some(one) = all().find(|checked| !checked.complete) {
        let problem = "was not completely read, so unreferenced files were not searched for";
        let hint = "fix the errors reported for it, and verify again";
        findings.warn(codes::NOT_CHECKED, &one.report.place.to_string(), problem, hint);
        return;
    }
    let live: HashSet<&Key> = all().flat_map(|checked| &checked.live).collect();
    let pool: HashSet<&Key> = archives.iter().flat_map(|held| held.ledger.files.keys()).collect();
    let folders: BTreeSet<String> = pool_folders(archives);
    let suites: Vec<String> = all().map(|checked| format!("{}/", checked.report.place)).collect();
    let is_index = |key: &Key| {
        key.as_str().contains("/by-hash/")
            && suites.iter().any(|suite| key.as_str().starts_with(suite))
    };
    let is_package =
        |key: &Key| is_package(key.file_name()) && folders.contains(folder_of(key, &folders));
    let unknown: Vec<&Key> = listed
        .iter()
        .map(|object| &object.key)
        .filter(|key| !live.contains(key) && !pool.contains(key))
        .filter(|key| is_index(key) || is_package(key))
        .collect();
    if unknown.is_empty() {
        return;
    }
    let kept = kept(source, all());
    for key in unknown {
        if kept.contains(key) {
            counts.superseded += 1;
            continue;
        }
        counts.orphans += 1;
        let hint = "`mkrepo prune` removes files to which no kept publication refers; move your \
                    own files elsewhere";
        findings.warn(codes::ORPHAN, key.as_str(), "exists, but nothing refers to it", hint);
    }
}

/// The folders in which packages are, as far up as an archive goes: `debian/pool/`.
fn pool_folders(archives: &[Held]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for held in archives {
        for one in &held.checked {
            let prefix = match &one.report.place {
                Place::Flat(_) | Place::Rpm(_) => continue,
                Place::Suite { archive: Some(archive), .. } => format!("{archive}/"),
                Place::Suite { archive: None, .. } => String::new(),
            };
            folders.insert(format!("{prefix}pool/"));
        }
        for key in held.ledger.files.keys() {
            let folder = key.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            folders.insert(format!("{folder}/").trim_start_matches('/').to_owned());
        }
    }
    folders
}

/// The longest of `folders` that `key` is in, or its own.
fn folder_of<'a>(key: &'a Key, folders: &BTreeSet<String>) -> &'a str {
    let path = key.as_str();
    let ends = path.rmatch_indices('/').map(|(at, _)| &path[..=at]);
    ends.chain([""]).find(|folder| folders.contains(*folder)).unwrap_or(path)
}

fn is_package(name: &str) -> bool {
    let suffixes = [".deb", ".udeb", ".ddeb", ".dsc", ".diff.gz"];
    suffixes.iter().any(|suffix| name.ends_with(suffix)) || name.contains(".tar.")
}

/// All that older publications refer to which are kept, as far as they can be read.
fn kept<'a>(source: &dyn Source, suites: impl Iterator<Item = &'a Checked>) -> HashSet<Key> {
    let mut kept = HashSet::new();
    let mut indexes = HashSet::new();
    for one in suites {
        let place = &one.report.place;
        let commit = |sha256: Sha256| {
            place.key(&format!("by-hash/SHA256/{sha256}")).map_err(|error| PublishError::Damaged {
                key: error.key,
                problem: error.problem.to_owned(),
            })
        };
        kept.extend(one.parent.and_then(|parent| commit(parent).ok()));
        let older = ancestors(one.parent, commit, |key| source.read(key, COMMIT_LIMIT));
        for generation in older.map_while(Result::ok) {
            kept.extend(generation.parent.and_then(|parent| commit(parent).ok()));
            for (path, file) in &generation.release.files {
                let by_hash = super::files::by_hash(
                    path,
                    super::listing::Algorithm::Sha256,
                    &file.sha256.to_string(),
                );
                let Ok(key) = place.key(&by_hash) else { continue };
                if indexes.insert(key.clone())
                    && let Some((id, encoding)) = IndexId::parse(path)
                    && let Ok(Some(bytes)) = source.read(&key, file.size.min(LARGEST))
                    && let Ok(text) = held(&bytes, encoding, None, Room::PARAGRAPHS)
                    && let Ok(index) = Packages::parse(text, id.kind.format())
                {
                    let files = index.records().iter().flat_map(crate::apt::Record::files);
                    let keys =
                        files.filter_map(|file| below(place.archive(), &tidy(&file.path)).ok());
                    kept.extend(keys);
                }
                kept.insert(key);
            }
        }
    }
    kept
}
