//! What is added to one target.

use std::fmt::Debug;

use pkgtree::Diagnostics;
use repo_index::publish::PublishError;
use repo_index::route::{Name, TargetName};
use repo_index::rpmmd::Document;
use repo_index::store::Store;

use crate::mkrepo::incoming::{Incoming, Routed};
use crate::mkrepo::opened::{Opened, Package, Publishable, State};
use crate::mkrepo::publication::Publication;
use crate::mkrepo::repository::Settings;

/// A transaction that is to be made.
pub(super) trait Change: Debug {
    /// Of what.
    fn target(&self) -> &TargetName;

    /// Applies the change to what is published, and publishes nothing.
    fn check(&self, store: &dyn Store) -> Result<(), PublishError>;

    /// Publishes it.
    fn publish(
        &self,
        store: &dyn Store,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Publication, Diagnostics>;
}

/// The addition of `packages`, as they are routed, and of `documents` to `opened`.
pub(super) fn change<'a>(
    opened: Opened<'a>,
    routed: &Routed,
    packages: &[Incoming],
    documents: Vec<Document>,
) -> Result<Box<dyn Change + 'a>, Diagnostics> {
    Ok(match opened {
        Opened::Apt(suite) => Box::new(Adding::new(suite, routed, packages, documents)?),
        Opened::Rpm(repository) => Box::new(Adding::new(repository, routed, packages, documents)?),
    })
}

#[derive(Debug)]
struct Adding<T: Publishable> {
    opened: T,
    additions: Vec<T::Addition>,
    documents: Vec<Document>,
}

/// What is new in a state.
#[derive(Debug, Default)]
struct Added {
    packages: Vec<Package>,
    documents: Vec<String>,
}

impl<T: Publishable> Adding<T> {
    fn new(
        opened: T,
        routed: &Routed,
        packages: &[Incoming],
        documents: Vec<Document>,
    ) -> Result<Self, Diagnostics> {
        let mut errors = Diagnostics::new();
        let mut additions = Vec::new();
        for (component, index) in routed {
            match opened.addition(&packages[*index], component.as_ref().map(Name::as_str)) {
                Ok(addition) => additions.push(addition),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(Self { opened, additions, documents })
    }

    /// The state with the packages, and what is new in it; `None` when all are there already, with
    /// their files.
    fn apply(
        &self,
        old: &State<T>,
        store: &dyn Store,
    ) -> Result<Option<(State<T>, Added)>, PublishError> {
        let mut new = old.clone();
        let packages = self.opened.add(&mut new, &self.additions).map_err(PublishError::Refused)?;
        let documents =
            T::add_documents(&mut new, &self.documents).map_err(PublishError::Refused)?;
        let mut lost = false;
        for object in T::objects(&new) {
            lost |= store.length(&object.key)? != Some(object.length);
        }
        let changed = lost || !packages.is_empty() || !documents.is_empty();
        Ok(changed.then_some((new, Added { packages, documents })))
    }
}

impl<T: Publishable> Change for Adding<T> {
    fn target(&self) -> &TargetName {
        self.opened.name()
    }

    fn check(&self, store: &dyn Store) -> Result<(), PublishError> {
        self.apply(&self.opened.current(store)?, store).map(|_| ())
    }

    fn publish(
        &self,
        store: &dyn Store,
        settings: &Settings,
        warnings: &mut Diagnostics,
    ) -> Result<Publication, Diagnostics> {
        let mut added = Added::default();
        let change = |old: &State<T>| {
            let (new, found) = match self.apply(old, store)? {
                Some((new, found)) => (Some(new), found),
                None => (None, Added::default()),
            };
            added = found;
            Ok(new)
        };
        let published = self.opened.publish(store, change, settings, warnings)?;
        let publication = Publication::new(&self.opened, "added", added.packages, &published);
        Ok(Publication { documents: added.documents, ..publication })
    }
}
