//! Packages and publications, as the commands show them.

use std::collections::BTreeSet;

use pkgio::Timestamp;
use repo_index::apt::SuitePackage;
use repo_index::changes::{Changes, Chronicle, Unknown, Walk};
use repo_index::{Yanked, apt, rpmmd};
use repo_store::Store;
use rpmpkg::Evr;

/// A published package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// The component of an APT suite that lists it.
    pub component: Option<String>,
    /// Its name.
    pub name: String,
    /// Its version, with everything that belongs to it.
    pub version: String,
    /// Its architecture.
    pub architecture: String,
    /// All of it, as its file is called but for the suffix.
    pub shown: String,
    /// Where it is, below the folder of the archive or repository.
    pub path: String,
    /// Every file that it has there.
    pub files: Vec<String>,
    /// Its length in bytes.
    pub size: u64,
    /// The algorithm of its digest.
    pub algorithm: &'static str,
    /// Its digest; empty while it is not known, because the package is yet to be signed.
    pub digest: String,
}

impl From<&SuitePackage> for Package {
    fn from(SuitePackage { component, record, .. }: &SuitePackage) -> Self {
        Self { component: Some(component.clone()), ..Self::from(record) }
    }
}

impl From<&apt::Record> for Package {
    fn from(record: &apt::Record) -> Self {
        Self {
            component: None,
            name: record.package().to_owned(),
            version: record.version().to_owned(),
            architecture: record.architecture().to_owned(),
            shown: record.to_string(),
            path: record.path().to_owned(),
            files: record.files().into_iter().map(|file| file.path).collect(),
            size: record.size(),
            algorithm: "sha256",
            digest: record.sha256().to_string(),
        }
    }
}

impl From<&rpmmd::Record> for Package {
    fn from(record: &rpmmd::Record) -> Self {
        Self {
            component: None,
            name: record.name().to_owned(),
            version: version(&record.evr()),
            architecture: record.architecture().to_owned(),
            shown: record.to_string(),
            path: record.location().to_owned(),
            files: vec![record.location().to_owned()],
            size: record.size(),
            algorithm: record.checksum().kind().name(),
            digest: record.pkgid().to_owned(),
        }
    }
}

/// `version-release`, with the epoch before it where it is not 0.
pub(crate) fn version(evr: &Evr) -> String {
    Evr { epoch: evr.epoch.filter(|&epoch| epoch > 0), ..evr.clone() }.to_string()
}

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// Its number; `None` for one of another tool.
    pub serial: Option<u64>,
    /// Its date.
    pub date: Timestamp,
    /// The digest by which it is kept; `None` for one of another tool.
    pub sha256: Option<String>,
    /// That of the one before it.
    pub parent: Option<String>,
    /// From when on clients do not take it any more.
    pub valid_until: Option<Timestamp>,
    /// Whether it says that its target was dropped.
    pub dropped: bool,
    /// The versions that were taken back with it, or, where the one before it is not kept, none.
    pub yanked: Vec<Yanked>,
}

/// Publications, the newest first, each with what it changed.
#[derive(Debug)]
pub struct Chronicled {
    /// The newest ones.
    pub publications: Vec<(Generation, Result<Changes, Unknown>)>,
    /// How many more are kept.
    pub older: usize,
}

impl Chronicled {
    /// What the newest `most` of `all` changed, each shown as `one` shows it.
    pub(crate) fn new<C: Chronicle>(
        chronicle: &C,
        store: &dyn Store,
        all: &[C::Publication],
        most: usize,
        one: impl Fn(&C::Publication) -> Generation,
    ) -> Self {
        let changes = Walk::new(chronicle, store, all).take(most);
        let mut generations: Vec<Generation> = all.iter().map(one).collect();
        for at in 0..generations.len() {
            let (newer, older) = generations.split_at_mut(at + 1);
            let is_first = newer[at].parent.is_none();
            match older.first() {
                Some(before) => newer[at].yanked.retain(|yanked| !before.yanked.contains(yanked)),
                None if is_first => {}
                None => newer[at].yanked.clear(),
            }
        }
        let publications: Vec<_> = generations.into_iter().zip(changes).collect();
        let older = all.len() - publications.len();
        Self { publications, older }
    }
}

/// Those of `these` that are not among `those`.
pub(crate) fn only(these: &[Package], those: &[Package]) -> Vec<Package> {
    let those: BTreeSet<_> = those.iter().map(identity).collect();
    these.iter().filter(|one| !those.contains(&identity(one))).cloned().collect()
}

fn identity(package: &Package) -> (Option<&str>, &str, &str) {
    (package.component.as_deref(), &package.digest, &package.shown)
}
