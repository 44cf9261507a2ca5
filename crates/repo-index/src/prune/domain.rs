//! What is somebody's to keep and to drop.

use std::collections::HashSet;
use std::fmt::Debug;
use std::time::Duration;

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use repo_store::{Key, Store};

use crate::publish::PublishError;

/// A part of a store that one archive or repository has.
pub trait Domain: Debug {
    /// Reads beforehand what never changes and what [`survey`](Self::survey) will need, so that this
    /// need not be done while publishers wait. What cannot be read is left to that. Default: nothing.
    fn read_ahead(&self, _store: &dyn Store, _now: Timestamp) {}

    /// What is there, and what of it is referred to.
    ///
    /// # Errors
    /// Whatever keeps from knowing all that the current publications refer to; see [`PublishError`].
    fn survey(&self, store: &dyn Store, now: Timestamp) -> Result<Survey, PublishError>;
}

/// What is there, and what of it is referred to.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// What a current publication refers to, or one that is kept; also what is not there.
    pub kept: HashSet<Key>,
    /// What is there, is the domain's own, and nothing kept refers to, in any order.
    pub unreferenced: Vec<Unreferenced>,
    /// The number of objects of packages that are there.
    pub packages: usize,
    /// What is there, and not the domain's: nobody published it.
    pub foreign: Vec<Key>,
    /// What a person should know.
    pub warnings: Diagnostics,
}

/// An object that nothing kept refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreferenced {
    /// Its name.
    pub key: Key,
    /// Its length in bytes.
    pub length: u64,
    /// What it is.
    pub kind: ObjectKind,
    /// When the last publication that referred to it was superseded; `None` when no publication is
    /// known that did.
    pub since: Option<Timestamp>,
    /// For how long it is kept from then on.
    pub keep: Duration,
    /// Whether it is to stay for now, because not all references are known.
    pub blocked: bool,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A commit or an index, by its digest.
    Index,
    /// A package, or a file of one.
    Package,
}

impl ObjectKind {
    /// `index` or `package`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Package => "package",
        }
    }
}
