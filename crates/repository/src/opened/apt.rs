//! A suite of an APT archive.

use crate::route::{NamePath, TargetName, toml_key};
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::Yanked;
use repo_index::apt::{
    Addition, Archive, Conflict, Destination, IndexId, IntakeOptions, PackageKind, Record, Release,
    Suite, SuitePackage, SuiteState, Transfer,
};
use repo_index::name::NameError;
use repo_index::publish::PublishError;
use repo_index::retention::Retention;
use repo_store::{Key, KeyError, Object, Store};

use super::{Chronicled, Generation, IsMeant, Package, Publishable};
use crate::codes;
use crate::incoming::{Incoming, IncomingKind};
use crate::keys::Keys;
use crate::selection::Selection;
use crate::settings::Settings;
use diagnostic::flag_defect;

/// A suite with the archive that it is of.
#[derive(Debug)]
pub(crate) struct OpenedSuite<'a> {
    name: TargetName,
    pub(crate) archive: &'a Archive,
    suite: Suite<'a>,
    aliases: Vec<Self>,
    alias_of: Option<Box<Self>>,
}

impl<'a> OpenedSuite<'a> {
    /// The suite, its aliases, and what it is an alias of.
    pub(crate) fn new(
        archive: &'a Archive,
        suite: &NamePath,
        settings: &Settings,
        keys: &'a Keys,
    ) -> Result<Self, Diagnostic> {
        let open = |name: &NamePath| {
            let target = TargetName::Apt {
                archive: archive.name.parse().map_err(unnamed)?,
                suite: name.clone(),
                component: None,
            };
            let suite = settings.suite(archive, name, keys)?;
            Ok::<_, Diagnostic>(Self {
                name: target,
                archive,
                suite,
                aliases: Vec::new(),
                alias_of: None,
            })
        };
        let mut opened = open(suite)?;
        for alias in archive.aliases_of(suite.as_str()) {
            opened.aliases.push(open(&alias.parse().map_err(unnamed)?)?);
        }
        if let Some(of) = archive.alias_of(suite.as_str()) {
            opened.alias_of = Some(Box::new(open(&of.parse().map_err(unnamed)?)?));
        }
        Ok(opened)
    }
}

/// A name that was read and is none.
fn unnamed(error: NameError) -> Diagnostic {
    flag_defect(codes::TARGET_NAME, "TARGET", error.to_string())
}

fn chosen(selection: &Selection<'_>) -> impl Fn(&IndexId, &Record) -> bool {
    move |id, record| {
        let (name, version) = (record.package(), record.version());
        selection.chooses(Some(&id.component), name, version, record.architecture())
    }
}

/// The component that a target names.
fn component(target: &TargetName) -> Option<&str> {
    match target {
        TargetName::Apt { component, .. } => component.as_ref().map(|name| name.as_str()),
        TargetName::Rpm { .. } => None,
    }
}

fn suite(target: &TargetName) -> &str {
    match target {
        TargetName::Apt { suite, .. } => suite.as_str(),
        TargetName::Rpm { .. } => "",
    }
}

fn conflicting(conflicts: &[Conflict]) -> Diagnostics {
    let mut errors = Diagnostics::new();
    errors.extend(conflicts.iter().map(Conflict::diagnostic));
    errors
}

fn shown(packages: &[SuitePackage]) -> Vec<Package> {
    packages.iter().map(Package::from).collect()
}

fn generation(one: &repo_index::apt::Generation) -> Generation {
    Generation {
        serial: one.serial,
        date: one.date,
        sha256: Some(one.sha256.to_string()),
        parent: one.parent.map(|parent| parent.to_string()),
        valid_until: one.release.valid_until,
        dropped: one.release.dropped,
        yanked: one.release.yanked.clone(),
    }
}

impl OpenedSuite<'_> {
    /// Packages of `from`, an archive, as additions to the place here that `to` names.
    fn moved(
        &self,
        store: &dyn Store,
        (from, to): (&Archive, &TargetName),
        packages: &[SuitePackage],
        settings: &Settings,
    ) -> Result<Vec<Addition>, Diagnostics> {
        let options = IntakeOptions {
            md5: self.archive.md5,
            payload: self.archive.contents == Some(true),
            threads: settings.threads,
            ..IntakeOptions::new(&self.archive.architectures)
        };
        let (suite, component) = (suite(to), component(to));
        let transfer = Transfer { store, from, to: self.archive, suite, component };
        transfer.additions(packages, &options)
    }
}

impl<'a> Publishable for OpenedSuite<'a> {
    type Target = Suite<'a>;
    type Addition = Addition;

    fn name(&self) -> &TargetName {
        &self.name
    }

    fn target(&self) -> &Suite<'a> {
        &self.suite
    }

    fn key(&self, path: &str) -> Result<Key, KeyError> {
        self.archive.key(path)
    }

    fn is_published(state: &SuiteState) -> bool {
        state.release.is_some()
    }

    fn serial(state: &SuiteState) -> Option<u64> {
        state.release.as_ref()?.serial
    }

    fn is_dropped(state: &SuiteState) -> bool {
        state.dropped
    }

    fn aliases(&self) -> &[Self] {
        &self.aliases
    }

    fn alias_of(&self) -> Option<&Self> {
        self.alias_of.as_deref()
    }

    fn following(state: &SuiteState, of: &SuiteState) -> SuiteState {
        state.following(of)
    }

    fn packages(state: &SuiteState) -> Vec<Package> {
        shown(&state.packages())
    }

    fn is_same(one: &SuiteState, other: &SuiteState) -> bool {
        one.indexes == other.indexes && one.dropped == other.dropped
    }

    fn addition(
        &self,
        package: &Incoming,
        component: Option<&str>,
    ) -> Result<Addition, Diagnostic> {
        let file_name = package.file.file_name().unwrap_or_default().to_string_lossy();
        let suite = suite(&self.name);
        let destination = Destination { suite, component, file_name: &file_name };
        let addition = match &package.kind {
            IncomingKind::Binary(found) => Addition::of_package(self.archive, found, destination),
            IncomingKind::Source(found) => Addition::of_source(self.archive, found, destination),
            IncomingKind::Rpm { .. } => Err(package.misplaced(&self.name)),
        };
        // It may be a signed copy that is added.
        addition.map(|mut addition| {
            addition.file.clone_from(&package.file);
            addition
        })
    }

    fn add(
        &self,
        state: &mut SuiteState,
        additions: &[Addition],
    ) -> Result<Vec<Package>, Diagnostics> {
        Ok(shown(&state.add_all(self.archive, additions)?))
    }

    fn replace(
        &self,
        state: &mut SuiteState,
        additions: &[Addition],
        store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError> {
        let replaced = state.replace_all(self.archive, additions, store)?;
        Ok((shown(&replaced.added), shown(&replaced.gone)))
    }

    fn replaces(&self) -> (String, bool) {
        let suite = suite(&self.name);
        let table = format!("[apt.{}.suites.{}]", toml_key(&self.archive.name), toml_key(suite));
        (table, self.archive.suite(suite).replace)
    }

    fn remove(state: &mut SuiteState, selection: &Selection<'_>) -> Vec<Package> {
        shown(&state.remove(chosen(selection)))
    }

    fn retention(&self) -> Option<Retention> {
        self.archive.suite(suite(&self.name)).retention
    }

    fn retain(
        state: &mut SuiteState,
        retention: &Retention,
        is_meant: &IsMeant<'_>,
    ) -> Vec<Package> {
        shown(&state.retain(retention, |id, record| {
            let (name, version) = (record.package(), record.version());
            is_meant(Some(&id.component), name, version, record.architecture())
        }))
    }

    fn yanked(state: &mut SuiteState) -> &mut Vec<Yanked> {
        &mut state.yanked
    }

    fn withdraw(state: &mut SuiteState) -> Vec<Package> {
        shown(&state.withdraw())
    }

    fn package(addition: &Addition) -> Package {
        Package::from(&addition.package)
    }

    fn object(addition: &Addition) -> Option<&Object> {
        match addition.objects.as_slice() {
            [object] if addition.package.kind != PackageKind::Source => Some(object),
            _ => None,
        }
    }

    fn signed(&self, addition: &Addition, package: &Incoming) -> Result<Addition, Diagnostic> {
        let IncomingKind::Binary(found) = &package.kind else {
            return Err(package.misplaced(&self.name));
        };
        // The index that lists it may know its kind from elsewhere than its fields.
        let mut found = found.clone();
        found.kind = addition.package.kind;
        let package = Incoming { file: package.file.clone(), kind: IncomingKind::Binary(found) };
        self.addition(&package, Some(&addition.package.component))
    }

    fn transfer(
        &self,
        store: &dyn Store,
        source: &Self,
        (to, settings): (&TargetName, &Settings),
        selection: &Selection<'_>,
        _looks: bool,
    ) -> Result<Option<Vec<Addition>>, Diagnostics> {
        if source.archive.name == self.archive.name {
            return Ok(None);
        }
        let from = source.read(store).map_err(|error| error.diagnostics())?;
        selection.check(&Self::packages(&from))?;
        let mut packages = SuiteState::default();
        let packages = packages
            .copy(source.archive, &from, None, chosen(selection))
            .map_err(|conflicts| conflicting(&conflicts))?;
        self.moved(store, (source.archive, to), &packages, settings).map(Some)
    }

    fn published(
        &self,
        store: &dyn Store,
        settings: &Settings,
        is_chosen: &dyn Fn(&Package) -> bool,
    ) -> Result<Vec<(Package, Addition)>, Diagnostics> {
        let state = self.read(store).map_err(|error| error.diagnostics())?;
        let packages = state.packages().into_iter();
        let packages: Vec<_> = packages.filter(|one| is_chosen(&Package::from(one))).collect();
        let additions = self.moved(store, (self.archive, &self.name), &packages, settings)?;
        Ok(shown(&packages).into_iter().zip(additions).collect())
    }

    fn copy(
        &self,
        state: &mut SuiteState,
        (_, from): (&Self, &SuiteState),
        to: &TargetName,
        selection: &Selection<'_>,
    ) -> Result<Vec<Package>, Diagnostics> {
        match state.copy(self.archive, from, component(to), chosen(selection)) {
            Ok(copied) => Ok(shown(&copied)),
            Err(conflicts) => Err(conflicting(&conflicts)),
        }
    }

    fn copy_replacing(
        &self,
        state: &mut SuiteState,
        (_, from): (&Self, &SuiteState),
        to: &TargetName,
        selection: &Selection<'_>,
        _store: &dyn Store,
    ) -> Result<(Vec<Package>, Vec<Package>), PublishError> {
        let replaced = state.copy_replacing(self.archive, from, component(to), chosen(selection));
        let replaced = replaced.map_err(|errors| PublishError::Refused(conflicting(&errors)))?;
        Ok((shown(&replaced.added), shown(&replaced.gone)))
    }

    fn objects(state: &SuiteState) -> &[Object] {
        &state.additions
    }

    fn objects_mut(state: &mut SuiteState) -> &mut Vec<Object> {
        &mut state.additions
    }

    fn history(&self, store: &dyn Store, limit: usize) -> Result<Vec<Generation>, PublishError> {
        Ok(self.suite.history(store, limit)?.iter().map(generation).collect())
    }

    fn chronicle(&self, store: &dyn Store, most: usize) -> Result<Chronicled, PublishError> {
        let all = self.suite.history(store, usize::MAX)?;
        Ok(Chronicled::new(&self.suite, store, &all, most, generation))
    }

    fn at(
        &self,
        store: &dyn Store,
        serial: u64,
        current: &SuiteState,
    ) -> Result<Option<SuiteState>, PublishError> {
        let Some(mut state) = self.suite.at(store, serial)? else { return Ok(None) };
        // The number continues from the current one.
        let serial = Self::serial(current);
        state.release = state.release.map(|release| Release { serial, ..release });
        state.yanked.clone_from(&current.yanked);
        Ok(Some(state))
    }
}
