//! The packages that `primary` lists, held against each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use repo_store::Key;

use super::{deep, start};
use crate::codes;
use crate::rpmmd::{Checksum, Record};
use crate::verify::findings::Findings;
use crate::verify::pool::Pooled;
use crate::verify::signatures::Context;
use crate::verify::{Source, VerifyOptions};

/// A package that is listed.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) record: Record,
    /// The list that it is in.
    pub(super) index: Arc<str>,
    /// Whether clients want it to be signed by a key that is known.
    pub(super) gpgcheck: bool,
}

/// What `primary` lists.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Whether what users are given says that packages are signed.
    pub(super) gpgcheck: bool,
    /// By key.
    pub(super) files: BTreeMap<Key, File>,
}

impl Ledger {
    /// Enters the records of `primary`.
    pub(super) fn enter(
        &mut self,
        context: Context<'_>,
        records: &[Record],
        findings: &mut Findings,
    ) {
        let index: Arc<str> = context.name("primary").into();
        let mut seen = HashMap::<String, Checksum>::new();
        let mut elsewhere = 0;
        for record in records {
            match seen.insert(record.nevra(), record.checksum()) {
                Some(before) if before.hex() == record.pkgid() => {
                    let problem = format!("{record} is listed twice");
                    let hint = "generate the list again from the packages";
                    findings.warn(codes::LISTED_TWICE, &index, problem, hint);
                }
                Some(before) => {
                    let given = record.checksum();
                    let problem = format!("{record} is listed with {given} and with {before}");
                    // Clients take one of them, as createrepo_c lists what it finds.
                    let hint = "a version is published once: remove one, and give it a new release";
                    findings.warn(codes::TWO_CONTENTS, &index, problem, hint);
                }
                None => {}
            }
            if record.base().is_some() {
                elsewhere += 1;
            } else {
                self.enter_file(context, &index, record, findings);
            }
        }
        if elsewhere > 0 {
            let problem =
                format!("{elsewhere} packages are elsewhere (xml:base), and not looked at");
            findings.warn(codes::NOT_CHECKED, &index, problem, "verify that location separately");
        }
    }

    fn enter_file(
        &mut self,
        context: Context<'_>,
        index: &Arc<str>,
        record: &Record,
        findings: &mut Findings,
    ) {
        let Some(key) = resolved(context, record.location()) else {
            let location = record.location();
            let problem = format!("{record}: {location:?} is not a path in the repository");
            findings.fault(codes::INDEX_FIELD, index, problem, "publish the package again");
            return;
        };
        let gpgcheck = self.gpgcheck;
        let new = || File { record: record.clone(), index: Arc::clone(index), gpgcheck };
        let known = self.files.entry(key.clone()).or_insert_with(new);
        let known = &known.record;
        if (known.size(), known.checksum()) != (record.size(), record.checksum()) {
            let problem = format!(
                "{key} is listed as {} bytes with {} and as {} with {}",
                known.size(),
                known.checksum(),
                record.size(),
                record.checksum()
            );
            let hint = "one name is one file: remove one of the packages from the repository";
            findings.fault(codes::TWO_DIGESTS, index, problem, hint);
        }
    }
}

impl Pooled for File {
    fn size(&self) -> u64 {
        self.record.size()
    }

    fn index(&self) -> &str {
        &self.index
    }

    fn look_into(
        &self,
        source: &dyn Source,
        key: &Key,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    ) -> bool {
        deep::check(source, key, self, options, findings)
    }

    fn look_at_start(
        &self,
        source: &dyn Source,
        key: &Key,
        options: &VerifyOptions<'_>,
        findings: &mut Findings,
    ) {
        if let Some(keys) = options.keys.filter(|_| self.gpgcheck) {
            start::check(source, key, (keys, &options.rpm_limits), findings);
        }
    }
}

/// The object that a location means, which may lead out of a snapshot, but not out of everything.
pub(super) fn resolved(context: Context<'_>, location: &str) -> Option<Key> {
    if location.starts_with('/') {
        return None;
    }
    let folder = context.place.archive().map_or("", Key::as_str);
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in location.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()?),
            part => path.push(part),
        }
    }
    Key::new(path.join("/")).ok()
}
