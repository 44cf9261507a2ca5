//! What is on the disk now, and what would be left of it.

use std::collections::BTreeMap;
use std::io;

use super::super::file_system::split;
use super::{Mishap, ROOT, Random};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) folders: BTreeMap<u64, Names>,
    pub(super) files: BTreeMap<u64, Contents>,
    pub(super) last: u64,
    pub(super) mishap: Option<Mishap>,
    pub(super) operations: u64,
    /// Exchanges that are not durable yet.
    pub(super) exchanges: Vec<Exchange>,
    /// Whether files have one name only and folders cannot be exchanged.
    pub(super) is_simple: bool,
}

/// Two names that got other values in one step, each with the place of the new one among its values.
#[derive(Clone, Debug)]
pub(super) struct Exchange(pub(super) [(u64, String, usize); 2]);

/// The names in a folder; those that were not synced have the values since the last sync, oldest first.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) now: BTreeMap<String, Inode>,
    pub(super) unsynced: BTreeMap<String, Vec<Option<Inode>>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    pub(super) bytes: Vec<u8>,
    pub(super) synced: bool,
    /// A sync failed: nothing makes it durable any more, and nothing says so.
    pub(super) lost: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inode {
    File(u64),
    Folder(u64),
}

impl State {
    pub(super) fn begin(&mut self) -> io::Result<()> {
        let number = self.operations;
        self.operations += 1;
        match self.mishap {
            Some(Mishap::Kill(at)) if number >= at => Err(io::Error::other("killed")),
            Some(Mishap::Fails(at)) if number == at => Err(io::Error::other("fails")),
            _ => Ok(()),
        }
    }

    /// Which value of each name survives. Both names of an exchange have survived it, or none has: it
    /// is one transaction of the file system's journal.
    pub(super) fn survivors(&mut self, random: &mut Random) -> BTreeMap<(u64, String), usize> {
        let exchanges = std::mem::take(&mut self.exchanges);
        let names = || {
            let folders = self.folders.iter();
            folders.flat_map(|(folder, names)| {
                names.unsynced.iter().map(|(name, values)| ((*folder, name.clone()), values.len()))
            })
        };
        for _ in 0..100 {
            let chosen: BTreeMap<_, _> =
                names().map(|(name, values)| (name, random.below(values))).collect();
            let is_whole = exchanges.iter().all(|Exchange(names)| {
                let [one, other] = names.each_ref().map(|(folder, name, place)| {
                    chosen.get(&(*folder, name.clone())).is_none_or(|chosen| chosen >= place)
                });
                one == other
            });
            if is_whole {
                return chosen;
            }
        }
        names().map(|(name, values)| (name, values - 1)).collect()
    }

    /// Makes durable which names a folder has. What one step changed becomes durable as a whole.
    pub(super) fn sync_names(&mut self, folder: u64) {
        let Some(names) = self.folders.get_mut(&folder) else { return };
        names.unsynced.clear();
        let is_here = |exchange: &mut Exchange| exchange.0.iter().any(|(at, ..)| *at == folder);
        let durable: Vec<_> = self.exchanges.extract_if(.., is_here).collect();
        for (folder, name, place) in durable.into_iter().flat_map(|exchange| exchange.0) {
            self.forget(folder, &name, place);
        }
    }

    /// Forgets the values of a name before the one at `place`, which cannot come back.
    pub(super) fn forget(&mut self, folder: u64, name: &str, place: usize) {
        let names = self.folders.get_mut(&folder).unwrap();
        let Some(values) = names.unsynced.get_mut(name) else { return };
        values.drain(..place);
        for (_, _, later) in self
            .exchanges
            .iter_mut()
            .flat_map(|exchange| &mut exchange.0)
            .filter(|(at, its, later)| *at == folder && its == name && *later >= place)
        {
            *later -= place;
        }
    }

    pub(super) fn find(&self, path: &str) -> io::Result<Inode> {
        let mut at = Inode::Folder(ROOT);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let Inode::Folder(folder) = at else { return Err(io::ErrorKind::NotADirectory.into()) };
            at = *self.folders[&folder].now.get(name).ok_or(io::ErrorKind::NotFound)?;
        }
        Ok(at)
    }

    pub(super) fn folder(&mut self, path: &str) -> io::Result<&mut Names> {
        match self.find(path)? {
            Inode::Folder(folder) => Ok(self.folders.get_mut(&folder).unwrap()),
            Inode::File(_) => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn add(
        &mut self,
        path: &str,
        new: impl FnOnce(&mut Self, u64) -> Inode,
    ) -> io::Result<Inode> {
        let (folder, name) = split(path);
        if self.folder(folder)?.now.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.last += 1;
        let inode = new(self, self.last);
        self.folder(folder)?.set(name, Some(inode));
        Ok(inode)
    }
}

impl Names {
    pub(super) fn set(&mut self, name: &str, value: Option<Inode>) {
        let before = match value {
            Some(inode) => self.now.insert(name.to_owned(), inode),
            None => self.now.remove(name),
        };
        self.unsynced.entry(name.to_owned()).or_insert_with(|| vec![before]).push(value);
    }
}
