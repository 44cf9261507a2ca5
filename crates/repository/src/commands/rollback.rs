//! `mkrepo rollback`: publishes an old state again.

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use crate::admission::Admission;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Package, Publishable, only, refused};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use crate::transaction::{Change, Transaction, publish_all};
use crate::{codes, target};
use diagnostic::flag_defect;

/// What is published again.
#[derive(Clone, Debug, Default)]
pub struct RollbackOptions {
    /// The target, where it is not the only one, and the number of the publication.
    pub arguments: Vec<String>,
    /// Publish versions that were yanked since.
    pub allow_yanked: bool,
}

impl RollbackOptions {
    /// Does it; see `mkrepo rollback`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let (target, serial) = match &self.arguments[..] {
            [target, serial] => (Some(target.as_str()), serial),
            [serial, ..] => (None, serial),
            [] => return Err(no_serial("").into()),
        };
        let serial: u64 = serial.parse().map_err(|_| no_serial(serial))?;
        let target = target::named(repository, "TARGET", target)?.without_component();
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let admission = Admission { allow_yanked: self.allow_yanked };
        let change = match Opened::new(repository, settings, &keys, "TARGET", &target)? {
            Opened::Apt(suite) => rolling_back(suite, serial, admission),
            Opened::Rpm(repository) => rolling_back(repository, serial, admission),
        };
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &[change], settings, warnings)
    }
}

fn rolling_back<'a, T: Publishable + 'a>(
    opened: T,
    serial: u64,
    admission: Admission,
) -> Box<dyn Change + 'a> {
    let nothing = Done::to("added", Vec::new());
    Transaction::boxed(opened, nothing, move |opened, old, store| {
        opened.check(old)?;
        let Some(mut new) = opened.at(store, serial, old)? else {
            return Err(refused(unkept(opened, store, serial)?));
        };
        let (before, after) = (T::packages(old), T::packages(&new));
        let (added, removed) = (only(&after, &before), only(&before, &after));
        check(opened, store, serial, &added)?;
        admission.check_yanked(opened, &mut new, &added)?;
        if T::is_same(old, &new) {
            return Ok(None);
        }
        let revived = T::is_dropped(old) && !T::is_dropped(&new);
        let packages = vec![("added", added), ("removed", removed)];
        Ok(Some((new, Done { packages, restored: Some(serial), revived, ..Done::default() })))
    })
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
    let problem = format!("publication {serial} has {shown}, but {path} was pruned");
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
            format!("publications {first} to {last} are kept; keep = \"...\" sets for how long")
        }
        _ => "none is".to_owned(),
    };
    Ok(flag_defect(codes::UNPUBLISHED, "SERIAL", problem).hint(hint))
}

fn no_serial(text: &str) -> Diagnostic {
    let problem = format!("{text:?} is not the serial number of a publication");
    flag_defect(codes::SERIAL, "SERIAL", problem).hint("list them with `mkrepo history`")
}
