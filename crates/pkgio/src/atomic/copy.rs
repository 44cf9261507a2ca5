//! Building a new file from parts of an existing one.

use std::fs::{File, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};

use rustix::fs::{Gid, Uid, copy_file_range, fchown, ioctl_ficlone};
use rustix::io::Errno;

use super::{AtomicFile, named};

impl AtomicFile {
    /// Copies all of `source` to this file, with its permissions and, if the process may change
    /// owners, its owner. File systems that can share blocks copy nothing, and others copy within
    /// the kernel. Nothing may have been written before.
    ///
    /// # Errors
    /// `source` could not be read, or the temporary file could not be written.
    pub fn copy_of(&mut self, source: &File) -> io::Result<()> {
        self.copy(source).map_err(|error| named(&self.target, &error))
    }

    fn copy(&mut self, source: &File) -> io::Result<()> {
        self.temporary.flush()?;
        self.take_permissions(source)?;
        let temporary = self.temporary.get_mut();
        if ioctl_ficlone(&*temporary, source).is_err() {
            copy_from(source, 0, temporary)?;
        }
        temporary.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// Sets the permissions of `source` on this file and, if the process may change owners, its
    /// owner.
    ///
    /// # Errors
    /// Errors of the file system.
    pub fn permissions_of(&mut self, source: &File) -> io::Result<()> {
        self.take_permissions(source).map_err(|error| named(&self.target, &error))
    }

    fn take_permissions(&self, source: &File) -> io::Result<()> {
        let metadata = source.metadata()?;
        let temporary = self.temporary.get_ref();
        // Only the superuser may give files away, and nobody else expects it.
        let (owner, group) = (Uid::from_raw(metadata.uid()), Gid::from_raw(metadata.gid()));
        let _ = fchown(temporary, Some(owner), Some(group));
        // After the owner, since changing that takes bits away.
        temporary.set_permissions(Permissions::from_mode(metadata.permissions().mode()))
    }

    /// Overwrites the bytes at `offset` with `bytes`.
    ///
    /// # Errors
    /// The temporary file could not be written.
    pub fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let result = self.temporary.flush();
        let result = result.and_then(|()| self.temporary.get_ref().write_all_at(bytes, offset));
        result.map_err(|error| named(&self.target, &error))
    }

    /// Appends the content of `source` from `offset` to its end.
    ///
    /// # Errors
    /// `source` could not be read, or the temporary file could not be written.
    pub fn append_from(&mut self, source: &File, offset: u64) -> io::Result<()> {
        let result = self.temporary.flush();
        let result = result.and_then(|()| copy_from(source, offset, self.temporary.get_mut()));
        result.map_err(|error| named(&self.target, &error))
    }
}

/// Copies the content of `source` from `offset` to the current position of `target`.
fn copy_from(source: &File, mut offset: u64, target: &mut File) -> io::Result<()> {
    loop {
        match copy_file_range(source, Some(&mut offset), &*target, None, usize::MAX >> 1) {
            Ok(0) => break,
            Ok(_) | Err(Errno::INTR) => {}
            Err(Errno::XDEV | Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP | Errno::PERM) => {
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    // Some file systems copy nothing and say that this was all; their end is found by reading.
    io::copy(&mut At { file: source, offset }, target)?;
    Ok(())
}

/// A reader of a file from an offset that does not move the file's own offset.
struct At<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read_at(buffer, self.offset)?;
        self.offset += length as u64;
        Ok(length)
    }
}
