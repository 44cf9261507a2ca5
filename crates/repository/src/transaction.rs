//! Transactions, one for each target that a command changes.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::codes::OTHER_CONTENT;
use repo_index::publish::{PublishError, Recovery, contradiction};
use repo_store::{Key, Object, Sha256, Store};

use crate::destination::Destination;
use crate::opened::{Publishable, State};
use crate::publication::{Done, Publication};
use crate::settings::Settings;
use crate::{alias, codes};
use diagnostic::flag_defect;

/// A transaction that is to be made, of whatever kind its target is.
pub(crate) trait Change: fmt::Debug {
    /// Its target.
    fn target(&self) -> &TargetName;

    /// Applies the change to what is published, and publishes nothing. Gives back what it would create
    /// of packages.
    fn check(&self, store: &dyn Store, settings: &Settings) -> Result<Vec<Object>, PublishError>;

    /// Why its target is not to be changed.
    fn refusal(&self) -> Option<Diagnostic>;

    /// Publishes it, and the aliases of its target after it.
    fn publish(
        &self,
        destination: &Destination,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics>;
}

/// Makes the next state of the current one, and says what it did; `None`: there is nothing to do.
type Apply<'t, T> =
    dyn Fn(&T, &State<T>, &dyn Store) -> Result<Option<(State<T>, Done)>, PublishError> + 't;

/// What a command does to one target.
pub(crate) struct Transaction<'t, T: Publishable> {
    opened: T,
    /// What is said where nothing is done.
    nothing: Done,
    /// Whether an alias may be its target.
    is_refresh: bool,
    apply: Box<Apply<'t, T>>,
}

impl<T: Publishable> fmt::Debug for Transaction<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("opened", &self.opened).finish_non_exhaustive()
    }
}

impl<'t, T: Publishable + 't> Transaction<'t, T> {
    /// A transaction in which `apply` changes `opened`: it may be called several times, and must say the
    /// same of the same state. `nothing` is what it says when there is nothing to do.
    pub(crate) fn boxed(
        opened: T,
        nothing: Done,
        apply: impl Fn(&T, &State<T>, &dyn Store) -> Result<Option<(State<T>, Done)>, PublishError> + 't,
    ) -> Box<dyn Change + 't> {
        Box::new(Self { opened, nothing, is_refresh: false, apply: Box::new(apply) })
    }

    /// The same where no packages are chosen: an alias may be refreshed by itself.
    pub(crate) fn refreshing(
        opened: T,
        nothing: Done,
        apply: impl Fn(&T, &State<T>, &dyn Store) -> Result<Option<(State<T>, Done)>, PublishError> + 't,
    ) -> Box<dyn Change + 't> {
        Box::new(Self { opened, nothing, is_refresh: true, apply: Box::new(apply) })
    }
}

impl<T: Publishable> Change for Transaction<'_, T> {
    fn target(&self) -> &TargetName {
        self.opened.name()
    }

    fn check(&self, store: &dyn Store, settings: &Settings) -> Result<Vec<Object>, PublishError> {
        if let Some(found) =
            contradiction(store, self.opened.target(), &settings.publish_options())?
            && settings.recovery == Recovery::Refuse
        {
            return Err(found.into());
        }
        let applied = (self.apply)(&self.opened, &self.opened.current(store)?, store)?;
        // Whatever may replace gets another place when another target has created its file by then.
        let has_its_place = |done: &Done| done.packages.iter().all(|(verb, _)| *verb != "replaced");
        let applied = applied.filter(|(_, done)| has_its_place(done));
        Ok(applied.map(|(new, _)| T::objects(&new).to_vec()).unwrap_or_default())
    }

    fn refusal(&self) -> Option<Diagnostic> {
        if self.is_refresh { None } else { alias::refusal(&self.opened) }
    }

    fn publish(
        &self,
        destination: &Destination,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Vec<Publication>, Diagnostics> {
        let store = destination.store();
        let mut done = self.nothing.clone();
        let change = |old: &State<T>| match (self.apply)(&self.opened, old, store)? {
            Some((new, said)) => {
                done = said;
                Ok((!done.unchanged).then_some(new))
            }
            None => {
                done = self.nothing.clone();
                Ok(None)
            }
        };
        let published = self.opened.publish(store, change, settings, warnings)?;
        let mut publications = vec![Publication::new(&self.opened, done, &published, destination)];
        publications.extend(alias::publish(&self.opened, destination, settings, warnings)?);
        Ok(publications)
    }
}

/// Makes transactions one after another. What can be known before is heard of all before the first of
/// them; when one fails all the same, it is said which were made and which were not.
pub(crate) fn publish_all(
    destination: &Destination,
    changes: &[Box<dyn Change + '_>],
    settings: &Settings,
    warnings: &mut Diagnostics,
) -> Result<Vec<Publication>, Diagnostics> {
    let mut errors = Diagnostics::new();
    errors.extend(changes.iter().filter_map(|change| change.refusal()));
    errors.into_result(())?;
    if changes.len() > 1 {
        let mut errors = Diagnostics::new();
        let mut files = Files::default();
        for change in changes {
            match change.check(destination.store(), settings) {
                Ok(objects) => files.enter(change.target(), objects, &mut errors),
                Err(error) => errors.append(error.diagnostics()),
            }
        }
        errors.into_result(())?;
    }
    let mut all = Vec::new();
    for (number, change) in changes.iter().enumerate() {
        match change.publish(destination, settings, warnings) {
            Ok(publications) => all.extend(publications),
            Err(errors) => {
                if changes.len() > 1 && !settings.dry_run {
                    let (done, left) = changes.split_at(number);
                    warnings.extend(left_by(done, left));
                }
                return Err(errors);
            }
        }
    }
    Ok(all)
}

/// The files that all changes of a command would create.
#[derive(Default)]
struct Files(BTreeMap<Key, (Sha256, TargetName)>);

impl Files {
    /// Enters those for `target`. A key that another target creates with other content is a defect: both
    /// share a pool, and the second transaction would fail when the first is published.
    fn enter(&mut self, target: &TargetName, objects: Vec<Object>, errors: &mut Diagnostics) {
        for Object { key, sha256, .. } in objects {
            let place = PathBuf::from(key.as_str());
            let (first, other) = self.0.entry(key).or_insert_with(|| (sha256, target.clone()));
            if *first != sha256 {
                let problem = format!(
                    "would have two contents: SHA-256 {first} for {other} and {sha256} for {target}"
                );
                let hint = "the suites of an archive share its files: give one of the packages \
                            another version, or give the files different names with a line such \
                            as pool-names = \"pool/${suite}/${component}/${source}/${filename}\" \
                            in the archive's table";
                let subject = Subject::File(place);
                errors.push(Diagnostic::new(OTHER_CONTENT, subject, problem).hint(hint));
            }
        }
    }
}

/// What a failure leaves: the targets that are published, and those that are not. Each is a
/// transaction of its own.
fn left_by(
    done: &[Box<dyn Change + '_>],
    left: &[Box<dyn Change + '_>],
) -> impl Iterator<Item = Diagnostic> {
    let named = |changes: &[Box<dyn Change + '_>]| {
        changes.iter().map(|change| change.target().to_string()).collect::<Vec<_>>().join(", ")
    };
    let done = (!done.is_empty())
        .then(|| flag_defect(codes::PUBLISHED, &named(done), "published before the failure"));
    let left = flag_defect(codes::PUBLISHED, &named(left), "not published")
        .hint("run the same command again: it continues with the remaining targets");
    done.into_iter().chain([left])
}
