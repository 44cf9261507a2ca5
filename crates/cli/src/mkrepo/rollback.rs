//! `mkrepo rollback`: publishes an old state again.

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use super::admission::Admission;
use super::args::MkrepoArgs;
use super::destination::Destination;
use super::opened::{Opened, Package, Publishable, only, refused};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
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
  mkrepo rollback apt:deb/stable 41 --dry-run
  mkrepo rollback apt:deb/stable 41
  mkrepo rollback rpm:rpm 7"
)]
pub(crate) struct RollbackArgs {
    /// Which target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one], and the number of the
    /// publication
    #[arg(required = true, num_args = 1..=2, value_name = "TARGET] [SERIAL")]
    arguments: Vec<String>,

    /// Publish versions that were yanked since all the same
    #[arg(long)]
    allow_yanked: bool,

    #[command(flatten)]
    change: ChangeArgs,
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
        let settings = Settings::changing(&self.change, repository)?;
        let (target, serial) = match &self.arguments[..] {
            [target, serial] => (Some(target.as_str()), serial),
            [serial, ..] => (None, serial),
            [] => return Err(no_serial("").into()),
        };
        let serial: u64 = serial.parse().map_err(|_| no_serial(serial))?;
        let target = target::named(repository, "TARGET", target)?.without_component();
        let keys = repository.changing_keys(&settings, warnings)?;
        let admission = Admission { allow_yanked: self.allow_yanked };
        let change = match Opened::new(repository, &settings, &keys, "TARGET", &target)? {
            Opened::Apt(suite) => rolling_back(suite, serial, admission),
            Opened::Rpm(repository) => rolling_back(repository, serial, admission),
        };
        let destination = Destination::open(repository, &settings)?;
        publish_all(&destination, &[change], &settings, warnings)
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
