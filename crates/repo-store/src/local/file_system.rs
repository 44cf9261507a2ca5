//! What a store on a disk is made of.

use std::fmt::Debug;
use std::io::{self, Read, Write};

use crate::Lock;

/// The operations of a file system that a store is made of, and nothing else: what survives a loss
/// of power is decided by their order alone. Paths are relative to the root, which is empty.
pub(super) trait FileSystem: Debug + Send + Sync {
    /// The path as a person knows it.
    fn place(&self, path: &str) -> String;

    /// A new file of mode 0644; one that is there is an error.
    fn create(&self, path: &str) -> io::Result<Box<dyn NewFile>>;

    /// A new folder of mode 0755; one that is there is an error.
    fn make_folder(&self, path: &str) -> io::Result<()>;

    /// Gives a file or folder another name, in one step; a file that is there is replaced.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Gives a file or folder another name, in one step; one that is there is an error, by the name
    /// of `AlreadyExists` or, for folders, `DirectoryNotEmpty`.
    fn rename_new(&self, from: &str, to: &str) -> io::Result<()>;

    /// Gives a regular file itself, not a link to one, another name besides; one that is there is an
    /// error.
    fn link(&self, from: &str, to: &str) -> io::Result<()>;

    /// Gives two folders, none of them a link, each other's names, in one step.
    fn exchange(&self, one: &str, other: &str) -> io::Result<()>;

    /// Makes durable everything that was done, by whomever.
    fn sync_all(&self) -> io::Result<()>;

    /// Makes durable which names a folder has.
    fn sync_folder(&self, path: &str) -> io::Result<()>;

    /// Removes a file, or a link.
    fn remove(&self, path: &str) -> io::Result<()>;

    /// Removes an empty folder.
    fn remove_folder(&self, path: &str) -> io::Result<()>;

    /// Opens a regular file.
    fn open(&self, path: &str) -> io::Result<Box<dyn OpenFile>>;

    /// Whether there is a folder, or a link to one below the root.
    fn has_folder(&self, path: &str) -> io::Result<bool>;

    /// What is in a folder, in any order.
    fn entries(&self, path: &str) -> io::Result<Vec<Entry>>;

    /// Takes the lock of a file, which is made where there is none; `None` when another has it.
    fn lock(&self, path: &str) -> io::Result<Option<Box<dyn Lock>>>;

    /// The process that holds the lock, where that can be known. Default: it cannot.
    fn holder(&self, path: &str) -> Option<u32> {
        let _ = path;
        None
    }
}

/// A file that is being written.
pub(super) trait NewFile: Write + Send {
    /// Makes durable what it holds.
    fn sync(&mut self) -> io::Result<()>;
}

/// A file that is being read.
pub(super) trait OpenFile: Read + Send {
    /// Its length in bytes.
    fn length(&self) -> u64;

    /// Makes durable what it holds.
    fn sync(&self) -> io::Result<()>;
}

/// What is in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name; where that is not UTF-8, something like it, of the kind [`Kind::Nameless`].
    pub(super) name: String,
    /// What it is.
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file of a number of bytes, or a link to one below the root.
    File(u64),
    /// A folder itself.
    Folder,
    /// Anything else.
    Other,
    /// Whatever has a name that is not UTF-8: it is nobody's.
    Nameless,
}

/// Whether a file system, or its settings, do not know what it was asked for, or do not allow it:
/// there is another way.
pub(super) fn is_refused(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    matches!(
        error.kind(),
        // ENOSYS and EOPNOTSUPP; EINVAL; EXDEV; EPERM and EACCES; EMLINK.
        Unsupported
            | InvalidInput
            | CrossesDevices
            | PermissionDenied
            | TooManyLinks
            | NotADirectory
    )
}

/// The folder of a path, and the name in it.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folder of a path, that one's folder, and so on up to the root.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(split(path).0), |path| (!path.is_empty()).then(|| split(path).0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_end_at_the_root() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(ancestors("a").collect::<Vec<_>>(), [""]);
    }
}
