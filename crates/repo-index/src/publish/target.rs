//! What is published as a whole.

use pkgsign::Endorsed;
use repo_store::{Found, Key, Mirror, Sha256, Store};

use super::{Lineage, Link, Plan, PublishError};

/// A publication of the past, read anew.
#[derive(Clone, Debug)]
pub struct Past<S> {
    /// Its commit, where its bytes are kept.
    pub commit: Option<Found>,
    /// Its state: what is published next follows it.
    pub state: S,
}

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

    /// Where a commit stands in the chain of the target's publications. Nothing is verified. Default:
    /// `None`, for a target whose state is elsewhere.
    ///
    /// # Errors
    /// See [`PublishError`]: it cannot be read.
    fn lineage(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Lineage>, PublishError> {
        let _ = (store, commit);
        Ok(None)
    }

    /// The publication of that digest, its signature checked and its indexes read; `None` when it is
    /// not kept, or is another target's. Default: none is.
    ///
    /// # Errors
    /// See [`PublishError`].
    fn past(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Past<Self::State>>, PublishError> {
        let _ = (store, id);
        Ok(None)
    }

    /// Has what is published next name `link` as its parent, and continue its number and its date.
    /// Default: it cannot.
    fn follow(&self, state: &mut Self::State, link: Link) {
        let _ = (state, link);
    }

    /// Who signed a commit, or what stands for one that another tool published; `None` where nobody
    /// did, or it is not known. Default: it is not known.
    ///
    /// # Errors
    /// See [`PublishError`]: a signature that is not good.
    fn endorsed(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Endorsed>, PublishError> {
        let _ = (store, commit);
        Ok(None)
    }
}
