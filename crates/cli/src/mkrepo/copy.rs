//! `mkrepo copy`: promotes packages from suite to suite, or from one RPM repository to another.

use repository::CopyOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Add packages of a suite or an RPM repository to another one
///
/// In one transaction for each target. Within an APT archive the pool has the files already; from another archive they
/// are read, checked, and put into its pool. The files of an RPM repository are copied into the other
/// one's folder.
///
/// What comes into another archive or repository is signed, or refused, as `mkrepo add` does it: by
/// sign-packages, require-signed and strict of where it goes. Within an APT archive packages stay as they are.
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
    /// Which packages
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME; repeatable, and 'apt:*/testing' or
    /// 'rpm:el9-*' are several. Each SPEC must be in one of them
    #[arg(long, value_name = "TARGET", required = true)]
    from: Vec<String>,

    /// Where they are added; without a component, to the one in which they are. Repeatable, and may be
    /// a pattern
    #[arg(long, value_name = "TARGET", required = true)]
    to: Vec<String>,

    /// Make the suite that --to names, although a suite with a similar name exists, or it was dropped
    #[arg(long)]
    new_suite: bool,

    /// Let a published package give way to another content of the same name, version and architecture,
    /// where the suite or the RPM repository has replace = true
    #[arg(long)]
    replace: bool,

    /// Begin anew where nothing is published any more, although something was
    #[arg(long)]
    start_over: bool,

    /// Publish versions that were yanked there all the same
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
