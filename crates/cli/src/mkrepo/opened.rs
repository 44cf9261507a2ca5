//! A suite that is named on the command line, opened.

use pkgtree::{Diagnostic, Diagnostics};
use repo_index::apt::{Archive, Suite, SuiteState};
use repo_index::publish::{COMMIT_LIMIT, PublishError, Published, Target, publish};
use repo_index::route::TargetName;
use repo_index::store::Store;

use super::keys::Keys;
use super::repository::{Repository, Settings, apt};
use crate::codes;
use crate::describe::flag_defect;

/// A suite with the archive that it is of.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    pub(super) target: &'a TargetName,
    pub(super) archive: &'a Archive,
    pub(super) suite: Suite<'a>,
}

impl<'a> Opened<'a> {
    /// The suite that `target`, the value of `flag`, names.
    pub(super) fn new(
        repository: &'a Repository,
        settings: &Settings,
        keys: &'a Keys,
        flag: &str,
        target: &'a TargetName,
    ) -> Result<Self, Diagnostic> {
        let (archive, suite) = apt(flag, target)?;
        let archive = repository.archive(flag, archive)?;
        Ok(Self { target, archive, suite: settings.suite(archive, suite, keys)? })
    }

    /// What is published now, if anything is.
    pub(super) fn current(&self, store: &dyn Store) -> Result<SuiteState, PublishError> {
        let commit = store.read(&self.suite.commit(), COMMIT_LIMIT)?;
        self.suite.read(store, commit.as_ref())
    }

    /// What is published now; nothing at all is an error.
    pub(super) fn read(&self, store: &dyn Store) -> Result<SuiteState, PublishError> {
        let state = self.current(store)?;
        self.check(&state)?;
        Ok(state)
    }

    /// Publishes what `change` makes of the state.
    pub(super) fn publish(
        &self,
        store: &dyn Store,
        change: impl FnMut(&SuiteState) -> Result<Option<SuiteState>, PublishError>,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Published<SuiteState>, Diagnostics> {
        let published = publish(store, &self.suite, change, &settings.publish_options())
            .map_err(|error| error.diagnostics())?;
        warnings.append(published.warnings.clone());
        Ok(published)
    }

    /// Checks that `state` is one that was published.
    pub(super) fn check(&self, state: &SuiteState) -> Result<(), PublishError> {
        match state.release {
            Some(_) => Ok(()),
            None => Err(refused(self.unpublished())),
        }
    }

    /// That nothing is published.
    pub(super) fn unpublished(&self) -> Diagnostic {
        let problem = format!("nothing is published as {}", self.target);
        let hint = "see what is published with `mkrepo list`";
        flag_defect(codes::UNPUBLISHED, "TARGET", problem).hint(hint)
    }
}

/// The change cannot be made.
pub(super) fn refused(errors: impl Into<Diagnostics>) -> PublishError {
    PublishError::Refused(errors.into())
}
