//! `mkrepo refresh`: publishes anew what is published.

use std::collections::BTreeSet;

use diagnostic::Diagnostics;
use repo_store::Store;
use repository::route::TargetName;

use super::alias;
use super::args::MkrepoArgs;
use super::choice::Chooser;
use super::destination::Destination;
use super::opened::{Opened, Publishable, refused};
use super::publication::Done;
use super::repository::{Repository, Settings};
use super::target;
use super::transaction::{Change, Transaction, publish_all};
use crate::args::ChangeArgs;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish anew what is published: after keys or settings changed, and before Valid-Until
///
/// The packages stay as they are. Signatures are made by the keys of today, and the date, the period
/// of validity and what the configuration says are those of today.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo refresh
      Sign everything with the keys that the configuration names now.

  mkrepo refresh --dry-run 'apt:deb/*'
      See which suites that would be, and that nothing keeps them from it.

  mkrepo refresh apt:deb/stable
      As a daily job, where valid-for is set.")]
pub(crate) struct RefreshArgs {
    /// What, as apt:ARCHIVE/SUITE or rpm:NAME; 'apt:deb/*' or 'rpm:*' are several [default: everything
    /// that is published]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl RefreshArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.refresh(&repository, warnings))
    }

    fn refresh(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::changing(&self.change, repository)?;
        let keys = repository.changing_keys(&settings, warnings)?;
        let targets = self.targets(repository, &*repository.published()?)?;
        let mut changes = Vec::new();
        for target in &targets {
            changes.push(match Opened::new(repository, &settings, &keys, "TARGET", target)? {
                Opened::Apt(suite) => refreshing(suite),
                Opened::Rpm(repository) => refreshing(repository),
            });
        }
        let destination = Destination::open(repository, &settings)?;
        let mut outcome = publish_all(&destination, &changes, &settings, warnings)?;
        if targets.is_empty() {
            outcome.summary.push("nothing is published yet".to_owned());
        }
        Ok(outcome)
    }

    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<BTreeSet<TargetName>, Diagnostics> {
        let published =
            || target::published(&repository.config, store).map_err(|error| error.diagnostic());
        if self.targets.is_empty() {
            return Ok(published()?);
        }
        let chooser = Chooser { repository, store, flag: "TARGET" };
        let mut targets = chooser.published(chooser.choose(&self.targets)?)?;
        let published = published()?;
        let aliases = |target: &TargetName| target::aliases(&repository.config, target);
        let aliases: Vec<TargetName> = targets.iter().flat_map(aliases).collect();
        targets.extend(aliases.into_iter().filter(|alias| published.contains(alias)));
        Ok(targets)
    }
}

fn refreshing<'a, T: Publishable + 'a>(opened: T) -> Box<dyn Change + 'a> {
    let nothing = Done::to("refreshed", Vec::new());
    Transaction::refreshing(opened, nothing.clone(), move |opened, old, store| {
        // What nobody published yet is not begun here.
        if !T::is_published(old) {
            let problem = format!("{} is not published", opened.name());
            let hint = "leave it out to refresh everything that is";
            return Err(refused(flag_defect(codes::TARGET_NAME, "TARGET", problem).hint(hint)));
        }
        Ok(Some((alias::refreshed(opened, old, store)?, nothing.clone())))
    })
}
