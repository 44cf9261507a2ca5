//! `mkrepo recover`: goes on after the store was changed by something else.

use diagnostic::Diagnostics;
use repo_index::publish::Recovery;
use repo_store::Store;

use super::args::MkrepoArgs;
use super::destination::Destination;
use super::opened::{Opened, Publishable, only};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Go on after what is published was put back, swapped or removed by something else
///
/// mkrepo publishes nothing on a state that is not the newest one of its suite or RPM repository. This
/// publishes the newest signed state again, and shows which packages that adds to what is published now,
/// and which it removes. Find out first who changed the store.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo recover apt:deb/stable --dry-run
  mkrepo recover apt:deb/stable
  mkrepo recover apt:deb/stable --keep-current
  mkrepo recover apt:debian/stable --renamed-from apt:deb/stable
  mkrepo recover apt:deb/stable --date now")]
pub(crate) struct RecoverArgs {
    /// Which target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one]
    target: Option<String>,

    /// Go on from what is published now instead
    #[arg(long)]
    keep_current: bool,

    /// Take what was published as another target, which was renamed to this one
    #[arg(long, value_name = "TARGET")]
    renamed_from: Option<String>,

    /// Date the publication by the clock, although a later date is published, by a clock that was wrong.
    /// Clients that took the later date pass over earlier ones until they remove their lists
    #[arg(long, value_name = "now", value_parser = ["now"])]
    date: Option<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl RecoverArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.publish(&repository, warnings))
    }

    fn publish(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let mut settings = Settings::changing(&self.change, repository)?;
        settings.recovery =
            if self.keep_current { Recovery::KeepCurrent } else { Recovery::Newest };
        settings.renamed_from.clone_from(&self.renamed_from);
        settings.restart_dates = self.date.is_some();
        let target =
            target::named(repository, "TARGET", self.target.as_deref())?.without_component();
        let keys = repository.changing_keys(&settings, warnings)?;
        let anyway = self.date.is_some() || self.renamed_from.is_some();
        let published = repository.published()?;
        let change = match Opened::new(repository, &settings, &keys, "TARGET", &target)? {
            Opened::Apt(suite) => recovering(suite, &*published, &settings, anyway)?,
            Opened::Rpm(repository) => recovering(repository, &*published, &settings, anyway)?,
        };
        let destination = Destination::open(repository, &settings)?;
        publish_all(&destination, &[change], &settings, warnings)
    }
}

/// The transaction that publishes the newest state again; it does nothing where nothing is to be
/// recovered, unless it is to be published `anyway`.
fn recovering<'a, T: Publishable + 'a>(
    opened: T,
    published: &dyn Store,
    settings: &Settings,
    anyway: bool,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    let found = opened
        .contradiction_with(published, &settings.publish_options())
        .map_err(|error| error.diagnostics())?;
    let is_needed = anyway || found.is_some();
    let nothing = Done::to("added", Vec::new());
    Ok(Transaction::refreshing(opened, nothing, move |opened, new, store| {
        if !is_needed {
            return Ok(None);
        }
        if found.is_none() {
            opened.check(new)?;
        }
        // What is there may be another target's, or damaged.
        let before = opened.current(store).map(|old| T::packages(&old)).unwrap_or_default();
        let after = T::packages(new);
        let packages = vec![("added", only(&after, &before)), ("removed", only(&before, &after))];
        Ok(Some((new.clone(), Done { packages, ..Done::default() })))
    }))
}
