//! Hard links by rpm's rules (`rpmfilesBuildNLink` of its `lib/rpmfi.c`).
//!
//! The names of one file have one inode number. In the payload they stand together, after all files
//! of a single name; the content is with the last. Ghosts are not in the payload and do not count.

use std::collections::HashMap;

use super::file_list::{FileList, ListedFile};

/// What rpm derives from the inode numbers of a file list.
#[derive(Debug)]
pub(super) struct HardLinks {
    /// The inode number of each file of the list.
    pub(super) inodes: Vec<u32>,
    /// The files of each inode of several names, in the order of the first names.
    pub(super) sets: Vec<Vec<usize>>,
}

impl HardLinks {
    /// Numbers the inodes as rpmbuild does: by the place of the first name in the list, from 1.
    pub(super) fn new(list: &FileList<'_>) -> Self {
        let mut first = HashMap::new();
        let number = |(place, file): (usize, &ListedFile<'_>)| {
            let inode = *first.entry(file.inode_index).or_insert(place) + 1;
            u32::try_from(inode).unwrap_or(u32::MAX)
        };
        let inodes = list.files.iter().enumerate().map(number).collect();
        let mut sets: Vec<Vec<usize>> = Vec::new();
        let mut set_of = HashMap::new();
        for (place, file) in list.files.iter().enumerate() {
            if file.is_regular() && !file.is_ghost() {
                let set = *set_of.entry(file.inode_index).or_insert_with(|| {
                    sets.push(Vec::new());
                    sets.len() - 1
                });
                sets[set].push(place);
            }
        }
        sets.retain(|set| set.len() > 1);
        Self { inodes, sets }
    }

    /// The files in the order of the payload, each with the number of its names.
    pub(super) fn payload_order(&self, list: &FileList<'_>) -> Vec<Packed> {
        let mut is_linked = vec![false; list.files.len()];
        for place in self.sets.iter().flatten() {
            is_linked[*place] = true;
        }
        let single = list.files.iter().enumerate().zip(&is_linked);
        let single = single
            .filter(|((_, file), is_linked)| !file.is_ghost() && !**is_linked)
            .map(|((place, file), _)| Packed { place, links: 1, has_content: file.is_regular() });
        let linked = self.sets.iter().flat_map(|set| {
            set.iter().enumerate().map(|(at, place)| Packed {
                place: *place,
                links: u32::try_from(set.len()).unwrap_or(u32::MAX),
                has_content: at + 1 == set.len(),
            })
        });
        single.chain(linked).collect()
    }
}

/// A file as the payload has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    /// Its place in the file list.
    pub(super) place: usize,
    /// How many names it has.
    pub(super) links: u32,
    /// Whether the content of a regular file follows.
    pub(super) has_content: bool,
}
