//! Targets as they are named on the command line.

use std::collections::BTreeSet;

use pkgtree::Diagnostic;
use repo_index::config::Config;
use repo_index::route::TargetName;
use repo_index::store::{Store, StoreError};

use super::repository::Repository;
use crate::codes;
use crate::describe::flag_defect;

/// The target that `text`, the value of `flag`, names.
pub(super) fn parse(flag: &str, text: &str) -> Result<TargetName, Diagnostic> {
    text.parse().map_err(|error: repo_index::route::TargetNameError| {
        flag_defect(codes::TARGET_NAME, flag, error.to_string()).hint(error.hint)
    })
}

/// The target that `flag` names, else the only one that is described, or that is published.
pub(super) fn named(
    repository: &Repository,
    flag: &str,
    text: Option<&str>,
) -> Result<TargetName, Diagnostic> {
    if let Some(text) = text {
        return parse(flag, text);
    }
    let names = described(&repository.config);
    let published = match names.len() {
        0 | 1 => BTreeSet::new(),
        _ => published(&repository.config, &*repository.published()?)
            .map_err(|error| error.diagnostic())?,
    };
    let mut published = published.into_iter();
    match (published.next(), published.next()) {
        (Some(only), None) => return Ok(only),
        (None, _) if names.len() > 1 => {
            let problem = "is missing, and nothing is published yet";
            let hint = format!("name one of {}", names.join(", "));
            return Err(flag_defect(codes::UNPUBLISHED, flag, problem).hint(hint));
        }
        _ => {}
    }
    match &names[..] {
        [only] => parse(flag, only),
        [] => Err(flag_defect(codes::TARGET_NAME, flag, "is missing, and no target is described")
            .hint("name it as apt:ARCHIVE/SUITE or rpm:NAME")),
        _ => {
            let problem = format!("is missing, and could be {}", names.join(", "));
            Err(flag_defect(codes::TARGET_NAME, flag, problem).hint("name one of them"))
        }
    }
}

/// Every suite and every RPM repository that the description names.
fn described(config: &Config) -> Vec<String> {
    let suites = config.apt.iter().flat_map(|archive| {
        archive.suites.iter().map(move |(suite, _)| format!("apt:{}/{suite}", archive.name))
    });
    let repositories = config.rpm.iter().map(|repository| format!("rpm:{}", repository.name));
    suites.chain(repositories).collect()
}

/// Every suite that has a `Release`, and every RPM repository that has a `repomd.xml`.
pub(super) fn published(
    config: &Config,
    store: &dyn Store,
) -> Result<BTreeSet<TargetName>, StoreError> {
    let mut targets = BTreeSet::new();
    for archive in &config.apt {
        let Ok(dists) = archive.key("dists") else { continue };
        for listed in store.list(Some(&dists))? {
            let below = listed.key.as_str().strip_prefix(dists.as_str()).unwrap_or_default();
            let parts: Vec<&str> = below.split('/').collect();
            if let ["", suite, "InRelease" | "Release"] = parts[..]
                && let (Ok(archive), Ok(suite)) = (archive.name.parse(), suite.parse())
            {
                targets.insert(TargetName::Apt { archive, suite, component: None });
            }
        }
    }
    for repository in &config.rpm {
        if let Ok(commit) = repository.key("repodata/repomd.xml")
            && let Ok(name) = repository.name.parse()
            && store.length(&commit)?.is_some()
        {
            targets.insert(TargetName::Rpm { repository: name });
        }
    }
    Ok(targets)
}
