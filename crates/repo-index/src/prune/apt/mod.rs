//! What is an APT archive's to keep and to drop.

mod finds;
mod known;

use std::cell::RefCell;
use std::collections::HashSet;

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use repo_store::{Key, Listed, Sha256, Store};

use super::past::Past;
use super::references::{Ages, below};
use super::{Domain, ObjectKind, Survey, refuse_old};
use crate::apt::{Archive, Generation, IndexId, Suite, SuiteOptions, indexes};
use crate::publish::{MARKERS, PublishError, Target};
use finds::Finds;
use known::{Files, Known};

/// An APT archive with all its suites, those that no configuration names among them. Its own are
/// indexes named by SHA-256 digests below `dists`, of suites that it published itself, and packages
/// below `pool`; everything else is left alone.
#[derive(Debug)]
pub struct AptDomain<'a> {
    archive: &'a Archive,
    options: SuiteOptions<'a>,
    known: RefCell<Known>,
}

impl<'a> AptDomain<'a> {
    /// The domain of `archive`. By `options` its suites are read.
    #[must_use]
    pub fn new(archive: &'a Archive, options: SuiteOptions<'a>) -> Self {
        Self { archive, options, known: RefCell::default() }
    }

    fn key(&self, below: &str) -> Result<Key, PublishError> {
        self.archive.key(below).map_err(PublishError::from)
    }

    fn ages(&self) -> Ages {
        let Archive { cache_ttl, keep, keep_packages, .. } = self.archive;
        Ages::new(*cache_ttl, *keep, *keep_packages)
    }
}

impl Domain for AptDomain<'_> {
    fn read_ahead(&self, store: &dyn Store, now: Timestamp) {
        // What it finds may be another's by the time of the next one; what the indexes list stays.
        let _ = self.survey(store, now);
    }

    fn survey(&self, store: &dyn Store, now: Timestamp) -> Result<Survey, PublishError> {
        let (dists, pool) = (self.key("dists")?, self.key("pool")?);
        let (indexes, packages) = (store.list(Some(&dists))?, store.list(Some(&pool))?);
        let mut found = Finds::default();
        found.suites(&dists, &indexes);
        let suites = found.suites.clone();
        let mut defects = Diagnostics::new();
        for name in &suites {
            let suite = Suite::new(self.archive, name, self.options.clone())?;
            match self.suite(store, &suite, name, now, &mut found) {
                Ok(()) => {}
                Err(error @ PublishError::Store(_)) => return Err(error),
                Err(error) => defects.append(error.diagnostics()),
            }
        }
        defects.into_result(()).map_err(PublishError::Refused)?;
        if suites.is_empty() && !packages.is_empty() {
            found.references.block(&dists, "there is no suite that could refer to packages");
        }
        for name in ["", ".gz", ".xz", ".bz2", ".zst"] {
            let flat = self.key(&format!("Packages{name}"))?;
            if !packages.is_empty() && store.length(&flat)?.is_some() {
                let problem = "an index outside of suites, which may refer to packages";
                found.references.block(&flat, problem);
            }
        }
        Ok(self.sort_out(&dists, indexes, packages, found))
    }
}

impl AptDomain<'_> {
    /// Notes what a suite refers to, and what it referred to.
    fn suite(
        &self,
        store: &dyn Store,
        suite: &Suite<'_>,
        name: &str,
        now: Timestamp,
        found: &mut Finds,
    ) -> Result<(), PublishError> {
        // What followed a state that was put back would be dropped.
        refuse_old(store, suite)?;
        let (chain, end) = suite.chain(store, usize::MAX);
        let commit = suite.commit();
        for name in ["InRelease", "Release", "Release.gpg"] {
            found.mirrors.insert(suite.key(name)?);
        }
        let Some(current) = chain.first() else {
            // Of another program, which had no commit like ours.
            end.map_or(Ok(()), Err)?;
            let options = SuiteOptions { adopt_unsigned: true, ..self.options.clone() };
            let suite = Suite::new(self.archive, name, options)?;
            for index in suite.read(store, None)?.indexes.values() {
                let files = suite.files_of_packages(index)?;
                files.into_iter().for_each(|key| found.references.refer(key, None));
            }
            found.references.leave_alone(&commit);
            return Ok(());
        };
        if current.release.is_ours() {
            found.ours.insert(name.to_owned());
        } else {
            found.references.leave_alone(&commit);
        }
        for path in current.release.files.keys() {
            found.mirrors.insert(suite.key(path)?);
        }
        let (mut seen, mut past) = (HashSet::new(), Past::new(&commit, self.ages(), now));
        for generation in &chain {
            let outcome = self.generation(store, suite, generation, past.until(), &mut seen, found);
            past.noted(outcome, generation.date, &mut found.references)?;
        }
        past.end(end, &mut found.references)
    }

    /// Notes what a publication refers to, or referred to until a time. Indexes that were `seen` in
    /// newer ones tell nothing new.
    fn generation(
        &self,
        store: &dyn Store,
        suite: &Suite<'_>,
        generation: &Generation,
        until: Option<Timestamp>,
        seen: &mut HashSet<Sha256>,
        found: &mut Finds,
    ) -> Result<(), PublishError> {
        for key in suite.named_by_hash(generation)? {
            found.references.refer(key, until);
        }
        let mut result = Ok(());
        for (id, sha256) in indexes(&generation.release) {
            if seen.contains(&sha256) {
                continue;
            }
            match self.files_of(store, suite, generation, &id, sha256) {
                Ok(files) => {
                    seen.insert(sha256);
                    let references = &mut found.references;
                    files.iter().for_each(|key| references.refer(Key::clone(key), until));
                }
                Err(error) => result = Err(error),
            }
        }
        result
    }

    /// The files that the packages of an index consist of, which is read once.
    fn files_of(
        &self,
        store: &dyn Store,
        suite: &Suite<'_>,
        generation: &Generation,
        id: &IndexId,
        sha256: Sha256,
    ) -> Result<Files, PublishError> {
        if let Some(files) = self.known.borrow().get(sha256) {
            return Ok(files);
        }
        let files = suite.files_of(store, &generation.release, id)?;
        Ok(self.known.borrow_mut().insert(sha256, files))
    }

    /// Parts what is there into what is referred to, what is not, and what is somebody else's.
    fn sort_out(
        &self,
        dists: &Key,
        indexes: Vec<Listed>,
        packages: Vec<Listed>,
        found: Finds,
    ) -> Survey {
        let ages = self.ages();
        let mut survey = Survey::default();
        for listed in indexes {
            let of = found.suite_of(below(dists, &listed.key));
            // A suite that another program publishes is told once.
            let is_ours = of.is_some_and(|(suite, _)| found.ours.contains(suite));
            let is_by_hash = is_ours && of.is_some_and(|(_, path)| is_by_hash(path));
            let is_marker = of.is_some_and(|(_, path)| is_marker(path));
            if found.references.to(&listed.key) == Some(None) {
                continue;
            }
            if is_by_hash {
                let found = found.references.unreferenced(listed, ObjectKind::Index, ages);
                survey.unreferenced.push(found);
            } else if !is_marker
                && (is_ours || is_alone(below(dists, &listed.key)))
                && !found.mirrors.contains(&listed.key)
            {
                survey.foreign.push(listed.key);
            }
        }
        let references = found.references;
        for listed in packages {
            let since = references.to(&listed.key);
            if since.is_none() && !is_of_a_package(listed.key.file_name()) {
                survey.foreign.push(listed.key);
                continue;
            }
            survey.packages += 1;
            if since != Some(None) {
                let found = references.unreferenced(listed, ObjectKind::Package, ages);
                survey.unreferenced.push(found);
            }
        }
        references.complete(&mut survey);
        survey
    }
}

/// Whether a path below the folder of a suite is an index named by its digest.
fn is_by_hash(path: &str) -> bool {
    let (folder, digest) = match path.strip_prefix("by-hash/SHA256/") {
        Some(digest) => ("", digest),
        None => match path.split_once("/by-hash/SHA256/") {
            Some(parts) => parts,
            None => return false,
        },
    };
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    !folder.ends_with(".diff") && digest.len() == 64 && digest.bytes().all(hex)
}

/// Whether a path below the folder of a suite is that of a marker, which is never dropped.
fn is_marker(path: &str) -> bool {
    path.strip_prefix(MARKERS).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a path below `dists` is that of a file in no folder.
fn is_alone(path: &str) -> bool {
    !path.contains('/')
}

/// Whether a file has the name of a package, or of a source package's part (dsc(5), deb(5)).
fn is_of_a_package(name: &str) -> bool {
    const SUFFIXES: [&str; 5] = [".deb", ".udeb", ".ddeb", ".dsc", ".diff.gz"];
    let name = name.strip_suffix(".asc").unwrap_or(name);
    let is_tarball = |name: &str| {
        let compressed = name.rsplit_once(".tar.").map(|(_, suffix)| suffix);
        compressed.is_some_and(|suffix| ["gz", "xz", "bz2", "lzma", "zst"].contains(&suffix))
    };
    name.contains('_') && (SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) || is_tarball(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_indexes_are_named_by_sha256() {
        let hash = "0123456789abcdef".repeat(4);
        for path in ["", "main/binary-amd64/", "main/source/", "updates/main/"] {
            assert!(is_by_hash(&format!("{path}by-hash/SHA256/{hash}")), "{path}");
        }
        for path in [
            format!("by-hash/SHA512/{hash}"),
            format!("by-hash/SHA256/{hash}0"),
            format!("by-hash/SHA256/{}", hash.to_uppercase()),
            format!("main/binary-amd64/Packages.diff/by-hash/SHA256/{hash}"),
            "main/binary-amd64/Packages".to_owned(),
        ] {
            assert!(!is_by_hash(&path), "{path}");
        }
    }

    #[test]
    fn packages_are_known_by_their_names() {
        for name in [
            "tool_1_amd64.deb",
            "tool_1_amd64.udeb",
            "tool-dbgsym_1_amd64.ddeb",
            "tool_1-1.dsc",
            "tool_1.orig.tar.gz",
            "tool_1.orig.tar.xz.asc",
            "tool_1-1.debian.tar.xz",
            "tool_1-1.diff.gz",
        ] {
            assert!(is_of_a_package(name), "{name}");
        }
        for name in ["README", "index.html", "tool.deb", "tool_1.changes", "x_1.tar", ".deb"] {
            assert!(!is_of_a_package(name), "{name}");
        }
    }
}
