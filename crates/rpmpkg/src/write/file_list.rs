//! The files of a package in the order of its header.

use pkgio::Timestamp;
use pkgtree::{Entry, Kind};

use crate::Package;
use crate::flags;
use crate::package::FileAttributes;

/// The files that a package owns, sorted as rpmbuild sorts them: bytewise by the whole path. rpm
/// looks names up by halving, so the order is more than a habit.
#[derive(Debug)]
pub(super) struct FileList<'a> {
    pub(super) files: Vec<ListedFile<'a>>,
}

/// A file as the header lists it.
#[derive(Debug)]
pub(super) struct ListedFile<'a> {
    /// The entry of its own.
    pub(super) entry: &'a Entry,
    /// The entry that carries the attributes: for a further name of a file, the first name's.
    pub(super) inode: &'a Entry,
    /// The index in the tree of [`inode`](Self::inode).
    pub(super) inode_index: usize,
    pub(super) attributes: &'a FileAttributes,
    /// The modification time, clamped; rpm's times end in 2106.
    pub(super) mtime: u32,
}

impl<'a> FileList<'a> {
    /// Lists what `package` owns, with times no later than `clamp`.
    pub(super) fn new(package: &'a Package, clamp: Timestamp) -> Self {
        let tree = &package.tree;
        let owned = tree.entries().iter().enumerate().zip(&package.files);
        let mut files: Vec<_> = owned
            .filter_map(|((index, entry), attributes)| {
                let inode_index = match &entry.kind {
                    Kind::HardLink { target } => tree.index_of(target).unwrap_or(index),
                    _ => index,
                };
                let inode = &tree.entries()[inode_index];
                let mtime = inode.mtime.min(clamp).seconds();
                let mtime = u32::try_from(mtime).unwrap_or(u32::MAX);
                let attributes = attributes.as_ref()?;
                Some(ListedFile { entry, inode, inode_index, attributes, mtime })
            })
            .collect();
        files.sort_by(|one, other| one.entry.path.as_bytes().cmp(other.entry.path.as_bytes()));
        Self { files }
    }

    /// True when a file is so long that the header and the payload need 64 bits for it.
    pub(super) fn has_large_files(&self) -> bool {
        self.files.iter().any(|file| file.size() >= u64::from(u32::MAX))
    }
}

impl ListedFile<'_> {
    /// True for a file that is in the header and not in the payload.
    pub(super) fn is_ghost(&self) -> bool {
        self.attributes.flags & flags::GHOST != 0
    }

    pub(super) fn is_regular(&self) -> bool {
        matches!(self.inode.kind, Kind::File(_))
    }

    /// The length of the content, or of a link's text; for each name of a file alike.
    pub(super) fn size(&self) -> u64 {
        match &self.inode.kind {
            Kind::File(content) => content.length(),
            Kind::Symlink { target } => target.len() as u64,
            _ => 0,
        }
    }

    /// Type and permissions, as in `st_mode`.
    pub(super) fn mode(&self) -> u16 {
        let permissions = self.inode.mode.bits();
        match self.inode.kind {
            Kind::Directory => 0o040_000 | permissions,
            Kind::File(_) | Kind::HardLink { .. } => 0o100_000 | permissions,
            Kind::Symlink { .. } => 0o120_777,
            Kind::Fifo => 0o010_000 | permissions,
            Kind::CharacterDevice(_) => 0o020_000 | permissions,
            Kind::BlockDevice(_) => 0o060_000 | permissions,
        }
    }

    /// Major and minor number of the device that a node means.
    pub(super) fn device(&self) -> (u32, u32) {
        match self.inode.kind {
            Kind::CharacterDevice(device) | Kind::BlockDevice(device) => {
                (device.major, device.minor)
            }
            _ => (0, 0),
        }
    }
}
