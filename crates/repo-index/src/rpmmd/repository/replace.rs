//! Packages that take the place of published ones of the same name, version and architecture.

use std::collections::{BTreeMap, HashMap};

use diagnostic::Diagnostics;
use repo_store::Store;

use super::{Addition, RepositoryState};
use crate::aside;
use crate::publish::PublishError;
use crate::rpmmd::metadata::compare;
use crate::rpmmd::{Record, RpmRepository};

/// What an addition did that may replace.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// The packages that are new, those among them that took another's place.
    pub added: Vec<Record>,
    /// The packages that are no longer listed.
    pub gone: Vec<Record>,
}

impl RepositoryState {
    /// As [`add_all`](Self::add_all); but a published package gives way to another content of the same
    /// name, epoch, version, release and architecture. Its file stays where it is, since older publications
    /// refer to it. A file whose name another content has, in this repository or in `store`, goes to a
    /// directory that is named by its digest.
    ///
    /// # Errors
    /// A package that is given with two contents; those of the store. The state is of no use then.
    pub fn replace_all(
        &mut self,
        repository: &RpmRepository,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<Replaced, PublishError> {
        let gone = self.give_way(additions);
        let additions = self.placed(repository, additions, store)?;
        let added = self.add_all(repository, &additions).map_err(PublishError::Refused)?;
        Ok(Replaced { added, gone })
    }

    /// As [`copy`](Self::copy); but a published package gives way to another content, as in
    /// [`replace_all`](Self::replace_all).
    ///
    /// # Errors
    /// As for both; the state is of no use then.
    pub fn copy_replacing(
        &mut self,
        repository: &RpmRepository,
        (origin, from): (&RpmRepository, &Self),
        is_copied: impl Fn(&Record) -> bool,
        store: &dyn Store,
    ) -> Result<Replaced, PublishError> {
        let (mut additions, mut defects) = (Vec::new(), Diagnostics::new());
        for record in from.packages().iter().filter(|record| is_copied(record)) {
            match Addition::of_published(repository, origin, record) {
                Ok(one) => additions.push(one),
                Err(defect) => defects.push(defect),
            }
        }
        defects.into_result(()).map_err(PublishError::Refused)?;
        self.replace_all(repository, &additions, store)
    }

    /// Removes the packages whose place others take.
    fn give_way(&mut self, additions: &[Addition]) -> Vec<Record> {
        let mut given = HashMap::<&str, Vec<&Record>>::new();
        for Addition { record, .. } in additions {
            given.entry(record.name()).or_default().push(record);
        }
        let replaces = |given: &&Record, listed: &Record| {
            compare(given, listed).is_eq() && given.pkgid() != listed.pkgid()
        };
        let is_replaced = |listed: &Record| {
            let given = given.get(listed.name());
            given.is_some_and(|given| given.iter().any(|given| replaces(given, listed)))
        };
        if !self.packages().iter().any(is_replaced) {
            return Vec::new();
        }
        self.remove(is_replaced)
    }

    /// The additions, each where no other content lies.
    fn placed(
        &self,
        repository: &RpmRepository,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<Vec<Addition>, PublishError> {
        let listed = self.listed_at(&additions.iter().map(|one| one.record.location()).collect());
        let pkgids = listed.into_iter().map(|(place, record)| (place.to_owned(), record.pkgid()));
        let mut places: BTreeMap<String, &str> = pkgids.collect();
        let mut placed = Vec::with_capacity(additions.len());
        for addition in additions {
            let record = &addition.record;
            let first = *places.entry(record.location().to_owned()).or_insert(record.pkgid());
            placed.push(if first != record.pkgid() || aside::is_taken(store, &addition.object)? {
                addition.aside(repository).map_err(|error| PublishError::Refused(error.into()))?
            } else {
                addition.clone()
            });
        }
        Ok(placed)
    }
}
