//! `mkrepo add`: publishes packages.

mod files;
mod packages;
mod routing;

use std::path::PathBuf;

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::{Addition, IntakeOptions, SuitePackage, SuiteState};
use repo_index::publish::PublishError;
use repo_index::route::{Name, TargetName};
use repo_index::store::{LocalStore, Store};
use serde_json::{Map, Value};

use super::NAME;
use super::args::MkrepoArgs;
use super::keys::Keys;
use super::opened::Opened;
use super::publication::Publication;
use super::repository::{Repository, Settings};
use crate::args::{CommonArgs, PublicationArgs};
use crate::codes;
use crate::describe::flag_defect;
use crate::progress::Progress;
use crate::report::{Failure, Outcome, with_warnings};
use packages::Package;
use routing::Routed;

/// Publish packages
///
/// All of them are read, checked and routed before anything is written. Each target then changes in
/// one transaction. A package that is published already with the same content is no error; with
/// other content it is one, and nothing is published.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mkrepo add dist/*.deb
  mkrepo add dist/ --to apt:deb/stable
  mkrepo add --json dist/ | jq -r '.targets[].serial'")]
pub(crate) struct AddArgs {
    /// Packages, and folders of packages
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,

    /// Where they go, as apt:ARCHIVE/SUITE[/COMPONENT], instead of where the routes lead
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,

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
        let files = files::find(&self.files)?;
        let packages = {
            let progress = Progress::new(NAME, "read", common, length(&files));
            let advance = |done| progress.advance(done);
            let options =
                IntakeOptions { progress: &advance, ..intake_options(repository, &settings) };
            packages::read(files, &options, warnings)?
        };
        let routed = routing::route(repository, self.to.as_deref(), &packages)?;
        let mut changes = Vec::new();
        for (target, routed) in &routed {
            changes.push(Change::new(repository, &settings, &keys, target, routed, &packages)?);
        }
        let store = repository.store()?;
        // One target's refusal is heard before another is published.
        if changes.len() > 1 {
            let mut errors = Diagnostics::new();
            for change in &changes {
                change.check(&store).unwrap_or_else(|error| errors.append(error.diagnostics()));
            }
            errors.into_result(())?;
        }
        let mut outcome = Outcome::default();
        let mut targets = Vec::new();
        for (number, change) in changes.iter().enumerate() {
            let publication = match change.publish(&store, &settings, warnings) {
                Ok(publication) => publication,
                Err(errors) => {
                    changes[..number]
                        .iter()
                        .for_each(|done| warnings.push(published(done.opened.target)));
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
}

/// What a failure leaves done: each target is a transaction of its own.
fn published(target: &TargetName) -> Diagnostic {
    flag_defect(codes::PUBLISHED, &target.to_string(), "is published; the targets below it are not")
        .hint("run the same command again: it goes on with the others")
}

/// The bytes of all files, as far as they can be had.
fn length(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

fn intake_options(repository: &Repository, settings: &Settings) -> IntakeOptions<'static> {
    let archives = &repository.config.apt;
    let architectures: Vec<String> =
        archives.iter().flat_map(|archive| archive.architectures.clone()).collect();
    IntakeOptions {
        md5: archives.iter().any(|archive| archive.md5),
        payload: archives.iter().any(|archive| archive.contents == Some(true)),
        threads: settings.threads,
        ..IntakeOptions::new(&architectures)
    }
}

/// What is added to one suite.
#[derive(Debug)]
struct Change<'a> {
    opened: Opened<'a>,
    additions: Vec<Addition>,
}

impl<'a> Change<'a> {
    fn new(
        repository: &'a Repository,
        settings: &Settings,
        keys: &'a Keys,
        target: &'a TargetName,
        routed: &Routed,
        packages: &[Package],
    ) -> Result<Self, Diagnostics> {
        let opened = Opened::new(repository, settings, keys, "--to", target)?;
        let mut errors = Diagnostics::new();
        let mut additions = Vec::new();
        for (component, index) in routed {
            match packages[*index].addition(opened.archive, component.as_ref().map(Name::as_str)) {
                Ok(addition) => additions.push(addition),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(Self { opened, additions })
    }

    /// Applies the change to what is published, and publishes nothing.
    fn check(&self, store: &LocalStore) -> Result<(), PublishError> {
        self.apply(&self.opened.current(store)?, store).map(|_| ())
    }

    fn publish(
        &self,
        store: &LocalStore,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Publication<'a>, Diagnostics> {
        let mut added = Vec::new();
        let change = |old: &SuiteState| {
            let applied = self.apply(old, store)?;
            added = applied.as_ref().map(|(_, added)| added.clone()).unwrap_or_default();
            Ok(applied.map(|(new, _)| new))
        };
        let published = self.opened.publish(store, change, settings, warnings)?;
        Ok(Publication::new(self.opened.target, "added", added, &published))
    }

    /// The state with the packages, and those that are new in it; `None` when all are there already,
    /// with their files.
    fn apply(
        &self,
        old: &SuiteState,
        store: &dyn Store,
    ) -> Result<Option<(SuiteState, Vec<SuitePackage>)>, PublishError> {
        let mut new = old.clone();
        let added =
            new.add_all(self.opened.archive, &self.additions).map_err(PublishError::Refused)?;
        let mut lost = false;
        for object in &new.additions {
            lost |= store.length(&object.key)? != Some(object.length);
        }
        Ok((lost || !added.is_empty()).then_some((new, added)))
    }
}
