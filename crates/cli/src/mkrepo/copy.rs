//! `mkrepo copy`: copies packages from one suite or RPM repository to another.

use repository::CopyOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Copy packages from one suite or RPM repository to another
///
/// Each target changes in one transaction. Within an APT archive, the pool already has the files.
/// Files of another archive are read, checked and added to the pool. Files of an RPM repository are
/// copied to the directory of the target.
///
/// Packages from another archive or repository are signed or refused as by `mkrepo add`, according
/// to sign-packages, require-signed and strict of the target. Within an APT archive, packages do
/// not change.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo copy hello --from apt:deb/testing --to apt:deb/stable
  mkrepo copy '*' --from apt:deb/testing/main --to apt:deb/stable/main
  mkrepo copy hello --from apt:deb/testing --to 'apt:deb/*' --dry-run
  mkrepo copy hello --from rpm:testing --to rpm:stable
  mkrepo copy 'hello (>= 2.0)' --from apt:deb/testing --to apt:deb/stable --json")]
pub(crate) struct CopyArgs {
    /// The packages to copy
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// The source, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME. It can be a pattern, such as
    /// 'apt:*/testing' or 'rpm:el9-*'. Each SPEC must match a package in at least one source;
    /// repeatable
    #[arg(long, value_name = "TARGET", required = true)]
    from: Vec<String>,

    /// The target. Without a component, packages stay in their component. It can be a pattern;
    /// repeatable
    #[arg(long, value_name = "TARGET", required = true)]
    to: Vec<String>,

    /// Create the suite of --to even if a suite with a similar name exists, or if it was dropped
    #[arg(long)]
    new_suite: bool,

    /// Replace the content of a published package with the same name, version and architecture, if
    /// the suite or RPM repository has replace = true
    #[arg(long)]
    replace: bool,

    /// Start again if nothing is published any more, although something was
    #[arg(long)]
    start_over: bool,

    /// Publish versions even if they were yanked in the target
    #[arg(long)]
    allow_yanked: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl CopyArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let mut settings = settings::changing(&self.change, &repository)?;
            settings.may_start_over(self.start_over);
            let options = CopyOptions {
                specs: self.specs.clone(),
                from: self.from.clone(),
                to: self.to.clone(),
                new_suite: self.new_suite,
                replace: self.replace,
                allow_yanked: self.allow_yanked,
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, warnings)?))
        })
    }
}
