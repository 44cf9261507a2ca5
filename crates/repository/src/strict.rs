//! Archives and RPM repositories that take no odd packages, whichever command brings them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::route::TargetName;
use diagnostic::{Diagnostic, Diagnostics};
use repo_index::publish::PublishError;
use repo_store::Store;

use crate::described::Repository;
use crate::incoming::{self, Incoming, IncomingKind, ReadOptions, Routed};
use crate::opened::{Package, Publishable};
use crate::selection::Selection;
use crate::signing::{self, Signing};

/// Refuses what is tolerated in those of `read` that go where `strict = true`. `routed` is
/// about `packages`, of which `read` are some or all.
pub(crate) fn check(
    repository: &Repository,
    routed: &BTreeMap<TargetName, Routed>,
    packages: &[Incoming],
    read: &[Incoming],
) -> Result<(), Diagnostics> {
    let strict = routed.iter().filter(|(target, _)| is_strict(repository, target));
    let files: BTreeSet<_> =
        strict.flat_map(|(_, routed)| routed).map(|(_, at)| &packages[*at].file).collect();
    refuse(read.iter().filter(|package| files.contains(&package.file)))
}

/// Whether `strict = true` is in the table of the archive or the RPM repository.
fn is_strict(repository: &Repository, target: &TargetName) -> bool {
    match target {
        TargetName::Apt { archive, .. } => {
            repository.config.archive(archive.as_str()).is_some_and(|one| one.strict)
        }
        TargetName::Rpm { repository: name } => {
            repository.config.repository(name.as_str()).is_some_and(|one| one.strict)
        }
    }
}

fn refuse<'p>(packages: impl Iterator<Item = &'p Incoming>) -> Result<(), Diagnostics> {
    let mut defects = Diagnostics::new();
    for package in packages {
        let tolerated = match &package.kind {
            IncomingKind::Binary(package) => &package.tolerated,
            IncomingKind::Source(source) => &source.tolerated,
            IncomingKind::Rpm { package, .. } => &package.tolerated,
        };
        tolerated.as_slice().iter().for_each(|found| defects.push(refused(found)));
    }
    defects.into_result(())
}

/// The warning as an error, with the way to be rid of it.
fn refused(tolerated: &Diagnostic) -> Diagnostic {
    let hint = tolerated.hint.as_deref().unwrap_or_default();
    tolerated.clone().hint(format!("{hint}, or remove \"strict\" from the table"))
}

/// What lets published packages into a target: all of them, unless that is strict.
#[derive(Debug)]
pub(crate) struct Gate<'a> {
    signing: Signing<'a>,
    is_strict: bool,
    /// The packages that were read and are not odd, by their digests.
    passed: RefCell<BTreeSet<String>>,
}

impl<'a> Gate<'a> {
    pub(crate) fn of(signing: Signing<'a>, target: &TargetName) -> Self {
        let is_strict = is_strict(signing.repository, target);
        Self { signing, is_strict, passed: RefCell::default() }
    }

    /// Refuses the odd ones among the packages of `source` that are chosen, as it lists them now.
    pub(crate) fn check<T: Publishable>(
        &self,
        store: &dyn Store,
        (source, selection): (&T, &Selection<'_>),
        opened: &T,
    ) -> Result<(), Diagnostics> {
        if !self.is_strict {
            return Ok(());
        }
        let read = |state: Result<_, PublishError>| state.map_err(|error| error.diagnostics());
        let packages = T::packages(&read(source.read(store))?);
        // It may be a new suite, of which nothing is published yet.
        let listed = T::packages(&read(opened.current(store))?);
        self.let_in((source, selection, &packages), &listed)
    }

    /// The same of `packages`, which the source lists. They are read from the first byte to the last, each
    /// once; those that are `listed` where they go are not looked at.
    pub(crate) fn let_in<T: Publishable>(
        &self,
        (source, selection, packages): (&T, &Selection<'_>, &[Package]),
        listed: &[Package],
    ) -> Result<(), Diagnostics> {
        if !self.is_strict {
            return Ok(());
        }
        let listed: BTreeSet<&str> = listed.iter().map(|package| package.digest.as_str()).collect();
        let (mut files, mut digests) = (BTreeSet::new(), Vec::new());
        for package in packages.iter().filter(|package| selection.has(package)) {
            let digest = package.digest.as_str();
            if !listed.contains(digest) && !self.passed.borrow().contains(digest) {
                let key = source
                    .key(&package.path)
                    .map_err(|error| PublishError::from(error).diagnostics())?;
                files.insert(self.signing.file(&key));
                digests.push(digest.to_owned());
            }
        }
        self.read(files.into_iter().collect())?;
        self.passed.borrow_mut().extend(digests);
        Ok(())
    }

    fn read(&self, files: Vec<PathBuf>) -> Result<(), Diagnostics> {
        if files.is_empty() {
            return Ok(());
        }
        let Signing { repository, threads, .. } = self.signing;
        let architectures = repository.architectures();
        let options = ReadOptions {
            payload: true,
            ..signing::read_options(repository, threads, &architectures)
        };
        // What is tolerated is an error here, and what else there is to note was told by `add`.
        let read = incoming::read(files, &options, &mut Diagnostics::new())?;
        refuse(read.iter())
    }
}
