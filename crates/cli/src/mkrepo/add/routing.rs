//! Where packages go.

use std::collections::BTreeMap;

use pkgtree::{Diagnostic, Diagnostics, Subject};
use repo_index::apt::{Incoming, pool};
use repo_index::route::{Candidate, PackageFormat, TargetName};

use super::super::repository::{Repository, apt};
use super::super::target;

/// The packages of one transaction: of each its component and its index.
pub(super) type Routed = Vec<(String, usize)>;

/// Routes `packages`: to the target that `to` names, else where the routes lead.
pub(super) fn route(
    repository: &Repository,
    to: Option<&str>,
    packages: &[Incoming],
) -> Result<BTreeMap<TargetName, Routed>, Diagnostics> {
    let named = to.map(|text| target::parse("--to", text)).transpose()?;
    if let Some(target) = &named {
        repository.archive("--to", apt("--to", target)?.0)?;
    }
    let file_names: Vec<_> = packages
        .iter()
        .map(|package| package.file.file_name().unwrap_or_default().to_string_lossy())
        .collect();
    let names = packages.iter().zip(&file_names);
    let candidates: Vec<_> =
        names.map(|(package, file_name)| candidate(package, file_name)).collect();
    let router = repository.config.router();
    let mut defects = Diagnostics::new();
    let targets = match named {
        Some(target) => {
            for candidate in &candidates {
                router.check(candidate, &target).unwrap_or_else(|defect| defects.push(*defect));
            }
            BTreeMap::from([(target, (0..packages.len()).collect())])
        }
        None => router.route(&candidates)?,
    };
    let mut routed = BTreeMap::<TargetName, Routed>::new();
    for (target, indexes) in targets {
        for index in indexes {
            match component(repository, &target, &packages[index]) {
                Ok(component) => {
                    let target = target.clone().without_component();
                    routed.entry(target).or_default().push((component, index));
                }
                Err(defect) => defects.push(defect),
            }
        }
    }
    defects.into_result(routed)
}

fn candidate<'a>(package: &'a Incoming, file_name: &'a str) -> Candidate<'a> {
    let field = |name| package.control.field(name);
    Candidate {
        format: PackageFormat::Deb,
        file_name,
        name: package.package(),
        version: package.version(),
        architecture: package.architecture(),
        component: field("Section").and_then(|section| section.split_once('/')).map(|it| it.0),
        source: field("Source").map(|source| source.split([' ', '(']).next().unwrap_or(source)),
    }
}

/// The component that the target names, else the package's section, else the archive's.
fn component(
    repository: &Repository,
    target: &TargetName,
    package: &Incoming,
) -> Result<String, Diagnostic> {
    if let TargetName::Apt { component: Some(component), .. } = target {
        return Ok(component.to_string());
    }
    let (archive, _) = apt("--to", target)?;
    let archive = repository.archive("--to", archive)?;
    let section = package.control.field("Section");
    pool::component(section, &archive.default_component).map_err(|error| {
        let subject = Subject::File(package.file.clone());
        Diagnostic::new(repo_index::codes::NO_PLACE, subject, error.to_string())
    })
}
