//! `mkrepo rollback`: publishes an old state again.

use std::collections::BTreeSet;

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::{Record, Release, SuitePackage, SuiteState};
use repo_index::publish::PublishError;
use repo_index::store::Store;
use serde_json::json;

use super::args::MkrepoArgs;
use super::opened::{Opened, refused};
use super::publication::{Publication, document};
use super::repository::{Repository, Settings};
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish an old state of a suite again
///
/// With a new number and a newer date, because apt ignores what is older than what it knows. Packages
/// that machines have installed meanwhile are not taken back: apt never goes to a lower version by
/// itself.
#[derive(Clone, Debug, clap::Args)]
#[command(
    override_usage = "mkrepo rollback [OPTIONS] [TARGET] SERIAL",
    after_help = "\
Examples:
  mkrepo history apt:deb/stable
  mkrepo rollback apt:deb/stable 41"
)]
pub(crate) struct RollbackArgs {
    /// Which suite, as apt:ARCHIVE/SUITE [default: the only one], and the number of the publication
    #[arg(required = true, num_args = 1..=2, value_name = "TARGET] [SERIAL")]
    arguments: Vec<String>,

    #[command(flatten)]
    publication: PublicationArgs,
}

/// What a rollback does to packages.
#[derive(Debug, Default)]
struct Difference {
    added: Vec<SuitePackage>,
    removed: Vec<SuitePackage>,
}

impl RollbackArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.publish(&repository, warnings))
    }

    fn publish(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::new(&self.publication)?;
        let (target, serial) = match &self.arguments[..] {
            [target, serial] => (Some(target.as_str()), serial),
            [serial, ..] => (None, serial),
            [] => return Err(no_serial("").into()),
        };
        let serial: u64 = serial.parse().map_err(|_| no_serial(serial))?;
        let target = target::named(repository, "TARGET", target)?.without_component();
        let keys = repository.keys(warnings)?;
        let opened = Opened::new(repository, &settings, &keys, "TARGET", &target)?;
        let store = repository.store()?;
        let mut difference = Difference::default();
        let change = |old: &SuiteState| {
            let current = old.release.as_ref().ok_or_else(|| refused(opened.unpublished()))?;
            let Some(mut new) = opened.suite.at(&store, serial)? else {
                return Err(refused(unkept(&opened, &store, serial)?));
            };
            difference = differ(old, &new);
            check(&opened, &store, serial, &difference.added)?;
            // The number goes on from the current one.
            let serial = current.serial;
            new.release = new.release.map(|release| Release { serial, ..release });
            Ok((old.indexes != new.indexes).then_some(new))
        };
        let published = opened.publish(&store, change, &settings, warnings)?;
        Ok(report(
            &Publication::new(&target, "added", difference.added, &published),
            difference.removed,
            serial,
        ))
    }
}

/// The packages that one of two states has, and the other has not.
fn differ(old: &SuiteState, new: &SuiteState) -> Difference {
    let (before, after) = (old.packages(), new.packages());
    let only = |these: &[SuitePackage], those: &[SuitePackage]| {
        let those: BTreeSet<_> = those.iter().map(identity).collect();
        these.iter().filter(|one| !those.contains(&identity(one))).cloned().collect()
    };
    Difference { added: only(&after, &before), removed: only(&before, &after) }
}

fn identity(package: &SuitePackage) -> (&str, [u8; 32], String) {
    (&package.component, package.record.sha256().0, package.record.to_string())
}

/// Every file of the packages that come back is still there.
fn check(
    opened: &Opened<'_>,
    store: &dyn Store,
    serial: u64,
    packages: &[SuitePackage],
) -> Result<(), PublishError> {
    let mut errors = Diagnostics::new();
    let records = packages.iter().map(|package| &package.record);
    for (record, file) in
        records.flat_map(|record| record.files().into_iter().map(move |file| (record, file)))
    {
        let key = opened.archive.key(&file.path);
        let key =
            key.map_err(|error| refused(flag_defect(codes::PRUNED, "SERIAL", error.to_string())))?;
        if store.length(&key)?.is_none() {
            errors.push(pruned(serial, record, &file.path));
        }
    }
    errors.into_result(()).map_err(PublishError::Refused)
}

fn pruned(serial: u64, record: &Record, path: &str) -> Diagnostic {
    let problem = format!("publication {serial} has {record}, and {path} was pruned since");
    let hint = "add the package again from its file, or roll back to a later publication";
    flag_defect(codes::PRUNED, "SERIAL", problem).hint(hint)
}

fn unkept(opened: &Opened<'_>, store: &dyn Store, serial: u64) -> Result<Diagnostic, PublishError> {
    let history = opened.suite.history(store, usize::MAX)?;
    let serials: Vec<u64> = history.iter().filter_map(|generation| generation.serial).collect();
    let problem = format!("publication {serial} of {} is not kept", opened.target);
    let hint = match (serials.last(), serials.first()) {
        (Some(first), Some(last)) => {
            format!("{first} to {last} are; keep = \"...\" says for how long")
        }
        _ => "none is".to_owned(),
    };
    Ok(flag_defect(codes::UNPUBLISHED, "SERIAL", problem).hint(hint))
}

fn no_serial(text: &str) -> Diagnostic {
    let problem = format!("{text:?} is not the number of a publication");
    flag_defect(codes::SERIAL, "SERIAL", problem).hint("see them with `mkrepo history`")
}

fn report(publication: &Publication<'_>, removed: Vec<SuitePackage>, serial: u64) -> Outcome {
    let mut outcome = publication.outcome();
    if publication.serial.is_none() {
        return outcome;
    }
    for package in &removed {
        let line = format!("{} removed {}\n", publication.target, package.record);
        outcome.result.extend(line.into_bytes());
    }
    let removed: Vec<_> = removed.iter().map(document).collect();
    if let Some(document) = outcome.document.get_mut("targets").and_then(|all| all.get_mut(0)) {
        document["removed"] = json!(removed);
        document["restored"] = json!(serial);
    }
    outcome
}
