//! `mkrepo drop`: takes a suite or an RPM repository away.

use repository::DropOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Take a suite or an RPM repository away
///
/// A last state is published, signed as ever, which is empty and says that the target was dropped.
/// Clients that still ask for it get an answer that is no error, and find no packages. The files of the
/// packages, and older states, stay for as long as `mkrepo prune` keeps what was superseded; until then
/// `mkrepo rollback` brings an older state back. The last state itself stays, and so does the number of
/// its publication: `mkrepo add --new-suite` goes on from there.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo drop apt:deb/nightly --dry-run
  mkrepo drop apt:deb/nightly
  mkrepo drop 'apt:*/buster' rpm:el7
  mkrepo rollback apt:deb/nightly 41
      Have it again, as it was.")]
pub(crate) struct DropArgs {
    /// What, as apt:ARCHIVE/SUITE or rpm:NAME; 'apt:*/buster' or 'rpm:el7-*' are several
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
                outcome.summary.push("nothing of that is published".to_owned());
            }
            Ok(outcome)
        })
    }
}
