//! A folder on a local disk.

mod create;
mod disk;
mod exchange;
mod file_system;
mod lock;
#[cfg(feature = "testing")]
#[expect(clippy::unwrap_used, reason = "it is for tests alone")]
pub(crate) mod simulated;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{DirBuilder, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, Weak};
use std::time::Duration;

use crate::{
    Found, Key, Listed, Lock, Mirror, Object, Sha256, Store, StoreError, Swapped, Tag, outside,
};
use disk::Disk;
use file_system::{FileSystem, Kind, OpenFile, ancestors, split};

/// A folder on a local disk. Crash-safe: what it says is done survives a loss of power, and what is
/// under a key is always whole.
///
/// Its own files (the lock, temporaries) are below `.mkrepo` in that folder, on the same file system;
/// whoever gets the lock removes what died with an earlier holder. Files have the mode 0644 and
/// folders 0755, whatever the umask, and the lock 0600; where a group may write the folder and its files get that
/// group (mode 2775), they have 0664, 0775 and 0660. Links below the root are followed as long as they stay there.
///
/// Everything that writes is done under the lock: one that [`lock`](Store::lock) gave, else one of
/// its own for the operation. A version of an object is its digest.
///
/// [`swap_with`](Store::swap_with) is one step where the file system can exchange folders (ext4, xfs,
/// btrfs and tmpfs of Linux can) and has hard links, the folder is none that is linked to, and has
/// nothing in it but files and folders; else it is several steps.
#[derive(Debug)]
pub struct LocalStore {
    files: Box<dyn FileSystem>,
    /// Threads that write at once.
    threads: usize,
    /// Alive while somebody holds the lock through this store.
    held: Mutex<Weak<()>>,
    /// The number of the next temporary.
    next: AtomicU64,
}

/// Where our own files are.
const OWN: &str = ".mkrepo";
const LOCK: &str = ".mkrepo/lock";
const TEMPORARIES: &str = ".mkrepo/tmp";

/// A folder that a group writes, and whose files get that group.
const SHARED: u32 = 0o2070;

/// Waiting for a disk is most of what they do.
const THREADS: usize = 8;

impl LocalStore {
    /// The store in the folder `root`, which exists. Nothing is written until something is published.
    ///
    /// # Errors
    /// Those of opening the folder.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, StoreError> {
        let root = root.as_ref();
        let disk = Disk::open(root).map_err(|error| failed(root, error))?;
        Ok(Self::on(Box::new(disk), THREADS))
    }

    /// The store in the folder `root`, which is made if need be, durably.
    ///
    /// # Errors
    /// Those of making the folder.
    pub fn create(root: impl AsRef<Path>) -> Result<Self, StoreError> {
        let root = root.as_ref();
        make_root(root)?;
        Self::open(root)
    }

    /// The same, for a group: whoever is in the group of the folder may publish. A folder that is not
    /// shared yet becomes it; what is in it stays as it is.
    ///
    /// # Errors
    /// Those of making the folder, and of changing its mode, which its owner alone may.
    pub fn create_shared(root: impl AsRef<Path>) -> Result<Self, StoreError> {
        let root = root.as_ref();
        make_root(root)?;
        let at = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let io = |error| failed(root, error);
        let mode = std::fs::metadata(at).map_err(io)?.permissions().mode();
        if mode & SHARED != SHARED {
            let shared = Permissions::from_mode(mode & 0o7777 | SHARED);
            std::fs::set_permissions(at, shared).map_err(io)?;
        }
        Self::open(root)
    }

    fn on(files: Box<dyn FileSystem>, threads: usize) -> Self {
        Self { files, threads, held: Mutex::default(), next: AtomicU64::new(0) }
    }

    /// A store on a simulated disk.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn simulated(disk: &simulated::Simulated) -> Self {
        // One thread, so that a seed always means the same.
        Self::on(Box::new(disk.clone()), 1)
    }

    fn failed(&self, path: &str, error: io::Error) -> StoreError {
        let place = self.files.place(path);
        let error = outside::naming_link(Path::new(&place), error);
        StoreError::Io { place, error }
    }

    fn find(&self, key: &Key) -> Result<Option<Box<dyn OpenFile>>, StoreError> {
        match self.files.open(key.as_str()) {
            Ok(file) => Ok(Some(file)),
            Err(error) if absent(&error) => Ok(None),
            Err(error) => Err(self.failed(key.as_str(), error)),
        }
    }

    /// Puts `bytes` under `key`, durably.
    fn put(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError> {
        let path = key.as_str();
        let temporary = self.write_temporary(path, |file| {
            file.write_all(bytes).map_err(|error| self.failed(path, error))
        })?;
        self.name(&temporary, path, |from, to| self.files.rename(from, to))
            .map_err(|error| self.failed(path, error))?;
        self.sync_folders([path])
    }

    /// Removes what is under `key`, durably.
    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        let path = key.as_str();
        match self.files.remove(path) {
            Err(error) if absent(&error) => return Ok(()),
            result => result.map_err(|error| self.failed(path, error))?,
        }
        let folder = split(path).0;
        self.files.sync_folder(folder).map_err(|error| self.failed(folder, error))?;
        self.remove_empty(key);
        Ok(())
    }

    /// Makes durable that these paths are there: their folders, and those of the folders, each once.
    /// All of them, new or not: who made them may have died before they were durable.
    fn sync_folders<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Result<(), StoreError> {
        let folders: BTreeSet<&str> = paths.into_iter().flat_map(ancestors).collect();
        // What is below another stands behind it in this order.
        folders.into_iter().rev().try_for_each(|folder| {
            self.files.sync_folder(folder).map_err(|error| self.failed(folder, error))
        })
    }

    /// Removes folders that became empty: a store has no folders, only keys that look like paths. An
    /// error is no harm.
    fn remove_empty(&self, key: &Key) {
        for folder in ancestors(key.as_str()) {
            if folder.is_empty() || self.files.remove_folder(folder).is_err() {
                return;
            }
        }
    }

    fn list_folder(
        &self,
        folder: &str,
        listed: &mut Vec<Listed>,
    ) -> Result<Vec<String>, StoreError> {
        let entries = match self.files.entries(folder) {
            Err(error) if absent(&error) => return Ok(Vec::new()),
            entries => entries.map_err(|error| self.failed(folder, error))?,
        };
        let mut folders = Vec::new();
        for entry in entries {
            let path = match folder {
                "" if entry.name == OWN => continue,
                "" => entry.name,
                _ => format!("{folder}/{}", entry.name),
            };
            match entry.kind {
                Kind::Folder => folders.push(path),
                // What cannot be a key is nobody's object.
                Kind::File(length) => {
                    listed.extend(Key::new(path).ok().map(|key| Listed { key, length }));
                }
                Kind::Other | Kind::Nameless => {}
            }
        }
        Ok(folders)
    }
}

impl Store for LocalStore {
    fn lock(&self, patience: Duration) -> Result<Box<dyn Lock>, StoreError> {
        self.wait_for_lock(patience)
    }

    fn has_exclusive_lock(&self) -> bool {
        true
    }

    fn read(&self, key: &Key, limit: u64) -> Result<Option<Found>, StoreError> {
        let Some(file) = self.find(key)? else { return Ok(None) };
        let too_large = || StoreError::TooLarge { key: key.clone(), limit };
        if file.length() > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(file.length()).unwrap_or(0));
        let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| self.failed(key.as_str(), error))?;
        if bytes.len() as u64 > limit {
            return Err(too_large());
        }
        let tag = tag(Sha256::of(&bytes));
        Ok(Some(Found { bytes, tag }))
    }

    fn read_known(
        &self,
        key: &Key,
        length: u64,
        sha256: Sha256,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self.find(key)?.filter(|file| file.length() == length);
        let (Some(mut file), Ok(length)) = (found, usize::try_from(length)) else {
            return Ok(None);
        };
        // [`read`](Store::read) would hash it once more, for its version.
        let mut bytes = vec![0; length];
        match file.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read.map_err(|error| self.failed(key.as_str(), error))?,
        }
        Ok(Some(bytes).filter(|bytes| Sha256::of(bytes) == sha256))
    }

    fn open(&self, key: &Key) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        Ok(self.find(key)?.map(|file| Box::new(file) as _))
    }

    fn length(&self, key: &Key) -> Result<Option<u64>, StoreError> {
        Ok(self.find(key)?.map(|file| file.length()))
    }

    fn create(&self, objects: &[Object]) -> Result<(), StoreError> {
        let _lock = self.lock_to_write()?;
        self.create_all(objects)?;
        self.sync_folders(objects.iter().map(|object| object.key.as_str()))
    }

    fn swap(&self, key: &Key, expected: Option<&Tag>, bytes: &[u8]) -> Result<Swapped, StoreError> {
        self.swap_with(key, expected, bytes, &[])
    }

    fn swap_with(
        &self,
        key: &Key,
        expected: Option<&Tag>,
        bytes: &[u8],
        beside: &[Mirror],
    ) -> Result<Swapped, StoreError> {
        let _lock = self.lock_to_write()?;
        let current = match self.find(key)? {
            Some(mut file) => Some(tag(self.digest(key, &mut *file)?)),
            None => None,
        };
        if current.as_ref() != expected {
            return Ok(Swapped::Lost);
        }
        if beside.is_empty() {
            self.put(key, bytes)?;
        } else {
            self.put_together(key, bytes, beside)?;
        }
        Ok(Swapped::Done(tag(Sha256::of(bytes))))
    }

    fn replace(&self, key: &Key, bytes: &[u8]) -> Result<(), StoreError> {
        let _lock = self.lock_to_write()?;
        self.put(key, bytes)
    }

    fn sync(&self, key: &Key) -> Result<(), StoreError> {
        let Some(file) = self.find(key)? else { return Ok(()) };
        file.sync().map_err(|error| self.failed(key.as_str(), error))?;
        self.sync_folders([key.as_str()])
    }

    fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let _lock = self.lock_to_write()?;
        self.remove(key)
    }

    /// As [`Store::list`]. Links to files are listed, links to folders are not entered: what they
    /// lead to is listed in its own place.
    fn list(&self, prefix: Option<&Key>) -> Result<Vec<Listed>, StoreError> {
        let mut listed = Vec::new();
        let mut folders = vec![prefix.map_or("", Key::as_str).to_owned()];
        while let Some(folder) = folders.pop() {
            folders.extend(self.list_folder(&folder, &mut listed)?);
        }
        listed.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(listed)
    }

    fn folders(&self, prefix: Option<&Key>) -> Result<Vec<String>, StoreError> {
        let folder = prefix.map_or("", Key::as_str);
        let paths = self.list_folder(folder, &mut Vec::new())?;
        let names = paths.iter().map(|path| split(path).1.to_owned());
        Ok(names.collect::<BTreeSet<String>>().into_iter().collect())
    }
}

fn tag(sha256: Sha256) -> Tag {
    Tag(sha256.to_string())
}

/// No such file, nor a folder that it could be in.
fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn failed(path: &Path, error: io::Error) -> StoreError {
    StoreError::Io { place: path.display().to_string(), error }
}

/// Makes a folder and those above it that are missing, and syncs where they were made.
fn make_root(root: &Path) -> Result<(), StoreError> {
    if root.as_os_str().is_empty() || root.is_dir() {
        return Ok(());
    }
    let above = root.parent().unwrap_or(root);
    make_root(above)?;
    match DirBuilder::new().mode(0o755).create(root) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        result => result.map_err(|error| failed(root, error))?,
    }
    std::fs::set_permissions(root, Permissions::from_mode(0o755))
        .map_err(|error| failed(root, error))?;
    let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
    File::open(above).and_then(|folder| folder.sync_all()).map_err(|error| failed(above, error))
}
