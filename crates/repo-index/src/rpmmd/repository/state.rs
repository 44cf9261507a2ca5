//! What a repository's metadata says, and how it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bytes::Bytes;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use repo_store::Object;

use super::{Addition, History, StateDocument};
use crate::publish::Link;
use crate::rpmmd::{Conflict, List, Metadata, Record, Repomd, RpmRepository};
use crate::{Yanked, codes};

/// All that a repository's published metadata says, and what is to be created with the next.
#[derive(Clone, Debug, Default)]
pub struct RepositoryState {
    /// The `repomd.xml` that this was read from; `None` before the first. Of a new one only the tags
    /// of others are taken from it.
    pub repomd: Option<Repomd>,
    /// The packages.
    pub metadata: Metadata,
    /// What else there is: groups, updates, modules, whatever other tools put there.
    pub documents: Vec<StateDocument>,
    /// The types of documents that were found in a folder of packages ([`InPlace`](super::InPlace)).
    pub found: Vec<String>,
    /// Whether the repository is dropped: what is published says so. What is added ends it.
    pub dropped: bool,
    /// The versions that were taken back, and are not to be added again. What adds packages does not look at
    /// it.
    pub yanked: Vec<Yanked>,
    /// The packages to be created before the lists name them.
    pub additions: Vec<Object>,
    /// The newest time of the packages that were added.
    pub(super) newest: Option<Timestamp>,
    /// The publication that the next one follows, where it is not the one that this was read from.
    pub(super) follows: Option<Link>,
    /// The lists as they were read.
    pub(super) compressed: BTreeMap<List, Bytes>,
}

impl RepositoryState {
    /// The number of the publication that this was read from; `None` for one of another tool.
    #[must_use]
    pub fn serial(&self) -> Option<u64> {
        History::of(self.repomd.as_ref()?).serial
    }

    /// Every package.
    #[must_use]
    pub fn packages(&self) -> &[Record] {
        self.metadata.records()
    }

    /// Adds packages, with the files that they bring along. Returns those that are new; one that is
    /// there already with the same content is left as it is published, and its file is brought
    /// nonetheless if it belongs there: it may be lost.
    ///
    /// # Errors
    /// Every package that is published, or given, with other content, and every one whose place
    /// another package has; the state is of no use then.
    pub fn add_all(
        &mut self,
        repository: &RpmRepository,
        additions: &[Addition],
    ) -> Result<Vec<Record>, Diagnostics> {
        let given: Vec<_> = additions
            .iter()
            .map(|Addition { file, record, object, .. }| {
                let file = Some(file.as_path());
                Given { file, record: record.clone(), object }
            })
            .collect();
        self.newest = self.newest.max(additions.iter().filter_map(|addition| addition.built).max());
        self.insert(repository, &given)
    }

    /// Removes the packages that `is_removed` chooses, and returns them. Their files stay where they
    /// are: older publications refer to them.
    pub fn remove(&mut self, is_removed: impl Fn(&Record) -> bool) -> Vec<Record> {
        self.metadata.remove(is_removed)
    }

    /// Drops the repository: removes every package and every document, and returns the packages. Their
    /// files stay where they are, until nothing that is kept refers to them.
    pub fn withdraw(&mut self) -> Vec<Record> {
        let removed = self.remove(|_| true);
        self.documents.clear();
        self.additions.clear();
        self.dropped = true;
        removed
    }

    /// Adds the packages that `is_copied` chooses from another repository of the same store, and
    /// copies of their files. Returns those that are new.
    ///
    /// # Errors
    /// Every package that is published here with other content, or is not taken here, or whose place
    /// another has; one whose file is not in that repository, or has no SHA-256 digest. The state is
    /// of no use then.
    pub fn copy(
        &mut self,
        repository: &RpmRepository,
        (origin, from): (&RpmRepository, &Self),
        is_copied: impl Fn(&Record) -> bool,
    ) -> Result<Vec<Record>, Diagnostics> {
        let (mut found, mut defects) = (Vec::new(), Diagnostics::new());
        for record in from.packages().iter().filter(|record| is_copied(record)) {
            match Addition::of_published(repository, origin, record) {
                Ok(one) => found.push(one),
                Err(defect) => defects.push(defect),
            }
        }
        let given: Vec<_> = found
            .iter()
            .map(|Addition { record, object, .. }| Given {
                file: None,
                record: record.clone(),
                object,
            })
            .collect();
        match self.insert(repository, &given) {
            Ok(new) => defects.into_result(new),
            Err(conflicts) => {
                defects.append(conflicts);
                Err(defects)
            }
        }
    }

    fn insert(
        &mut self,
        repository: &RpmRepository,
        given: &[Given<'_>],
    ) -> Result<Vec<Record>, Diagnostics> {
        let mut defects = Diagnostics::new();
        let records: Vec<Record> = given.iter().map(|one| one.record.clone()).collect();
        let mut fresh: BTreeSet<&str> = given.iter().map(|one| one.record.pkgid()).collect();
        for record in self.packages() {
            fresh.remove(record.pkgid());
        }
        self.check_places(given, &mut defects);
        if let Err(conflicts) = self.metadata.add(records) {
            conflicts.iter().for_each(|conflict| defects.push(describe(conflict, given)));
        }
        self.bring(repository, given);
        self.dropped &= given.is_empty();
        // In the order in which they were given, and each once.
        let new = given.iter().filter(|one| fresh.remove(one.record.pkgid()));
        defects.into_result(new.map(|one| one.record.clone()).collect())
    }

    /// The packages that are listed at one of `places`, by it.
    pub(super) fn listed_at<'a>(
        &'a self,
        places: &BTreeSet<&str>,
    ) -> BTreeMap<&'a str, &'a Record> {
        let published = self.packages().iter().filter(|record| record.base().is_none());
        let listed = published.filter(|record| places.contains(record.location()));
        listed.map(|record| (record.location(), record)).collect()
    }

    /// Reports each package whose place another one has, or is given: the epoch is no part of a
    /// file's name.
    fn check_places(&self, given: &[Given<'_>], defects: &mut Diagnostics) {
        let mut places: BTreeMap<&str, &Record> =
            self.listed_at(&given.iter().map(|one| one.record.location()).collect());
        for one in given {
            let record = &one.record;
            let taken = *places.entry(record.location()).or_insert(record);
            // Those of the same name and version are told of as conflicts.
            if taken.pkgid() != record.pkgid() && taken.nevra() != record.nevra() {
                let problem = format!("has the same file name as {taken}, {}", taken.location());
                let hint = "the epoch is not part of the file name: raise the version or release";
                defects.push(one.defect(codes::OTHER_CONTENT, problem).hint(hint));
            }
        }
    }

    /// Takes the files of packages that are listed where they were to go.
    fn bring(&mut self, repository: &RpmRepository, given: &[Given<'_>]) {
        let places: BTreeSet<&str> = given.iter().map(|one| one.record.location()).collect();
        let listed = self.packages().iter().filter(|record| places.contains(record.location()));
        let listed = listed.filter_map(|record| {
            Some((repository.package_key(record)?, record.pkgid().to_owned()))
        });
        let listed: BTreeMap<_, _> = listed.collect();
        let mut placed: BTreeSet<_> =
            self.additions.iter().map(|one| (one.key.clone(), one.sha256)).collect();
        for one in given {
            let key = &one.object.key;
            let is_listed = listed.get(key).is_some_and(|pkgid| pkgid == one.record.pkgid());
            if is_listed && placed.insert((key.clone(), one.object.sha256)) {
                self.additions.push(one.object.clone());
            }
        }
    }
}

/// A package that is to be added.
struct Given<'a> {
    /// Where it was read, if from a file.
    file: Option<&'a Path>,
    record: Record,
    object: &'a Object,
}

impl Given<'_> {
    fn defect(&self, code: diagnostic::Code, problem: String) -> Diagnostic {
        let name = || self.record.nevra().into();
        let subject = Subject::File(self.file.map_or_else(name, Path::to_owned));
        Diagnostic::new(code, subject, problem)
    }
}

/// The conflict, told of the file that was given.
fn describe(conflict: &Conflict, given: &[Given<'_>]) -> Diagnostic {
    let is_it = |one: &&Given<'_>| {
        one.record.pkgid() == conflict.given.hex() && one.record.nevra() == conflict.package
    };
    match given.iter().find(is_it).filter(|one| one.file.is_some()) {
        Some(one) => one.defect(codes::OTHER_CONTENT, conflict.to_string()).hint(Conflict::HINT),
        None => conflict.diagnostic(),
    }
}
