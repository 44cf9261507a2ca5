//! What is published.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Diagnostics, flag_defect, nearest};
use repo_index::Yanked;
use repo_store::Store;

use crate::config::Config;
use crate::described::Repository;
use crate::keys::{Keys, StandIn};
use crate::opened::{Opened, Package, Publishable};
use crate::route::TargetName;
use crate::selection::Selection;
use crate::settings::Settings;
use crate::{codes, target};

/// What is published of some targets.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The packages, each with where it is.
    pub packages: Vec<(TargetName, Package)>,
    /// The versions that were taken back.
    pub yanked: Vec<(TargetName, Yanked)>,
    /// The targets that were dropped.
    pub dropped: Vec<TargetName>,
}

/// Lists what is published: of the target that the first of `arguments` names, else everything; of that
/// the packages that the others choose.
///
/// # Errors
/// Every defect of what is published, and choices that match nothing.
pub fn list(
    repository: &Repository,
    settings: &Settings,
    arguments: &[String],
    warnings: &mut Diagnostics,
) -> Result<Listing, Diagnostics> {
    let keys = repository.reading_keys(StandIn::Unnamed, warnings)?;
    let store = repository.published()?;
    let (targets, specs) = targets(repository, &*store, arguments)?;
    let (mut listing, mut errors) = (Listing::default(), Diagnostics::new());
    for target in &targets {
        match listed(repository, settings, &keys, &*store, target, specs) {
            Ok(found) => {
                warnings.extend(found.warning);
                if found.is_dropped {
                    listing.dropped.push(target.clone());
                }
                let packages = found.packages.into_iter();
                listing.packages.extend(packages.map(|package| (target.clone(), package)));
                listing.yanked.extend(found.yanked.into_iter().map(|one| (target.clone(), one)));
            }
            Err(found) => errors.append(found),
        }
    }
    // What is in one of several places is found.
    let only_missing = errors.as_slice().iter().all(|error| error.code == codes::NO_MATCH);
    let is_any_found = !listing.packages.is_empty() || !listing.yanked.is_empty();
    if targets.len() < 2 || !is_any_found || !only_missing {
        errors.into_result(()).map_err(|errors| place_of(&repository.config, specs, errors))?;
    }
    Ok(listing)
}

/// The targets that are named first, else everything that is published; and the rest.
fn targets<'a>(
    repository: &Repository,
    store: &dyn Store,
    arguments: &'a [String],
) -> Result<(Vec<TargetName>, &'a [String]), Diagnostics> {
    let published = target::published(&repository.config, store);
    let published = published.map_err(|error| error.diagnostic())?;
    match arguments.split_first() {
        Some((first, specs)) if first.starts_with("apt:") || first.starts_with("rpm:") => {
            Ok((target::named_among(repository, store, &published, "TARGET", first)?, specs))
        }
        _ => Ok((published.into_iter().collect(), arguments)),
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
    let hint = format!("to list the packages there, use {place}");
    flag_defect(codes::NO_MATCH, "SPEC", problem).hint(hint).into()
}
