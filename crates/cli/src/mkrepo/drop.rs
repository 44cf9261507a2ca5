//! `mkrepo drop`: drops a suite or an RPM repository.

use repository::DropOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Drop a suite or an RPM repository
///
/// Publishes a last publication, which is signed as usual, has no packages, and says that the
/// target was dropped. Clients that still use it get no errors and find no packages. The files of
/// the packages and older publications remain as long as `mkrepo prune` keeps superseded ones.
/// Until then, `mkrepo rollback` restores an older publication. The last publication and its serial
/// number remain: `mkrepo add --new-suite` continues from there.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo drop apt:deb/nightly --dry-run
  mkrepo drop apt:deb/nightly
  mkrepo drop 'apt:*/buster' rpm:el7
  mkrepo rollback apt:deb/nightly 41
      Restore the suite.")]
pub(crate) struct DropArgs {
    /// The targets, as apt:ARCHIVE/SUITE, rpm:NAME, or a pattern such as 'apt:*/buster' or
    /// 'rpm:el7-*'
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl DropArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options = DropOptions { targets: self.targets.clone() };
            let published = options.publish(&repository, &settings, warnings)?;
            let mut outcome = changed(&settings, &published);
            if published.is_empty() {
                outcome.summary.push("none of these targets is published".to_owned());
            }
            Ok(outcome)
        })
    }
}
