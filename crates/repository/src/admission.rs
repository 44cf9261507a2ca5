//! What holds for packages that are added, by whichever command: yanked versions stay away, and old
//! versions give way to newer ones.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Diagnostics, Subject};
use repo_index::Yanked;
use repo_index::publish::PublishError;
use repo_store::Key;

use crate::codes;
use crate::opened::{Package, Publishable, State};
use crate::publication::Done;

/// How packages are admitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Admission {
    /// Whether versions that were yanked may come back.
    pub(crate) allow_yanked: bool,
}

impl Admission {
    /// What is done with a state to which packages were added, as `done` says: the versions that are no longer
    /// kept are removed from it. Those among them that were added are `outdated`, and not added at all.
    pub(crate) fn settle<T: Publishable>(
        self,
        opened: &T,
        state: &mut State<T>,
        done: &mut Done,
    ) -> Result<(), PublishError> {
        let added = done.packages.iter_mut().find(|(verb, _)| *verb == "added");
        let Some((_, added)) = added else { return Ok(()) };
        self.check_yanked(opened, state, added)?;
        let Some(retention) = opened.retention().filter(|_| !added.is_empty()) else {
            return Ok(());
        };
        let names: BTreeSet<String> = added.iter().map(|package| package.name.clone()).collect();
        let gone = T::retain(state, &retention, &|_, name, _, _| names.contains(name));
        let new: BTreeSet<Package> = added.iter().cloned().collect();
        let (outdated, removed): (Vec<_>, Vec<_>) =
            gone.into_iter().partition(|package| new.contains(package));
        added.retain(|package| !outdated.contains(package));
        if !outdated.is_empty() {
            forget(opened, state);
        }
        let further = [("removed", removed), ("outdated", outdated)];
        done.packages.extend(further.into_iter().filter(|(_, packages)| !packages.is_empty()));
        Ok(())
    }

    /// Refuses packages that were yanked; or, where they may come back, they are no longer yanked.
    pub(crate) fn check_yanked<T: Publishable>(
        self,
        opened: &T,
        state: &mut State<T>,
        added: &[Package],
    ) -> Result<(), PublishError> {
        let covers = |yanked: &Yanked, package: &Package| {
            let Package { name, version, architecture, .. } = package;
            yanked.covers(name, version, architecture)
        };
        let list = T::yanked(state);
        if self.allow_yanked {
            list.retain(|yanked| !added.iter().any(|package| covers(yanked, package)));
            return Ok(());
        }
        let mut errors = Diagnostics::new();
        for package in added {
            if let Some(yanked) = list.iter().find(|yanked| covers(yanked, package)) {
                errors.push(is_yanked(opened, package, yanked));
            }
        }
        errors.into_result(()).map_err(PublishError::Refused)
    }
}

/// Creates no file that no package refers to.
fn forget<T: Publishable>(opened: &T, state: &mut State<T>) {
    let packages = T::packages(state);
    let files = packages.iter().flat_map(|package| &package.files);
    let listed: BTreeSet<Key> = files.filter_map(|file| opened.key(file).ok()).collect();
    T::objects_mut(state).retain(|object| listed.contains(&object.key));
}

fn is_yanked<T: Publishable>(opened: &T, package: &Package, yanked: &Yanked) -> Diagnostic {
    let problem = format!("was yanked from {}: {}", opened.name(), yanked.reason);
    let subject = Subject::File(package.shown.clone().into());
    Diagnostic::new(codes::YANKED, subject, problem).hint(
        "give the fixed package a new version, or pass --allow-yanked to publish this one \
               anyway",
    )
}
