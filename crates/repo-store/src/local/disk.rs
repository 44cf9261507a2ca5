//! The real file system.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, Dir, FileType, FlockOperation, Gid, Mode, OFlags, RenameFlags, ResolveFlags, Stat,
    fchmod, fchown, flock, fstat, fsync, ftruncate, linkat, mkdirat, openat, openat2, renameat,
    renameat_with, statat, syncfs, unlinkat,
};
use rustix::io::Errno;

use super::file_system::{Entry, FileSystem, Kind, NewFile, OpenFile, split};
use crate::Lock;

/// A folder of the real file system. Links are followed as long as they stay below it; no path leads
/// out of it.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    root: OwnedFd,
    modes: &'static Modes,
    /// The group of what is made, where a group publishes: temporaries are not made where they are for.
    group: Option<Gid>,
}

/// What files and folders may be used for, whatever the umask says: it is nobody's business in a tree for
/// everybody.
#[derive(Debug)]
struct Modes {
    file: Mode,
    folder: Mode,
    /// Of the lock, which everybody could hold who may read it.
    lock: Mode,
}

const OWN: Modes = Modes {
    file: Mode::from_raw_mode(0o644),
    folder: Mode::from_raw_mode(0o755),
    lock: Mode::from_raw_mode(0o600),
};
/// Those of a tree that a group writes.
const SHARED: Modes = Modes {
    file: Mode::from_raw_mode(0o664),
    folder: Mode::from_raw_mode(0o775),
    lock: Mode::from_raw_mode(0o660),
};

/// How often a path is resolved anew because something was renamed meanwhile.
const TRIES: u32 = 64;

impl Disk {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(path, flags, Mode::empty())?;
        // A folder that a group writes, and whose files get that group, is shared.
        let shared = Mode::WGRP | Mode::SGID;
        let stat = fstat(&root)?;
        let is_shared = Mode::from_raw_mode(stat.st_mode).contains(shared);
        let modes = if is_shared { &SHARED } else { &OWN };
        let group = is_shared.then(|| Gid::from_raw(stat.st_gid));
        Ok(Self { path: path.to_owned(), root, modes, group })
    }

    fn at(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        let path = if path.is_empty() { "." } else { path };
        let flags = flags | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        let mut result = Err(Errno::AGAIN);
        for _ in 0..TRIES {
            result = openat2(&self.root, path, flags, mode, resolve);
            if !matches!(result, Err(Errno::AGAIN | Errno::INTR)) {
                break;
            }
        }
        match result {
            // Linux before 5.6, and containers that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => self.walk(path, flags, mode),
            result => result,
        }
    }

    /// The same where the kernel cannot keep paths below a folder: no link is followed.
    fn walk(&self, path: &str, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        let (folder, name) = split(path);
        let through = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut at = openat(&self.root, ".", through, Mode::empty())?;
        for component in folder.split('/').filter(|component| !component.is_empty()) {
            at = openat(&at, component, through, Mode::empty())?;
        }
        openat(&at, name, flags | OFlags::NOFOLLOW, mode)
    }

    fn give_to_group(&self, made: &OwnedFd) -> Result<(), Errno> {
        match self.group {
            Some(group) if Gid::from_raw(fstat(made)?.st_gid) != group => {
                fchown(made, None, Some(group))
            }
            _ => Ok(()),
        }
    }

    fn folder(&self, path: &str) -> Result<OwnedFd, Errno> {
        self.at(path, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
    }

    fn kind(&self, path: &str, stat: &Stat) -> Kind {
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File(length(stat)),
            FileType::Directory => Kind::Folder,
            FileType::Symlink => {
                let pointed = self.at(path, OFlags::PATH, Mode::empty()).and_then(fstat);
                let regular =
                    |stat: &Stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
                pointed.ok().filter(regular).map_or(Kind::Other, |stat| Kind::File(length(&stat)))
            }
            _ => Kind::Other,
        }
    }
}

impl FileSystem for Disk {
    fn place(&self, path: &str) -> String {
        self.path.join(path).display().to_string()
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn NewFile>> {
        let mode = self.modes.file;
        let file = self.at(path, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL, mode)?;
        self.give_to_group(&file)?;
        fchmod(&file, mode)?;
        Ok(Box::new(File::from(file)))
    }

    fn make_folder(&self, path: &str) -> io::Result<()> {
        let (folder, name) = split(path);
        let folder = self.folder(folder)?;
        mkdirat(&folder, name, self.modes.folder)?;
        let made = self.folder(path)?;
        // The group's bit is inherited where files should have the group of their folder.
        let inherited = Mode::from_raw_mode(fstat(&made)?.st_mode) & Mode::SGID;
        let inherited = if self.group.is_some() { Mode::SGID } else { inherited };
        self.give_to_group(&made)?;
        Ok(fchmod(&made, self.modes.folder | inherited)?)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let ((from, old), (to, new)) = (split(from), split(to));
        Ok(renameat(self.folder(from)?, old, self.folder(to)?, new)?)
    }

    fn rename_new(&self, from: &str, to: &str) -> io::Result<()> {
        let ((from, old), (to, new)) = (split(from), split(to));
        let (from, to) = (self.folder(from)?, self.folder(to)?);
        match renameat_with(&from, old, &to, new, RenameFlags::NOREPLACE) {
            // File systems that cannot do it: NFS, old overlays.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            result => return Ok(result?),
        }
        Ok(rename_by_link(&from, old, &to, new)?)
    }

    fn link(&self, from: &str, to: &str) -> io::Result<()> {
        let ((from, old), (to, new)) = (split(from), split(to));
        let (from, to) = (self.folder(from)?, self.folder(to)?);
        let stat = statat(&from, old, AtFlags::SYMLINK_NOFOLLOW)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "is not a regular file"));
        }
        Ok(linkat(&from, old, &to, new, AtFlags::empty())?)
    }

    fn exchange(&self, one: &str, other: &str) -> io::Result<()> {
        let ((one, old), (other, new)) = (split(one), split(other));
        let (one, other) = (self.folder(one)?, self.folder(other)?);
        for (folder, name) in [(&one, old), (&other, new)] {
            let stat = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
            if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(renameat_with(&one, old, &other, new, RenameFlags::EXCHANGE)?)
    }

    fn sync_all(&self) -> io::Result<()> {
        Ok(syncfs(&self.root)?)
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        match fsync(self.folder(path)?) {
            // Some file systems have no way to sync a folder.
            Ok(()) | Err(Errno::INVAL) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let (folder, name) = split(path);
        Ok(unlinkat(self.folder(folder)?, name, AtFlags::empty())?)
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        let (folder, name) = split(path);
        Ok(unlinkat(self.folder(folder)?, name, AtFlags::REMOVEDIR)?)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn OpenFile>> {
        // A FIFO would wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = self.at(path, flags, Mode::empty())?;
        let stat = fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "is not a regular file"));
        }
        Ok(Box::new(Opened { file: file.into(), length: length(&stat) }))
    }

    fn has_folder(&self, path: &str) -> io::Result<bool> {
        match self.at(path, OFlags::PATH | OFlags::DIRECTORY, Mode::empty()) {
            Ok(_) => Ok(true),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn entries(&self, path: &str) -> io::Result<Vec<Entry>> {
        let folder = self.folder(path)?;
        let mut entries = Vec::new();
        for entry in Dir::read_from(&folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else {
                let name = entry.file_name().to_string_lossy().into_owned();
                entries.push(Entry { name, kind: Kind::Nameless });
                continue;
            };
            if name == "." || name == ".." {
                continue;
            }
            let stat = match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => continue,
                stat => stat?,
            };
            let below = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            entries.push(Entry { name: name.to_owned(), kind: self.kind(&below, &stat) });
        }
        Ok(entries)
    }

    fn lock(&self, path: &str) -> io::Result<Option<Box<dyn Lock>>> {
        let mode = self.modes.lock;
        let file = self.at(path, OFlags::RDWR | OFlags::CREATE, mode)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => return Ok(None),
            result => result?,
        }
        // Whoever cleaned up by hand may have removed the file under its holder.
        let current = self.at(path, OFlags::PATH, Mode::empty()).and_then(fstat);
        let ours = fstat(&file)?;
        if !current.is_ok_and(|stat| (stat.st_dev, stat.st_ino) == (ours.st_dev, ours.st_ino)) {
            return Ok(None);
        }
        // Earlier versions let everybody read it; what is another user's stays as it is.
        if Mode::from_raw_mode(ours.st_mode) != mode {
            let _ = self.give_to_group(&file).and_then(|()| fchmod(&file, mode));
        }
        let mut file = File::from(file);
        // For the message of those who wait; the lock itself is the kernel's.
        ftruncate(&file, 0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Some(Box::new(Held { _file: file })))
    }

    fn holder(&self, path: &str) -> Option<u32> {
        let file = self.at(path, OFlags::PATH, Mode::empty()).ok()?;
        holder(&fstat(&file).ok()?)
    }
}

/// The process that holds a lock on a file, as proc_locks(5) tells.
fn holder(stat: &Stat) -> Option<u32> {
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    let inode = stat.st_ino.to_string();
    locks.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace().skip(1).filter(|word| *word != "->");
        let (kind, _, _) = (words.next()?, words.next()?, words.next()?);
        let (process, place) = (words.next()?, words.next()?);
        let is_it = kind == "FLOCK" && place.rsplit(':').next() == Some(inode.as_str());
        is_it.then(|| process.parse().ok()).flatten()
    })
}

/// A lock that the kernel gives to others when the file is closed, however that comes.
#[derive(Debug)]
struct Held {
    _file: File,
}

impl Lock for Held {}

impl NewFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

struct Opened {
    file: File,
    length: u64,
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl OpenFile for Opened {
    fn length(&self) -> u64 {
        self.length
    }

    fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}

/// As `renameat2` with `RENAME_NOREPLACE`: a link never takes the place of anything.
fn rename_by_link(from: &OwnedFd, old: &str, to: &OwnedFd, new: &str) -> Result<(), Errno> {
    let stat = statat(from, old, AtFlags::SYMLINK_NOFOLLOW)?;
    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
        // Folders have no links, but take the place of nothing other than an empty folder.
        return renameat(from, old, to, new);
    }
    linkat(from, old, to, new, AtFlags::empty())?;
    unlinkat(from, old, AtFlags::empty())
}

fn length(stat: &Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn without_openat2_no_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/c"), "c").unwrap();
        symlink("a", folder.path().join("link")).unwrap();
        symlink("c", folder.path().join("a/b/d")).unwrap();
        let disk = Disk::open(folder.path()).unwrap();
        let walk = |path| disk.walk(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
        for path in [".", "a", "a/b", "a/b/c"] {
            assert!(walk(path).is_ok(), "{path}");
        }
        for path in ["link/b/c", "a/b/d", "link"] {
            assert!(walk(path).is_err(), "{path}");
        }
    }

    #[test]
    fn without_noreplace_nothing_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("old"), "old").unwrap();
        fs::write(path("new"), "new").unwrap();
        fs::create_dir_all(path("full/below")).unwrap();
        fs::create_dir(path("empty")).unwrap();
        let root = Disk::open(folder.path()).unwrap().root;
        let rename = |old, new| rename_by_link(&root, old, &root, new);
        assert_eq!(rename("old", "new"), Err(Errno::EXIST));
        assert_eq!(rename("empty", "full"), Err(Errno::NOTEMPTY));
        assert_eq!(fs::read(path("new")).unwrap(), b"new");
        rename("old", "other").unwrap();
        rename("empty", "folder").unwrap();
        assert!(!path("old").exists() && path("folder").is_dir());
        assert_eq!(fs::read(path("other")).unwrap(), b"old");
    }
}
