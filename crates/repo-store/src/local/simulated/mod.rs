//! A file system that loses what was not synced.

mod state;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::file_system::{Entry, FileSystem, Kind, NewFile, OpenFile, split};
use crate::Lock;
use state::{Contents, Exchange, Inode, Names, State};

/// What happens at an operation that changes something, counted from 0 since the start of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// It fails; if it is a sync, what it was for stays as it is, and the next sync believes that
    /// there is nothing left to do, as Linux does.
    Fails(u64),
    /// It and all later ones fail: the process is dead.
    Kill(u64),
}

/// A file system in memory, of which each process has a handle. Without a sync neither names nor
/// contents survive a loss of power; each change that was not synced may survive on its own.
#[derive(Clone, Debug)]
pub struct Simulated {
    state: Arc<Mutex<State>>,
}

/// Numbers as in xorshift64*, for what survives.
#[derive(Debug)]
pub struct Random(pub u64);

impl Random {
    /// A number from 0 to below `limit`.
    ///
    /// # Panics
    /// When `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap_or(usize::MAX) % limit
    }
}

const ROOT: u64 = 0;

impl Default for Simulated {
    fn default() -> Self {
        Self::new()
    }
}

impl Simulated {
    /// An empty disk.
    #[must_use]
    pub fn new() -> Self {
        let folders = BTreeMap::from([(ROOT, Names::default())]);
        Self { state: Arc::new(Mutex::new(State { folders, ..State::default() })) }
    }

    /// An empty disk that has neither hard links nor exchanges of folders.
    #[must_use]
    pub fn simple() -> Self {
        let disk = Self::new();
        disk.state().is_simple = true;
        disk
    }

    /// Starts a process, to which something happens.
    pub fn process(&self, mishap: Option<Mishap>) {
        let mut state = self.state();
        (state.mishap, state.operations) = (mishap, 0);
    }

    /// How many operations the process made that change something.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Cuts the power: each name becomes one of those that it had since it was synced, each file that
    /// was not synced loses its end, or part of it becomes zeros.
    pub fn cut_power(&self, random: &mut Random) {
        let mut state = self.state();
        let survivors = state.survivors(random);
        for (folder, names) in &mut state.folders {
            for (name, values) in std::mem::take(&mut names.unsynced) {
                match values[survivors[&(*folder, name.clone())]] {
                    Some(inode) => names.now.insert(name, inode),
                    None => names.now.remove(&name),
                };
            }
        }
        for file in state.files.values_mut().filter(|file| !file.synced || file.lost) {
            let end = random.below(file.bytes.len() + 1);
            match random.below(3) {
                0 => {}
                1 => file.bytes.truncate(end),
                _ => file.bytes[end..].fill(0),
            }
            (file.synced, file.lost) = (true, false);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One operation that changes something.
    fn change<T>(&self, operation: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state();
        state.begin()?;
        operation(&mut state)
    }
}

#[derive(Debug)]
struct NoLock;

impl Lock for NoLock {}

struct Handle {
    disk: Simulated,
    file: u64,
    /// What is left to read.
    rest: Cursor<Vec<u8>>,
}

impl Write for Handle {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.disk.change(|state| {
            let file = state.files.get_mut(&self.file).unwrap();
            // Short, as any write may be.
            let length = buffer.len().min(40);
            file.bytes.extend_from_slice(&buffer[..length]);
            file.synced = false;
            Ok(length)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Handle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.rest.read(buffer)
    }
}

impl Handle {
    fn sync_contents(&self) -> io::Result<()> {
        let mut state = self.disk.state();
        let begun = state.begin();
        let file = state.files.get_mut(&self.file).unwrap();
        match begun {
            Ok(()) => file.synced = true,
            Err(_) => file.lost |= !file.synced,
        }
        begun
    }
}

impl NewFile for Handle {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_contents()
    }
}

impl OpenFile for Handle {
    fn length(&self) -> u64 {
        self.rest.get_ref().len() as u64
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_contents()
    }
}

impl FileSystem for Simulated {
    fn place(&self, path: &str) -> String {
        path.to_owned()
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn NewFile>> {
        let inode = self.change(|state| {
            state.add(path, |state, number| {
                state.files.insert(number, Contents::default());
                Inode::File(number)
            })
        })?;
        let Inode::File(file) = inode else { unreachable!("a file was added") };
        Ok(Box::new(Handle { disk: self.clone(), file, rest: Cursor::default() }))
    }

    fn make_folder(&self, path: &str) -> io::Result<()> {
        self.change(|state| {
            state.add(path, |state, number| {
                state.folders.insert(number, Names::default());
                Inode::Folder(number)
            })
        })?;
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.change(|state| {
            let inode = state.find(from)?;
            let ((from, old), (to, new)) = (split(from), split(to));
            state.folder(to)?.set(new, Some(inode));
            state.folder(from)?.set(old, None);
            Ok(())
        })
    }

    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        if self.state().find(to).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(from, to)
    }

    fn link(&self, from: &str, to: &str) -> io::Result<()> {
        self.change(|state| {
            if state.is_simple {
                return Err(io::ErrorKind::Unsupported.into());
            }
            let inode = state.find(from)?;
            state.add(to, |_, _| inode)?;
            Ok(())
        })
    }

    fn exchange(&self, one: &str, other: &str) -> io::Result<()> {
        self.change(|state| {
            if state.is_simple {
                return Err(io::ErrorKind::Unsupported.into());
            }
            let inodes = [state.find(other)?, state.find(one)?];
            let mut places = Vec::new();
            for (path, inode) in [one, other].into_iter().zip(inodes) {
                let (folder, name) = split(path);
                let Inode::Folder(at) = state.find(folder)? else { unreachable!("it is there") };
                let names = state.folder(folder)?;
                names.set(name, Some(inode));
                places.push((at, name.to_owned(), names.unsynced[name].len() - 1));
            }
            let places = <[_; 2]>::try_from(places).unwrap();
            state.exchanges.push(Exchange(places));
            Ok(())
        })
    }

    fn sync_all(&self) -> io::Result<()> {
        self.change(|state| {
            state.exchanges.clear();
            state.folders.values_mut().for_each(|names| names.unsynced.clear());
            state.files.values_mut().for_each(|file| file.synced = true);
            Ok(())
        })
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        self.change(|state| {
            let Inode::Folder(folder) = state.find(path)? else {
                return Err(io::ErrorKind::NotADirectory.into());
            };
            state.sync_names(folder);
            Ok(())
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.change(|state| {
            state.find(path)?;
            let (folder, name) = split(path);
            state.folder(folder)?.set(name, None);
            Ok(())
        })
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        if !self.state().folder(path)?.now.is_empty() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        self.remove(path)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn OpenFile>> {
        let state = self.state();
        let Inode::File(file) = state.find(path)? else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let rest = Cursor::new(state.files[&file].bytes.clone());
        Ok(Box::new(Handle { disk: self.clone(), file, rest }))
    }

    fn has_folder(&self, path: &str) -> io::Result<bool> {
        Ok(matches!(self.state().find(path), Ok(Inode::Folder(_))))
    }

    fn entries(&self, path: &str) -> io::Result<Vec<Entry>> {
        let mut state = self.state();
        let names: Vec<_> = state.folder(path)?.now.clone().into_iter().collect();
        let kind = |inode| match inode {
            Inode::File(file) => Kind::File(state.files[&file].bytes.len() as u64),
            Inode::Folder(_) => Kind::Folder,
        };
        Ok(names.into_iter().map(|(name, inode)| Entry { name, kind: kind(inode) }).collect())
    }

    fn lock(&self, _path: &str) -> io::Result<Option<Box<dyn Lock>>> {
        Ok(Some(Box::new(NoLock)))
    }
}
