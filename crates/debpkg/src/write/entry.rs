//! From entries of a tree to entries of an archive.

use pkgio::Timestamp;
use pkgtree::{Entry, Kind, Tree};

use crate::static_ids::Owner;
use crate::tar_writer::{EntryKind, Header};

/// The entries of `tree` that a `.deb` installs: all but the ghosts.
pub(crate) fn installed(tree: &Tree) -> impl Iterator<Item = &Entry> {
    tree.entries().iter().filter(|entry| !entry.roles.ghost)
}

/// The header of `entry` in the archive. A further name of a file carries the attributes of the
/// first: they belong to the file.
pub(super) fn header<'a>(tree: &'a Tree, entry: &'a Entry, clamp: Timestamp) -> Header<'a> {
    let inode = match &entry.kind {
        Kind::HardLink { target } => tree.entry(target).unwrap_or(entry),
        _ => entry,
    };
    let mode = match entry.kind {
        Kind::Symlink { .. } => 0o777,
        _ => inode.mode.bits(),
    };
    Header {
        path: entry.path.as_bytes(),
        kind: kind(&entry.kind),
        mode,
        user: Owner::user(inode.attributes.owner()),
        group: Owner::group(inode.attributes.group()),
        mtime: inode.mtime.min(clamp),
    }
}

fn kind(kind: &Kind) -> EntryKind<'_> {
    match kind {
        Kind::Directory => EntryKind::Directory,
        Kind::File(content) => EntryKind::File(content.length()),
        Kind::HardLink { target } => EntryKind::HardLink(target.as_bytes()),
        Kind::Symlink { target } => EntryKind::Symlink(target),
        Kind::Fifo => EntryKind::Fifo,
        Kind::CharacterDevice(device) => EntryKind::CharacterDevice(device.major, device.minor),
        Kind::BlockDevice(device) => EntryKind::BlockDevice(device.major, device.minor),
    }
}
