//! `mkrepo list`: what is published.

use pkgtree::Diagnostics;
use repo_index::apt::SuitePackage;
use repo_index::publish::PublishError;
use repo_index::route::TargetName;
use repo_index::store::Store;
use serde_json::{Map, Value, json};

use super::args::MkrepoArgs;
use super::keys::Keys;
use super::opened::Opened;
use super::publication::document;
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use crate::report::{Failure, Outcome};

/// List what is published
///
/// A line for each package: where it is, its name, version and architecture. What is listed is what
/// clients see: the signed state.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards.

Examples:
  mkrepo list
  mkrepo list apt:deb/stable 'lib*:amd64'
  mkrepo list --json apt:deb/stable hello | jq -r '.packages[].version'")]
pub(crate) struct ListArgs {
    /// Where, as apt:ARCHIVE/SUITE[/COMPONENT] [default: everywhere], and which packages
    /// [default: all]
    #[arg(value_name = "TARGET] [SPEC")]
    arguments: Vec<String>,
}

impl ListArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        Ok(self.list(&repository)?)
    }

    fn list(&self, repository: &Repository) -> Result<Outcome, Diagnostics> {
        let settings = Settings::reading(None)?;
        let keys = repository.reading_keys(&mut Diagnostics::new())?;
        let store = repository.published()?;
        let (targets, specs) = self.targets(repository, &*store)?;
        let mut outcome = Outcome::default();
        let (mut packages, mut errors) = (Vec::new(), Diagnostics::new());
        for target in &targets {
            match listed(repository, &settings, &keys, &*store, target, specs) {
                Ok(found) => packages.extend(found.into_iter().map(|package| (target, package))),
                Err(found) => errors.append(found),
            }
        }
        // What is in one of several places is found.
        if targets.len() < 2 || packages.is_empty() {
            errors.into_result(())?;
        }
        for (target, package) in &packages {
            let place = (*target).clone().without_component();
            let SuitePackage { component, record, .. } = package;
            let (name, version) = (record.package(), record.version());
            let line = format!("{place}/{component} {name} {version} {}\n", record.architecture());
            outcome.result.extend(line.into_bytes());
        }
        if packages.is_empty() {
            outcome.summary.push("nothing is published".to_owned());
        }
        let documents: Vec<Value> =
            packages.iter().map(|(target, package)| described(target, package)).collect();
        outcome.document = Map::from_iter([("packages".to_owned(), Value::from(documents))]);
        Ok(outcome)
    }

    /// The target that is named first, else every suite that is published; and the rest.
    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<(Vec<TargetName>, &[String]), Diagnostics> {
        match self.arguments.split_first() {
            Some((first, specs)) if first.starts_with("apt:") || first.starts_with("rpm:") => {
                Ok((vec![target::parse("TARGET", first)?], specs))
            }
            _ => {
                let all = target::published(&repository.config, store);
                let all = all.map_err(|error| error.diagnostic())?;
                Ok((all.into_iter().collect(), &self.arguments))
            }
        }
    }
}

fn listed(
    repository: &Repository,
    settings: &Settings,
    keys: &Keys,
    store: &dyn Store,
    target: &TargetName,
    specs: &[String],
) -> Result<Vec<SuitePackage>, Diagnostics> {
    let selection = Selection::parse(target, specs)?;
    let opened = Opened::new(repository, settings, keys, "TARGET", target)?;
    let mut state = opened.read(store).map_err(|error: PublishError| error.diagnostics())?;
    selection.check(&state)?;
    drop(state.remove(|id, record| !selection.chooses(id, record)));
    Ok(state.packages())
}

fn described(target: &TargetName, package: &SuitePackage) -> Value {
    let mut document = document(package);
    document["target"] = json!(target.clone().without_component().to_string());
    document
}
