//! Atomic files: a file appears complete or not at all.

mod copy;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// What [`AtomicFile::commit`] does if the target already exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Replace it atomically.
    Replace,
    /// Leave it unchanged and fail with [`io::ErrorKind::AlreadyExists`].
    Keep,
}

/// A file under construction: a temporary beside its target that takes the target's name on
/// [`commit`](Self::commit). Dropping it leaves the target untouched and removes the temporary.
///
/// The permissions are `0666` less the process's umask, as for any created file.
///
/// A symbolic link in the target's place is itself replaced, not what it points to; a directory, a
/// device or anything else that is not a file is never replaced.
#[derive(Debug)]
pub struct AtomicFile {
    target: PathBuf,
    existing: Existing,
    folder: File,
    temporary: BufWriter<File>,
    /// Removes the temporary when it is dropped.
    path: TempPath,
}

/// Small writes are buffered up to this many bytes.
const BUFFER: usize = 64 << 10;

/// The maximum number of bytes of the target's name in the temporary's name, so that it fits in
/// 255.
const NAME: usize = 200;

impl AtomicFile {
    /// Creates a temporary file in the directory of `target`, so that the rename never crosses a
    /// file system. Its hidden name contains the target's name: `.NAME.RANDOM.tmp`.
    ///
    /// # Errors
    /// Errors of creating a file there. `existing` is checked first, so that a long build does not
    /// end with a refusal. Every error of this type names `target`.
    pub fn create(target: impl AsRef<Path>, existing: Existing) -> io::Result<Self> {
        let target = target.as_ref();
        Self::start(target, existing, 0o666).map_err(|error| named(target, &error))
    }

    /// Like [`create`](Self::create), for a file that only its owner can ever read: `0600`.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub fn create_private(target: impl AsRef<Path>, existing: Existing) -> io::Result<Self> {
        let target = target.as_ref();
        Self::start(target, existing, 0o600).map_err(|error| named(target, &error))
    }

    fn start(target: &Path, existing: Existing, mode: u32) -> io::Result<Self> {
        let name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?.as_bytes();
        check(target, existing)?;
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let prefix = [b".", &name[..name.len().min(NAME)], b"."].concat();
        // Opened here and not by `tempfile`: for the permissions of any created file, and for errors
        // that do not speak of the temporary's name.
        let (temporary, path) = tempfile::Builder::new()
            .prefix(OsStr::from_bytes(&prefix))
            .suffix(".tmp")
            .make_in(folder, |path| {
                File::options().write(true).create_new(true).mode(mode).open(path)
            })?
            .into_parts();
        Ok(Self {
            target: target.to_owned(),
            existing,
            folder: File::open(folder)?,
            temporary: BufWriter::with_capacity(BUFFER, temporary),
            path,
        })
    }

    /// The path that the file will have.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The current path, for a program that must remove the file when it is ended from outside.
    #[must_use]
    pub fn temporary(&self) -> &Path {
        &self.path
    }

    /// Flushes and closes the temporary file and keeps it without the target's name, as a copy to
    /// read.
    ///
    /// # Errors
    /// The file could not be written. It is removed in this case.
    pub fn into_temporary(self) -> io::Result<Temporary> {
        let target = self.target;
        let flushed = self.temporary.into_inner().map_err(io::IntoInnerError::into_error);
        flushed.map_err(|error| named(&target, &error))?;
        Ok(Temporary(self.path))
    }

    /// Flushes, and waits until everything written so far is on the disk, so that
    /// [`commit`](Self::commit) does not have to wait for it.
    ///
    /// # Errors
    /// The temporary file could not be written.
    pub fn sync_written(&mut self) -> io::Result<()> {
        let result = self.temporary.flush();
        let result = result.and_then(|()| self.temporary.get_ref().sync_data());
        result.map_err(|error| named(&self.target, &error))
    }

    /// Flushes, syncs, renames to the target and syncs the directory. After this returns, the file
    /// survives a power failure.
    ///
    /// # Errors
    /// Any failure up to the rename, including that of `fsync`, leaves the target unchanged and
    /// removes the temporary file. If only the directory's `fsync` fails, the file is complete
    /// under its name, but a power failure may still undo the rename.
    pub fn commit(self) -> io::Result<()> {
        let target = self.target.clone();
        self.finish().map_err(|error| named(&target, &error))
    }

    fn finish(self) -> io::Result<()> {
        let temporary = self.temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.sync_all()?;
        check(&self.target, self.existing)?;
        match self.existing {
            Existing::Replace => self.path.persist(&self.target)?,
            // Refuses in the same step that renames: what appeared since the check stays.
            Existing::Keep => self.path.persist_noclobber(&self.target)?,
        }
        match self.folder.sync_all() {
            // Some file systems have no way to sync a directory.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            result => result,
        }
    }
}

/// A file that is removed when this value is dropped.
#[derive(Debug)]
pub struct Temporary(TempPath);

impl Temporary {
    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Write for AtomicFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.temporary.write(buffer).map_err(|error| named(&self.target, &error))
    }

    fn write_all(&mut self, buffer: &[u8]) -> io::Result<()> {
        self.temporary.write_all(buffer).map_err(|error| named(&self.target, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush().map_err(|error| named(&self.target, &error))
    }
}

fn check(target: &Path, existing: Existing) -> io::Result<()> {
    match (target.symlink_metadata(), existing) {
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        (Err(error), _) => Err(error),
        (Ok(found), _) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        (Ok(_), Existing::Keep) => Err(io::ErrorKind::AlreadyExists.into()),
        (Ok(found), Existing::Replace) if found.is_file() || found.is_symlink() => Ok(()),
        (Ok(_), Existing::Replace) => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, "exists and is not a regular file"))
        }
    }
}

/// Adds the path in front of the error.
fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
