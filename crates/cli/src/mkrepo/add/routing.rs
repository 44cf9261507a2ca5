//! Where packages go.

use std::collections::BTreeMap;

use pkgtree::Diagnostics;
use repo_index::route::TargetName;

use super::super::incoming::{Incoming, Routed};
use super::super::repository::Repository;
use super::super::target;

/// Routes `packages`: to `named`, else where the routes lead.
pub(super) fn route(
    repository: &Repository,
    named: Option<&TargetName>,
    packages: &[Incoming],
) -> Result<BTreeMap<TargetName, Routed>, Diagnostics> {
    let file_name = |package: &Incoming| package.file.file_name().map(ToOwned::to_owned);
    let file_names: Vec<_> =
        packages.iter().map(|package| file_name(package).unwrap_or_default()).collect();
    let file_names: Vec<_> = file_names.iter().map(|name| name.to_string_lossy()).collect();
    let names = packages.iter().zip(&file_names);
    let candidates: Vec<_> =
        names.map(|(package, file_name)| package.candidate(file_name)).collect();
    let router = repository.config.router();
    let targets = match named {
        Some(target) => {
            let mut defects = Diagnostics::new();
            for candidate in &candidates {
                router.check(candidate, target).unwrap_or_else(|defect| defects.push(*defect));
            }
            let all = (0..packages.len()).collect();
            defects.into_result(BTreeMap::from([(target.clone(), all)]))?
        }
        None => router.route(&candidates)?,
    };
    let mut routed = BTreeMap::<TargetName, Routed>::new();
    for (target, indexes) in targets {
        let component = match &target {
            TargetName::Apt { component, .. } => component.clone(),
            TargetName::Rpm { .. } => None,
        };
        let with_component = indexes.into_iter().map(|index: usize| (component.clone(), index));
        routed.entry(target.without_component()).or_default().extend(with_component);
    }
    Ok(routed)
}

/// The target that `--to` names, which must be described.
pub(super) fn named(
    repository: &Repository,
    to: Option<&str>,
) -> Result<Option<TargetName>, Diagnostics> {
    let Some(text) = to else { return Ok(None) };
    let target = target::parse("--to", text)?;
    match &target {
        TargetName::Apt { archive, .. } => repository.archive("--to", archive).map(|_| ())?,
        TargetName::Rpm { repository: name } => repository.rpm("--to", name).map(|_| ())?,
    }
    Ok(Some(target))
}
