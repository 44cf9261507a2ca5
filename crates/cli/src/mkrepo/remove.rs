//! `mkrepo remove`: takes packages out of a suite or an RPM repository.

use std::num::NonZeroUsize;

use repository::RemoveOptions;

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::report::{Failure, Outcome, with_warnings};

/// Take packages out of a suite or an RPM repository
///
/// In one transaction for each target. Their files stay until `mkrepo prune` finds that nothing refers to them any
/// more, so that clients which know the old state can still fetch them.
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
    /// Which packages [default, with --keep: all]
    #[arg(required_unless_present_any = ["keep", "document"], value_name = "SPEC")]
    specs: Vec<String>,

    /// Where they are, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME; repeatable, and 'apt:*/stable'
    /// or 'rpm:el9-*' are several. Each SPEC must be in one of them [default: the only target]
    #[arg(long, value_name = "TARGET")]
    from: Vec<String>,

    /// Take out all but the newest versions of each package and architecture, as many as NUMBER
    #[arg(long, value_name = "NUMBER")]
    keep: Option<NonZeroUsize>,

    /// Keep as many of each group, such as '${version.major}' [default: as the suite's or repository's per
    /// says]
    #[arg(long, value_name = "TEMPLATE", requires = "keep")]
    per: Option<String>,

    /// Take out the document of this type, such as productid, as modifyrepo_c --remove does; repeatable.
    /// It must be in one of the RPM repositories
    #[arg(long, value_name = "TYPE")]
    document: Vec<String>,

    /// Take out the last packages too
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
