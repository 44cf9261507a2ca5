//! Where a command publishes.

use std::cell::RefCell;
use std::collections::BTreeSet;

use diagnostic::Diagnostic;
use repo_store::{Created, LocalStore, Rehearsal, Store};

use crate::described::Repository;
use crate::settings::Settings;
use crate::signing::SignedCopy;

/// Where a command publishes: the repository, or what means it in a dry run.
#[derive(Debug)]
pub(crate) struct Destination {
    place: Place,
    /// The digests of packages that were signed by a key that is in: of others than would be
    /// published.
    signed: RefCell<BTreeSet<String>>,
}

#[derive(Debug)]
enum Place {
    Repository(LocalStore),
    Rehearsal(Box<Rehearsal>),
}

impl Destination {
    /// Where `repository` is published, which is made when it is not there yet; in a dry run only what
    /// is there is read.
    pub(crate) fn open(repository: &Repository, settings: &Settings) -> Result<Self, Diagnostic> {
        let place = if settings.dry_run {
            Place::Rehearsal(Box::new(Rehearsal::new(repository.published()?)))
        } else {
            Place::Repository(repository.store()?)
        };
        Ok(Self { place, signed: RefCell::default() })
    }

    /// The store that is written to.
    pub(crate) fn store(&self) -> &dyn Store {
        match &self.place {
            Place::Repository(store) => store,
            Place::Rehearsal(store) => &**store,
        }
    }

    /// What would have been created since this was asked last; `None` if it was.
    pub(crate) fn created(&self) -> Option<Created> {
        match &self.place {
            Place::Repository(_) => None,
            Place::Rehearsal(store) => Some(store.take_created()),
        }
    }

    /// Notes packages that are published as signed copies.
    pub(crate) fn note_signed(&self, copies: &[SignedCopy]) {
        let digests = copies.iter().filter_map(|copy| copy.sha256);
        self.signed.borrow_mut().extend(digests.map(|digest| digest.to_string()));
    }

    /// Whether the package of this digest is one that a key signed which stands in.
    pub(crate) fn is_stand_in(&self, digest: &str) -> bool {
        matches!(self.place, Place::Rehearsal(_)) && self.signed.borrow().contains(digest)
    }
}
