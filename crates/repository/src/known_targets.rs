//! Which suites and components there are, described or published.

use std::cell::RefCell;

use crate::config::Config;
use crate::route::{Known, NamePath, TargetName, TargetNameError};
use diagnostic::Diagnostic;
use repo_index::apt::{layout, unverified_release};
use repo_index::name::Name;
use repo_store::{Store, StoreError};

use crate::target;

/// What `mkrepo.toml` describes, and what a store has.
#[derive(Debug)]
pub struct KnownTargets<'a> {
    config: &'a Config,
    store: &'a dyn Store,
    /// What kept from asking the store.
    error: RefCell<Option<StoreError>>,
}

impl<'a> KnownTargets<'a> {
    /// What `config` describes, and `store` has.
    #[must_use]
    pub fn new(config: &'a Config, store: &'a dyn Store) -> Self {
        Self { config, store, error: RefCell::default() }
    }

    /// The target that `text` names.
    ///
    /// # Errors
    /// What is no target, as a value; what the store could not be asked.
    pub(crate) fn resolve(
        &self,
        text: &str,
    ) -> Result<Result<TargetName, TargetNameError>, Diagnostic> {
        let found = TargetName::resolve(text, self);
        self.check().map(|()| found)
    }

    /// Whether all that was asked of the store could be had.
    pub(crate) fn check(&self) -> Result<(), Diagnostic> {
        self.error.borrow_mut().take().map_or(Ok(()), |error| Err(error.diagnostic()))
    }

    fn or_note<T: Default>(&self, result: Result<T, StoreError>) -> T {
        result.unwrap_or_else(|error| {
            self.error.borrow_mut().get_or_insert(error);
            T::default()
        })
    }
}

impl Known for KnownTargets<'_> {
    fn has_suite(&self, archive: &Name, suite: &NamePath) -> bool {
        let described = self
            .config
            .archive(archive.as_str())
            .is_some_and(|archive| archive.suites.iter().any(|(name, _)| name == suite.as_str()));
        let target =
            TargetName::Apt { archive: archive.clone(), suite: suite.clone(), component: None };
        described
            || layout::suite_problem(suite.as_str()).is_none()
                && self.or_note(target::is_published(self.config, self.store, &target))
    }

    fn has_component(&self, archive: &Name, suite: &NamePath, component: &NamePath) -> bool {
        let Some(archive) = self.config.archive(archive.as_str()) else { return false };
        let component = component.as_str();
        let published = || {
            self.or_note(unverified_release(archive, self.store, suite.as_str()))
                .is_some_and(|release| release.components.iter().any(|one| one == component))
        };
        archive.declared_components().any(|one| one == component) || published()
    }
}
