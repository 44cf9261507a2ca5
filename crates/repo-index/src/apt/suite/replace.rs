//! Packages that take the place of published ones of the same version.

use std::collections::{BTreeSet, HashMap};

use repo_store::Store;

use super::{Addition, SuitePackage, SuiteState};
use crate::apt::one_content::replaces;
use crate::apt::{Archive, Conflict, IndexId, Packages, Record};
use crate::aside;
use crate::publish::PublishError;

/// What an addition did that may replace.
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    /// The packages that are new, those among them that took another's place.
    pub added: Vec<SuitePackage>,
    /// The packages that are no longer listed.
    pub gone: Vec<SuitePackage>,
}

impl SuiteState {
    /// As [`add_all`](Self::add_all); but a published version gives way, in every component, to another
    /// content of it, and one for `all` in every architecture. Its file stays where it is, since
    /// older publications and other suites may refer to it. A file whose name another content has, in
    /// this suite or in `store`, goes to a directory that is named by its digest.
    ///
    /// # Errors
    /// A version that is given with two contents; those of the store. The state is of no use then.
    pub fn replace_all(
        &mut self,
        archive: &Archive,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<Replaced, PublishError> {
        let given: Vec<_> = additions.iter().map(|one| &one.package.record).collect();
        let gone = self.give_way(&given);
        let additions = self.placed(archive, additions, store)?;
        let added = self.add_all(archive, &additions).map_err(PublishError::Refused)?;
        Ok(Replaced { added, gone })
    }

    /// As [`copy`](Self::copy); but a published version gives way to another content of it, as in
    /// [`replace_all`](Self::replace_all).
    ///
    /// # Errors
    /// Two contents of one version in `from`; the state is of no use then.
    pub fn copy_replacing(
        &mut self,
        archive: &Archive,
        from: &Self,
        component: Option<&str>,
        is_copied: impl Fn(&IndexId, &Record) -> bool,
    ) -> Result<Replaced, Vec<Conflict>> {
        let indexes = from.indexes.iter();
        let given = indexes.flat_map(|(id, index)| {
            index.records().iter().filter(|record| is_copied(id, record)).collect::<Vec<_>>()
        });
        let gone = self.give_way(&given.collect::<Vec<_>>());
        let added = self.copy(archive, from, component, is_copied)?;
        Ok(Replaced { added, gone })
    }

    /// Removes the packages whose place `given` take.
    fn give_way(&mut self, given: &[&Record]) -> Vec<SuitePackage> {
        let mut by_name = HashMap::<&str, Vec<&Record>>::new();
        for record in given {
            by_name.entry(record.package()).or_default().push(record);
        }
        let is_replaced = |listed: &Record| {
            let given = by_name.get(listed.package());
            given.is_some_and(|given| given.iter().any(|given| replaces(given, listed)))
        };
        if !self.indexes.values().flat_map(Packages::records).any(is_replaced) {
            return Vec::new();
        }
        self.remove(|_, record| is_replaced(record))
    }

    /// The additions, each where no other content lies.
    fn placed(
        &self,
        archive: &Archive,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<Vec<Addition>, PublishError> {
        let given: Vec<_> = additions.iter().map(|one| &one.package.record).collect();
        let conflicts = self.conflicts(&given).into_iter().filter(|one| one.place.is_some());
        let in_the_way: BTreeSet<_> = conflicts.map(|one| (one.package, one.given)).collect();
        let mut placed = Vec::with_capacity(additions.len());
        for addition in additions {
            let mut is_taken =
                in_the_way.contains(&(addition.package.record.to_string(), addition.sha256()));
            for object in &addition.objects {
                is_taken = is_taken || aside::is_taken(store, object)?;
            }
            placed.push(match is_taken {
                true => {
                    addition.aside(archive).map_err(|error| PublishError::Refused(error.into()))?
                }
                false => addition.clone(),
            });
        }
        Ok(placed)
    }
}
