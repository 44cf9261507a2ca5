//! `mkrepo list`: what is published.

use std::collections::BTreeSet;

use pkgtree::description::nearest;
use pkgtree::{Diagnostic, Diagnostics};
use repo_index::config::Config;
use repo_index::route::TargetName;
use repo_index::store::Store;
use serde_json::{Map, Value, json};

use super::args::MkrepoArgs;
use super::keys::{Keys, StandIn};
use super::opened::{Opened, Package, Publishable};
use super::repository::{Repository, Settings};
use super::selection::Selection;
use super::table::Table;
use super::target;
use crate::codes;
use crate::describe::flag_defect;
use crate::report::{Failure, Outcome, with_warnings};

/// List what is published
///
/// A line for each package: where it is, its name, version and architecture, in aligned columns. What
/// is listed is what clients see: the signed state.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
SPEC is a name, name=version, \"name (>= version)\" or name:architecture; * and ? are wildcards, in
TARGET too.

Examples:
  mkrepo list
      Everything.

  mkrepo list apt:deb
      Every suite of an archive.

  mkrepo list 'apt:*/stable' hello
      A package in every suite of that name.

  mkrepo list apt:deb/stable 'lib*:amd64'
  mkrepo list rpm:rpm 'hello (>= 1.0)'
      The packages of a suite, or of an RPM repository, that SPEC chooses.

  mkrepo list --json apt:deb/stable hello | jq -r '.packages[].version'")]
pub(crate) struct ListArgs {
    /// Where, as apt:ARCHIVE, apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME [default: everywhere], and
    /// which packages [default: all]
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
        let mut dropped = Vec::new();
        for target in &targets {
            match listed(repository, &settings, &keys, &*store, target, specs) {
                Ok(None) => dropped.push(target.to_string()),
                Ok(Some(found)) => {
                    packages.extend(found.into_iter().map(|package| (target, package)));
                }
                Err(found) => errors.append(found),
            }
        }
        // What is in one of several places is found.
        let only_missing = errors.as_slice().iter().all(|error| error.code == codes::NO_MATCH);
        if targets.len() < 2 || packages.is_empty() || !only_missing {
            errors.into_result(()).map_err(|errors| place_of(&repository.config, specs, errors))?;
        }
        outcome.result = table(&packages).to_string().into_bytes();
        if packages.is_empty() && dropped.is_empty() {
            outcome.summary.push("nothing is published".to_owned());
        }
        outcome.summary.extend(dropped.iter().map(|target| format!("{target}: dropped")));
        let documents: Vec<Value> =
            packages.iter().map(|(target, package)| described(target, package)).collect();
        outcome.document = Map::from_iter([
            ("packages".to_owned(), Value::from(documents)),
            ("dropped".to_owned(), json!(dropped)),
        ]);
        Ok(outcome)
    }

    /// The targets that are named first, else everything that is published; and the rest.
    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<(Vec<TargetName>, &[String]), Diagnostics> {
        let published = target::published(&repository.config, store);
        let published = published.map_err(|error| error.diagnostic())?;
        match self.arguments.split_first() {
            Some((first, specs)) if first.starts_with("apt:") || first.starts_with("rpm:") => {
                Ok((target::named_among(repository, &published, "TARGET", first)?, specs))
            }
            _ => Ok((published.into_iter().collect(), &self.arguments)),
        }
    }
}

/// The packages of `target`; `None` where it was dropped.
fn listed(
    repository: &Repository,
    settings: &Settings,
    keys: &Keys,
    store: &dyn Store,
    target: &TargetName,
    specs: &[String],
) -> Result<Option<Vec<Package>>, Diagnostics> {
    let selection = Selection::parse(target, specs)?;
    let packages = match Opened::new(repository, settings, keys, "TARGET", target)? {
        Opened::Apt(suite) => packages(&suite, store),
        Opened::Rpm(repository) => packages(&repository, store),
    }?;
    let Some(packages) = packages else { return Ok(None) };
    check_component(target, &packages)?;
    selection.check(&packages)?;
    Ok(Some(packages.into_iter().filter(|package| selection.has(package)).collect()))
}

fn packages<T: Publishable>(
    opened: &T,
    store: &dyn Store,
) -> Result<Option<Vec<Package>>, Diagnostics> {
    let state = opened.read(store).map_err(|error| error.diagnostics())?;
    Ok((!T::is_dropped(&state)).then(|| T::packages(&state)))
}

/// Checks that some package is in the component that `target` names, if any package is anywhere.
fn check_component(target: &TargetName, packages: &[Package]) -> Result<(), Diagnostic> {
    let TargetName::Apt { component: Some(component), .. } = target else { return Ok(()) };
    let components: BTreeSet<&str> =
        packages.iter().filter_map(|package| package.component.as_deref()).collect();
    if components.is_empty() || components.contains(component.as_str()) {
        return Ok(());
    }
    let hint = match nearest(component.as_str(), components.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("there are {}", components.into_iter().collect::<Vec<_>>().join(", ")),
    };
    let problem = format!("no package is in {target}");
    Err(flag_defect(codes::NO_MATCH, "TARGET", problem).hint(hint))
}

/// Where a word that matches no package is the name of a place, the errors say so.
fn place_of(config: &Config, specs: &[String], errors: Diagnostics) -> Diagnostics {
    let [spec] = specs else { return errors };
    let archive = config.apt.iter().find(|archive| archive.name == *spec);
    let suites = config.apt.iter().flat_map(|archive| {
        archive
            .suites
            .iter()
            .map(move |(suite, _)| (suite, format!("apt:{}/{suite}", archive.name)))
    });
    let place = archive
        .map(|archive| format!("apt:{}", archive.name))
        .or_else(|| suites.into_iter().find(|(suite, _)| *suite == spec).map(|(_, place)| place))
        .or_else(|| config.repository(spec).map(|one| format!("rpm:{}", one.name)));
    let Some(place) = place else { return errors };
    let problem = format!("{spec} matches no package");
    let hint = format!("to list what is published there, write {place}");
    flag_defect(codes::NO_MATCH, "SPEC", problem).hint(hint).into()
}

fn table(packages: &[(&TargetName, Package)]) -> Table {
    let mut table = Table::default();
    for (target, package) in packages {
        let place = (*target).clone().without_component();
        let component = package.component.as_ref().map(|component| format!("/{component}"));
        let Package { name, version, architecture, .. } = package;
        let place = format!("{place}{}", component.unwrap_or_default());
        table.row([place, name.clone(), version.clone(), architecture.clone()]);
    }
    table
}

fn described(target: &TargetName, package: &Package) -> Value {
    let mut document = package.document();
    document["target"] = json!(target.clone().without_component().to_string());
    document
}
