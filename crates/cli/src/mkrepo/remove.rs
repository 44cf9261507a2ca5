//! `mkrepo remove`: removes packages from a suite or an RPM repository.

use std::num::NonZeroUsize;

use repository::RemoveOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Remove packages from a suite or an RPM repository
///
/// Each target changes in one transaction. The files remain until `mkrepo prune` finds that nothing
/// refers to them any more, so that clients with the old metadata can still download them.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo remove hello --from apt:deb/stable
  mkrepo remove 'hello=1.0' 'lib*:arm64' --from apt:deb/stable/main
  mkrepo remove 'hello:x86_64 (< 2.0)' --from rpm:rpm
  mkrepo remove 'hello=1.0' --from 'apt:*/stable' --from rpm:rpm --dry-run
  mkrepo remove --keep 3 --from apt:deb/stable
  mkrepo remove 'erlang*' --keep 1 --per '${version.major}' --from rpm:rpm --dry-run
  mkrepo remove --document productid --from rpm:rpm
  mkrepo remove 'hello (<< 2.0)' --json | jq -r '.targets[].removed[].path'")]
pub(crate) struct RemoveArgs {
    /// The packages to remove [default with --keep: all]
    #[arg(required_unless_present_any = ["keep", "document"], value_name = "SPEC")]
    specs: Vec<String>,

    /// The target, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME. It can be a pattern, such as
    /// 'apt:*/stable' or 'rpm:el9-*'. Each SPEC must match a package in at least one target;
    /// repeatable [default: the only target]
    #[arg(long, value_name = "TARGET")]
    from: Vec<String>,

    /// Keep only the NUMBER newest versions of each package and architecture
    #[arg(long, value_name = "NUMBER")]
    keep: Option<NonZeroUsize>,

    /// With --keep, keep NUMBER versions in each group, such as '${version.major}' [default: per of
    /// the suite or repository]
    #[arg(long, value_name = "TEMPLATE", requires = "keep")]
    per: Option<String>,

    /// Remove the document of this type, such as productid, as modifyrepo_c --remove does. At least
    /// one of the RPM repositories must have it; repeatable
    #[arg(long, value_name = "TYPE")]
    document: Vec<String>,

    /// Permit removing the last packages
    #[arg(long, alias = "allow-empty-suite")]
    allow_empty: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl RemoveArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let settings = settings::changing(&self.change, &repository)?;
            let options = RemoveOptions {
                specs: self.specs.clone(),
                from: self.from.clone(),
                keep: self.keep,
                per: self.per.clone(),
                document: self.document.clone(),
                allow_empty: self.allow_empty,
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, warnings)?))
        })
    }
}
