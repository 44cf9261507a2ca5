//! `mkrepo drop`: takes a suite or an RPM repository away.

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics};

use crate::choice::{Chooser, Chosen};
use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Publishable};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use crate::transaction::{Change, Transaction, publish_all};
use crate::{codes, target};
use diagnostic::flag_defect;

/// What is dropped.
#[derive(Clone, Debug, Default)]
pub struct DropOptions {
    /// Targets, and patterns of targets.
    pub targets: Vec<String>,
}

impl DropOptions {
    /// Does it; see `mkrepo drop`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let store = repository.published()?;
        let chooser = Chooser { repository, store: &*store, flag: "TARGET" };
        let mut chosen = chooser.choose(&self.targets)?;
        whole(&chosen)?;
        // A pattern passes over aliases: they are dropped with the suite that they stand for.
        let named = chosen.named.clone();
        chosen.targets.retain(|it| named.contains(it) || !target::is_alias(&repository.config, it));
        let targets = chooser.published(chosen)?;
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let mut changes = Vec::new();
        for target in &targets {
            changes.push(match Opened::new(repository, settings, &keys, "TARGET", target)? {
                Opened::Apt(suite) => dropping(suite),
                Opened::Rpm(repository) => dropping(repository),
            });
        }
        // Nothing is made where nothing was published.
        for change in &changes {
            change.check(&*store, settings).map_err(|error| error.diagnostics())?;
        }
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &changes, settings, warnings)
    }
}

fn dropping<'a, T: Publishable + 'a>(opened: T) -> Box<dyn Change + 'a> {
    let nothing = Done::to("removed", Vec::new());
    Transaction::boxed(opened, nothing, move |opened, old, _| {
        opened.check(old)?;
        if T::is_dropped(old) {
            return Ok(None);
        }
        let mut new = old.clone();
        let removed = T::withdraw(&mut new);
        Ok(Some((new, Done { dropped: true, ..Done::to("removed", removed) })))
    })
}

/// Checks that no component alone was chosen.
fn whole(chosen: &Chosen) -> Result<(), Diagnostics> {
    let mut errors = Diagnostics::new();
    for target in &chosen.targets {
        if let TargetName::Apt { component: Some(_), .. } = target {
            errors.push(component(target));
        }
    }
    errors.into_result(())
}

fn component(target: &TargetName) -> Diagnostic {
    let suite = target.clone().without_component();
    let problem = format!("{target} is a component, but only whole suites can be dropped");
    let hint = format!("drop {suite}, or remove its packages: mkrepo remove '*' --from {target}");
    flag_defect(codes::WHOLE_TARGET, "TARGET", problem).hint(hint)
}
