//! One suite, or one flat repository.

use std::collections::{BTreeMap, BTreeSet};

use debpkg::deb822::Paragraph;
use repo_store::{Key, Sha256};

use super::findings::Findings;
use super::lineage::{self, Said};
use super::listing::{self, Listing};
use super::signatures::{self, Context};
use super::{Counts, Place, SuiteReport, files, index, release, variants};
use crate::apt::{IndexId, Record, Release};
use crate::codes;
use crate::publish::{COMMIT_LIMIT, Link};

/// What is known of a suite.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) report: SuiteReport,
    /// The records of each index, with the name of the file that they were read from.
    pub(super) indexes: Vec<(String, Vec<Record>)>,
    /// The objects of its folder that it needs.
    pub(super) live: BTreeSet<Key>,
    /// The digest of the commit before this one.
    pub(super) parent: Option<Sha256>,
    /// Whether all of its indexes could be read.
    pub(super) complete: bool,
    /// Whether nothing is published here yet, and nothing is wrong with that.
    pub(super) is_unpublished: bool,
    /// What was read first.
    commits: Vec<Vec<u8>>,
}

/// Looks at a suite, but not at what its indexes list.
pub(super) fn check(context: Context<'_>, counts: &mut Counts, findings: &mut Findings) -> Checked {
    let mut checked = Checked {
        report: SuiteReport::new(context.place.clone()),
        indexes: Vec::new(),
        live: BTreeSet::new(),
        parent: None,
        complete: true,
        is_unpublished: false,
        commits: Vec::new(),
    };
    let signed = signatures::check(context, findings);
    checked.report.signatures = signed.signatures;
    checked.commits = signed.commits;
    checked.complete = !signed.damaged;
    let live = ["InRelease", "Release", "Release.gpg"];
    checked.live.extend(live.iter().filter_map(|file| context.place.key(file).ok()));
    for commit in &checked.commits {
        let path = format!("by-hash/SHA256/{}", Sha256::of(commit));
        checked.live.extend(context.place.key(&path));
    }
    match signed.text {
        Some(text) => listed(context, &text, &mut checked, counts, findings),
        None if signed.unread => checked.complete = false,
        None if matches!(context.place, Place::Flat(_)) => {
            for base in ["Packages", "Sources"] {
                let forms = files::unlisted(context, base, findings);
                read_index(context, base, forms, &Listing::new(), &mut checked, findings);
            }
        }
        None => {
            let problem = "is not there, and neither is Release";
            let told = (problem, "publish the suite, or remove its directory");
            checked.is_unpublished = lineage::absent(context, "InRelease", told, findings);
            checked.complete = checked.is_unpublished;
        }
    }
    checked
}

/// Looks at what a `Release` lists.
fn listed(
    context: Context<'_>,
    text: &[u8],
    checked: &mut Checked,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let about = context.name("Release");
    let release = release::check(context, &about, text, &mut checked.report, findings);
    checked.parent = release.as_ref().and_then(|release| release.parent);
    if let (Some(commit), Some(release)) = (checked.commits.first(), &release)
        && matches!(context.place, Place::Suite { .. })
        && checked.complete
        && lineage::is_signed(context, &checked.report.signatures)
    {
        let Release { serial, date, parent, ref target, .. } = *release;
        let commit = Link { id: Sha256::of(commit), serial: serial.unwrap_or(0), date };
        lineage::check(context, Some(Said { commit, parent, target: target.clone() }), findings);
    }
    let Ok(paragraph) = Paragraph::parse(text) else {
        // Why is told already.
        checked.complete = false;
        return;
    };
    let listing = listing::read(&paragraph, &about, findings);
    counts.listed += listing.len();
    for (path, entry) in &listing {
        let hashes = entry.digests.iter();
        let hashes = hashes.map(|(algorithm, digest)| files::by_hash(path, *algorithm, digest));
        for path in hashes.chain([path.clone()]) {
            checked.live.extend(context.place.key(&path));
        }
    }
    listing::complete(&about, &listing, release.as_ref(), findings);
    let by_hash = release.as_ref().is_some_and(|release| release.acquire_by_hash);
    let mut places = BTreeMap::new();
    for (base, forms) in files::groups(&listing) {
        let forms = files::check(context, &listing, &forms, by_hash, findings);
        let place = checked.indexes.len();
        read_index(context, base, forms, &listing, checked, findings);
        if let Some((id, _)) = IndexId::parse(base).filter(|_| checked.indexes.len() > place) {
            places.insert(id, place);
        }
    }
    if let Some(release) = release {
        let read = |(id, place): (_, &usize)| (id, &checked.indexes[*place]);
        variants::check(&release, &places.iter().map(read).collect(), findings);
    }
}

/// Reads an index from its forms.
fn read_index(
    context: Context<'_>,
    base: &str,
    forms: Vec<files::Form>,
    listing: &Listing,
    checked: &mut Checked,
    findings: &mut Findings,
) {
    let (plain, format) = (listing.get(base), index::format(base));
    // What is no index is decompressed only where there is something to hold it against.
    if format.is_none() && plain.is_none() {
        return;
    }
    let text = index::text(context, forms, plain, format.is_some(), findings);
    let Some(format) = format else { return };
    match text {
        Some((about, text)) => {
            let before = findings.count();
            let records = index::records(&about, Some(base), format, text, findings);
            checked.complete &= !findings.has_since(before, codes::INDEX_PARAGRAPH);
            checked.report.indexes += 1;
            checked.report.entries += records.len();
            checked.indexes.push((about, records));
        }
        // A flat repository need not have both kinds.
        None => checked.complete &= listing.is_empty(),
    }
}

impl Checked {
    /// Tells of a suite that was published anew while it was looked at.
    pub(super) fn moved(&self, context: Context<'_>, findings: &mut Findings) {
        let now = ["InRelease", "Release"].into_iter().filter_map(|file| {
            let key = context.place.key(file).ok()?;
            context.source.read(&key, COMMIT_LIMIT).ok().flatten()
        });
        if !now.eq(self.commits.iter().cloned()) {
            let problem = "was published again while it was being verified";
            let hint = "verify it again: the results may be about both publications";
            findings.warn(codes::NOT_CHECKED, &context.name("InRelease"), problem, hint);
        }
    }
}
