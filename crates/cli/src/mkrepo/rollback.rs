//! `mkrepo rollback`: publishes an old state again.

use repository::RollbackOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
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
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options = RollbackOptions {
                arguments: self.arguments.clone(),
                allow_yanked: self.allow_yanked,
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, warnings)?))
        })
    }
}
