//! `mkrepo resign`: signs published packages again with the current key.

use repository::ResignOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Sign published packages again, after the key that signs packages was replaced
///
/// The first key of [signing] signs a copy of every package that it has not signed yet. The copy
/// replaces the package: it has the same name, version and payload, and another file name. The old
/// files remain as long as older publications refer to them. All packages of a target change in one
/// transaction, and the copies are stored in TMPDIR, or in /tmp, until then. Systems that have a
/// package installed keep it, because its version is the same. Systems that install it from then on
/// need only the new key.
///
/// apt verifies indexes, not packages: `mkrepo refresh` signs the indexes again. Packages of an APT
/// archive are signed again if its sign-packages asks for signatures.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo resign rpm:el9 --dry-run
  mkrepo resign 'rpm:el*'
  mkrepo resign rpm:el9 --package 'hello*' --package 'lib*:x86_64'
      Sign only some packages. Those of other vendors keep their signatures.

  mkrepo resign rpm:el9 --json | jq '.targets[].resigned | length'")]
pub(crate) struct ResignArgs {
    /// The targets, as apt:ARCHIVE/SUITE, rpm:NAME, or a pattern such as 'rpm:el9-*'
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<String>,

    /// The packages to sign; repeatable [default: all]
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
                outcome.summary.push("none of these targets has signed packages".to_owned());
            }
            Ok(outcome)
        })
    }
}
