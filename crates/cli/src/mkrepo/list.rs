//! `mkrepo list`: what is published.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Diagnostics, Printable, nearest};
use repo_index::Yanked;
use repo_store::Store;
use repository::config::Config;
use repository::route::TargetName;
use serde_json::{Map, Value, json};

use super::args::MkrepoArgs;
use super::history::yanked_document;
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

  mkrepo list --yanked
      What was taken back, and why.

  mkrepo list --json apt:deb/stable hello | jq -r '.packages[].version'")]
pub(crate) struct ListArgs {
    /// Where, as apt:ARCHIVE, apt:ARCHIVE/SUITE[/COMPONENT] or rpm:NAME [default: everywhere], and
    /// which packages [default: all]
    #[arg(value_name = "TARGET] [SPEC")]
    arguments: Vec<String>,

    /// List the versions that were yanked instead, with the reasons
    #[arg(long)]
    yanked: bool,
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
        let (mut dropped, mut yanked) = (Vec::new(), Vec::new());
        for target in &targets {
            match listed(repository, &settings, &keys, &*store, target, specs) {
                Ok(found) => {
                    warnings.extend(found.warning);
                    if found.is_dropped {
                        dropped.push(target.to_string());
                    }
                    packages.extend(found.packages.into_iter().map(|package| (target, package)));
                    yanked.extend(found.yanked.into_iter().map(|one| (target, one)));
                }
                Err(found) => errors.append(found),
            }
        }
        // What is in one of several places is found.
        let only_missing = errors.as_slice().iter().all(|error| error.code == codes::NO_MATCH);
        let is_any_found = !packages.is_empty() || !yanked.is_empty();
        if targets.len() < 2 || !is_any_found || !only_missing {
            errors.into_result(()).map_err(|errors| place_of(&repository.config, specs, errors))?;
        }
        outcome.result = match self.yanked {
            true => table_of_yanked(&yanked).into_bytes(),
            false => table(&packages).to_string().into_bytes(),
        };
        if self.yanked {
            if yanked.is_empty() {
                outcome.summary.push("nothing was yanked".to_owned());
            }
        } else if packages.is_empty() && dropped.is_empty() {
            outcome.summary.push("nothing is published".to_owned());
        }
        if !self.yanked {
            let shown = yanked.iter().map(|one| table_of_yanked(std::slice::from_ref(one)));
            outcome.summary.extend(shown.map(|line| format!("yanked: {}", line.trim_end())));
        }
        outcome.summary.extend(dropped.iter().map(|target| format!("{target}: dropped")));
        let documents: Vec<Value> =
            packages.iter().map(|(target, package)| described(target, package)).collect();
        outcome.document = Map::from_iter([
            ("packages".to_owned(), Value::from(documents)),
            ("yanked".to_owned(), yanked.iter().map(document_of_yanked).collect()),
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
                Ok((target::named_among(repository, store, &published, "TARGET", first)?, specs))
            }
            _ => Ok((published.into_iter().collect(), &self.arguments)),
        }
    }
}

/// What there is of a target.
#[derive(Default)]
struct Listed {
    packages: Vec<Package>,
    yanked: Vec<Yanked>,
    is_dropped: bool,
    /// That it is not the newest state.
    warning: Option<Diagnostic>,
}

/// What `specs` choose of `target`.
fn listed(
    repository: &Repository,
    settings: &Settings,
    keys: &Keys,
    store: &dyn Store,
    target: &TargetName,
    specs: &[String],
) -> Result<Listed, Diagnostics> {
    let selection = Selection::parse(target, specs)?;
    let Listed { packages, mut yanked, is_dropped, warning } =
        match Opened::new(repository, settings, keys, "TARGET", target)? {
            Opened::Apt(suite) => all(&suite, store),
            Opened::Rpm(repository) => all(&repository, store),
        }?;
    yanked.retain(|one| selection.is_of(&one.name, &one.version, one.architecture.as_deref()));
    if is_dropped {
        return Ok(Listed { yanked, is_dropped, warning, ..Listed::default() });
    }
    check_component(target, &packages)?;
    if yanked.is_empty() {
        selection.check(&packages)?;
    }
    let packages = packages.into_iter().filter(|package| selection.has(package)).collect();
    Ok(Listed { packages, yanked, is_dropped, warning })
}

/// Everything; what is not the newest state is listed with a warning.
fn all<T: Publishable>(opened: &T, store: &dyn Store) -> Result<Listed, Diagnostics> {
    let found = opened.contradiction(store).map_err(|error| error.diagnostics())?;
    let warning = found.map(|found| found.diagnostic());
    let mut state = opened.current(store).map_err(|error| error.diagnostics())?;
    match &warning {
        Some(warning) if !T::is_published(&state) => return Err(warning.clone().into()),
        _ => opened.check(&state).map_err(|error| error.diagnostics())?,
    }
    let (packages, is_dropped) = (T::packages(&state), T::is_dropped(&state));
    Ok(Listed { packages, yanked: T::yanked(&mut state).clone(), is_dropped, warning })
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

fn table_of_yanked(yanked: &[(&TargetName, Yanked)]) -> String {
    let mut table = Table::default();
    for (target, Yanked { name, version, architecture, reason }) in yanked {
        let architecture = architecture.as_deref().unwrap_or("any").to_owned();
        let (target, reason) =
            ((*target).clone().without_component(), Printable(reason.as_bytes()));
        let row = [target.to_string(), name.clone(), version.clone(), architecture];
        table.row(row.into_iter().chain([reason.to_string()]).collect::<Vec<_>>());
    }
    table.to_string()
}

fn document_of_yanked((target, yanked): &(&TargetName, Yanked)) -> Value {
    let mut document = yanked_document(yanked);
    document["target"] = json!((*target).clone().without_component().to_string());
    document
}

fn described(target: &TargetName, package: &Package) -> Value {
    let mut document = package.document();
    document["target"] = json!(target.clone().without_component().to_string());
    document
}
