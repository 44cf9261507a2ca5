//! `mkrepo rollback`: publishes an old state again.

use std::collections::BTreeSet;

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_index::store::Store;
use serde_json::json;

use super::args::MkrepoArgs;
use super::opened::{Opened, Package, Publishable, State, refused};
use super::publication::Publication;
use super::repository::{Repository, Settings};
use super::target;
use crate::args::PublicationArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish an old state of a suite or an RPM repository again
///
/// With a new number and a newer date, because clients ignore what is older than what they know.
/// Packages that machines have installed meanwhile are not taken back: neither apt nor dnf goes to a
/// lower version by itself (`dnf distro-sync` does).
#[derive(Clone, Debug, clap::Args)]
#[command(
    override_usage = "mkrepo rollback [OPTIONS] [TARGET] SERIAL",
    after_help = "\
Examples:
  mkrepo history apt:deb/stable
  mkrepo rollback apt:deb/stable 41
  mkrepo rollback rpm:rpm 7"
)]
pub(crate) struct RollbackArgs {
    /// Which target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one], and the number of the
    /// publication
    #[arg(required = true, num_args = 1..=2, value_name = "TARGET] [SERIAL")]
    arguments: Vec<String>,

    #[command(flatten)]
    publication: PublicationArgs,
}

/// What a rollback does to packages.
#[derive(Debug, Default)]
struct Difference {
    added: Vec<Package>,
    removed: Vec<Package>,
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
        match &opened {
            Opened::Apt(suite) => roll_back(suite, serial, &store, &settings, warnings),
            Opened::Rpm(repository) => roll_back(repository, serial, &store, &settings, warnings),
        }
    }
}

fn roll_back<T: Publishable>(
    opened: &T,
    serial: u64,
    store: &dyn Store,
    settings: &Settings,
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    let mut difference = Difference::default();
    let change = |old: &State<T>| {
        opened.check(old)?;
        let Some(new) = opened.at(store, serial, old)? else {
            return Err(refused(unkept(opened, store, serial)?));
        };
        difference = differ(T::packages(old), T::packages(&new));
        check(opened, store, serial, &difference.added)?;
        Ok((!T::is_same(old, &new)).then_some(new))
    };
    let published = opened.publish(store, change, settings, warnings)?;
    Ok(report(
        &Publication::new(opened, "added", difference.added, &published),
        difference.removed,
        serial,
    ))
}

/// The packages that one of two states has, and the other has not.
fn differ(before: Vec<Package>, after: Vec<Package>) -> Difference {
    let only = |these: &[Package], those: &[Package]| {
        let those: BTreeSet<_> = those.iter().map(identity).collect();
        these.iter().filter(|one| !those.contains(&identity(one))).cloned().collect()
    };
    Difference { added: only(&after, &before), removed: only(&before, &after) }
}

fn identity(package: &Package) -> (Option<&str>, &str, &str) {
    (package.component.as_deref(), &package.digest, &package.shown)
}

/// Every file of the packages that come back is still there.
fn check<T: Publishable>(
    opened: &T,
    store: &dyn Store,
    serial: u64,
    packages: &[Package],
) -> Result<(), PublishError> {
    let mut errors = Diagnostics::new();
    let files =
        packages.iter().flat_map(|package| package.files.iter().map(move |file| (package, file)));
    for (package, file) in files {
        let key = opened.key(file);
        let key =
            key.map_err(|error| refused(flag_defect(codes::PRUNED, "SERIAL", error.to_string())))?;
        if store.length(&key)?.is_none() {
            errors.push(pruned(serial, package, file));
        }
    }
    errors.into_result(()).map_err(PublishError::Refused)
}

fn pruned(serial: u64, package: &Package, path: &str) -> Diagnostic {
    let shown = &package.shown;
    let problem = format!("publication {serial} has {shown}, and {path} was pruned since");
    let hint = "add the package again from its file, or roll back to a later publication";
    flag_defect(codes::PRUNED, "SERIAL", problem).hint(hint)
}

fn unkept<T: Publishable>(
    opened: &T,
    store: &dyn Store,
    serial: u64,
) -> Result<Diagnostic, PublishError> {
    let history = opened.history(store, usize::MAX)?;
    let serials: Vec<u64> = history.iter().filter_map(|generation| generation.serial).collect();
    let problem = format!("publication {serial} of {} is not kept", opened.name());
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

fn report(publication: &Publication, removed: Vec<Package>, serial: u64) -> Outcome {
    let mut outcome = publication.outcome();
    if publication.serial.is_none() {
        return outcome;
    }
    for package in &removed {
        let line = format!("{} removed {}\n", publication.target, package.shown);
        outcome.result.extend(line.into_bytes());
    }
    let removed: Vec<_> = removed.iter().map(Package::document).collect();
    if let Some(document) = outcome.document.get_mut("targets").and_then(|all| all.get_mut(0)) {
        document["removed"] = json!(removed);
        document["restored"] = json!(serial);
    }
    outcome
}
