//! `mkrepo list`: what is published.

use pkgtree::Diagnostics;
use repo_index::route::TargetName;
use repo_index::store::Store;
use serde_json::{Map, Value, json};

use super::args::MkrepoArgs;
use super::keys::{Keys, StandIn};
use super::opened::{Opened, Package, Publishable};
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::target;
use crate::report::{Failure, Outcome, with_warnings};

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
  mkrepo list rpm:rpm 'hello (>= 1.0)'
  mkrepo list --json apt:deb/stable hello | jq -r '.packages[].version'")]
pub(crate) struct ListArgs {
    /// Where, as apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME [default: everywhere], and which packages
    /// [default: all]
    #[arg(value_name = "TARGET] [SPEC")]
    arguments: Vec<String>,
}

impl ListArgs {
    pub(super) fn run(&self, args: &MkrepoArgs) -> Result<Outcome, Failure> {
        let repository = Repository::open(&args.directory)?;
        with_warnings(|warnings| self.list(&repository, warnings))
    }

    fn list(
        &self,
        repository: &Repository,
        warnings: &mut Diagnostics,
    ) -> Result<Outcome, Diagnostics> {
        let settings = Settings::reading(None)?;
        let keys = repository.reading_keys(StandIn::Unnamed, warnings)?;
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
            let component = package.component.as_ref().map(|component| format!("/{component}"));
            let Package { name, version, architecture, .. } = package;
            let component = component.unwrap_or_default();
            let line = format!("{place}{component} {name} {version} {architecture}\n");
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

    /// The target that is named first, else everything that is published; and the rest.
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
) -> Result<Vec<Package>, Diagnostics> {
    let selection = Selection::parse(target, specs)?;
    let packages = match Opened::new(repository, settings, keys, "TARGET", target)? {
        Opened::Apt(suite) => packages(&suite, store),
        Opened::Rpm(repository) => packages(&repository, store),
    }?;
    selection.check(&packages)?;
    Ok(packages.into_iter().filter(|package| selection.has(package)).collect())
}

fn packages<T: Publishable>(opened: &T, store: &dyn Store) -> Result<Vec<Package>, Diagnostics> {
    let state = opened.read(store).map_err(|error| error.diagnostics())?;
    Ok(T::packages(&state))
}

fn described(target: &TargetName, package: &Package) -> Value {
    let mut document = package.document();
    document["target"] = json!(target.clone().without_component().to_string());
    document
}
