//! `mkrepo add`: publishes packages.

use std::path::PathBuf;

use repository::{AddOptions, Reading};

use super::context::Context;
use super::publication::changed;
use super::settings;
use crate::args::ChangeArgs;
use crate::limits;
use crate::report::{Failure, Outcome, with_warnings};

/// Publish packages
///
/// Adds Debian packages, RPM packages or both. All packages are read, checked and routed before
/// anything is written. Then each target changes in one transaction, one target after another. A
/// package that is already published with the same content is accepted. If it is published with
/// other content, that is an error, and nothing is published. The payload of each new package is
/// read to its last entry, as dpkg and rpm do when they unpack it.
///
/// If keep-versions is set, older versions of the added packages are removed. An added package that
/// is older than the kept versions is not published, and is called outdated.
///
/// A .changes file adds the packages that it lists, after they are checked with all digests in it.
/// Its field Distribution is ignored: --to and the routes select the targets.
///
/// RPM repositories also accept documents: updateinfo.xml, comps.xml and modules.yaml, compressed
/// or not, given by name or found in a directory of packages. Advisories, groups and modules
/// replace the published ones with the same name, and the others remain. Use --document for
/// documents of other types.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo add dist/*.deb dist/*.rpm
  mkrepo add dist/ --to apt:deb/stable
  mkrepo add dist/ --to 'apt:*/stable' --to rpm:el9
  mkrepo add dist/ --dry-run
  mkrepo add dist/ --to apt:deb/nightly --replace
  mkrepo add updateinfo.xml --to rpm:rpm
  mkrepo add --document productid=productid.pem --to rpm:rpm
  mkrepo add --json dist/ | jq -r '.targets[].serial'")]
pub(crate) struct AddArgs {
    /// Packages, .changes files, directories of packages, and documents of RPM repositories
    #[arg(required_unless_present = "document", value_name = "FILE|DIR")]
    files: Vec<PathBuf>,

    /// The target, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME, instead of the routes. It can be a
    /// pattern, such as 'apt:*/stable' or 'rpm:el9-*'. Each package goes to all targets that accept
    /// its format; repeatable
    #[arg(long, value_name = "TARGET")]
    to: Vec<String>,

    /// Create the suite or RPM repository of --to even if one with a similar name exists, or if it
    /// was dropped
    #[arg(long)]
    new_suite: bool,

    /// Replace the content of a published package with the same name, version and architecture, if
    /// the suite or RPM repository has replace = true. Use this only for versions on which nobody
    /// relies yet. The old file remains as long as anything refers to it
    #[arg(long)]
    replace: bool,

    /// Publish a file as the document TYPE of RPM repositories, as modifyrepo_c --mdtype does:
    /// productid, appstream and so on. It replaces a published document of that type. Documents of
    /// the types group, updateinfo and modules are merged with the published ones; repeatable
    #[arg(long, value_name = "TYPE=FILE")]
    document: Vec<String>,

    /// Ignore documents in directories: modules.yaml, comps and updateinfo
    #[arg(long)]
    no_documents: bool,

    /// Start anew if nothing is published any more, although something was
    #[arg(long)]
    start_over: bool,

    /// Publish versions even if they were yanked
    #[arg(long)]
    allow_yanked: bool,

    /// Do not decompress payloads. This is faster for many packages, but also publishes packages
    /// that dpkg or rpm cannot install; `mkrepo verify --deep` finds them
    #[arg(long)]
    skip_payload: bool,

    #[command(flatten)]
    change: ChangeArgs,
}

impl AddArgs {
    pub(super) fn run(&self, context: Context<'_>) -> Result<Outcome, Failure> {
        let repository = context.open()?;
        with_warnings(|warnings| {
            let mut settings = settings::changing(&self.change, &repository)?;
            settings.may_start_over(self.start_over);
            let progress = context.progress();
            let reading = Reading { limits: limits::both(context.common), progress: &progress };
            let options = AddOptions {
                files: self.files.clone(),
                to: self.to.clone(),
                new_suite: self.new_suite,
                replace: self.replace,
                document: self.document.clone(),
                no_documents: self.no_documents,
                allow_yanked: self.allow_yanked,
                skip_payload: self.skip_payload,
            };
            Ok(changed(&settings, &options.publish(&repository, &settings, &reading, warnings)?))
        })
    }
}
