//! What each publication changed: neighbouring publications of one target, compared.
//!
//! [`Walk`] goes from the newest publication back. It reads an index only where its digest is another
//! than in the publication after it, and only for as long as its caller asks for more.

mod apt;
mod rpm;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Debug;
use std::sync::Arc;

use repo_store::Store;

use crate::publish::PublishError;

/// A package as a publication lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListedPackage {
    /// Its name.
    pub name: String,
    /// The component of an APT suite; `None` in an RPM repository.
    pub component: Option<String>,
    /// Its architecture.
    pub architecture: String,
    /// Its version with everything that belongs to it; an epoch of 0 is left out.
    pub version: String,
    /// The digest of its file, in hexadecimal digits.
    pub digest: String,
}

/// What a publication changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The packages that it lists and the one before does not, in order.
    pub added: Vec<ListedPackage>,
    /// The packages that the one before lists and it does not, in order.
    pub removed: Vec<ListedPackage>,
    /// The documents of an RPM repository that are others than before, by their kind, such as
    /// `updateinfo`.
    pub documents: BTreeMap<String, DocumentChange>,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentChange {
    /// It is new.
    Added,
    /// Its content is another.
    Changed,
    /// It is gone.
    Removed,
}

/// Why it is not known what a publication changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unknown {
    /// The publication before it is not kept any more.
    #[error("the publication before it is not kept")]
    NotKept,
    /// It is the first one here, and another tool made it.
    #[error("another tool published it")]
    Foreign,
    /// The lists of it, or of the one before, cannot be read.
    #[error("its lists cannot be read: {0}")]
    Unreadable(#[source] PublishError),
}

/// What is known to have been before the oldest publication that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing: it was the first one.
    Nothing,
    /// Another publication.
    Publication,
    /// It is not known: another tool made this one.
    Unknown,
}

/// A target whose publications can be compared: a suite or an RPM repository.
pub trait Chronicle: Debug {
    /// One publication.
    type Publication;

    /// The indexes of packages by their names, each with a digest that stands for its text.
    fn indexes(&self, publication: &Self::Publication) -> BTreeMap<String, String>;

    /// The packages that an index lists.
    ///
    /// # Errors
    /// See [`PublishError`]; the index may be pruned.
    fn packages(
        &self,
        store: &dyn Store,
        publication: &Self::Publication,
        index: &str,
    ) -> Result<Vec<ListedPackage>, PublishError>;

    /// What else it publishes by its kind, each with its digest.
    fn documents(&self, publication: &Self::Publication) -> BTreeMap<String, String>;

    /// What was before it, when no publication before it is at hand.
    fn before(&self, publication: &Self::Publication) -> Before;
}

/// An index that was read.
#[derive(Clone, Debug)]
struct Index {
    digest: String,
    packages: Arc<[ListedPackage]>,
}

type Indexes = BTreeMap<String, Index>;

/// What publications changed, in their order: the newest first.
#[derive(Debug)]
pub struct Walk<'a, C: Chronicle> {
    chronicle: &'a C,
    store: &'a dyn Store,
    /// Those that are still to be compared with their successor in this list.
    publications: &'a [C::Publication],
    /// The indexes of the first of them, if they were read.
    read: Option<Indexes>,
}

impl<'a, C: Chronicle> Walk<'a, C> {
    /// What each of `publications` changed, which are in order, the newest first, without a gap. That
    /// of the last one is known only if nothing was before it.
    #[must_use]
    pub fn new(chronicle: &'a C, store: &'a dyn Store, publications: &'a [C::Publication]) -> Self {
        Self { chronicle, store, publications, read: None }
    }

    /// The indexes of a publication; those that are in `known` with the same digest are not read.
    fn indexes(
        &self,
        publication: &C::Publication,
        known: Option<&Indexes>,
    ) -> Result<Indexes, PublishError> {
        let mut indexes = Indexes::new();
        for (name, digest) in self.chronicle.indexes(publication) {
            let known = known.and_then(|known| known.get(&name));
            let index = match known.filter(|known| known.digest == digest) {
                Some(known) => known.clone(),
                None => {
                    let packages = self.chronicle.packages(self.store, publication, &name)?;
                    Index { digest, packages: packages.into() }
                }
            };
            indexes.insert(name, index);
        }
        Ok(indexes)
    }

    fn compare(
        &mut self,
        new: &C::Publication,
        old: Option<&C::Publication>,
    ) -> Result<Changes, Unknown> {
        let read = self.read.take();
        if old.is_none() {
            match self.chronicle.before(new) {
                Before::Nothing => {}
                Before::Publication => return Err(Unknown::NotKept),
                Before::Unknown => return Err(Unknown::Foreign),
            }
        }
        let after = match read {
            Some(read) => read,
            None => self.indexes(new, None).map_err(Unknown::Unreadable)?,
        };
        let before = match old {
            Some(old) => self.indexes(old, Some(&after)).map_err(Unknown::Unreadable)?,
            None => Indexes::new(),
        };
        let documents = |one: Option<&C::Publication>| {
            one.map(|one| self.chronicle.documents(one)).unwrap_or_default()
        };
        let changes = Changes {
            added: only(&after, &before),
            removed: only(&before, &after),
            documents: differing(&documents(Some(new)), &documents(old)),
        };
        self.read = Some(before);
        Ok(changes)
    }
}

impl<C: Chronicle> Iterator for Walk<'_, C> {
    type Item = Result<Changes, Unknown>;

    fn next(&mut self) -> Option<Self::Item> {
        let (new, rest) = self.publications.split_first()?;
        self.publications = rest;
        Some(self.compare(new, rest.first()))
    }
}

/// The packages that `these` indexes list and `those` do not, in order, each once.
fn only(these: &Indexes, those: &Indexes) -> Vec<ListedPackage> {
    let is_shared = |name: &String, index: &Index| {
        those.get(name).is_some_and(|other| other.digest == index.digest)
    };
    let (shared, own): (Vec<_>, Vec<_>) =
        these.iter().partition(|(name, index)| is_shared(name, index));
    let others = those.iter().filter(|(name, _)| own.iter().any(|(own, _)| own == name));
    let others: HashSet<&ListedPackage> =
        others.flat_map(|(_, index)| index.packages.iter()).collect();
    let own = own.iter().flat_map(|(_, index)| index.packages.iter());
    let mut found: Vec<&ListedPackage> = own.filter(|one| !others.contains(one)).collect();
    found.sort_unstable();
    found.dedup();
    // A package for all architectures stands in the index of each.
    if found.iter().any(|one| one.architecture == "all") {
        let elsewhere = those.iter().filter(|(name, _)| !these.contains_key(*name));
        let elsewhere = shared.into_iter().chain(elsewhere);
        let elsewhere: HashSet<&ListedPackage> =
            elsewhere.flat_map(|(_, index)| index.packages.iter()).collect();
        found.retain(|one| !elsewhere.contains(one));
    }
    found.into_iter().cloned().collect()
}

fn differing(
    after: &BTreeMap<String, String>,
    before: &BTreeMap<String, String>,
) -> BTreeMap<String, DocumentChange> {
    let new = after.iter().filter_map(|(kind, digest)| match before.get(kind) {
        None => Some((kind.clone(), DocumentChange::Added)),
        Some(other) if other != digest => Some((kind.clone(), DocumentChange::Changed)),
        Some(_) => None,
    });
    let gone = before.keys().filter(|kind| !after.contains_key(*kind));
    new.chain(gone.map(|kind| (kind.clone(), DocumentChange::Removed))).collect()
}
