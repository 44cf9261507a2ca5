//! Dropping what nothing refers to any more.

use diagnostic::Diagnostics;
use repo_index::prune::{AptDomain, Domain, PruneOptions, Pruned, RpmDomain};

use crate::described::Repository;
use crate::keys::StandIn;
use crate::settings::Settings;

/// What is pruned.
#[derive(Clone, Copy, Debug, Default)]
pub struct PruneSettings {
    /// Only look.
    pub dry_run: bool,
    /// Drop however many packages at once.
    pub allow_many: bool,
}

/// Drops what no kept publication refers to.
///
/// # Errors
/// Every defect of what is published; more would be dropped at once than is allowed.
pub fn prune(
    repository: &Repository,
    settings: &Settings,
    what: PruneSettings,
    warnings: &mut Diagnostics,
) -> Result<Pruned, Diagnostics> {
    let stand_in = if what.dry_run { StandIn::Unnamed } else { StandIn::No };
    let keys = repository.reading_keys(stand_in, warnings)?;
    let store = repository.published()?;
    let archives = repository.config.apt.iter();
    let archives: Vec<AptDomain<'_>> =
        archives.map(|archive| AptDomain::new(archive, settings.suite_options(&keys))).collect();
    let repositories = repository.config.rpm.iter();
    let repositories: Vec<RpmDomain<'_>> = repositories
        .map(|described| RpmDomain::new(described, settings.repository_options(&keys)))
        .collect();
    let archives = archives.iter().map(|domain| domain as &dyn Domain);
    let repositories = repositories.iter().map(|domain| domain as &dyn Domain);
    let domains: Vec<&dyn Domain> = archives.chain(repositories).collect();
    let options = PruneOptions {
        dry_run: what.dry_run,
        allow_many: what.allow_many,
        patience: settings.patience,
        ..PruneOptions::new(settings.now)
    };
    let pruned = repo_index::prune::prune(&*store, &domains, &options)
        .map_err(|error| error.diagnostics())?;
    warnings.append(pruned.warnings.clone());
    Ok(pruned)
}
