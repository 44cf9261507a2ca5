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
/// Debian and RPM packages, together or not. All of them are read, checked and routed before anything
/// is written. Each target then changes in one transaction, one after another. A package that is published already with
/// the same content is no error; with other content it is one, and nothing is published. The payload of
/// each new package is read to its last entry, as dpkg and rpm do when they unpack it.
///
/// Where keep-versions is set, older versions of the packages that are added are removed; one that is given and
/// older than those is not published, and called outdated.
///
/// A .changes file stands for the packages that it lists, which are checked by all digests in it first. Its
/// Distribution is not looked at: --to and the routes say where packages go.
///
/// An RPM repository takes documents too: updateinfo.xml, comps.xml, modules.yaml, compressed or not, by
/// their names or where they lie in a folder of packages. Advisories, groups and modules replace those of
/// the same name and stand beside the others. Documents of other types are given with --document.
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
    /// Packages, .changes files, folders of packages, and documents of RPM repositories
    #[arg(required_unless_present = "document", value_name = "FILE|DIR")]
    files: Vec<PathBuf>,

    /// Where they go, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME, instead of where the routes lead;
    /// repeatable, and 'apt:*/stable' or 'rpm:el9-*' are several. Each package goes to all that take
    /// its format
    #[arg(long, value_name = "TARGET")]
    to: Vec<String>,

    /// Make the suite or the RPM repository that --to names, although one with a similar name exists, or
    /// it was dropped
    #[arg(long)]
    new_suite: bool,

    /// Let a published package give way to another content of the same name, version and architecture,
    /// where the suite or the RPM repository has replace = true: for versions that nobody relies on yet.
    /// The old file stays as long as anything refers to it
    #[arg(long)]
    replace: bool,

    /// Publish a file as the document TYPE of RPM repositories, in the place of a published one, as
    /// modifyrepo_c --mdtype does: productid, appstream and so on. Those of type group, updateinfo and
    /// modules are added to what is published; repeatable
    #[arg(long, value_name = "TYPE=FILE")]
    document: Vec<String>,

    /// Pass over documents that lie in folders: modules.yaml, comps and updateinfo
    #[arg(long)]
    no_documents: bool,

    /// Begin anew where nothing is published any more, although something was
    #[arg(long)]
    start_over: bool,

    /// Publish versions that were yanked all the same
    #[arg(long)]
    allow_yanked: bool,

    /// Do not decompress payloads: faster for many packages, but what dpkg or rpm cannot install is
    /// published too; `mkrepo verify --deep` finds it
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
