//! What is an RPM repository's to keep and to drop.

use std::collections::HashSet;

use pkgio::Timestamp;
use repo_store::{Key, Listed, Store};

use super::past::Past;
use super::references::{Ages, References, below};
use super::{Domain, ObjectKind, Survey, refuse_old};
use crate::publish::{PublishError, Target};
use crate::rpmmd::{Checksum, Generation, Repository, RepositoryOptions, RpmRepository};

/// An RPM repository. Its own are lists and documents in `repodata` that are named by their digests,
/// snapshots, and packages below `Packages`; everything else is left alone.
#[derive(Debug)]
pub struct RpmDomain<'a> {
    repository: &'a RpmRepository,
    options: RepositoryOptions<'a>,
}

/// What is there.
struct There {
    lists: Vec<Listed>,
    snapshots: Vec<Listed>,
    packages: Vec<Listed>,
}

/// Where that is.
struct Folders {
    lists: Key,
    snapshots: Key,
    packages: Key,
}

impl<'a> RpmDomain<'a> {
    /// The domain of `repository`, which is read by `options`.
    #[must_use]
    pub fn new(repository: &'a RpmRepository, options: RepositoryOptions<'a>) -> Self {
        Self { repository, options }
    }

    fn key(&self, below: &str) -> Result<Key, PublishError> {
        self.repository.key(below).map_err(PublishError::from)
    }

    fn ages(&self) -> Ages {
        let RpmRepository { cache_ttl, keep, keep_packages, .. } = self.repository;
        Ages::new(*cache_ttl, *keep, *keep_packages)
    }
}

impl Domain for RpmDomain<'_> {
    fn survey(&self, store: &dyn Store, now: Timestamp) -> Result<Survey, PublishError> {
        let folders = Folders {
            lists: self.key("repodata")?,
            snapshots: self.key("snapshots")?,
            packages: self.key("Packages")?,
        };
        let there = There {
            lists: store.list(Some(&folders.lists))?,
            snapshots: store.list(Some(&folders.snapshots))?,
            packages: store.list(Some(&folders.packages))?,
        };
        let repository = Repository::new(self.repository, self.options.clone())?;
        let mut references = References::default();
        let is_ours = self.publications(store, &repository, now, &mut references)?;
        if !is_ours && store.length(&repository.commit())?.is_none() && !there.packages.is_empty() {
            let problem = "no repomd.xml is here that could refer to packages";
            references.block(&folders.lists, problem);
        }
        for Listed { key, .. } in &there.packages {
            if key.as_str().ends_with("/repodata/repomd.xml") {
                references.block(key, "a repository within, which may refer to packages");
            }
        }
        Ok(self.sort_out(&folders, there, is_ours, references))
    }
}

impl RpmDomain<'_> {
    /// Notes what every publication refers to, or referred to. Whether the current one is of ours.
    fn publications(
        &self,
        store: &dyn Store,
        repository: &Repository<'_>,
        now: Timestamp,
        references: &mut References,
    ) -> Result<bool, PublishError> {
        refuse_old(store, repository)?;
        let (chain, end) = repository.chain(store, usize::MAX);
        let commit = repository.commit();
        let Some(current) = chain.first() else { return end.map_or(Ok(false), Err) };
        let is_ours = current.serial.is_some();
        if !is_ours {
            references.leave_alone(&commit);
        }
        let (mut seen, mut past) = (HashSet::new(), Past::new(&commit, self.ages(), now));
        for generation in &chain {
            let until = past.until();
            let outcome = publication(store, repository, generation, until, &mut seen, references);
            past.noted(outcome, generation.date, references)?;
        }
        past.end(end, references)?;
        Ok(is_ours)
    }

    /// Parts what is there into what is referred to, what is not, and what is somebody else's.
    fn sort_out(
        &self,
        folders: &Folders,
        there: There,
        is_ours: bool,
        references: References,
    ) -> Survey {
        let (mut survey, ages) = (Survey::default(), self.ages());
        let lists = there.lists.into_iter().map(|listed| {
            let path = below(&folders.lists, &listed.key);
            let is_own = is_by_digest(path);
            (["repomd.xml", "repomd.xml.asc"].contains(&path), is_own, listed)
        });
        let snapshots = there.snapshots.into_iter().map(|listed| {
            let path = below(&folders.snapshots, &listed.key);
            let id = path.split_once('/').map(|(id, _)| id.len() == 64 && is_hex(id));
            (false, id.unwrap_or(false), listed)
        });
        for (is_mirror, is_own, listed) in lists.chain(snapshots) {
            if references.to(&listed.key) == Some(None) || is_mirror || !is_ours {
                continue;
            }
            match is_own {
                true => {
                    let found = references.unreferenced(listed, ObjectKind::Index, ages);
                    survey.unreferenced.push(found);
                }
                false => survey.foreign.push(listed.key),
            }
        }
        for listed in there.packages {
            let since = references.to(&listed.key);
            if since.is_none() && !listed.key.as_str().ends_with(".rpm") {
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

/// Notes what a publication refers to, or referred to until a time. Lists that were `seen` in newer
/// ones tell nothing new.
fn publication(
    store: &dyn Store,
    repository: &Repository<'_>,
    generation: &Generation,
    until: Option<Timestamp>,
    seen: &mut HashSet<Checksum>,
    references: &mut References,
) -> Result<(), PublishError> {
    for key in repository.named(store, generation)? {
        references.refer(key, until);
    }
    let Some(primary) = generation.repomd.find("primary") else { return Ok(()) };
    if seen.contains(&primary.checksum) {
        return Ok(());
    }
    for key in repository.packages_of(store, generation)? {
        references.refer(key, until);
    }
    seen.insert(primary.checksum.clone());
    Ok(())
}

/// Whether a name in `repodata` is that of a list or document by its digest, of whatever kind.
fn is_by_digest(name: &str) -> bool {
    let digest = name.split_once('-').map_or("", |(digest, _)| digest);
    !name.contains('/') && [32, 40, 56, 64, 96, 128].contains(&digest.len()) && is_hex(digest)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_lists_are_named_by_digests() {
        let hash = "0123456789abcdef".repeat(4);
        for name in ["primary.xml.zst", "comps.xml", "filelists.sqlite.bz2"] {
            assert!(is_by_digest(&format!("{hash}-{name}")), "{name}");
        }
        assert!(is_by_digest(&format!("{}-primary.xml.gz", &hash[..40])));
        for name in [
            "primary.xml.gz".to_owned(),
            hash.clone(),
            format!("{}-x", hash.to_uppercase()),
            format!("x{}-x", &hash[1..]),
            format!("{}-x", &hash[1..]),
            format!("old/{hash}-x"),
        ] {
            assert!(!is_by_digest(&name), "{name}");
        }
    }
}
