//! Hard links: several names of one file.

use std::collections::HashMap;

use super::super::tags::Numbers;
use super::super::{FileEntry, FileKind, Metadata, ReadError};
use crate::header::tag;

/// Which files are names of one.
pub(super) struct HardLinks {
    /// The indexes of each set, in the header's order.
    sets: Vec<Vec<usize>>,
    /// For each file the set that it is in.
    set_of: Vec<Option<usize>>,
}

impl HardLinks {
    /// Files are names of one when device and inode are equal, as rpm has it (`rpmfilesBuildNLink`
    /// in its `lib/rpmfi.c`): regular files, no ghosts, of an inode that is not 0.
    pub(super) fn new(metadata: &Metadata, files: &[FileEntry]) -> Result<Self, ReadError> {
        let devices = Numbers::rows(&metadata.header, tag::FILEDEVICES, files.len())?;
        let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, file) in files.iter().enumerate() {
            if file.kind() == FileKind::File && !file.is_ghost() && file.inode != 0 {
                groups.entry((devices.at(index), file.inode)).or_default().push(index);
            }
        }
        let mut sets: Vec<_> = groups.into_values().filter(|set| set.len() > 1).collect();
        sets.sort_unstable();
        let mut set_of = vec![None; files.len()];
        for (number, set) in sets.iter().enumerate() {
            for &index in set {
                set_of[index] = Some(number);
            }
        }
        Ok(Self { sets, set_of })
    }

    /// All names of the file of this index; empty when it has but one.
    pub(super) fn names(&self, index: usize) -> &[usize] {
        match self.set_of.get(index) {
            Some(Some(set)) => &self.sets[*set],
            _ => &[],
        }
    }
}
