//! What is published as a whole.

use super::{Mirror, Plan, PublishError};
use crate::store::{Found, Key, Store};

/// A suite or a repository: whatever has one commit object.
pub trait Target {
    /// All that the published metadata says, parsed.
    type State;

    /// The key of the commit object.
    fn commit(&self) -> Key;

    /// The state that a commit stands for: its signature is checked, and so is every index against
    /// the digest that the commit gives. Without a commit it is the empty state.
    ///
    /// # Errors
    /// See [`PublishError`].
    fn read(&self, store: &dyn Store, commit: Option<&Found>) -> Result<Self::State, PublishError>;

    /// What to write for `new` to follow `old`, which was read from `commit`. The plan's commit is
    /// signed, and the signature was verified anew.
    ///
    /// # Errors
    /// See [`PublishError`].
    fn plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &Self::State,
        new: &Self::State,
    ) -> Result<Plan, PublishError>;

    /// What stands beside a commit that is published already, in its folder: of no use beside another.
    /// Default: nothing.
    ///
    /// # Errors
    /// See [`PublishError`].
    fn beside(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        let _ = (store, commit);
        Ok(Vec::new())
    }

    /// The mirrors of a commit that is published already, so that a run which died between the two
    /// is healed.
    ///
    /// # Errors
    /// See [`PublishError`].
    fn mirrors(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError>;
}
