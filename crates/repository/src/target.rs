//! Targets as they are named on the command line.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::route::{TargetName, TargetNameError, TargetPattern};
use diagnostic::{Diagnostic, nearest};
use repo_index::apt::layout;
use repo_index::name::Name;
use repo_store::{Store, StoreError};

use crate::codes;
use crate::described::Repository;
use crate::known_targets::KnownTargets;
use diagnostic::flag_defect;

/// The target that `text`, the value of `flag`, names.
///
/// # Errors
/// What is no target, and what the store could not be asked.
pub fn parse(known: &KnownTargets<'_>, flag: &str, text: &str) -> Result<TargetName, Diagnostic> {
    known.resolve(text)?.map_err(|error| match text.strip_prefix("apt:") {
        Some(archive) if archive.parse::<Name>().is_ok() => {
            flag_defect(codes::TARGET_NAME, flag, error.to_string())
                .hint(format!("use apt:{archive}/SUITE, or 'apt:{archive}/*' for all its suites"))
        }
        _ => unparsed(flag, &error),
    })
}

/// That the value of `flag` is no target.
pub(crate) fn unparsed(flag: &str, error: &TargetNameError) -> Diagnostic {
    let code = if error.is_undeclared { codes::UNDECLARED } else { codes::TARGET_NAME };
    flag_defect(code, flag, error.to_string()).hint(error.hint.clone())
}

/// The target that `flag` names, else the only one that is described, or that is published.
pub(crate) fn named(
    repository: &Repository,
    flag: &str,
    text: Option<&str>,
) -> Result<TargetName, Diagnostic> {
    let config = &repository.config;
    if let Some(text) = text {
        let store = repository.published()?;
        return parse(&KnownTargets::new(config, &*store), flag, text);
    }
    let described = described(config);
    let published = match described.len() {
        0 | 1 => BTreeSet::new(),
        _ => published(config, &*repository.published()?).map_err(|error| error.diagnostic())?,
    };
    let mut published = published.into_iter();
    let names = || described.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (published.next(), published.next()) {
        (Some(only), None) => return Ok(only),
        (None, _) if described.len() > 1 => {
            let problem = "is missing, and nothing is published yet";
            let hint = format!("name one of {}", names());
            return Err(flag_defect(codes::UNPUBLISHED, flag, problem).hint(hint));
        }
        _ => {}
    }
    match &described[..] {
        [only] => Ok(only.clone()),
        [] => Err(flag_defect(codes::TARGET_NAME, flag, "is missing, and no target is configured")
            .hint("name it as apt:ARCHIVE/SUITE or rpm:NAME")),
        _ => {
            let problem = format!("is missing, and several are possible: {}", names());
            Err(flag_defect(codes::TARGET_NAME, flag, problem).hint("name one of them"))
        }
    }
}

/// Whether `text` may name several targets: it is a pattern, or names an archive alone.
#[must_use]
pub fn is_several(text: &str) -> bool {
    TargetPattern::is_meant(text) || text.starts_with("apt:") && !text.contains('/')
}

/// The targets among `published` that `text`, the value of `flag`, names: `apt:ARCHIVE` is every suite
/// of an archive, and a pattern is every target that it matches. At least one.
///
/// # Errors
/// What is no target, or none that is published.
pub fn named_among(
    repository: &Repository,
    store: &dyn Store,
    published: &BTreeSet<TargetName>,
    flag: &str,
    text: &str,
) -> Result<Vec<TargetName>, Diagnostic> {
    let known = KnownTargets::new(&repository.config, store);
    if TargetPattern::is_meant(text) {
        let pattern: TargetPattern = text.parse().map_err(|error| unparsed(flag, &error))?;
        let matching = pattern.choose(published, &known);
        known.check()?;
        if matching.is_empty() {
            let problem = format!("{text} matches no published target");
            let hint = "list the published packages with `mkrepo list`";
            return Err(flag_defect(codes::NO_TARGET, flag, problem).hint(hint));
        }
        return Ok(matching);
    }
    let archive = text.strip_prefix("apt:").map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    if let Some(Ok(archive)) = archive.map(str::parse::<Name>) {
        repository.archive(flag, &archive)?;
        let is_its = |target: &&TargetName| matches!(target, TargetName::Apt { archive: its, .. } if *its == archive);
        let suites: Vec<_> = published.iter().filter(is_its).cloned().collect();
        return if suites.is_empty() {
            Err(unpublished(flag, text, published))
        } else {
            Ok(suites)
        };
    }
    let target = parse(&known, flag, text)?;
    match &target {
        TargetName::Apt { archive, .. } => drop(repository.archive(flag, archive)?),
        TargetName::Rpm { repository: name } => drop(repository.rpm(flag, name)?),
    }
    let place = target.clone().without_component();
    if published.contains(&place) {
        return Ok(vec![target]);
    }
    Err(unpublished(flag, &place.to_string(), published))
}

/// That nothing is published as `text`, and what is that is called like it.
fn unpublished(flag: &str, text: &str, published: &BTreeSet<TargetName>) -> Diagnostic {
    let names: Vec<String> = published.iter().map(ToString::to_string).collect();
    let hint = match nearest(text, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => "list the published packages with `mkrepo list`".to_owned(),
    };
    flag_defect(codes::UNPUBLISHED, flag, format!("nothing is published as {text}")).hint(hint)
}

/// Every suite and every RPM repository that the description names.
pub(crate) fn described(config: &Config) -> Vec<TargetName> {
    let suites = config.apt.iter().flat_map(|archive| {
        archive.suites.iter().filter_map(move |(suite, _)| suite_of(&archive.name, suite))
    });
    let repositories = config.rpm.iter().filter_map(|repository| {
        Some(TargetName::Rpm { repository: repository.name.parse().ok()? })
    });
    suites.chain(repositories).collect()
}

/// A suite of an archive as a target; `None` for what is the name of none.
fn suite_of(archive: &str, suite: &str) -> Option<TargetName> {
    let (archive, suite) = (archive.parse().ok()?, suite.parse().ok()?);
    Some(TargetName::Apt { archive, suite, component: None })
}

/// The aliases of a suite.
pub(crate) fn aliases(config: &Config, target: &TargetName) -> Vec<TargetName> {
    let TargetName::Apt { archive, suite, .. } = target else { return Vec::new() };
    let described = config.archive(archive.as_str()).into_iter();
    let names = described.flat_map(|archive| archive.aliases_of(suite.as_str()));
    let named = |name: &str| {
        let suite = name.parse().ok()?;
        Some(TargetName::Apt { archive: archive.clone(), suite, component: None })
    };
    names.filter_map(named).collect()
}

/// Whether a target is an alias, which is never changed by itself.
pub(crate) fn is_alias(config: &Config, target: &TargetName) -> bool {
    let TargetName::Apt { archive, suite, .. } = target else { return false };
    config.archive(archive.as_str()).is_some_and(|it| it.alias_of(suite.as_str()).is_some())
}

/// Whether a suite has a `Release`, or an RPM repository a `repomd.xml`.
pub(crate) fn is_published(
    config: &Config,
    store: &dyn Store,
    target: &TargetName,
) -> Result<bool, StoreError> {
    let commits = match target {
        TargetName::Apt { archive, suite, .. } => {
            let archive = config.archive(archive.as_str());
            let commit = |name| archive?.key(&format!("dists/{suite}/{name}")).ok();
            [commit("InRelease"), commit("Release")]
        }
        TargetName::Rpm { repository } => {
            let repository = config.repository(repository.as_str());
            [repository.and_then(|it| it.key("repodata/repomd.xml").ok()), None]
        }
    };
    for commit in commits.iter().flatten() {
        if store.length(commit)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Every suite that has a `Release`, and every RPM repository that has a `repomd.xml`.
///
/// # Errors
/// Those of the store.
pub fn published(config: &Config, store: &dyn Store) -> Result<BTreeSet<TargetName>, StoreError> {
    let mut targets = BTreeSet::new();
    for archive in &config.apt {
        let Ok(dists) = archive.key("dists") else { continue };
        for listed in store.list(Some(&dists))? {
            let below = listed.key.as_str().strip_prefix(dists.as_str()).unwrap_or_default();
            let suite = below.strip_prefix('/').and_then(layout::suite_of_commit);
            targets.extend(suite.and_then(|suite| suite_of(&archive.name, suite)));
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
