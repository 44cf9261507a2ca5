//! `mkrepo rollback`: publishes the packages of an old publication again.

use repository::RollbackOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish the packages of an old publication again
///
/// The new publication has a new serial number and a newer date, because clients ignore metadata
/// that is older than theirs. Packages that systems installed in the meantime are not downgraded:
/// neither apt nor dnf installs a lower version by itself (`dnf distro-sync` does).
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
    /// The target, as apt:ARCHIVE/SUITE or rpm:NAME [default: the only one], and the serial number
    /// of the publication
    #[arg(required = true, num_args = 1..=2, value_name = "TARGET] [SERIAL")]
    arguments: Vec<String>,

    /// Publish versions even if they were yanked since then
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
