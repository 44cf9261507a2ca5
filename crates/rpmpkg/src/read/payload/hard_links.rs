//! Hard links: several names of one file.

use super::super::tags::Numbers;
use super::super::{FileEntry, FileKind, Metadata, ReadError};
use crate::header::tag;

/// Which files are names of one.
pub(super) struct HardLinks {
    /// The indexes of all sets, one set behind the other, each in the header's order.
    names: Vec<u32>,
    sets: Vec<Set>,
    /// For each file the set that it is in; [`NO_SET`] for most.
    set_of: Vec<u32>,
}

/// The names of one file.
struct Set {
    /// Where they start among all names.
    start: u32,
    count: u32,
    /// How many were found in the payload.
    found: u32,
}

const NO_SET: u32 = u32::MAX;

impl HardLinks {
    /// Files are names of one when device and inode are equal, as rpm has it (`rpmfilesBuildNLink`
    /// in its `lib/rpmfi.c`): regular files, no ghosts, of an inode that is not 0.
    pub(super) fn new(metadata: &Metadata, files: &[FileEntry]) -> Result<Self, ReadError> {
        let devices = Numbers::rows(&metadata.header, tag::FILEDEVICES, files.len())?;
        let inode = |index: u32| (devices.at(index as usize), files[index as usize].inode);
        let mut all: Vec<u32> = (0..)
            .zip(files)
            .filter(|(_, file)| {
                file.kind() == FileKind::File && !file.is_ghost() && file.inode != 0
            })
            .map(|(index, _)| index)
            .collect();
        all.sort_unstable_by_key(|&index| (inode(index), index));
        let mut links =
            Self { names: Vec::new(), sets: Vec::new(), set_of: vec![NO_SET; files.len()] };
        let sets = all.chunk_by(|&one, &next| inode(one) == inode(next));
        for (number, set) in (0..).zip(sets.filter(|set| set.len() > 1)) {
            let (start, count) = (links.names.len() as u32, set.len() as u32);
            links.sets.push(Set { start, count, found: 0 });
            links.names.extend_from_slice(set);
            set.iter().for_each(|&index| links.set_of[index as usize] = number);
        }
        Ok(links)
    }

    /// All names of the file of this index, in the header's order; empty when it has but one.
    pub(super) fn names(&self, index: usize) -> &[u32] {
        match self.set(index) {
            Some(set) => &self.names[set.start as usize..][..set.count as usize],
            None => &[],
        }
    }

    /// Says that the file of this index was found in the payload; once for each.
    pub(super) fn found(&mut self, index: usize) {
        if let Some(number) = self.set_of.get(index)
            && let Some(set) = self.sets.get_mut(*number as usize)
        {
            set.found += 1;
        }
    }

    /// Whether all other names of the file of this index were found, as far as it has others.
    pub(super) fn are_found(&self, index: usize) -> bool {
        self.set(index).is_none_or(|set| set.found == set.count)
    }

    fn set(&self, index: usize) -> Option<&Set> {
        self.set_of.get(index).and_then(|number| self.sets.get(*number as usize))
    }
}
