//! An RPM repository.

use crate::route::{TargetName, toml_key};
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::Yanked;
use repo_index::publish::PublishError;
use repo_index::retention::Retention;
use repo_index::rpmmd::{
    Addition, AnyDocument, History, Record, Repository, RepositoryState, RpmRepository,
};
use repo_store::{Key, KeyError, Object, Store};

use super::package::version;
use super::{Chronicled, Generation, IsMeant, Package, Publishable};
use crate::codes;
use crate::incoming::{Incoming, IncomingKind};
use crate::selection::Selection;
use crate::settings::Settings;
use diagnostic::flag_defect;

/// An RPM repository with what describes it.
#[derive(Debug)]
pub(crate) struct OpenedRepository<'a> {
    pub(crate) name: TargetName,
    pub(crate) described: &'a RpmRepository,
    pub(crate) repository: Repository<'a>,
}

fn chosen(selection: &Selection<'_>) -> impl Fn(&Record) -> bool {
    move |record| {
        let version = version(&record.evr());
        selection.chooses(None, record.name(), &version, record.architecture())
    }
}

fn shown(records: &[Record]) -> Vec<Package> {
    records.iter().map(Package::from).collect()
}

fn generation(one: &repo_index::rpmmd::Generation) -> Generation {
    let History { dropped, yanked, .. } = History::of(&one.repomd);
    Generation {
        serial: one.serial,
        date: one.date,
        sha256: one.snapshot.map(|snapshot| snapshot.to_string()),
        parent: one.parent.map(|parent| parent.to_string()),
        valid_until: None,
        dropped,
        yanked,
    }
}

impl<'a> Publishable for OpenedRepository<'a> {
    type Target = Repository<'a>;
    type Addition = Addition;

    fn name(&self) -> &TargetName {
        &self.name
    }

    fn target(&self) -> &Repository<'a> {
        &self.repository
    }

    fn key(&self, path: &str) -> Result<Key, KeyError> {
        self.described.key(path)
    }

    fn is_published(state: &RepositoryState) -> bool {
        state.repomd.is_some()
    }

    fn serial(state: &RepositoryState) -> Option<u64> {
        state.serial()
    }

    fn is_dropped(state: &RepositoryState) -> bool {
        state.dropped
    }

    fn packages(state: &RepositoryState) -> Vec<Package> {
        shown(state.packages())
    }

    fn is_same(one: &RepositoryState, other: &RepositoryState) -> bool {
        one.metadata == other.metadata
            && one.documents == other.documents
            && one.dropped == other.dropped
    }

    fn addition(
        &self,
        package: &Incoming,
        _component: Option<&str>,
    ) -> Result<Addition, Diagnostic> {
        let IncomingKind::Rpm { package: found, .. } = &package.kind else {
            return Err(package.misplaced(&self.name));
        };
        // It may be a signed copy that is added.
        Addition::new(self.described, found).map(|mut addition| {
            addition.file.clone_from(&package.file);
            addition
        })
    }

    fn add(
        &self,
        state: &mut RepositoryState,
        additions: &[Addition],
    ) -> Result<Vec<Package>, Diagnostics> {
        Ok(shown(&state.add_all(self.described, additions)?))
    }

    fn replace(
        &self,
        state: &mut RepositoryState,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError> {
        let replaced = state.replace_all(self.described, additions, store)?;
        Ok((shown(&replaced.added), shown(&replaced.gone)))
    }

    fn replaces(&self) -> (String, bool) {
        (format!("[rpm.{}]", toml_key(&self.described.name)), self.described.replace)
    }

    fn add_documents(
        state: &mut RepositoryState,
        documents: &[AnyDocument],
    ) -> Result<Vec<String>, Diagnostics> {
        state.add_documents(documents)
    }

    fn remove_document(state: &mut RepositoryState, kind: &str) -> bool {
        state.remove_document(kind)
    }

    fn remove(state: &mut RepositoryState, selection: &Selection<'_>) -> Vec<Package> {
        shown(&state.remove(chosen(selection)))
    }

    fn retention(&self) -> Option<Retention> {
        self.described.retention.clone()
    }

    fn retain(
        state: &mut RepositoryState,
        retention: &Retention,
        is_meant: &IsMeant<'_>,
    ) -> Vec<Package> {
        shown(&state.retain(retention, |record| {
            is_meant(None, record.name(), &version(&record.evr()), record.architecture())
        }))
    }

    fn yanked(state: &mut RepositoryState) -> &mut Vec<Yanked> {
        &mut state.yanked
    }

    fn withdraw(state: &mut RepositoryState) -> Vec<Package> {
        shown(&state.withdraw())
    }

    fn package(addition: &Addition) -> Package {
        Package::from(&addition.record)
    }

    fn object(addition: &Addition) -> Option<&Object> {
        Some(&addition.object)
    }

    fn signed(&self, _: &Addition, package: &Incoming) -> Result<Addition, Diagnostic> {
        self.addition(package, None)
    }

    fn transfer(
        &self,
        store: &dyn Store,
        source: &Self,
        _to: (&TargetName, &Settings),
        selection: &Selection<'_>,
        looks: bool,
    ) -> Result<Option<Vec<Addition>>, Diagnostics> {
        if !looks {
            return Ok(None);
        }
        let from = source.read(store).map_err(|error| error.diagnostics())?;
        selection.check(&Self::packages(&from))?;
        let is_chosen = chosen(selection);
        let (mut additions, mut errors) = (Vec::new(), Diagnostics::new());
        for record in from.packages().iter().filter(|record| is_chosen(record)) {
            match Addition::of_published(self.described, source.described, record) {
                Ok(addition) => additions.push(addition),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(Some(additions))
    }

    fn published(
        &self,
        store: &dyn Store,
        _settings: &Settings,
        is_chosen: &dyn Fn(&Package) -> bool,
    ) -> Result<Vec<(Package, Addition)>, Diagnostics> {
        let state = self.read(store).map_err(|error| error.diagnostics())?;
        let (mut published, mut errors) = (Vec::new(), Diagnostics::new());
        for record in state.packages() {
            let package = Package::from(record);
            if !is_chosen(&package) {
                continue;
            }
            match Addition::of_published(self.described, self.described, record) {
                Ok(addition) => published.push((package, addition)),
                Err(error) => errors.push(error),
            }
        }
        errors.into_result(published)
    }

    fn copy(
        &self,
        state: &mut RepositoryState,
        (source, from): (&Self, &RepositoryState),
        _to: &TargetName,
        selection: &Selection<'_>,
    ) -> Result<Vec<Package>, Diagnostics> {
        let from = (source.described, from);
        Ok(shown(&state.copy(self.described, from, chosen(selection))?))
    }

    fn copy_replacing(
        &self,
        state: &mut RepositoryState,
        (source, from): (&Self, &RepositoryState),
        _to: &TargetName,
        selection: &Selection<'_>,
        store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError> {
        let from = (source.described, from);
        let replaced = state.copy_replacing(self.described, from, chosen(selection), store)?;
        Ok((shown(&replaced.added), shown(&replaced.gone)))
    }

    fn objects(state: &RepositoryState) -> &[Object] {
        &state.additions
    }

    fn objects_mut(state: &mut RepositoryState) -> &mut Vec<Object> {
        &mut state.additions
    }

    fn history(&self, store: &dyn Store, limit: usize) -> Result<Vec<Generation>, PublishError> {
        Ok(self.repository.history(store, limit)?.iter().map(generation).collect())
    }

    fn chronicle(&self, store: &dyn Store, most: usize) -> Result<Chronicled, PublishError> {
        let all = self.repository.history(store, usize::MAX)?;
        Ok(Chronicled::new(&self.repository, store, &all, most, generation))
    }

    fn advice(&self, state: &RepositoryState) -> Option<Diagnostic> {
        let id = self.described.id.as_ref()?;
        let published = self.described.client_names(state.repomd.as_ref()).id;
        if *id == published {
            return None;
        }
        let field = format!("rpm.{}.id", self.described.name);
        let problem = format!("users know the repository as [{published}], and this never changes");
        let hint = match published == self.described.name {
            true => "leave it out".to_owned(),
            false => format!("write id = \"{published}\""),
        };
        Some(flag_defect(codes::PUBLISHED_ID, &field, problem).hint(hint))
    }

    fn at(
        &self,
        store: &dyn Store,
        serial: u64,
        current: &RepositoryState,
    ) -> Result<Option<RepositoryState>, PublishError> {
        let Some(mut state) = self.repository.at(store, serial)? else { return Ok(None) };
        // The number continues from the current one.
        state.repomd = current.repomd.clone();
        state.yanked.clone_from(&current.yanked);
        Ok(Some(state))
    }
}
