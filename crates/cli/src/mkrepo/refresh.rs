//! `mkrepo refresh`: publishes and signs the current packages again.

use repository::RefreshOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish the current packages again: after keys or settings changed, and before Valid-Until
///
/// The packages do not change. The signatures, the date, Valid-Until and the configured values are
/// renewed.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo refresh
      Sign everything with the configured keys.

  mkrepo refresh --dry-run 'apt:deb/*'
      Show which suites would be published, and check that they can be.

  mkrepo refresh apt:deb/stable
      Run this daily if valid-for is set.")]
pub(crate) struct RefreshArgs {
    /// The targets, as apt:ARCHIVE/SUITE, rpm:NAME, or a pattern such as 'apt:deb/*' or 'rpm:*'
    /// [default: all published ones]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl RefreshArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options = RefreshOptions { targets: self.targets.clone() };
            let published = options.publish(&repository, &settings, warnings)?;
            let mut outcome = changed(&settings, &published);
            if published.is_empty() {
                outcome.summary.push("nothing is published yet".to_owned());
            }
            Ok(outcome)
        })
    }
}
