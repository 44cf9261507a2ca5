//! The newest versions of packages, which are kept.

use rpmpkg::Evr;

use super::RepositoryState;
use crate::candidate::{Candidate, PackageFormat};
use crate::retention::{Listed, Retention};
use crate::rpmmd::Record;

impl RepositoryState {
    /// Removes, of the packages that `is_meant` chooses, the versions that `retention` does not keep: those
    /// that are older, in rpm's order, than the newest of the same name and architecture. Their files stay
    /// where they are.
    pub fn retain(
        &mut self,
        retention: &Retention,
        is_meant: impl Fn(&Record) -> bool,
    ) -> Vec<Record> {
        let meant = self.packages().iter().filter(|record| is_meant(record));
        let versions: Vec<(&Record, Evr, String)> =
            meant.map(|record| (record, record.evr(), version(record))).collect();
        let listed: Vec<_> = versions
            .iter()
            .map(|(record, evr, version)| {
                let (name, architecture) = (record.name(), record.architecture());
                let (format, file_name) = (PackageFormat::Rpm, "");
                let (component, source) = (None, None);
                let candidate =
                    Candidate { format, file_name, name, version, architecture, component, source };
                Listed { candidate, record: evr }
            })
            .collect();
        let outdated = retention.outdated(&listed, Evr::compare);
        if outdated.is_empty() {
            return Vec::new();
        }
        self.remove(|record| {
            let (name, architecture) = (record.name().to_owned(), record.architecture().to_owned());
            is_meant(record) && outdated.contains(&(name, version(record), architecture))
        })
    }
}

fn version(record: &Record) -> String {
    record.evr().to_string()
}
