//! `mkrepo recover`: continues after something else changed the store.

use repo_index::publish::Recovery;
use repository::RecoverOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Continue after something else restored, exchanged or removed the published files
///
/// mkrepo publishes only on top of the newest publication of a suite or RPM repository. This
/// command publishes the newest signed publication again. It shows the packages that this adds to
/// the current publication and removes from it. First find out who changed the store.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo recover apt:deb/stable --dry-run
  mkrepo recover apt:deb/stable
  mkrepo recover apt:deb/stable --keep-current
  mkrepo recover apt:debian/stable --renamed-from apt:deb/stable
  mkrepo recover apt:deb/stable --date now")]
pub(crate) struct RecoverArgs {
    /// The target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one]
    target: Option<String>,

    /// Continue from the current publication instead
    #[arg(long)]
    keep_current: bool,

    /// Accept the publication of another target, which was renamed to this one
    #[arg(long, value_name = "TARGET")]
    renamed_from: Option<String>,

    /// Date the publication by the clock although a later date was published, by a wrong clock.
    /// Clients that accepted the later date ignore earlier ones until they remove their lists
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
