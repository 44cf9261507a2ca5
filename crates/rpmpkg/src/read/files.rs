//! The list of files.

use std::sync::Arc;

use pkgio::SharedNames;

use super::path::{Paths, check_path};
use super::tags::{Numbers, Texts};
use super::{Metadata, ReadError};
use crate::header::tag;

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The absolute path; in a source package a bare name.
    pub path: Box<[u8]>,
    /// Type and permissions, as in `st_mode`.
    pub mode: u16,
    /// The owner's name. Files of one owner share it.
    pub owner: Arc<[u8]>,
    /// The group's name, shared likewise.
    pub group: Arc<[u8]>,
    /// The modification time in seconds since 1970.
    pub mtime: u32,
    /// The length in bytes.
    pub size: u64,
    /// The digest in hexadecimal; empty for what has none.
    pub digest: Box<[u8]>,
    /// A symbolic link's text; empty for what is none.
    pub link_target: Box<[u8]>,
    /// `RPMFILE_*`.
    pub flags: u32,
    /// `RPMVERIFY_*`.
    pub verify: u32,
    /// The device that a node means, as `st_rdev`: the low 16 bits, as rpm keeps it.
    pub device: u32,
    /// The inode, equal for hard links of one file.
    pub inode: u32,
    /// The language, or empty.
    pub language: Box<[u8]>,
    /// The capabilities as text, or empty.
    pub capabilities: Box<[u8]>,
}

/// `RPMFILE_GHOST`: it is listed, but not in the payload.
const GHOST: u32 = 1 << 6;

impl FileEntry {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> FileKind {
        FileKind::of(self.mode)
    }

    /// True when it is listed, but not in the payload.
    #[must_use]
    pub fn is_ghost(&self) -> bool {
        self.flags & GHOST != 0
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A named pipe.
    Fifo,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A socket; only ever a ghost.
    Socket,
}

impl FileKind {
    /// The one of a mode, as in `st_mode`.
    pub(crate) fn of(mode: u16) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Directory,
            0o120_000 => Self::Symlink,
            0o010_000 => Self::Fifo,
            0o020_000 => Self::CharacterDevice,
            0o060_000 => Self::BlockDevice,
            0o140_000 => Self::Socket,
            _ => Self::File,
        }
    }

    /// The stable word for it, such as `directory`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
            Self::Fifo => "fifo",
            Self::CharacterDevice => "character-device",
            Self::BlockDevice => "block-device",
            Self::Socket => "socket",
        }
    }
}

impl Metadata {
    /// The files, in the header's order, from old (`OLDFILENAMES`) and new tags alike.
    ///
    /// # Errors
    /// Arrays of different lengths, an index out of range, a path that is given twice, is not
    /// absolute or has `.` or `..` in it.
    pub fn files(&self) -> Result<Vec<FileEntry>, ReadError> {
        self.files_as(|file| file, |file| &file.path)
    }

    /// The same, with what `keep` keeps of each file, in which `path_of` finds its path. Of a package of
    /// very many files that can take far less memory.
    ///
    /// # Errors
    /// As [`files`](Self::files).
    pub fn files_as<T>(
        &self,
        mut keep: impl FnMut(FileEntry) -> T,
        path_of: impl Fn(&T) -> &[u8],
    ) -> Result<Vec<T>, ReadError> {
        let header = &self.header;
        let paths = Paths::read(header)?;
        let rows = paths.len();
        let sizes = match header.value(tag::LONGFILESIZES) {
            Some(_) if header.value(tag::FILESIZES).is_some() => {
                let problem = "and FILESIZES (1028) are both there";
                return Err(ReadError::tag(tag::LONGFILESIZES, problem));
            }
            Some(_) => Numbers::rows(header, tag::LONGFILESIZES, rows)?,
            None => Numbers::required(header, tag::FILESIZES, rows)?,
        };
        let modes = Numbers::required(header, tag::FILEMODES, rows)?;
        let mtimes = Numbers::rows(header, tag::FILEMTIMES, rows)?;
        let flags = Numbers::rows(header, tag::FILEFLAGS, rows)?;
        let digests = Texts::required(header, tag::FILEDIGESTS, rows)?;
        let links = Texts::required(header, tag::FILELINKTOS, rows)?;
        let owners = Texts::rows(header, tag::FILEUSERNAME, rows)?;
        let groups = Texts::rows(header, tag::FILEGROUPNAME, rows)?;
        let verify = Numbers::rows(header, tag::FILEVERIFYFLAGS, rows)?;
        let devices = Numbers::rows(header, tag::FILERDEVS, rows)?;
        let inodes = Numbers::rows(header, tag::FILEINODES, rows)?;
        let languages = Texts::rows(header, tag::FILELANGS, rows)?;
        let capabilities = Texts::rows(header, tag::FILECAPS, rows)?;
        let mut names = SharedNames::default();
        let mut files = Vec::with_capacity(rows);
        for row in 0..rows {
            let path = paths.at(row)?;
            check_path(&path, self.is_source)?;
            files.push(keep(FileEntry {
                path: path.into(),
                mode: modes.get(row, 0)?,
                owner: names.name(owners.at(row)),
                group: names.name(groups.at(row)),
                mtime: mtimes.get(row, 0)?,
                size: sizes.get(row, 0)?,
                digest: digests.at(row).into(),
                link_target: links.at(row).into(),
                flags: flags.get(row, 0)?,
                verify: verify.get(row, u32::MAX)?,
                device: devices.get(row, 0)?,
                inode: inodes.get(row, 0)?,
                language: languages.at(row).into(),
                capabilities: capabilities.at(row).into(),
            }));
        }
        check_unique(files.iter().map(path_of).collect())?;
        Ok(files)
    }
}

fn check_unique(mut paths: Vec<&[u8]>) -> Result<(), ReadError> {
    paths.sort_unstable();
    match paths.iter().zip(paths.iter().skip(1)).find(|(one, next)| one == next) {
        Some((path, _)) => {
            Err(ReadError::Tag(format!("the file \"{}\" is listed twice", path.escape_ascii())))
        }
        None => Ok(()),
    }
}
