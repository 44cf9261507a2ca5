//! One name, one content: what the records of a suite may be beside each other.
//!
//! Within a suite, a version of a package has one content for each architecture, in whatever component
//! it stands; one for `all` counts for every architecture. A file has one content wherever it is listed.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use repo_store::Sha256;

use super::{Conflict, Format, Record};

/// The versions of packages that are listed, each with what is known of where. They are found by a hash
/// of name and version, of which there are very many.
#[derive(Debug)]
pub(crate) struct Versions<W> {
    hashes: RandomState,
    known: HashMap<u64, Vec<(Record, W)>>,
}

impl<W> Default for Versions<W> {
    fn default() -> Self {
        Self { hashes: RandomState::new(), known: HashMap::new() }
    }
}

impl<W> Versions<W> {
    /// Enters a record that is listed at `place`. Returns the first one with which it cannot be listed:
    /// of the same version, for an architecture that it is for too, with other content.
    pub(crate) fn enter(
        &mut self,
        record: &Record,
        place: impl FnOnce() -> W,
    ) -> Option<&(Record, W)> {
        let hash = self.hashes.hash_one((record.package_bytes(), record.version()));
        let known = self.known.entry(hash).or_insert_with(|| Vec::with_capacity(1));
        let is_version = |known: &Record| {
            known.package_bytes() == record.package_bytes() && known.version() == record.version()
        };
        let same = |known: &Record| {
            is_version(known)
                && known.sha256() == record.sha256()
                && known.architecture() == record.architecture()
        };
        if known.iter().any(|(known, _)| same(known)) {
            return None;
        }
        let other = known.iter().position(|(known, _)| {
            is_version(known)
                && known.sha256() != record.sha256()
                && meet(known.architecture(), record.architecture())
        });
        known.push((record.clone(), place()));
        other.map(|index| &known[index])
    }
}

/// Whether `given` takes the place of `listed`: of the same version, for an architecture that it is for too,
/// with other content.
pub(super) fn replaces(given: &Record, listed: &Record) -> bool {
    given.package_bytes() == listed.package_bytes()
        && given.version() == listed.version()
        && given.sha256() != listed.sha256()
        && meet(given.architecture(), listed.architecture())
}

/// Whether packages for these architectures can be installed on the same system.
fn meet(left: &str, right: &str) -> bool {
    let is_any = |one: &str, other: &str| one == "all" && other != "source";
    left == right || is_any(left, right) || is_any(right, left)
}

/// What keeps `given` from being listed beside `listed`, and beside each other: each once. What
/// contradicts itself among `listed` is not told of, and what is listed already may be given again.
pub(super) fn conflicts<'a>(
    listed: impl Iterator<Item = &'a Record> + Clone,
    given: &[&Record],
) -> Vec<Conflict> {
    let mut conflicts = of_versions(listed.clone(), given);
    let places = of_places(listed, given);
    // Two contents of one version have one place, and are told of as that.
    let is_new = |one: &Conflict| {
        !conflicts.iter().any(|other| (&other.package, other.given) == (&one.package, one.given))
    };
    let places: Vec<_> = places.into_iter().filter(is_new).collect();
    conflicts.extend(places);
    conflicts
}

fn of_versions<'a>(listed: impl Iterator<Item = &'a Record>, given: &[&Record]) -> Vec<Conflict> {
    let names: HashSet<&[u8]> = given.iter().map(|record| record.package_bytes()).collect();
    let mut versions = Versions::default();
    for record in listed.filter(|record| names.contains(record.package_bytes())) {
        let _ = versions.enter(record, || ());
    }
    let mut conflicts = Vec::new();
    for record in given {
        if let Some((published, ())) = versions.enter(record, || ()) {
            conflicts.push(Conflict {
                package: record.to_string(),
                published: published.sha256(),
                given: record.sha256(),
                place: None,
            });
        }
    }
    conflicts
}

fn of_places<'a>(listed: impl Iterator<Item = &'a Record>, given: &[&Record]) -> Vec<Conflict> {
    let mut places = HashMap::<String, (Sha256, &Record)>::new();
    let mut conflicts = Vec::<Conflict>::new();
    let mut conflict = |path: &str, record: &Record, published: Sha256, other: &Record| {
        let found = Conflict {
            package: record.to_string(),
            published,
            given: record.sha256(),
            place: Some((path.to_owned(), other.to_string())),
        };
        if !conflicts.contains(&found) {
            conflicts.push(found);
        }
    };
    for record in given {
        for file in record.files() {
            let (sha256, first) = *places.entry(file.path.clone()).or_insert((file.sha256, record));
            if sha256 != file.sha256 {
                conflict(&file.path, record, sha256, first);
            }
        }
    }
    let has_sources = given.iter().any(|record| record.format() == Format::Sources);
    for other in listed {
        let mut check = |path: &str, published: Sha256| match places.get(path) {
            Some((sha256, record)) if *sha256 != published => {
                conflict(path, record, published, other);
            }
            _ => {}
        };
        match other.format() {
            Format::Packages => check(other.place(), other.sha256()),
            Format::Sources if has_sources => {
                other.files().iter().for_each(|file| check(&file.path, file.sha256));
            }
            Format::Sources => {}
        }
    }
    conflicts
}
