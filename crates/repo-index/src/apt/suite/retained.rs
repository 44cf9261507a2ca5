//! The newest versions of packages, which are kept.

use super::{SuitePackage, SuiteState};
use crate::apt::packages::compare_versions;
use crate::apt::{Format, IndexId, Record};
use crate::candidate::{Candidate, PackageFormat};
use crate::retention::{Listed, Retention};

impl SuiteState {
    /// Removes, of the packages that `is_meant` chooses, the versions that `retention` does not keep: those
    /// that are older, in dpkg's order, than the newest of the same name and architecture. Returns each once.
    /// Their files stay where they are.
    pub fn retain(
        &mut self,
        retention: &Retention,
        is_meant: impl Fn(&IndexId, &Record) -> bool,
    ) -> Vec<SuitePackage> {
        let listed: Vec<_> = self
            .indexes
            .iter()
            .flat_map(|(id, index)| {
                let meant = index.records().iter().filter(|record| is_meant(id, record));
                meant.map(|record| Listed { candidate: candidate(id, record), record })
            })
            .collect();
        let outdated = retention.outdated(&listed, |left: &Record, right| {
            compare_versions(left.version(), right.version())
        });
        if outdated.is_empty() {
            return Vec::new();
        }
        self.remove(|id, record| {
            let [name, version, architecture] =
                [record.package(), record.version(), record.architecture()].map(str::to_owned);
            is_meant(id, record) && outdated.contains(&(name, version, architecture))
        })
    }
}

fn candidate<'a>(id: &'a IndexId, record: &'a Record) -> Candidate<'a> {
    let source = record.field("Source").and_then(|source| std::str::from_utf8(source).ok());
    Candidate {
        format: match record.format() {
            Format::Packages => PackageFormat::Deb,
            Format::Sources => PackageFormat::Dsc,
        },
        file_name: "",
        name: record.package(),
        version: record.version(),
        architecture: record.architecture(),
        component: Some(&id.component),
        source: source.map(|source| source.split([' ', '(']).next().unwrap_or(source)),
    }
}
