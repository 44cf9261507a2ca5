//! `mkrepo yank`: withdraws a version.

use repository::YankOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Withdraw a version, and publish the reason
///
/// The version is removed from the index at once. Clients no longer install it, and systems that
/// have it keep it. As with `mkrepo remove`, its files remain until `mkrepo prune` finds that
/// nothing refers to them. The reason is part of the signed metadata. `mkrepo list` and `mkrepo
/// history` show it. `mkrepo add`, `copy` and `rollback` refuse the version and show the reason,
/// unless --allow-yanked is given.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo yank hello=1.0-1 --reason 'deletes the configuration' apt:deb/stable
  mkrepo yank hello:arm64=1.0-1 --reason 'does not start' apt:deb/stable
      Yank the version for only one architecture.

  mkrepo yank hello=1.0-1.el9 --reason CVE-2024-1234 'rpm:*' --dry-run
  mkrepo list --yanked")]
pub(crate) struct YankArgs {
    /// The versions, as NAME=VERSION or NAME:ARCHITECTURE=VERSION, and the targets, as
    /// apt:ARCHIVE/SUITE, rpm:NAME or a pattern such as 'apt:*/stable' [default: the only target]
    #[arg(required = true, value_name = "NAME=VERSION|TARGET")]
    arguments: Vec<String>,

    /// The reason, in one line, which everyone can read
    #[arg(long, value_name = "TEXT", required = true)]
    reason: String,

    /// Permit removing the last packages
    #[arg(long)]
    allow_empty: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl YankArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options = YankOptions {
                arguments: self.arguments.clone(),
                reason: self.reason.clone(),
                allow_empty: self.allow_empty,
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, warnings)?))
        })
    }
}
