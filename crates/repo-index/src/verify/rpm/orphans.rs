//! What nothing refers to.

use std::collections::BTreeSet;

use repo_store::{Key, Listed};

use super::Checked;
use super::past::{Past, snapshot_of, walk, within};
use crate::codes;
use crate::verify::Counts;
use crate::verify::findings::Findings;
use crate::verify::signatures::Context;

const HINT: &str = "`mkrepo prune` removes files to which no kept publication refers";

/// Looks for files of a repository of which neither it nor one within it knows. `listed` is everything
/// that there is.
pub(in crate::verify) fn check(
    context: Context<'_>,
    checked: &Checked,
    all: &[Checked],
    listed: &[Listed],
    counts: &mut Counts,
    findings: &mut Findings,
) {
    if !checked.complete {
        let problem = "was not completely read, so unreferenced files were not searched for";
        let hint = "fix the errors reported for it, and verify again";
        findings.warn(codes::NOT_CHECKED, &context.place.to_string(), problem, hint);
        return;
    }
    let past = walk(context, checked, findings);
    let mut snapshots = BTreeSet::new();
    for key in listed.iter().map(|object| &object.key) {
        let snapshot = snapshot_of(context.place, key);
        // What is wrong with the current one is told already.
        let is_current = snapshot.is_some() && snapshot == checked.history.snapshot;
        if is_current || !is_ours(context, key) || all.iter().any(|one| one.needs(key)) {
            continue;
        }
        if is_kept(&past, context, key) {
            counts.superseded += 1;
            continue;
        }
        counts.orphans += 1;
        let (about, problem) = match snapshot {
            // One for all of its files.
            Some(id) if !snapshots.insert(id) => continue,
            Some(id) => (format!("{}/snapshots/{id}", context.place), "is of no kept publication"),
            None => (key.to_string(), "exists, but nothing refers to it"),
        };
        findings.warn(codes::ORPHAN, about.trim_start_matches("./"), problem, HINT);
    }
}

impl Checked {
    fn needs(&self, key: &Key) -> bool {
        self.live.contains(key) || self.ledger.files.contains_key(key)
    }
}

fn is_kept(past: &Past, context: Context<'_>, key: &Key) -> bool {
    let in_repodata = within(context.place, key).is_some_and(|path| path.starts_with("repodata/"));
    past.keys.contains(key) || (in_repodata && past.names.contains(key.file_name()))
}

/// Whether an object is of a kind that a repository is made of.
fn is_ours(context: Context<'_>, key: &Key) -> bool {
    let Some(path) = within(context.place, key) else { return false };
    let in_repodata = path.strip_prefix("repodata/").is_some_and(|file| !is_beside(file));
    in_repodata || snapshot_of(context.place, key).is_some() || path.ends_with(".rpm")
}

/// What others put beside `repomd.xml`, and zypper reads.
fn is_beside(file: &str) -> bool {
    matches!(file, "repomd.xml.key" | "repomd.xml.new.key" | "repomd.xml.asc" | "repomd.xml")
}
