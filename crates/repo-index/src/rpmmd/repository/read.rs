//! From what is published to the state.

use std::collections::BTreeMap;

use repo_store::{Found, Key, Sha256, Store};

use super::package::UP;
use super::tags::History;
use super::{Repository, RepositoryState, StateDocument, damaged};
use crate::compress::decompress;
use crate::parallel;
use crate::publish::{PublishError, Target};
use crate::rpmmd::{Checksum, Data, DocumentKind, List, Metadata, Record, Repomd};

/// The most bytes of a list: twenty times Fedora's.
pub(super) const LARGEST: u64 = 4 << 30;

/// A list as it was read; empty where the repository has no such list.
#[derive(Debug, Default)]
pub(super) struct ReadList {
    pub(super) text: Vec<u8>,
    compressed: Vec<u8>,
}

/// Where the objects of a `repomd.xml` are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Those of the commit.
    Current,
    /// Those of a snapshot.
    Snapshot(Sha256),
}

impl Repository<'_> {
    pub(super) fn read_state(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<RepositoryState, PublishError> {
        let Some(commit) = commit else { return Ok(RepositoryState::default()) };
        self.verify(store, &commit.bytes)?;
        let repomd = parse(&self.commit(), &commit.bytes)?;
        self.state_of(store, Place::Current, repomd)
    }

    /// The state that a `repomd.xml` names.
    pub(super) fn state_of(
        &self,
        store: &dyn Store,
        place: Place,
        repomd: Repomd,
    ) -> Result<RepositoryState, PublishError> {
        let one = |list: &List| self.list(store, place, &repomd, *list);
        let lists = parallel::map(&List::ALL, self.options.threads, one);
        let (mut texts, mut compressed) = (BTreeMap::new(), BTreeMap::new());
        for (list, read) in List::ALL.into_iter().zip(lists) {
            let read = read?;
            texts.insert(list, read.text);
            compressed.insert(list, read.compressed.into());
        }
        let mut text = |list| texts.remove(&list).unwrap_or_default();
        let [primary, filelists, other] = List::ALL.map(&mut text);
        let parse = if is_ours(&repomd) { Metadata::parse_trusted } else { Metadata::parse };
        let metadata =
            parse(primary, filelists, other).map_err(|error| damaged(&self.folder, error))?;
        let metadata = match place {
            Place::Current => metadata,
            Place::Snapshot(_) => metadata.records().iter().map(from_snapshot).collect(),
        };
        let documents = repomd.data.iter().filter(|data| data.list().is_none());
        let documents = documents.map(|data| self.document(store, place, data));
        let documents = documents.collect::<Result<_, _>>()?;
        let History { dropped, yanked, found, .. } = History::of(&repomd);
        Ok(RepositoryState {
            dropped,
            yanked,
            found,
            repomd: Some(repomd),
            metadata,
            documents,
            additions: Vec::new(),
            newest: None,
            follows: None,
            compressed,
        })
    }

    /// The object at `path` of a `repomd.xml`.
    pub(super) fn placed(&self, place: Place, path: &str) -> Result<Key, PublishError> {
        match place {
            Place::Current => self.key(path),
            Place::Snapshot(id) => self.snapshot_key(id, path),
        }
    }

    /// A list.
    pub(super) fn list(
        &self,
        store: &dyn Store,
        place: Place,
        repomd: &Repomd,
        list: List,
    ) -> Result<ReadList, PublishError> {
        let Some(data) = repomd.find(list.name()) else {
            return match list {
                List::Primary => Err(damaged(self.commit(), "has no list of packages")),
                List::Filelists | List::Other => Ok(ReadList::default()),
            };
        };
        let (key, compressed) = self.object(store, place, data)?;
        let limit = data.open_size.unwrap_or(LARGEST).min(LARGEST);
        let Some(encoding) = data.encoding() else {
            return Err(damaged(key, "is compressed in a way that is not read here"));
        };
        let text =
            decompress(&compressed, encoding, limit).map_err(|error| damaged(&key, error))?;
        match &data.open_checksum {
            Some(sum) if !is_ours(repomd) && *sum != Checksum::of(sum.kind(), &text) => {
                Err(damaged(key, "decompresses to other content than listed in repomd.xml"))
            }
            _ => Ok(ReadList { text, compressed }),
        }
    }

    /// A document, with its bytes where others may be added to it.
    fn document(
        &self,
        store: &dyn Store,
        place: Place,
        data: &Data,
    ) -> Result<StateDocument, PublishError> {
        let bytes = match DocumentKind::parse(&data.kind).filter(|_| data.base.is_none()) {
            Some(_) => Some(self.object(store, place, data)?.1.into()),
            None => None,
        };
        Ok(StateDocument::Published { data: Box::new(data.clone()), bytes })
    }

    /// What a `repomd.xml` names, checked against its digest.
    pub(super) fn object(
        &self,
        store: &dyn Store,
        place: Place,
        data: &Data,
    ) -> Result<(Key, Vec<u8>), PublishError> {
        if let Some(base) = &data.base {
            let problem = format!("{} is elsewhere, at {base}", data.location);
            return Err(damaged(self.commit(), problem));
        }
        let key = self.placed(place, &data.location)?;
        let bytes = match (data.checksum.sha256(), data.size) {
            (Some(sha256), Some(size)) if size <= LARGEST => {
                store.read_known(&key, size, sha256)?
            }
            _ => {
                let found = store.read(&key, LARGEST)?.map(|found| found.bytes);
                found.filter(|bytes| data.checksum == Checksum::of(data.checksum.kind(), bytes))
            }
        };
        match bytes {
            Some(bytes) => Ok((key, bytes)),
            None => Err(damaged(key, "does not match repomd.xml")),
        }
    }
}

/// The `repomd.xml` under `key`.
pub(super) fn parse(key: &Key, bytes: &[u8]) -> Result<Repomd, PublishError> {
    Repomd::parse(bytes).map_err(|error| damaged(key, error))
}

/// Whether a `repomd.xml`, whose signature was checked, names lists that were written here.
pub(super) fn is_ours(repomd: &Repomd) -> bool {
    let primary = repomd.find(List::Primary.name()).map(|data| data.location.as_str());
    let named = History::of(repomd).primary.map(|name| format!("repodata/{name}"));
    named.is_some() && primary == named.as_deref()
}

/// A record of a snapshot as it stands in the commit.
fn from_snapshot(record: &Record) -> Record {
    match record.location().strip_prefix(UP) {
        Some(location) if record.base().is_none() => record.at(location),
        _ => record.clone(),
    }
}
