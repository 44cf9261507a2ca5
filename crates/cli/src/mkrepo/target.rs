//! Targets as they are named on the command line.

use std::collections::BTreeSet;

use pkgtree::Diagnostic;
use repo_index::apt::Archive;
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

/// The target that `flag` names, else the only one that is described.
pub(super) fn named(
    repository: &Repository,
    flag: &str,
    text: Option<&str>,
) -> Result<TargetName, Diagnostic> {
    if let Some(text) = text {
        return parse(flag, text);
    }
    let archives = repository.config.apt.iter();
    let names: Vec<String> = archives
        .flat_map(|archive| archive.suites.iter().map(|(suite, _)| name(archive, suite)))
        .collect();
    match &names[..] {
        [only] => parse(flag, only),
        [] => Err(flag_defect(codes::TARGET_NAME, flag, "is missing, and no suite is described")
            .hint("name it as apt:ARCHIVE/SUITE")),
        _ => {
            let problem = format!("is missing, and could be {}", names.join(", "));
            Err(flag_defect(codes::TARGET_NAME, flag, problem).hint("name one of them"))
        }
    }
}

/// Every suite of every archive that has a `Release`.
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
    Ok(targets)
}

fn name(archive: &Archive, suite: &str) -> String {
    format!("apt:{}/{suite}", archive.name)
}
