//! What a transaction did, for a person and in JSON.

use crate::route::TargetName;
use repo_index::publish::Published;
use repo_store::Created;

use crate::destination::Destination;
use crate::opened::{Package, Publishable, State};

/// What a change does to a target.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What was done to packages, such as `added`, and to which. A verb stands here even when it was
    /// done to none.
    pub packages: Vec<(&'static str, Vec<Package>)>,
    /// The types of documents of an RPM repository that are new.
    pub documents: Vec<String>,
    /// The types of those that are removed.
    pub documents_removed: Vec<String>,
    /// How many packages were signed before by the key that signs them.
    pub already: Option<usize>,
    /// The number of the publication that is published again.
    pub restored: Option<u64>,
    /// Whether the target was dropped before, and is there again.
    pub revived: bool,
    /// Whether the target is dropped.
    pub dropped: bool,
    /// Whether there is nothing to publish, though there is something to say.
    pub unchanged: bool,
}

impl Done {
    /// That `verb` was done to `packages`.
    pub(crate) fn to(verb: &'static str, packages: Vec<Package>) -> Self {
        Self { packages: vec![(verb, packages)], ..Self::default() }
    }

    /// Whether nothing was done to any package. One that is outdated was not added.
    pub(crate) fn is_empty(&self) -> bool {
        self.packages.iter().all(|(verb, packages)| *verb == "outdated" || packages.is_empty())
    }

    /// What is done to the state that this is about, unless nothing changes.
    pub(crate) fn of<S>(self, state: S, is_changed: bool) -> Option<(S, Self)> {
        let says_something = self.packages.iter().any(|(_, packages)| !packages.is_empty());
        (is_changed || says_something).then_some((state, Self { unchanged: !is_changed, ..self }))
    }
}

/// What one transaction did, or would do.
#[derive(Debug)]
pub struct Publication {
    /// Its target.
    pub target: TargetName,
    /// What it did.
    pub done: Done,
    /// The number of this publication; `None` when nothing changed.
    pub serial: Option<u64>,
    /// Whether it is the first one of its target.
    pub is_first: bool,
    /// What would be created, in a dry run.
    pub created: Option<Created>,
}

impl Publication {
    /// What became of `published`, which is what `done` says of `opened`.
    pub(crate) fn new<T: Publishable>(
        opened: &T,
        mut done: Done,
        published: &Published<State<T>>,
        destination: &Destination,
    ) -> Self {
        let serial = published.serial.filter(|_| published.changed);
        for package in done.packages.iter_mut().flat_map(|(_, packages)| packages) {
            // The signature that is to come makes another digest.
            if destination.is_stand_in(&package.digest) {
                package.digest.clear();
            }
        }
        Self {
            target: opened.name().clone(),
            done,
            serial,
            is_first: published.changed && !T::is_published(&published.state),
            created: destination.created(),
        }
    }
}
