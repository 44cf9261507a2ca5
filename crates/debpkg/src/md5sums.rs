//! The file `md5sums` (deb-md5sums(5)).

use std::io::Write;

use pkgio::Hex;
use pkgtree::{InstallPath, Kind, Tree};

/// The digests of a tree's regular files, each by the first of its names.
#[derive(Debug)]
pub(crate) struct FileDigests(Vec<Option<[u8; 16]>>);

impl FileDigests {
    /// For `tree`, none yet.
    pub(crate) fn new(tree: &Tree) -> Self {
        Self(vec![None; tree.entries().len()])
    }

    /// Notes the digest of the entry `index` of the tree.
    pub(crate) fn insert(&mut self, index: usize, digest: [u8; 16]) {
        self.0[index] = Some(digest);
    }

    /// The lines of `md5sums`: each regular file that `tree`, the one that the digests are of,
    /// installs, under each of its names but the conffiles, as dh_md5sums(1) has it. Empty when
    /// there are none.
    pub(crate) fn lines(&self, tree: &Tree, is_conffile: impl Fn(&InstallPath) -> bool) -> Vec<u8> {
        let mut lines = Vec::new();
        for (entry, own) in tree.entries().iter().zip(&self.0) {
            let digest = match &entry.kind {
                _ if entry.roles.ghost || is_conffile(&entry.path) => None,
                Kind::File(_) => *own,
                Kind::HardLink { target } => tree.index_of(target).and_then(|first| self.0[first]),
                _ => None,
            };
            if let Some(digest) = digest {
                // Writing to a vector cannot fail.
                let _ = write!(lines, "{}  ", Hex(&digest));
                lines.extend_from_slice(entry.path.as_bytes());
                lines.push(b'\n');
            }
        }
        lines
    }
}
