//! `mkrepo refresh`: publishes anew what is published.

use std::collections::BTreeSet;

use crate::route::TargetName;
use diagnostic::Diagnostics;
use repo_store::Store;

use crate::choice::Chooser;
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Publishable, refused};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use crate::transaction::{Change, Transaction, publish_all};
use crate::{alias, codes, target};
use diagnostic::flag_defect;

/// What is published anew.
#[derive(Clone, Debug, Default)]
pub struct RefreshOptions {
    /// Targets, and patterns of targets; without any, everything that is published.
    pub targets: Vec<String>,
}

impl RefreshOptions {
    /// Does it; see `mkrepo refresh`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let targets = self.targets(repository, &*repository.published()?)?;
        let mut changes = Vec::new();
        for target in &targets {
            changes.push(match Opened::new(repository, settings, &keys, "TARGET", target)? {
                Opened::Apt(suite) => refreshing(suite),
                Opened::Rpm(repository) => refreshing(repository),
            });
        }
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &changes, settings, warnings)
    }

    fn targets(
        &self,
        repository: &Repository,
        store: &dyn Store,
    ) -> Result<BTreeSet<TargetName>, Diagnostics> {
        let published =
            || target::published(&repository.config, store).map_err(|error| error.diagnostic());
        if self.targets.is_empty() {
            return Ok(published()?);
        }
        let chooser = Chooser { repository, store, flag: "TARGET" };
        let mut targets = chooser.published(chooser.choose(&self.targets)?)?;
        let published = published()?;
        let aliases = |target: &TargetName| target::aliases(&repository.config, target);
        let aliases: Vec<TargetName> = targets.iter().flat_map(aliases).collect();
        targets.extend(aliases.into_iter().filter(|alias| published.contains(alias)));
        Ok(targets)
    }
}

fn refreshing<'a, T: Publishable + 'a>(opened: T) -> Box<dyn Change + 'a> {
    let nothing = Done::to("refreshed", Vec::new());
    Transaction::refreshing(opened, nothing.clone(), move |opened, old, store| {
        // What nobody published yet is not begun here.
        if !T::is_published(old) {
            let problem = format!("{} is not published", opened.name());
            let hint = "omit the target to refresh all published targets";
            return Err(refused(flag_defect(codes::TARGET_NAME, "TARGET", problem).hint(hint)));
        }
        Ok(Some((alias::refreshed(opened, old, store)?, nothing.clone())))
    })
}
