//! Creating objects: whole, durable, never over another.

use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use pkgio::Hasher;

use super::file_system::{NewFile, OpenFile, ancestors, is_refused};
use super::{LocalStore, TEMPORARIES, failed};
use crate::{Content, Key, Object, Sha256, StoreError};

/// What is read and written at once.
const PIECE: usize = 256 << 10;

impl LocalStore {
    /// Creates all objects, several at once. After an error no more are begun, and the error of the
    /// first in order is told.
    pub(super) fn create_all(&self, objects: &[Object]) -> Result<(), StoreError> {
        let threads = self.threads.min(objects.len());
        if threads < 2 {
            return objects.iter().try_for_each(|object| self.create_one(object));
        }
        let next = AtomicUsize::new(0);
        let first: Mutex<Option<(usize, StoreError)>> = Mutex::new(None);
        let work = || {
            while let at = next.fetch_add(1, Ordering::Relaxed)
                && let Some(object) = objects.get(at)
            {
                let Err(error) = self.create_one(object) else { continue };
                next.store(objects.len(), Ordering::Relaxed);
                let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|(before, _)| at < *before) {
                    *first = Some((at, error));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        match first.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    fn create_one(&self, object: &Object) -> Result<(), StoreError> {
        let path = object.key.as_str();
        if self.is_there(object)? {
            return Ok(());
        }
        let linked = match &object.content {
            Content::Stored(source) => self.link(source, object)?,
            Content::Bytes(_) | Content::File(_) => None,
        };
        let temporary = match linked {
            Some(temporary) => temporary,
            None => self.write_temporary(path, |file| self.fill(object, file))?,
        };
        match self.name(&temporary, path, |from, to| self.files.rename_new(from, to)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if self.is_there(object)? { Ok(()) } else { Err(self.failed(path, error)) }
            }
            result => result.map_err(|error| self.failed(path, error)),
        }
    }

    /// A temporary that is another name of the object `source`, of which the content is right and
    /// durable; `None` where files have one name only.
    fn link(&self, source: &Key, object: &Object) -> Result<Option<String>, StoreError> {
        let mut file = self.stored(source)?;
        check(object, self.digest(source, &mut *file)?)?;
        file.sync().map_err(|error| self.failed(source.as_str(), error))?;
        match self.new_temporary(|temporary| self.files.link(source.as_str(), temporary)) {
            Ok((temporary, ())) => Ok(Some(temporary)),
            Err(error) if is_refused(&error) => Ok(None),
            Err(error) => Err(self.failed(object.key.as_str(), error)),
        }
    }

    /// The file of an object that must be there.
    fn stored(&self, key: &Key) -> Result<Box<dyn OpenFile>, StoreError> {
        let missing = || self.failed(key.as_str(), io::ErrorKind::NotFound.into());
        self.find(key)?.ok_or_else(missing)
    }

    /// Whether there is an object of this content, which is then made durable: whoever wrote it may
    /// not have done so.
    fn is_there(&self, object: &Object) -> Result<bool, StoreError> {
        let key = &object.key;
        let Some(mut file) = self.find(key)? else { return Ok(false) };
        let published = self.digest(key, &mut *file)?;
        if published != object.sha256 {
            let (key, given) = (key.clone(), object.sha256);
            return Err(StoreError::Conflict { key, published, given });
        }
        file.sync().map_err(|error| self.failed(key.as_str(), error))?;
        Ok(true)
    }

    /// The digest of a file of the store.
    pub(super) fn digest(&self, key: &Key, file: &mut dyn OpenFile) -> Result<Sha256, StoreError> {
        let mut hasher = Hasher::new(Sha256::ALGORITHMS);
        let read = pieces(file, |piece| {
            hasher.update(piece);
            Ok::<_, StoreError>(())
        });
        read.map_err(|error| self.failed(key.as_str(), error))??;
        Ok(Sha256(hasher.finish().sha256.unwrap_or_default()))
    }

    /// Writes an object's content and checks its digest.
    fn fill(&self, object: &Object, file: &mut dyn NewFile) -> Result<(), StoreError> {
        let path = object.key.as_str();
        let mut hasher = Hasher::new(Sha256::ALGORITHMS);
        let failed_here = |error| self.failed(path, error);
        let write = |piece: &[u8]| {
            hasher.update(piece);
            file.write_all(piece).map_err(failed_here)
        };
        match &object.content {
            Content::Bytes(digested) => {
                let mut pieces = digested.pieces().iter();
                pieces.try_for_each(|piece| file.write_all(piece)).map_err(failed_here)?;
                return check(object, digested.sha256());
            }
            Content::File(source) => {
                let opened = File::open(source).map_err(|error| failed(source, error))?;
                // A file that still grows would never end.
                let mut opened = opened.take(object.length.saturating_add(1));
                pieces(&mut opened, write).map_err(|error| failed(source, error))??;
            }
            Content::Stored(source) => {
                let mut opened = self.stored(source)?;
                pieces(&mut *opened, write)
                    .map_err(|error| self.failed(source.as_str(), error))??;
            }
        }
        check(object, Sha256(hasher.finish().sha256.unwrap_or_default()))
    }

    /// A durable temporary, filled by `fill`; for the file of `path`, which errors name.
    pub(super) fn write_temporary(
        &self,
        path: &str,
        fill: impl FnOnce(&mut dyn NewFile) -> Result<(), StoreError>,
    ) -> Result<String, StoreError> {
        let (temporary, mut file) = self
            .new_temporary(|temporary| self.files.create(temporary))
            .map_err(|error| self.failed(path, error))?;
        let filled =
            fill(&mut *file).and_then(|()| file.sync().map_err(|error| self.failed(path, error)));
        match filled {
            Ok(()) => Ok(temporary),
            Err(error) => {
                // Else whoever gets the lock next removes it.
                let _ = self.files.remove(&temporary);
                Err(error)
            }
        }
    }

    /// Gives a temporary its name; folders that are missing are made. After an error it is removed.
    pub(super) fn name(
        &self,
        temporary: &str,
        path: &str,
        rename: impl Fn(&str, &str) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut result = rename(temporary, path);
        if result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            result = self.make_folders(path).and_then(|()| rename(temporary, path));
        }
        if result.is_err() {
            let _ = self.files.remove(temporary);
        }
        result
    }

    /// Makes the folders above a path. Each is complete, with its mode, before it has its name.
    pub(super) fn make_folders(&self, path: &str) -> io::Result<()> {
        let mut missing = Vec::new();
        for folder in ancestors(path).filter(|folder| !folder.is_empty()) {
            if self.files.has_folder(folder)? {
                break;
            }
            missing.push(folder);
        }
        for folder in missing.into_iter().rev() {
            let (made, ()) = self.new_temporary(|temporary| self.files.make_folder(temporary))?;
            if let Err(error) = self.files.rename_new(&made, folder) {
                let _ = self.files.remove_folder(&made);
                match error.kind() {
                    io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {}
                    _ => return Err(error),
                }
            }
        }
        Ok(())
    }

    fn new_temporary<T>(&self, make: impl Fn(&str) -> io::Result<T>) -> io::Result<(String, T)> {
        self.new_temporary_called("", make)
    }

    /// A temporary whose name ends in `suffix`.
    pub(super) fn new_temporary_called<T>(
        &self,
        suffix: &str,
        make: impl Fn(&str) -> io::Result<T>,
    ) -> io::Result<(String, T)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let path = format!("{TEMPORARIES}/{}-{number}{suffix}", std::process::id());
            match make(&path) {
                Ok(made) => return Ok((path, made)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// That what was read of an object has its digest.
fn check(object: &Object, read: Sha256) -> Result<(), StoreError> {
    if read == object.sha256 {
        return Ok(());
    }
    Err(StoreError::Changed { key: object.key.clone(), read, given: object.sha256 })
}

/// Reads to the end, piece by piece; the outer error is that of reading.
fn pieces<E>(
    source: &mut (impl Read + ?Sized),
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> io::Result<Result<(), E>> {
    let mut buffer = vec![0; PIECE];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(Ok(())),
            Ok(length) => {
                if let Err(error) = take(&buffer[..length]) {
                    return Ok(Err(error));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
