//! What older publications refer to which are kept: caches still name their snapshots.

use std::collections::BTreeSet;

use repo_store::{Key, Sha256};

use super::ledger::resolved;
use super::lists::room;
use super::snapshot::place;
use super::{COMMIT, Checked, SIGNATURE};
use crate::codes;
use crate::publish::COMMIT_LIMIT;
use crate::rpmmd::{Data, History, List, Metadata, Repomd};
use crate::verify::Place;
use crate::verify::files::LARGEST;
use crate::verify::findings::Findings;
use crate::verify::held::held;
use crate::verify::signatures::Context;

/// Objects and packages that kept publications refer to.
#[derive(Debug, Default)]
pub(super) struct Past {
    pub(super) keys: BTreeSet<Key>,
    /// Names of files in `repodata` of which older commits said the same as their snapshots.
    pub(super) names: BTreeSet<String>,
}

/// Walks from the parent of the commit to the oldest publication that is kept.
pub(super) fn walk(context: Context<'_>, checked: &Checked, findings: &mut Findings) -> Past {
    let mut past = Past::default();
    let is_in_place = checked.history.snapshot.is_none();
    if is_in_place && let Some(commit) = &checked.commit {
        past.keys.extend(context.place.key(&in_place(Sha256::of(commit))));
    }
    let mut next = checked.history.parent;
    while let Some(id) = next {
        let (place, commit) = match is_in_place {
            true => (Some(context.place.clone()), in_place(id)),
            false => (place(context, id), COMMIT.to_owned()),
        };
        let Some(place) = place else { break };
        let here = Context { place: &place, ..context };
        let Ok(key) = place.key(&commit) else { break };
        // A chain of digests has no circles, but bytes that are not what they say might.
        if past.keys.contains(&key) {
            break;
        }
        let Ok(Some(bytes)) = context.source.read(&key, COMMIT_LIMIT) else { break };
        let repomd = Some(&bytes).filter(|bytes| Sha256::of(bytes) == id);
        let Some(repomd) = repomd.and_then(|bytes| Repomd::parse(bytes).ok()) else {
            let problem = "has not the digest that it is named by: history ends before it";
            let hint = "restore it from a copy, or remove it";
            findings.fault(codes::SNAPSHOT, key.as_str(), problem, hint);
            break;
        };
        past.keys.insert(key);
        for data in &repomd.data {
            past.enter(here, data, findings);
        }
        if !is_in_place {
            past.keys.extend([SIGNATURE, "commit.asc"].iter().filter_map(|it| place.key(it).ok()));
            past.packages(here, &repomd);
        }
        let history = History::of(&repomd);
        past.names.extend(history.primary);
        next = history.parent;
    }
    past
}

/// Where a folder that is indexed in place, without snapshots, keeps its publications.
fn in_place(id: Sha256) -> String {
    format!("repodata/{id}-repomd.xml")
}

impl Past {
    /// A file that a kept publication lists.
    fn enter(&mut self, here: Context<'_>, data: &Data, findings: &mut Findings) {
        let Ok(key) = here.place.key(&data.location) else { return };
        self.names.insert(key.file_name().to_owned());
        let is_whole = match here.source.length(&key) {
            Ok(Some(length)) => data.size.is_none_or(|size| size == length),
            Ok(None) => false,
            Err(_) => true,
        };
        if !is_whole {
            let problem = "a kept publication lists it, but it is missing or changed";
            let hint = "clients behind a cache may still request it: restore it from a copy";
            findings.warn(codes::SNAPSHOT, key.as_str(), problem, hint);
        }
        self.keys.insert(key);
    }

    /// The packages of a kept snapshot, as far as its lists can be read.
    fn packages(&mut self, here: Context<'_>, repomd: &Repomd) {
        let text = |list: List| {
            let data = repomd.find(list.name())?;
            let key = here.place.key(&data.location).ok()?;
            let bytes =
                here.source.read(&key, data.size.unwrap_or(LARGEST).min(LARGEST)).ok()??;
            held(&bytes, data.encoding()?, data.open_size, room(list)).ok()
        };
        let [Some(primary), Some(filelists), Some(other)] = List::ALL.map(text) else { return };
        if let Ok(metadata) = Metadata::parse(primary, filelists, other) {
            let records = metadata.records().iter();
            self.keys.extend(records.filter_map(|record| resolved(here, record.location())));
        }
    }
}

/// The snapshot that a key is of, in the repository of `place`.
pub(super) fn snapshot_of(place: &Place, key: &Key) -> Option<Sha256> {
    let path = within(place, key)?.strip_prefix("snapshots/")?;
    path.split('/').next()?.parse().ok()
}

/// The path of a key below the folder of a repository.
pub(super) fn within<'a>(place: &Place, key: &'a Key) -> Option<&'a str> {
    match place.archive() {
        Some(folder) => key.as_str().strip_prefix(folder.as_str())?.strip_prefix('/'),
        None => Some(key.as_str()),
    }
}
