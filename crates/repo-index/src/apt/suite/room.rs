//! Whether a suite has its folder for itself.

use std::collections::BTreeSet;

use diagnostic::{Diagnostic, Subject};
use repo_store::Store;

use super::{Suite, SuiteState, unverified_release};
use crate::apt::layout::{self, Collision};
use crate::codes;
use crate::publish::PublishError;

impl Suite<'_> {
    /// Checks that no component of the next state has a folder in common with another suite, described or
    /// published, and that the suite does not lie in a component of another.
    ///
    /// # Errors
    /// [`codes::ROOM`]; those of the store.
    pub(super) fn check_room(
        &self,
        store: &dyn Store,
        old: &SuiteState,
        new: &SuiteState,
    ) -> Result<(), PublishError> {
        let published = |state: &SuiteState| -> BTreeSet<String> {
            state.release.iter().flat_map(|release| release.components.clone()).collect()
        };
        let is_new = old.release.is_none();
        // What is published so was made so; another program may have its reasons.
        let before = published(old);
        let components = new.indexes.keys().map(|id| id.component.clone());
        let components: BTreeSet<String> = components.chain(published(new)).collect();
        for component in components.difference(&before) {
            self.check_component(store, component)?;
        }
        if is_new {
            self.check_place(store)?;
        }
        Ok(())
    }

    /// Looks for a suite in the folder of a component, or around it within this suite.
    fn check_component(&self, store: &dyn Store, component: &str) -> Result<(), PublishError> {
        let described = self.archive.suites.iter().map(|(suite, _)| suite.as_str());
        let mut within = described.filter(|suite| layout::collides(suite, &self.name, component));
        if let Some(suite) = within.next() {
            return Err(self.collision(suite, &self.name, component));
        }
        let ends = component.match_indices('/').map(|(at, _)| at).chain([component.len()]);
        for suite in ends.map(|end| format!("{}/{}", self.name, &component[..end])) {
            if unverified_release(self.archive, store, &suite)?.is_some() {
                return Err(self.collision(&suite, &self.name, component));
            }
        }
        Ok(())
    }

    /// Looks for suites around this one, of which it would lie in a component.
    fn check_place(&self, store: &dyn Store) -> Result<(), PublishError> {
        for (end, _) in self.name.match_indices('/') {
            let around = &self.name[..end];
            let Some(release) = unverified_release(self.archive, store, around)? else { continue };
            for component in &release.components {
                if layout::collides(&self.name, around, component) {
                    return Err(self.collision(&self.name, around, component));
                }
            }
        }
        Ok(())
    }

    fn collision(&self, suite: &str, of: &str, component: &str) -> PublishError {
        let [suite, of, component] = [suite, of, component].map(str::to_owned);
        let problem = Collision { suite, of, component }.problem();
        let subject = Subject::File(self.folder.as_str().into());
        let hint = "give the suite or the component another name, or move it to another archive";
        PublishError::Refused(Diagnostic::new(codes::ROOM, subject, problem).hint(hint).into())
    }
}
