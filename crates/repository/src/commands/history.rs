//! The publications of a target.

use diagnostic::Diagnostics;
use repo_store::Store;

use crate::described::Repository;
use crate::keys::StandIn;
use crate::opened::{Chronicled, Opened, Publishable};
use crate::route::TargetName;
use crate::settings::Settings;
use crate::target;

/// The publications of a target.
#[derive(Debug)]
pub struct History {
    /// The target, without a component.
    pub target: TargetName,
    /// Its publications.
    pub chronicled: Chronicled,
}

/// The newest `limit` publications of the target that is named, or of the only one.
///
/// # Errors
/// Every defect of what is published; nothing is.
pub fn history(
    repository: &Repository,
    settings: &Settings,
    target: Option<&str>,
    limit: usize,
    warnings: &mut Diagnostics,
) -> Result<History, Diagnostics> {
    let keys = repository.reading_keys(StandIn::Unnamed, warnings)?;
    let target = target::named(repository, "TARGET", target)?;
    let opened = Opened::new(repository, settings, &keys, "TARGET", &target)?;
    let store = repository.published()?;
    let chronicled = match &opened {
        Opened::Apt(suite) => chronicle(suite, &*store, limit),
        Opened::Rpm(repository) => chronicle(repository, &*store, limit),
    }?;
    Ok(History { target: target.without_component(), chronicled })
}

fn chronicle<T: Publishable>(
    opened: &T,
    store: &dyn Store,
    limit: usize,
) -> Result<Chronicled, Diagnostics> {
    let chronicled = opened.chronicle(store, limit).map_err(|error| error.diagnostics())?;
    if chronicled.publications.is_empty() && limit != 0 {
        return Err(opened.unpublished().into());
    }
    Ok(chronicled)
}
