//! What a publication refers to.

use repo_store::{Key, Store};
use rpmpkg::Evr;

use super::package::UP;
use super::read::Place;
use super::tags::History;
use super::{Generation, Repository, damaged};
use crate::changes::ListedPackage;
use crate::publish::PublishError;
use crate::rpmmd::scan::Found;
use crate::rpmmd::{Data, List, scan, trusted};

impl Repository<'_> {
    /// The objects that a publication consists of: lists, documents and signatures, in `repodata` and
    /// in its snapshot. Not the commit, which has no name of its own.
    pub(crate) fn named(
        &self,
        store: &dyn Store,
        generation: &Generation,
    ) -> Result<Vec<Key>, PublishError> {
        let mut keys = Vec::new();
        // The list of packages of a snapshot is its own.
        let is_shared = |data: &&Data| is_current(generation) || data.list() != Some(List::Primary);
        let own = generation.repomd.data.iter().filter(|data| data.base.is_none());
        for data in own.filter(is_shared) {
            keys.push(self.key(&data.location)?);
        }
        if let Some(name) = History::of(&generation.repomd).primary {
            keys.push(self.key(&format!("repodata/{name}"))?);
        }
        let Some(id) = generation.snapshot else { return Ok(keys) };
        for name in ["repodata/repomd.xml", "repodata/repomd.xml.asc", "commit.asc"] {
            keys.push(self.snapshot_key(id, name)?);
        }
        // Of the current publication the commit is at hand, whose list of packages is another.
        let own = self.snapshot(store, id)?;
        for data in own.iter().flat_map(|own| &own.data).filter(|data| data.base.is_none()) {
            keys.push(self.snapshot_key(id, &data.location)?);
        }
        Ok(keys)
    }

    /// The packages of a publication that are in this repository.
    pub(crate) fn packages_of(
        &self,
        store: &dyn Store,
        generation: &Generation,
    ) -> Result<Vec<Key>, PublishError> {
        let (place, up) = place(generation);
        let text = self.list(store, place, &generation.repomd, List::Primary)?.text;
        let scanned = scan::primary(&text).map_err(|error| damaged(&self.folder, error))?;
        let mut keys = Vec::with_capacity(scanned.packages.len());
        for found in scanned.packages.iter().filter(|found| found.fields.base().is_none()) {
            let location = found.fields.location();
            let location = location.strip_prefix(up).unwrap_or(location);
            keys.extend(self.settings.package_keys(location));
        }
        Ok(keys)
    }

    /// What identifies the packages of a publication.
    pub(crate) fn listed_in(
        &self,
        store: &dyn Store,
        generation: &Generation,
    ) -> Result<Vec<ListedPackage>, PublishError> {
        let (place, _) = place(generation);
        let text = self.list(store, place, &generation.repomd, List::Primary)?.text;
        let scanned = match trusted::primary(&text) {
            Some(scanned) => scanned,
            None => scan::primary(&text).map_err(|error| damaged(&self.folder, error))?,
        };
        let listed = scanned.packages.iter().map(|Found { fields, .. }| {
            let evr = fields.evr();
            let evr = Evr { epoch: evr.epoch.filter(|&epoch| epoch > 0), ..evr };
            ListedPackage {
                name: fields.name().to_owned(),
                component: None,
                architecture: fields.architecture().to_owned(),
                version: evr.to_string(),
                digest: fields.hex().to_owned(),
            }
        });
        Ok(listed.collect())
    }
}

/// Where the lists of a publication are, and what stands before the places of packages in them.
fn place(generation: &Generation) -> (Place, &'static str) {
    match generation.snapshot {
        Some(id) if !is_current(generation) => (Place::Snapshot(id), UP),
        _ => (Place::Current, ""),
    }
}

/// Whether what a generation says is the commit, which names its snapshot, and not that one itself.
fn is_current(generation: &Generation) -> bool {
    History::of(&generation.repomd).snapshot == generation.snapshot
}
