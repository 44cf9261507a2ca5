//! What a suite's metadata says, and how it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use pkgio::Timestamp;
use repo_store::{Object, Sha256};

use super::Addition;
use crate::apt::contents::FileList;
use crate::apt::one_content;
use crate::apt::packages::compare;
use crate::apt::{Archive, Conflict, IndexId, IndexKind, PackageKind, Packages, Record, Release};
use crate::publish::Link;
use crate::{Yanked, codes};

/// All that a suite's published metadata says, and what is to be created with the next.
#[derive(Clone, Debug, Default)]
pub struct SuiteState {
    /// The `Release`; `None` before the first. Its list of files is kept for those that are no index
    /// of packages; the rest of a new one is made from the archive's settings.
    pub release: Option<Release>,
    /// The indexes of packages.
    pub indexes: BTreeMap<IndexId, Packages>,
    /// Whether the suite is dropped: what is published says so. A package that is added ends it.
    pub dropped: bool,
    /// The versions that were taken back, and are not to be added again. What adds packages does not look at
    /// it.
    pub yanked: Vec<Yanked>,
    /// The packages to be created before the indexes name them.
    pub additions: Vec<Object>,
    /// The paths that packages install, by the package's digest, where they are known: for
    /// `Contents`. Those of others are read from the packages when they are needed.
    pub files: BTreeMap<Sha256, Arc<FileList>>,
    /// Paragraphs of `Translation-en` to be added, by component.
    pub translations: BTreeMap<String, BTreeSet<String>>,
    /// The newest time of the packages that were added.
    pub(crate) newest: Option<Timestamp>,
    /// The publication that the next one follows, where it is not the one that this was read from.
    pub(crate) follows: Option<Link>,
    /// The forms of indexes that were read, by the paths that `release` lists.
    pub(crate) forms: BTreeMap<String, Bytes>,
}

/// A package of a suite, in however many indexes it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuitePackage {
    /// The component, such as `main`.
    pub component: String,
    /// What kind of index lists it.
    pub kind: PackageKind,
    /// Its record.
    pub record: Record,
}

impl SuiteState {
    /// Every package, once: by component, kind, name, version and architecture.
    #[must_use]
    pub fn packages(&self) -> Vec<SuitePackage> {
        let entries = self.indexes.iter().flat_map(|(id, index)| {
            index.records().iter().map(move |record| SuitePackage {
                component: id.component.clone(),
                kind: id.kind.package_kind(),
                record: record.clone(),
            })
        });
        once(entries.collect())
    }

    /// Adds packages of any kind, each to the indexes of its component and architecture, with the
    /// files that it brings along. Returns those that are new, as [`packages`](Self::packages) lists
    /// them; one that is there already with the same content is left as it is published.
    ///
    /// # Errors
    /// Every package that is published, or given, with other content; the state is of no use then.
    pub fn add_all(
        &mut self,
        archive: &Archive,
        additions: &[Addition],
    ) -> Result<Vec<SuitePackage>, Diagnostics> {
        let given: Vec<_> = additions.iter().map(|one| &one.package.record).collect();
        let conflicts = self.conflicts(&given);
        let mut defects = Diagnostics::new();
        defects.extend(conflicts.iter().map(|one| describe(one, additions)));
        defects.into_result(())?;
        let mut groups = BTreeMap::<(&str, PackageKind), Vec<Record>>::new();
        for addition in additions {
            let SuitePackage { component, kind, record } = &addition.package;
            groups.entry((component, *kind)).or_default().push(record.clone());
        }
        let (mut new, mut defects) = (Vec::new(), Diagnostics::new());
        for ((component, kind), records) in groups {
            match self.insert(archive, component, kind, &records) {
                Ok(found) => new.extend(found),
                Err(conflicts) => {
                    for conflict in &conflicts {
                        defects.push(describe(conflict, additions));
                    }
                }
            }
        }
        self.bring(additions);
        defects.into_result(new)
    }

    /// Adds binary packages of `component` to the indexes of their architecture; those of
    /// architecture `all` to each of `archive`. `kind` is [`IndexKind::Binary`], or another variant
    /// of an architecture. Returns how many entries are new.
    ///
    /// # Errors
    /// Every package that is published with other content; the state is of no use then.
    pub fn add(
        &mut self,
        archive: &Archive,
        component: &str,
        kind: impl Fn(String) -> IndexKind,
        records: &[Record],
    ) -> Result<usize, Vec<Conflict>> {
        let conflicts = self.conflicts(&records.iter().collect::<Vec<_>>());
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let before = self.entries();
        self.insert(archive, component, kind(String::new()).package_kind(), records)?;
        Ok(self.entries() - before)
    }

    /// Removes the packages that `is_removed` chooses from every index that lists them. Returns each
    /// once. Their files stay where they are: other suites may refer to them.
    pub fn remove(&mut self, is_removed: impl Fn(&IndexId, &Record) -> bool) -> Vec<SuitePackage> {
        let mut removed = Vec::new();
        for (id, index) in &mut self.indexes {
            let found = index.remove(|record| is_removed(id, record));
            removed.extend(found.into_iter().map(|record| SuitePackage {
                component: id.component.clone(),
                kind: id.kind.package_kind(),
                record,
            }));
        }
        once(removed)
    }

    /// Drops the suite: removes every package, and whatever else the `Release` lists besides the indexes
    /// of packages, which stay, empty, so that clients find what they ask for. Returns the packages, each
    /// once. Their files stay where they are, until nothing that is kept refers to them.
    pub fn withdraw(&mut self) -> Vec<SuitePackage> {
        let removed = self.remove(|_, _| true);
        if let Some(release) = &mut self.release {
            release.files.clear();
        }
        self.additions.clear();
        self.files.clear();
        self.translations.clear();
        self.dropped = true;
        removed
    }

    /// Adds the packages of another suite of the same archive that `is_copied` chooses, to
    /// `component` or else to the component in which they are there. Their files are in the pool
    /// already, and only referred to. Returns those that are new.
    ///
    /// # Errors
    /// Every package that is published here with other content; the state is of no use then.
    pub fn copy(
        &mut self,
        archive: &Archive,
        from: &Self,
        component: Option<&str>,
        is_copied: impl Fn(&IndexId, &Record) -> bool,
    ) -> Result<Vec<SuitePackage>, Vec<Conflict>> {
        let mut groups = BTreeMap::<(&str, PackageKind), Vec<Record>>::new();
        for (id, index) in &from.indexes {
            let group = (component.unwrap_or(&id.component), id.kind.package_kind());
            let chosen = index.records().iter().filter(|record| is_copied(id, record));
            groups.entry(group).or_default().extend(chosen.cloned());
        }
        let mut conflicts = self.conflicts(&groups.values().flatten().collect::<Vec<_>>());
        let mut new = Vec::new();
        for ((component, kind), records) in groups.into_iter().filter(|(_, all)| !all.is_empty()) {
            if !conflicts.is_empty() {
                break;
            }
            match self.insert(archive, component, kind, &records) {
                Ok(found) => new.extend(found),
                Err(found) => conflicts.extend(found),
            }
        }
        if conflicts.is_empty() { Ok(new) } else { Err(conflicts) }
    }

    /// The state of an alias of the suite whose state is `of`: the same packages, and whatever else
    /// this one says of itself.
    #[must_use]
    pub fn following(&self, of: &Self) -> Self {
        let mut new = self.clone();
        if of.dropped && !self.dropped {
            new.withdraw();
        }
        new.indexes.clone_from(&of.indexes);
        new.dropped = of.dropped;
        new.yanked.clone_from(&of.yanked);
        new
    }

    /// Takes what packages bring along, those too that are published already: their files may be lost.
    /// A package that is published elsewhere in the pool brings nothing.
    fn bring(&mut self, additions: &[Addition]) {
        let times = additions.iter().filter_map(|addition| addition.time);
        self.newest = self.newest.max(times.max());
        let given: BTreeSet<Sha256> = additions.iter().map(Addition::sha256).collect();
        let records = self.indexes.values().flat_map(Packages::records);
        let records = records.filter(|record| given.contains(&record.sha256()));
        let listed: BTreeSet<_> = records.map(|record| (record.sha256(), record.path())).collect();
        let mut placed: BTreeSet<_> =
            self.additions.iter().map(|one| (one.key.clone(), one.sha256)).collect();
        for addition in additions {
            if !listed.contains(&(addition.sha256(), addition.package.record.path())) {
                continue;
            }
            let objects = addition.objects.iter();
            self.additions.extend(
                objects.filter(|one| placed.insert((one.key.clone(), one.sha256))).cloned(),
            );
            if let Some(files) = &addition.files {
                self.files.insert(addition.sha256(), Arc::clone(files));
            }
            if let Some(paragraph) = &addition.translation {
                let component = addition.package.component.clone();
                self.translations.entry(component).or_default().insert(paragraph.clone());
            }
        }
    }

    /// How many entries all indexes have; a package of architecture `all` has several.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.indexes.values().map(|index| index.records().len()).sum()
    }

    /// What keeps `given` from being listed here.
    pub(super) fn conflicts(&self, given: &[&Record]) -> Vec<Conflict> {
        one_content::conflicts(self.indexes.values().flat_map(Packages::records), given)
    }

    /// Adds packages of one kind to each index that lists their architecture.
    fn insert(
        &mut self,
        archive: &Archive,
        component: &str,
        kind: PackageKind,
        records: &[Record],
    ) -> Result<Vec<SuitePackage>, Vec<Conflict>> {
        let (mut new, mut conflicts) = (Vec::new(), Vec::new());
        let is_apart = kind == PackageKind::Binary && self.keeps_all_apart(archive);
        for architecture in self.architectures(archive, component, kind, records) {
            let fits = |record: &&Record| {
                let its = record.architecture();
                kind == PackageKind::Source || its == architecture || its == "all" && !is_apart
            };
            let kind = IndexKind::of(kind, &architecture);
            let id = IndexId { component: component.to_owned(), kind };
            let index = self.indexes.entry(id).or_default();
            let mut fresh: BTreeMap<Sha256, &Record> =
                records.iter().filter(fits).map(|record| (record.sha256(), record)).collect();
            for record in index.records() {
                fresh.remove(&record.sha256());
            }
            match index.add(fresh.values().copied().cloned()) {
                Ok(_) => new.extend(fresh.into_values().cloned()),
                Err(found) => conflicts.extend(found),
            }
        }
        conflicts.dedup();
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        self.dropped &= records.is_empty();
        let package = |record| SuitePackage { component: component.to_owned(), kind, record };
        Ok(once(new.into_iter().map(package).collect()))
    }

    /// Whether packages for `all` stand in an index of their own alone, which apt asks for besides that of
    /// its architecture: as it was published, or where `all` is the only architecture. Where apt
    /// does not ask for it, they stand in the index of each architecture, and in that one, if there is one.
    pub(super) fn keeps_all_apart(&self, archive: &Archive) -> bool {
        match &self.release {
            Some(release) => release.asks_for_all().unwrap_or_default(),
            None => archive.architectures == ["all"],
        }
    }

    /// The architectures of the indexes that packages of a kind are added to. A component has an
    /// index of binary packages for each in any case, since apt asks for all that it is told of.
    fn architectures(
        &mut self,
        archive: &Archive,
        component: &str,
        kind: PackageKind,
        records: &[Record],
    ) -> BTreeSet<String> {
        for architecture in &archive.architectures {
            let kind = IndexKind::Binary(architecture.clone());
            self.indexes.entry(IndexId { component: component.to_owned(), kind }).or_default();
        }
        if kind == PackageKind::Source {
            return BTreeSet::from([String::new()]);
        }
        let has_own = kind == PackageKind::Binary && self.keeps_all_apart(archive);
        let own = records.iter().map(Record::architecture);
        let own = own.filter(|arch| *arch != "all" || has_own);
        let published = self.indexes.keys().filter(|id| id.component == component);
        let published = published.filter(|id| id.kind.package_kind() == kind);
        let published = published.filter_map(|id| id.kind.architecture());
        let configured = archive.architectures.iter().map(String::as_str);
        configured.chain(own).chain(published).map(str::to_owned).collect()
    }
}

/// In order, and each once: a package of architecture `all` stands in several indexes.
fn once(mut packages: Vec<SuitePackage>) -> Vec<SuitePackage> {
    packages.sort_by(|left, right| {
        let places = (&left.component, left.kind).cmp(&(&right.component, right.kind));
        let records = || compare(&left.record, &right.record);
        let digests = || left.record.sha256().cmp(&right.record.sha256());
        places.then_with(records).then_with(digests)
    });
    packages.dedup_by(|right, left| {
        (&left.component, left.kind) == (&right.component, right.kind)
            && left.record.sha256() == right.record.sha256()
            && compare(&left.record, &right.record).is_eq()
    });
    packages
}

/// The conflict, told of the file that was given.
fn describe(conflict: &Conflict, additions: &[Addition]) -> Diagnostic {
    let given = additions.iter().find(|one| one.sha256() == conflict.given);
    match given {
        Some(addition) => {
            let file = Subject::File(addition.file.clone());
            Diagnostic::new(codes::OTHER_CONTENT, file, conflict.to_string()).hint(conflict.hint())
        }
        None => conflict.diagnostic(),
    }
}
