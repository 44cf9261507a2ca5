//! All that the indexes of an archive list, held against each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use repo_store::{Key, Sha256};

use super::findings::Findings;
use super::place::below;
use crate::apt::{Record, Versions};
use crate::codes;

/// A file that indexes list.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) size: u64,
    pub(super) sha256: Sha256,
    /// The index that lists it first.
    pub(super) index: Arc<str>,
    /// The packages that it is, as it is listed: one, unless indexes disagree. None for a file of a
    /// source package.
    pub(super) records: Vec<Record>,
}

/// What the indexes of an archive list.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Of the suite that is entered: the packages, and the index that lists each first.
    versions: Versions<Arc<str>>,
    /// By key.
    pub(super) files: BTreeMap<Key, File>,
}

impl Ledger {
    /// What follows is of another suite, where versions may have other contents.
    pub(super) fn next_suite(&mut self) {
        self.versions = Versions::default();
    }

    /// Enters the records of `index`, whose files are below `base`.
    pub(super) fn enter(
        &mut self,
        base: Option<&Key>,
        index: &str,
        records: &[Record],
        findings: &mut Findings,
    ) {
        let index: &Arc<str> = &index.into();
        let mut seen = HashMap::with_capacity(records.len());
        for record in records {
            let name = record.to_string();
            if seen.insert(name.clone(), record.sha256()) == Some(record.sha256()) {
                let problem = format!("{name} is listed twice");
                let hint = "generate the index again from the packages";
                findings.warn(codes::LISTED_TWICE, index, problem, hint);
            }
            self.enter_version(index, record, findings);
            self.enter_files(base, index, record, findings);
        }
    }

    fn enter_version(&mut self, index: &Arc<str>, record: &Record, findings: &mut Findings) {
        if let Some((other, first)) = self.versions.enter(record, || Arc::clone(index)) {
            let (given, sha256) = (record.sha256(), other.sha256());
            let named = if other.architecture() == record.architecture() {
                String::new()
            } else {
                format!("{other} with ")
            };
            let problem = format!("{record} has SHA-256 {given}, but {named}{sha256} in {first}");
            let hint = "a version is published once: remove one, and give it a new version";
            findings.fault(codes::TWO_CONTENTS, index, problem, hint);
        }
    }

    fn enter_files(
        &mut self,
        base: Option<&Key>,
        index: &Arc<str>,
        record: &Record,
        findings: &mut Findings,
    ) {
        let is_package = record.format() == crate::apt::Format::Packages;
        for file in record.files() {
            let Ok(key) = below(base, &tidy(&file.path)) else {
                let problem = format!("{record}: {:?} is not a path in the archive", file.path);
                findings.fault(codes::INDEX_FIELD, index, problem, "publish the package again");
                continue;
            };
            let new = || File {
                size: file.size,
                sha256: file.sha256,
                index: Arc::clone(index),
                // Nearly all have one.
                records: Vec::with_capacity(1),
            };
            let known = self.files.entry(key.clone()).or_insert_with(new);
            if (known.size, known.sha256) != (file.size, file.sha256) {
                let problem = format!(
                    "{record}: {key} has SHA-256 {} and {} bytes, but {} and {} in {}",
                    file.sha256, file.size, known.sha256, known.size, known.index
                );
                let hint = "one name is one file: remove one of the packages from the archive";
                findings.fault(codes::TWO_DIGESTS, index, problem, hint);
            } else if is_package && !known.records.contains(record) {
                known.records.push(record.clone());
            }
        }
    }
}

/// A path without components that say nothing, which apt and web servers take away too.
pub(super) fn tidy(path: &str) -> String {
    let components = path.split('/').filter(|component| !matches!(*component, "" | "."));
    components.collect::<Vec<_>>().join("/")
}
