//! `mkrepo add`: publishes packages.

mod change;
mod documents;
mod files;
mod payload;
mod routing;

use std::collections::BTreeMap;
use std::path::PathBuf;

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::route::TargetName;
use serde_json::{Map, Value};

use super::NAME;
use super::args::MkrepoArgs;
use super::incoming::{self, Incoming, ReadOptions};
use super::opened::Opened;
use super::repository::{Repository, Settings};
use super::signing::{self, Signing};
use crate::args::{CommonArgs, PublicationArgs};
use crate::codes;
use crate::describe::flag_defect;
use crate::progress::Progress;
use crate::report::{Failure, Outcome, with_warnings};
use change::{Change, change};
use files::Files;

/// Publish packages
///
/// Debian and RPM packages, together or not. All of them are read, checked and routed before anything
/// is written. Each target then changes in one transaction. A package that is published already with
/// the same content is no error; with other content it is one, and nothing is published. The payload of
/// each new package is read to its last entry, as dpkg and rpm do when they unpack it.
///
/// An RPM repository takes documents too: updateinfo.xml, comps.xml, modules.yaml, compressed or not.
/// Advisories and modules replace those of the same name and stand beside the others; groups replace
/// all groups.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo add dist/*.deb dist/*.rpm
  mkrepo add dist/ --to apt:deb/stable
  mkrepo add updateinfo.xml --to rpm:rpm
  mkrepo add --json dist/ | jq -r '.targets[].serial'")]
pub(crate) struct AddArgs {
    /// Packages, folders of packages, and documents of RPM repositories
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,

    /// Where they go, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME, instead of where the routes lead
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,

    /// Do not decompress payloads: faster for many packages, but what dpkg or rpm cannot unpack is
    /// published too; `mkrepo verify --deep` finds it
    #[arg(long)]
    skip_payload: bool,

    #[command(flatten)]
    publication: PublicationArgs,
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
        let settings = Settings::new(&self.publication)?;
        let keys = repository.keys(warnings)?;
        let files = Files::find(&self.files)?;
        let named = routing::named(repository, self.to.as_deref())?;
        let mut packages = read(repository, &settings, common, files.packages, warnings)?;
        let mut routed = routing::route(repository, named.as_ref(), &packages)?;
        let mut documents = documents::read(repository, named.as_ref(), &files.documents)?;
        for target in documents.keys() {
            routed.entry(target.clone()).or_default();
        }
        let mut opened = BTreeMap::new();
        for target in routed.keys() {
            let one = Opened::new(repository, &settings, &keys, "--to", target)?;
            opened.insert(target.clone(), one);
        }
        if !self.skip_payload {
            payload::check((repository, &settings, common), &packages, &routed, &opened)?;
        }
        // The signed copies are there until the end.
        let signing = Signing { repository, keys: &keys, threads: settings.threads };
        let _copies = signing.sign(&mut packages, &mut routed, &opened, warnings)?;
        let mut changes = Vec::new();
        for (target, opened) in opened {
            let documents = documents.remove(&target).unwrap_or_default();
            let routed = routed.remove(&target).unwrap_or_default();
            changes.push(change(opened, &routed, &packages, documents)?);
        }
        publish(repository, &settings, &changes, warnings)
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
        ..signing::read_options(repository, settings.threads, &architectures)
    };
    incoming::read(files, &options, warnings)
}

fn publish(
    repository: &Repository,
    settings: &Settings,
    changes: &[Box<dyn Change + '_>],
    warnings: &mut Diagnostics,
) -> Result<Outcome, Diagnostics> {
    let store = repository.store()?;
    // One target's refusal is heard before another is published.
    if changes.len() > 1 {
        let mut errors = Diagnostics::new();
        for change in changes {
            change.check(&store).unwrap_or_else(|error| errors.append(error.diagnostics()));
        }
        errors.into_result(())?;
    }
    let mut outcome = Outcome::default();
    let mut targets = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        let publication = match change.publish(&store, settings, warnings) {
            Ok(publication) => publication,
            Err(errors) => {
                changes[..number].iter().for_each(|done| warnings.push(published(done.target())));
                return Err(errors);
            }
        };
        outcome.result.extend(publication.lines().into_bytes());
        outcome.summary.push(publication.summary());
        targets.push(publication.document());
    }
    outcome.document = Map::from_iter([("targets".to_owned(), Value::from(targets))]);
    Ok(outcome)
}

/// What a failure leaves done: each target is a transaction of its own.
fn published(target: &TargetName) -> Diagnostic {
    flag_defect(codes::PUBLISHED, &target.to_string(), "is published; the targets below it are not")
        .hint("run the same command again: it goes on with the others")
}
