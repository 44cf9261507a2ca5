//! An RPM repository: from `repomd.xml` over everything that it names, to its snapshots.

mod deep;
mod documents;
mod ledger;
mod lists;
mod orphans;
mod past;
mod repomd;
mod signed;
mod snapshot;
mod start;
mod ways;

use std::collections::BTreeSet;

use pkgio::Timestamp;
use repo_store::{Key, Sha256};

use super::findings::Findings;
use super::lineage::{self, Said};
use super::signatures::Context;
use super::{Counts, RepositoryReport, pool};
use crate::codes;
use crate::publish::{COMMIT_LIMIT, Link};
use crate::rpmmd::{History, Record, Repomd};
use ledger::Ledger;

pub(super) use orphans::check as orphans;

/// The commit of an RPM repository, and its signature.
const COMMIT: &str = "repodata/repomd.xml";
const SIGNATURE: &str = "repodata/repomd.xml.asc";

/// What is known of a repository.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) report: RepositoryReport,
    /// The objects that it needs, besides packages.
    live: BTreeSet<Key>,
    /// The packages.
    ledger: Ledger,
    /// What its tags say of its past.
    history: History,
    /// Whether all of its lists could be read.
    complete: bool,
    /// Whether nothing is published here yet, and nothing is wrong with that.
    pub(super) is_unpublished: bool,
    /// What was read first.
    commit: Option<Vec<u8>>,
}

/// What `repomd.xml` names, as far as it could be read: of a repository, or of a snapshot of one.
#[derive(Debug, Default)]
struct Tree {
    commit: Option<Vec<u8>>,
    repomd: Option<Repomd>,
    signatures: Vec<super::SignatureReport>,
    /// Whether nothing is published here yet.
    is_unpublished: bool,
    /// `None` unless the three lists could be read.
    records: Option<Vec<Record>>,
    /// The objects that it needs, besides packages.
    live: BTreeSet<Key>,
}

/// Looks at a repository and everything in it.
pub(super) fn check(context: Context<'_>, counts: &mut Counts, findings: &mut Findings) -> Checked {
    let Tree { commit, repomd, signatures, is_unpublished, records, live } =
        tree(context, counts, findings);
    let mut report = RepositoryReport::new(context.place.clone());
    report.signatures = signatures;
    let history = repomd.as_ref().map(History::of).unwrap_or_default();
    let mut ledger = Ledger::default();
    if lineage::is_signed(context, &report.signatures) {
        lineage_of(context, commit.as_deref(), repomd.as_ref(), findings);
    }
    if let Some(repomd) = &repomd {
        report.revision.clone_from(&repomd.revision);
        report.documents = repomd.data.iter().map(|data| data.kind.clone()).collect();
        report.serial = history.serial;
        report.snapshot = history.snapshot;
    }
    if let Some(records) = &records {
        report.packages = records.len();
        ledger.gpgcheck =
            (context.options.deep || context.source.is_near()) && ways::gpgcheck(context);
        ledger.enter(context, records, findings);
    }
    pool::check(context.source, &ledger.files, context.options, counts, findings);
    let complete = records.is_some() || is_unpublished;
    let mut checked = Checked { report, live, ledger, history, complete, is_unpublished, commit };
    if let Some(repomd) = &repomd {
        snapshot::check(context, repomd, records.as_deref(), &mut checked, counts, findings);
    }
    ways::check(context, &mut checked, findings);
    checked
}

/// Holds the commit against the markers of the repository, unless it is a snapshot of one.
fn lineage_of(
    context: Context<'_>,
    commit: Option<&[u8]>,
    repomd: Option<&Repomd>,
    findings: &mut Findings,
) {
    let said = match (commit, repomd) {
        (None, _) | (_, None) => return,
        (Some(bytes), Some(repomd)) => {
            let History { serial, parent, snapshot, target, .. } = History::of(repomd);
            if serial.is_some() && snapshot.is_none() {
                return;
            }
            let id = snapshot.unwrap_or_else(|| Sha256::of(bytes));
            let link = Link { id, serial: serial.unwrap_or(0), date: Timestamp::EPOCH };
            Said { commit: link, parent, target }
        }
    };
    lineage::check(context, Some(said), findings);
}

/// Looks at `repomd.xml`, its signature, and the files that it lists.
fn tree(context: Context<'_>, counts: &mut Counts, findings: &mut Findings) -> Tree {
    let mut tree = repomd::read(context, findings);
    if let Some(repomd) = &tree.repomd {
        let texts = documents::check(context, repomd, counts, &mut tree.live, findings);
        tree.records = lists::read(context, texts, findings);
    }
    tree
}

impl Checked {
    /// Tells of a repository that was published anew while it was looked at.
    pub(super) fn moved(&self, context: Context<'_>, findings: &mut Findings) {
        let Ok(key) = context.place.key(COMMIT) else { return };
        let now = context.source.read(&key, COMMIT_LIMIT).ok().flatten();
        if now != self.commit {
            let problem = "was published again while it was being verified";
            let hint = "verify it again: the results may be about both publications";
            findings.warn(codes::NOT_CHECKED, key.as_str(), problem, hint);
        }
    }
}
