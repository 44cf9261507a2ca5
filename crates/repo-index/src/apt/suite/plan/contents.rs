//! `Contents` of the next state: the published ones, with what packages that come bring and without
//! what packages that go had.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use diagnostic::Diagnostics;
use repo_store::Sha256;

use super::Writing;
use crate::apt::contents::{self, FileList};
use crate::apt::{IndexId, IndexKind, Packages, Record, Release};
use crate::compress::{Chunks, Unit};
use crate::publish::PublishError;

impl Writing<'_> {
    /// Writes `Contents` where they are wanted. File lists that nobody brought are read from the
    /// packages: those of all packages, when there were no `Contents` before.
    pub(super) fn contents(&mut self) -> Result<(), PublishError> {
        let new = self.new;
        let mut lists = new.files.clone();
        let mut defects = Diagnostics::new();
        for id in new.indexes.keys() {
            let Some(path) = contents::path(id).filter(|_| self.wants_contents(id)) else {
                continue;
            };
            if self.reuse_contents(id, &path)? {
                continue;
            }
            match self.write_contents(id, &path, &mut lists) {
                Err(PublishError::Refused(found)) => defects.append(found),
                result => result?,
            }
        }
        defects.into_result(()).map_err(PublishError::Refused)
    }

    /// Whether the settings ask for them or, where those say nothing, the suite has some.
    fn wants_contents(&self, id: &IndexId) -> bool {
        let is_listed = || {
            let of_installer = matches!(id.kind, IndexKind::Installer(_));
            let releases = self.old.release.iter().chain(&self.new.release);
            let mut paths = releases.flat_map(|release| release.files.keys());
            paths.any(|path| {
                contents::is_index(path) && path.contains("Contents-udeb-") == of_installer
            })
        };
        self.suite.archive.contents.unwrap_or_else(is_listed)
    }

    /// Lists those of a release of ours that has the same packages.
    fn reuse_contents(&mut self, id: &IndexId, path: &str) -> Result<bool, PublishError> {
        let index = id.path();
        for release in self.old.release.iter().chain(&self.new.release) {
            let packages = |release: &Release| release.files.get(&index).map(|file| file.sha256);
            let is_same = packages(release) == packages(&self.release);
            if release.is_ours() && is_same && self.reuse(path, release)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn write_contents(
        &mut self,
        id: &IndexId,
        path: &str,
        lists: &mut BTreeMap<Sha256, Arc<FileList>>,
    ) -> Result<(), PublishError> {
        let (read_as, before) = self.published_contents(id, path)?.unwrap_or_default();
        let (old, new) = (by_name(self.old.indexes.get(id)), by_name(self.new.indexes.get(id)));
        // A release of ours lists all files of its packages; what another tool left out is found by
        // the packages that it does not name.
        let ours = self.old.release.as_ref().is_some_and(Release::is_ours);
        let known = if ours { HashSet::new() } else { contents::names(&before) };
        let is_known = |name: &str| if ours { !before.is_empty() } else { known.contains(name) };
        let change = Change::between(&old, &new, is_known);

        let missing = change.needed.iter().map(|(_, record)| *record);
        let missing: Vec<&Record> =
            missing.filter(|record| !lists.contains_key(&record.sha256())).collect();
        let found = self.suite.file_lists(self.store, self.new, &missing)?;
        for (record, list) in missing.iter().zip(found) {
            lists.insert(record.sha256(), Arc::new(list));
        }
        let added = change
            .needed
            .iter()
            .filter_map(|(name, record)| lists.get(&record.sha256()).map(|list| (*name, &**list)));
        let text = contents::edit(&before, |name| change.kept.contains(name), added);
        let text = Chunks::of(&text, Unit::Line);
        self.text(path, &text, (read_as == path).then_some(&before))
    }

    /// The published text, or that of the whole suite, and the path that it was read as; none when
    /// there is none that can be read: it is made anew then.
    fn published_contents(
        &self,
        id: &IndexId,
        path: &str,
    ) -> Result<Option<(String, Vec<u8>)>, PublishError> {
        let Some(release) = &self.old.release else { return Ok(None) };
        let of_suite = path.strip_prefix(&format!("{}/", id.component)).unwrap_or(path);
        for path in [path, of_suite] {
            match self.suite.listed_text(self.store, release, path) {
                Ok(Some((_, text))) => return Ok(Some((path.to_owned(), text))),
                Ok(None) | Err(PublishError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// The records of an index by their name in `Contents`: all versions of a package have one.
fn by_name(index: Option<&Packages>) -> HashMap<String, Vec<&Record>> {
    let mut names = HashMap::<String, Vec<&Record>>::new();
    for record in index.map(Packages::records).unwrap_or_default() {
        names.entry(contents::name_of(record)).or_default().push(record);
    }
    names
}

/// What becomes of published lines.
struct Change<'a> {
    /// The names whose lines stay.
    kept: HashSet<&'a str>,
    /// The packages whose files are needed, each by its name.
    needed: Vec<(&'a str, &'a Record)>,
}

impl<'a> Change<'a> {
    fn between(
        old: &HashMap<String, Vec<&Record>>,
        new: &'a HashMap<String, Vec<&'a Record>>,
        is_known: impl Fn(&str) -> bool,
    ) -> Self {
        let mut change = Self { kept: HashSet::new(), needed: Vec::new() };
        for (name, records) in new {
            let before = old.get(name).map(Vec::as_slice).unwrap_or_default();
            let has = |records: &[&Record], one: &Record| {
                records.iter().any(|record| record.sha256() == one.sha256())
            };
            let stays = is_known(name) && before.iter().all(|record| has(records, record));
            if stays {
                change.kept.insert(name);
            }
            let needed = records.iter().filter(|record| !stays || !has(before, record));
            change.needed.extend(needed.map(|record| (name.as_str(), *record)));
        }
        change.needed.sort_by_key(|(name, record)| (*name, record.sha256()));
        change
    }
}
