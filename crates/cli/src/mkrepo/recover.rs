//! `mkrepo recover`: goes on after the store was changed by something else.

use repo_index::publish::Recovery;
use repository::RecoverOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
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
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let mut settings = settings::changing(&self.change, &repository)?;
            settings.recovery =
                if self.keep_current { Recovery::KeepCurrent } else { Recovery::Newest };
            settings.renamed_from.clone_from(&self.renamed_from);
            settings.restart_dates = self.date.is_some();
            let options = RecoverOptions {
                target: self.target.clone(),
                anyway: self.date.is_some() || self.renamed_from.is_some(),
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, warnings)?))
        })
    }
}
