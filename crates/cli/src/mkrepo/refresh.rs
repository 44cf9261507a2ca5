//! `mkrepo refresh`: publishes anew what is published.

use repository::RefreshOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
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
