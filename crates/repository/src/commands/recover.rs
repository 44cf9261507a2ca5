//! `mkrepo recover`: goes on after the store was changed by something else.

use diagnostic::Diagnostics;
use repo_store::Store;

use crate::described::Repository;
use crate::destination::Destination;
use crate::opened::{Opened, Publishable, only};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use crate::target;
use crate::transaction::{Change, Transaction, publish_all};

/// What is recovered.
#[derive(Clone, Debug, Default)]
pub struct RecoverOptions {
    /// The target; `None`: the only one.
    pub target: Option<String>,
    /// Publish even if nothing is to be recovered.
    pub anyway: bool,
}

impl RecoverOptions {
    /// Does it; see `mkrepo recover`.
    ///
    /// # Errors
    /// Every defect; nothing was published, unless a warning says so.
    pub fn publish(
        &self,
        repository: &Repository,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let target =
            target::named(repository, "TARGET", self.target.as_deref())?.without_component();
        let keys = repository.changing_keys(settings.dry_run, warnings)?;
        let published = repository.published()?;
        let change = match Opened::new(repository, settings, &keys, "TARGET", &target)? {
            Opened::Apt(suite) => recovering(suite, &*published, settings, self.anyway)?,
            Opened::Rpm(repository) => recovering(repository, &*published, settings, self.anyway)?,
        };
        let destination = Destination::open(repository, settings)?;
        publish_all(&destination, &[change], settings, warnings)
    }
}

/// The transaction that publishes the newest state again; it does nothing where nothing is to be
/// recovered, unless it is to be published `anyway`.
fn recovering<'a, T: Publishable + 'a>(
    opened: T,
    published: &dyn Store,
    settings: &Settings,
    anyway: bool,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    let found = opened
        .contradiction_with(published, &settings.publish_options())
        .map_err(|error| error.diagnostics())?;
    let is_needed = anyway || found.is_some();
    let nothing = Done::to("added", Vec::new());
    Ok(Transaction::refreshing(opened, nothing, move |opened, new, store| {
        if !is_needed {
            return Ok(None);
        }
        if found.is_none() {
            opened.check(new)?;
        }
        // What is there may be another target's, or damaged.
        let before = opened.current(store).map(|old| T::packages(&old)).unwrap_or_default();
        let after = T::packages(new);
        let packages = vec![("added", only(&after, &before)), ("removed", only(&before, &after))];
        Ok(Some((new.clone(), Done { packages, ..Done::default() })))
    }))
}
