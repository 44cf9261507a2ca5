//! The snapshot of a commit: the same, whole, where nothing changes any more.

use repo_store::{Key, Sha256};

use super::ledger::resolved;
use super::{COMMIT, Checked, Tree, tree};
use crate::codes;
use crate::rpmmd::{History, List, Record, Repomd};
use crate::verify::findings::Findings;
use crate::verify::place::below;
use crate::verify::signatures::Context;
use crate::verify::{Counts, Place};

const AGAIN: &str = "publish the repository again: this creates a new snapshot";

/// The place of a snapshot.
pub(super) fn place(context: Context<'_>, id: Sha256) -> Option<Place> {
    let folder = below(context.place.archive(), &format!("snapshots/{id}"));
    folder.ok().map(|folder| Place::Rpm(Some(folder)))
}

/// Looks at the snapshot that the commit names, and holds it against it.
pub(super) fn check(
    context: Context<'_>,
    repomd: &Repomd,
    records: Option<&[Record]>,
    checked: &mut Checked,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let Some(id) = checked.history.snapshot else { return };
    let Some(place) = place(context, id) else { return };
    let here = Context { place: &place, ..context };
    let about = here.name(COMMIT);
    let Tree { commit, repomd: own, records: own_records, live, .. } = tree(here, counts, findings);
    checked.live.extend(live);
    checked.live.extend(place.key("commit.asc"));
    let mut fault = |problem: String| findings.fault(codes::SNAPSHOT, &about, problem, AGAIN);
    // What is missing or cannot be read is told already.
    let (Some(commit), Some(own)) = (commit, own) else { return };
    let digest = Sha256::of(&commit);
    if digest != id {
        fault(format!("has SHA-256 {digest}, not that of the snapshot's name"));
        return;
    }
    for problem in differences(repomd, &own) {
        fault(problem);
    }
    let (Some(records), Some(own_records)) = (records, own_records) else { return };
    if own_records.len() != records.len() {
        let (own, commits) = (own_records.len(), records.len());
        fault(format!("has {own} packages, and the current repomd.xml {commits}"));
        return;
    }
    for (record, own) in records.iter().zip(&own_records) {
        let is_same = match record.base() {
            Some(_) => record == own,
            None => {
                let place: Option<Key> = resolved(context, record.location());
                resolved(here, own.location()) == place && record.at(own.location()) == *own
            }
        };
        if !is_same {
            fault(format!("{own}: is another than {record} of the current repomd.xml"));
        }
    }
}

/// What of two `repomd.xml` is not the same and should be: all but the list that has locations.
fn differences(commit: &Repomd, snapshot: &Repomd) -> Vec<String> {
    let mut problems = Vec::new();
    let [ours, theirs] = [commit, snapshot].map(History::of);
    if (ours.serial, ours.parent) != (theirs.serial, theirs.parent) {
        problems.push("is of another publication than the current repomd.xml".to_owned());
    }
    if commit.revision != snapshot.revision {
        problems.push("has another revision than the current repomd.xml".to_owned());
    }
    let kinds = |repomd: &Repomd| -> Vec<_> {
        let named = repomd.data.iter().map(|data| {
            let moves = data.kind == List::Primary.name();
            (data.kind.clone(), (!moves).then(|| data.checksum.clone()))
        });
        named.collect()
    };
    if kinds(commit) != kinds(snapshot) {
        problems.push("lists other files than the current repomd.xml".to_owned());
    }
    problems
}
