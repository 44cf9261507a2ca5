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

#[cfg(test)]
mod tests {
    use pkgio::Timestamp;

    use super::super::testing;
    use super::*;
    use crate::Package;
    use crate::package::FileAttributes;

    /// Two sets of hard links among files of one name.
    fn linked() -> Package {
        let staged = tempfile::tempdir().unwrap();
        let path = |name: &str| staged.path().join(name);
        std::fs::create_dir(path("a")).unwrap();
        for name in ["a+", "a/x", "c", "f"] {
            std::fs::write(path(name), name).unwrap();
        }
        for (name, target) in [("b", "a/x"), ("e", "a/x"), ("d", "c"), ("g", "c")] {
            std::fs::hard_link(path(target), path(name)).unwrap();
        }
        testing::package(testing::scanned(staged.path()))
    }

    fn order(package: &Package) -> Vec<(String, u32, u32, bool)> {
        let list = FileList::new(package, Timestamp::EPOCH);
        let links = HardLinks::new(&list);
        let shown = |packed: Packed| {
            let path = list.files[packed.place].entry.path.to_string();
            (path, links.inodes[packed.place], packed.links, packed.has_content)
        };
        links.payload_order(&list).into_iter().map(shown).collect()
    }

    #[test]
    fn sets_stand_together_after_all_others_with_the_content_last() {
        let expected = [
            ("/a", 1, 1, false),
            ("/a+", 2, 1, true),
            ("/f", 8, 1, true),
            ("/a/x", 3, 3, false),
            ("/b", 3, 3, false),
            ("/e", 3, 3, true),
            ("/c", 5, 3, false),
            ("/d", 5, 3, false),
            ("/g", 5, 3, true),
        ];
        let expected =
            expected.map(|(path, inode, links, content)| (path.to_owned(), inode, links, content));
        assert_eq!(order(&linked()), expected);
    }

    #[test]
    fn ghosts_are_in_no_set() {
        let mut package = linked();
        let ghost = |package: &mut Package, name: &str| {
            let path = pkgtree::InstallPath::parse(name.as_bytes()).unwrap();
            let index = package.tree.index_of(&path).unwrap();
            package.files[index] = Some(FileAttributes { flags: 1 << 6, ..Default::default() });
        };
        ghost(&mut package, "e");
        ghost(&mut package, "c");
        ghost(&mut package, "d");
        let order = order(&package);
        let at = |name: &str| order.iter().find(|(path, ..)| path == name);
        assert_eq!(at("/e"), None);
        assert_eq!(at("/b"), Some(&("/b".to_owned(), 3, 2, true)));
        // The one name that is left is no link any more, and has the content.
        assert_eq!(at("/g"), Some(&("/g".to_owned(), 5, 1, true)));
    }
}
