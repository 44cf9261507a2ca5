//! `mkrepo add`: publishes packages.

mod change;
mod documents;
mod files;
mod payload;
mod routing;
mod told;

use std::collections::BTreeMap;
use std::path::PathBuf;

use diagnostic::Diagnostics;

use super::NAME;
use super::admission::Admission;
use super::args::MkrepoArgs;
use super::choice::{Chooser, Chosen, IfDropped};
use super::destination::Destination;
use super::document;
use super::incoming::{self, Incoming, ReadOptions};
use super::opened::Opened;
use super::repository::{Repository, Settings};
use super::signing::{self, Signing};
use super::strict;
use super::transaction::publish_all;
use crate::args::{ChangeArgs, CommonArgs};
use crate::limits;
use crate::progress::Progress;
use crate::report::{Failure, Outcome, with_warnings};
use change::{Manner, change};
use files::Files;

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
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.publish(&repository, &args.common, warnings))
    }

    fn publish(
        &self,
        repository: &Repository,
        common: &CommonArgs,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let mut settings = Settings::changing(&self.change, repository)?;
        settings.may_start_over(self.start_over);
        let keys = repository.changing_keys(&settings, warnings)?;
        let typed = document::typed("--document", &self.document)?;
        let files = Files::find(&self.files)?;
        let chosen = self.chosen(repository)?;
        let named = chosen.as_ref().map(|chosen| &chosen.targets);
        let mut packages = read(repository, &settings, common, files.packages, warnings)?;
        let mut routed = routing::route(repository, named, &packages)?;
        let repository = &repository.making(routed.keys())?;
        strict::check(repository, &routed, &packages, &packages)?;
        let folders = if self.no_documents { &[][..] } else { &files.folders };
        let given = documents::Given { files: &files.documents, typed: &typed, folders };
        let mut documents = documents::read(repository, named, routed.keys(), &given, warnings)?;
        for target in documents.keys() {
            routed.entry(target.clone()).or_default();
        }
        let mut opened = BTreeMap::new();
        for target in routed.keys() {
            let one = Opened::new(repository, &settings, &keys, "--to", target)?;
            opened.insert(target.clone(), one);
        }
        if !self.skip_payload {
            let context = (repository, &settings, common);
            let may_differ = self.replace;
            payload::check(context, (&packages, may_differ), &routed, &opened, warnings)?;
        }
        // The signed copies are there until the end.
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        let copies = signing.sign(&mut packages, &mut routed, &opened, warnings)?;
        let mut changes = Vec::new();
        for (target, opened) in opened {
            let documents = documents.remove(&target).unwrap_or_default();
            let routed = routed.remove(&target).unwrap_or_default();
            let if_dropped = chosen
                .as_ref()
                .map_or(IfDropped::Revive, |chosen| chosen.if_dropped(&target, self.new_suite));
            let admission = Admission { allow_yanked: self.allow_yanked };
            let manner = Manner { if_dropped, replace: self.replace, admission };
            changes.push(change((opened, manner), &routed, &packages, documents)?);
        }
        let destination = Destination::open(repository, &settings)?;
        destination.note_signed(&copies);
        publish_all(&destination, &changes, &settings, warnings)
    }

    /// The targets that `--to` chooses; `None` where the routes lead.
    fn chosen(&self, repository: &Repository) -> Result<Option<Chosen>, Diagnostics> {
        if self.to.is_empty() {
            return Ok(None);
        }
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "--to" };
        let chosen = chooser.choose(&self.to)?;
        chooser.check_new(&chosen, self.new_suite)?;
        Ok(Some(chosen))
    }
}

fn read(
    repository: &Repository,
    settings: &Settings,
    common: &CommonArgs,
    files: Vec<PathBuf>,
    warnings: &mut Diagnostics,
) -> Result<Vec<Incoming>, Diagnostics> {
    let progress = Progress::new(NAME, "read", common, incoming::length(&files));
    let advance = |done| progress.advance(done);
    let architectures = repository.architectures();
    let options = ReadOptions {
        progress: &advance,
        limits: limits::both(common),
        ..signing::read_options(repository, settings.threads, &architectures)
    };
    incoming::read(files, &options, warnings)
}
