//! `Installed-Size` as dpkg-gencontrol(1) computes it.

use pkgtree::{Entry, Kind};

/// The `Installed-Size` of what is installed, in KiB: each regular file and symbolic link rounded up
/// to a KiB, a file with several names counted once, a KiB for everything else, the root included.
pub(crate) fn installed_size<'a>(entries: impl Iterator<Item = &'a Entry>) -> u64 {
    entries
        .map(|entry| match &entry.kind {
            Kind::File(content) => content.length().div_ceil(1024),
            Kind::Symlink { target } => (target.len() as u64).div_ceil(1024),
            Kind::HardLink { .. } => 0,
            Kind::Directory | Kind::Fifo | Kind::CharacterDevice(_) | Kind::BlockDevice(_) => 1,
        })
        .sum()
}
