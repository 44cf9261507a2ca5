//! `mkrepo yank`: takes a version back.

use repository::YankOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Take a version back, and say why
///
/// The version is gone from the index at once: clients no longer install it, and systems that have it
/// keep it. Its files stay until `mkrepo prune` finds that nothing refers to them, as after `mkrepo
/// remove`. The reason is published and signed with the index; `mkrepo list` and `mkrepo history` show it, and
/// `mkrepo add`, `copy` and `rollback` refuse the version with it, unless they are given --allow-yanked.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo yank hello=1.0-1 --reason 'deletes the configuration' apt:deb/stable
  mkrepo yank hello:arm64=1.0-1 --reason 'does not start' apt:deb/stable
      On one architecture alone.

  mkrepo yank hello=1.0-1.el9 --reason CVE-2024-1234 'rpm:*' --dry-run
  mkrepo list --yanked")]
pub(crate) struct YankArgs {
    /// Which versions, as NAME=VERSION or NAME:ARCHITECTURE=VERSION, and where, as apt:ARCHIVE/SUITE or
    /// rpm:NAME; 'apt:*/stable' are several [default: the only target]
    #[arg(required = true, value_name = "NAME=VERSION|TARGET")]
    arguments: Vec<String>,

    /// Why, on one line, for everybody who reads the repository
    #[arg(long, value_name = "TEXT", required = true)]
    reason: String,

    /// Take out the last packages too
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
