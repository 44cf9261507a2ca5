//! Where packages go.

use std::collections::{BTreeMap, BTreeSet};

use crate::route::{Router, TargetName};
use diagnostic::Diagnostics;
use repo_index::candidate::{Candidate, PackageFormat};

use crate::described::Repository;
use crate::incoming::{Incoming, Routed};

/// Routes `packages`: each to those of `named` that take its format, else where the routes lead.
pub(crate) fn route(
    repository: &Repository,
    named: Option<&BTreeSet<TargetName>>,
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
        Some(named) => to_named(&router, &candidates, named)?,
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

/// Each package to every one of `named` that takes its format; where none does, to the first, which
/// refuses it. A target that gets no package is there nonetheless.
fn to_named(
    router: &Router<'_>,
    candidates: &[Candidate<'_>],
    named: &BTreeSet<TargetName>,
) -> Result<BTreeMap<TargetName, Vec<usize>>, Diagnostics> {
    let mut defects = Diagnostics::new();
    let mut targets: BTreeMap<TargetName, Vec<usize>> =
        named.iter().map(|target| (target.clone(), Vec::new())).collect();
    for (index, candidate) in candidates.iter().enumerate() {
        let is_rpm = candidate.format == PackageFormat::Rpm;
        let takes = |target: &&TargetName| is_rpm == matches!(target, TargetName::Rpm { .. });
        let mut taking: Vec<&TargetName> = named.iter().filter(takes).collect();
        if taking.is_empty() {
            taking.extend(named.first());
        }
        for target in taking {
            match router.check(candidate, target) {
                Ok(()) => targets.entry(target.clone()).or_default().push(index),
                Err(defect) => defects.push(*defect),
            }
        }
    }
    defects.into_result(targets)
}
