//! `mkrepo resign`: signs published packages again, by the key of today.

use repository::ResignOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Sign published packages again: after the key that signs packages was replaced
///
/// Every package that the first key of [signing] has not signed gets a signature by it, in a copy that
/// is published in its place: the same name, version and payload, under another file name. The old files stay as
/// long as older publications refer to them. All packages of a target change in one transaction; the
/// copies wait in TMPDIR, or in /tmp. Systems that have a package installed keep it as it is, because its
/// version is the same; systems that install it from then on need the new key alone.
///
/// APT itself verifies indexes and no packages: `mkrepo refresh` signs these anew. Packages of an
/// APT archive are signed again where its sign-packages asks for signatures.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo resign rpm:el9 --dry-run
  mkrepo resign 'rpm:el*'
  mkrepo resign rpm:el9 --package 'hello*' --package 'lib*:x86_64'
      Leave packages of others, which keep their signatures.

  mkrepo resign rpm:el9 --json | jq '.targets[].resigned | length'")]
pub(crate) struct ResignArgs {
    /// Where they are, as apt:ARCHIVE/SUITE or rpm:NAME; 'rpm:el9-*' are several
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,

    /// Which packages; repeatable [default: all]
    #[arg(long = "package", value_name = "SPEC")]
    specs: Vec<String>,

    #[command(flatten)]
    change: ChangeArgs,
}

impl ResignArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options =
                ResignOptions { targets: self.targets.clone(), specs: self.specs.clone() };
            let published = options.publish(&repository, &settings, warnings)?;
            let mut outcome = changed(&settings, &published);
            if published.is_empty() {
                outcome.summary.push("no packages of that are signed".to_owned());
            }
            Ok(outcome)
        })
    }
}
