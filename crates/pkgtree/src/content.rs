//! The bytes of one regular file.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnostic::Printable;
use rustix::fs::{Advice, CWD, Mode, OFlags, Stat};
use rustix::io::Errno;

use crate::InstallPath;

/// The bytes of one regular file: on disk as it was when scanned, or in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content(Place);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Disk(Box<Disk>),
    Memory(Arc<[u8]>),
}

/// A file on disk. A tree has many: what they have in common is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Disk {
    pub(crate) top: Arc<Top>,
    /// Its path below the top; the top itself where it is empty.
    pub(crate) below: InstallPath,
    pub(crate) stamp: Stamp,
}

/// A directory with files in it, or a file.
#[derive(Debug)]
pub(crate) struct Top {
    pub(crate) path: PathBuf,
    /// The directory held open, so that what is in it can be reached by paths as long as the
    /// system allows for any path, wherever the directory is.
    pub(crate) folder: Option<OwnedFd>,
}

impl PartialEq for Top {
    /// What is open does not make a content another one.
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Top {}

/// What tells a file from one that took its place or was written to. A tree has many: it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    length: u64,
    modified: u64,
    changed: u64,
    /// Kind and permissions, which take 16 bits.
    mode: u16,
}

impl Stamp {
    #[allow(clippy::unnecessary_cast, reason = "the types of the fields differ between machines")]
    pub(crate) fn of(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            length: stat.st_size as u64,
            modified: moment(stat.st_mtime as i64, stat.st_mtime_nsec as u64),
            changed: moment(stat.st_ctime as i64, stat.st_ctime_nsec as u64),
            mode: stat.st_mode as u16,
        }
    }

    /// Device and inode: what hard links share.
    pub(crate) fn identity(&self) -> (u64, u64) {
        (self.device, self.inode)
    }
}

/// One number for a time: times that are not centuries apart have different ones.
fn moment(seconds: i64, nanoseconds: u64) -> u64 {
    seconds.cast_unsigned().wrapping_mul(1_000_000_000).wrapping_add(nanoseconds)
}

impl Content {
    /// Bytes that were made, not found.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self(Place::Memory(bytes.into()))
    }

    /// A regular file as its stamp describes it.
    pub(crate) fn from_disk(disk: Disk) -> Self {
        Self(Place::Disk(Box::new(disk)))
    }

    /// The number of bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        match &self.0 {
            Place::Disk(disk) => disk.stamp.length,
            Place::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The file on the build host, for messages; `None` for bytes in memory.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        match &self.0 {
            Place::Disk(disk) => Some(disk.path()),
            Place::Memory(_) => None,
        }
    }

    /// Device and inode; `None` for bytes in memory.
    pub(crate) fn identity(&self) -> Option<(u64, u64)> {
        match &self.0 {
            Place::Disk(disk) => Some(disk.stamp.identity()),
            Place::Memory(_) => None,
        }
    }

    /// Opens it without following a symbolic link or waiting for a FIFO, and checks that it still
    /// is the file that was scanned: same device, inode, permissions, size, and times of
    /// modification and change.
    ///
    /// # Errors
    /// [`ContentError::Changed`], or whatever opening gives.
    pub fn open(&self) -> Result<ContentReader<'_>, ContentError> {
        let source = match &self.0 {
            Place::Disk(disk) => OpenPlace::Disk(disk, disk.open()?),
            Place::Memory(bytes) => OpenPlace::Memory(bytes),
        };
        Ok(ContentReader { source, length: self.length(), position: 0, ended: false })
    }
}

impl Disk {
    fn path(&self) -> PathBuf {
        if self.below.is_root() {
            return self.top.path.clone();
        }
        self.top.path.join(self.below())
    }

    fn below(&self) -> &Path {
        Path::new(OsStr::from_bytes(self.below.as_bytes()))
    }

    fn open(&self) -> Result<OwnedFd, ContentError> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let flags = flags | OFlags::NOCTTY;
        let opened = match &self.top.folder {
            Some(folder) => rustix::fs::openat(folder, self.below(), flags, Mode::empty()),
            None => rustix::fs::openat(CWD, self.path(), flags, Mode::empty()),
        };
        let file = opened.map_err(|errno| match errno {
            // Removed, or a symbolic link, a socket or a device without a driver now.
            Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NXIO => self.changed(),
            _ => self.failed(errno),
        })?;
        self.check(&file)?;
        Ok(file)
    }

    fn check(&self, file: &OwnedFd) -> Result<(), ContentError> {
        let stat = rustix::fs::fstat(file).map_err(|errno| self.failed(errno))?;
        if Stamp::of(&stat) == self.stamp { Ok(()) } else { Err(self.changed()) }
    }

    fn changed(&self) -> ContentError {
        ContentError::Changed { path: self.path() }
    }

    fn failed(&self, errno: Errno) -> ContentError {
        ContentError::Io { path: self.path(), source: errno.into() }
    }
}

/// Reads a [`Content`]; its end is only reached when exactly the scanned length was read and the
/// file did not change meanwhile.
#[derive(Debug)]
pub struct ContentReader<'a> {
    source: OpenPlace<'a>,
    length: u64,
    position: u64,
    /// Whether the system was asked for more than there is and had no more.
    ended: bool,
}

#[derive(Debug)]
enum OpenPlace<'a> {
    Disk(&'a Disk, OwnedFd),
    Memory(&'a [u8]),
}

impl ContentReader<'_> {
    /// Fills as much of `buffer` as there is; 0 at the end, or for an empty buffer.
    ///
    /// # Errors
    /// [`ContentError::Changed`] when the file grew, shrank or was written to since the scan.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ContentError> {
        let left = usize::try_from(self.length - self.position).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        match &mut self.source {
            OpenPlace::Memory(rest) => {
                let (taken, left) = rest.split_at(wanted);
                buffer[..wanted].copy_from_slice(taken);
                *rest = left;
            }
            OpenPlace::Disk(disk, file) if left > 0 => {
                // Where there is room, a byte more is asked for: that it is not there need not be
                // found out by another call.
                let room = buffer.len().min(left.saturating_add(1));
                if fill(file, &mut buffer[..room], wanted, disk)? != wanted {
                    return Err(disk.changed());
                }
                self.ended = room > wanted;
            }
            OpenPlace::Disk(disk, file) => {
                // Nothing may follow, and nothing may have been written after our back.
                if !self.ended && fill(file, &mut [0], 1, disk)? > 0 {
                    return Err(disk.changed());
                }
                disk.check(file)?;
            }
        }
        self.position += wanted as u64;
        Ok(wanted)
    }

    /// Tells the system that all of it will be read in order.
    pub(crate) fn read_ahead(&self) {
        if let OpenPlace::Disk(_, file) = &self.source {
            // A hint: where it is not taken nothing is lost.
            let _ = rustix::fs::fadvise(file, 0, None, Advice::Sequential);
        }
    }
}

/// Reads until `buffer` has `wanted` bytes or more, or the file ends.
fn fill(
    file: &OwnedFd,
    buffer: &mut [u8],
    wanted: usize,
    disk: &Disk,
) -> Result<usize, ContentError> {
    let mut filled = 0;
    while filled < wanted {
        match rustix::io::read(file, &mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(disk.failed(errno)),
        }
    }
    Ok(filled)
}

/// Why a file's bytes could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// It is not the file that was scanned any more.
    #[error("{}: changed while being packaged", Printable(path.as_os_str().as_bytes()))]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// It could not be opened or read.
    #[error("{}: could not be read", Printable(path.as_os_str().as_bytes()))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}
