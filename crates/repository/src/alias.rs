//! Suites that have the packages of another: they are published with it, and never by themselves.

use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use crate::codes;
use crate::destination::Destination;
use crate::opened::{Publishable, State, only};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use diagnostic::flag_defect;

/// Publishes the aliases of `opened`, which was published just now or before; those that have its
/// packages already are passed over. What a run that died left behind is brought up to date so, too.
pub(crate) fn publish<T: Publishable>(
    opened: &T,
    destination: &Destination,
    settings: &Settings,
    warnings: &mut Diagnostics,
) -> Result<Vec<Publication>, Diagnostics> {
    let store = destination.store();
    let mut publications = Vec::new();
    for alias in opened.aliases() {
        let mut done = Done::default();
        let change = |old: &State<T>| {
            // Read with each attempt: another publisher may have changed it too.
            let of = opened.read(store)?;
            if !T::is_published(&of) {
                return Ok(None);
            }
            let new = T::following(old, &of);
            if T::is_published(old) && T::is_same(old, &new) {
                return Ok(None);
            }
            let (before, after) = (T::packages(old), T::packages(&new));
            let packages =
                vec![("added", only(&after, &before)), ("removed", only(&before, &after))];
            let revived = T::is_dropped(old) && !T::is_dropped(&new);
            let dropped = T::is_dropped(&new);
            done = Done { packages, revived, dropped, ..Done::default() };
            Ok(Some(new))
        };
        let published = alias.publish(store, change, settings, warnings)?;
        if published.changed {
            publications.push(Publication::new(alias, done, &published, destination));
        }
    }
    Ok(publications)
}

/// The state that a refreshed target has: an alias has the packages of today, too.
pub(crate) fn refreshed<T: Publishable>(
    opened: &T,
    old: &State<T>,
    store: &dyn Store,
) -> Result<State<T>, PublishError> {
    let Some(of) = opened.alias_of() else { return Ok(old.clone()) };
    let of = of.read(store)?;
    Ok(if T::is_published(&of) { T::following(old, &of) } else { old.clone() })
}

/// That an alias was to be changed by itself.
pub(crate) fn refusal<T: Publishable>(opened: &T) -> Option<Diagnostic> {
    let of = opened.alias_of()?.name();
    let name = opened.name();
    let problem = format!("{name} is an alias with the packages of {of}");
    let hint = format!("name {of}: {name} is published with it; or remove alias-of from {name}");
    Some(flag_defect(codes::ALIAS, "TARGET", problem).hint(hint))
}
