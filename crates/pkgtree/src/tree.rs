//! The entries that a package installs.

use diagnostic::Diagnostics;
use pkgio::Timestamp;

use crate::{Attributes, Content, Entry, InstallPath, Kind, Mode, PatternMatches, Roles};

/// The entries that a package installs: sorted by path, each path once, every parent directory
/// present, nothing below a symbolic link, hard links after their target. The root directory itself
/// is always the first entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    entries: Vec<Entry>,
    patterns: Vec<PatternMatches>,
    warnings: Diagnostics,
}

impl Tree {
    /// A tree of the root directory alone.
    #[must_use]
    pub fn empty() -> Self {
        let root = folder(InstallPath::root(), Timestamp::EPOCH);
        Self { entries: vec![root], patterns: Vec::new(), warnings: Diagnostics::new() }
    }

    /// A tree of `entries`, which keep what [`Tree`] promises.
    pub(crate) fn from_parts(entries: Vec<Entry>, warnings: Diagnostics) -> Self {
        debug_assert!(entries.first().is_some_and(|root| root.path.is_root()));
        debug_assert!(entries.is_sorted_by(|one, next| one.path < next.path));
        Self { entries, patterns: Vec::new(), warnings }
    }

    /// The same with what patterns of added files matched.
    pub(crate) fn with_patterns(self, patterns: Vec<PatternMatches>) -> Self {
        Self { patterns, ..self }
    }

    /// All entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry at `path`.
    #[must_use]
    pub fn entry(&self, path: &InstallPath) -> Option<&Entry> {
        self.index_of(path).map(|index| &self.entries[index])
    }

    /// The index in [`entries`](Self::entries) of the entry at `path`.
    #[must_use]
    pub fn index_of(&self, path: &InstallPath) -> Option<usize> {
        self.position(path).ok()
    }

    /// The newest modification time of what the package ships: of all entries but ghosts, whose
    /// content is not the package's. It is the package's time when no other is given; 1970 when
    /// nothing is shipped.
    #[must_use]
    pub fn newest(&self) -> Timestamp {
        newest(&self.entries)
    }

    /// What each source of added files that is a pattern matched, in the order of the rules.
    #[must_use]
    pub fn patterns(&self) -> &[PatternMatches] {
        &self.patterns
    }

    /// What is odd but allowed.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Adds a file made in memory, root's, with the given permissions, and its missing parents. Its
    /// modification time is the newest of the tree.
    ///
    /// # Errors
    /// The entry that is there already, or the parent that is not a directory. The tree stays as
    /// it was.
    pub fn insert_file(
        &mut self,
        path: InstallPath,
        content: Content,
        mode: Mode,
    ) -> Result<(), Box<Entry>> {
        if let Some(entry) = self.entry(&path) {
            return Err(Box::new(entry.clone()));
        }
        let parents = std::iter::successors(path.parent(), InstallPath::parent);
        let missing: Vec<_> = parents.take_while(|parent| self.entry(parent).is_none()).collect();
        let nearest = missing.last().unwrap_or(&path).parent().and_then(|path| self.entry(&path));
        if let Some(obstacle) = nearest.filter(|parent| parent.kind != Kind::Directory) {
            return Err(Box::new(obstacle.clone()));
        }
        let newest = self.newest();
        for parent in missing {
            self.place(folder(parent, newest));
        }
        self.place(Entry { kind: Kind::File(content), mode, ..folder(path, newest) });
        Ok(())
    }

    fn place(&mut self, entry: Entry) {
        if let Err(index) = self.position(&entry.path) {
            self.entries.insert(index, entry);
        }
    }

    fn position(&self, path: &InstallPath) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.path.cmp(path))
    }
}

/// See [`Tree::newest`].
pub(crate) fn newest<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Timestamp {
    let shipped = entries.into_iter().filter(|entry| !entry.roles.ghost);
    shipped.map(|entry| entry.mtime).max().unwrap_or(Timestamp::EPOCH)
}

/// A directory as one is made where nothing was said: root's, `0755`.
pub(crate) fn folder(path: InstallPath, mtime: Timestamp) -> Entry {
    Entry {
        path,
        kind: Kind::Directory,
        mode: Mode::from_bits(0o755),
        mtime,
        roles: Roles::default(),
        attributes: Attributes::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> InstallPath {
        InstallPath::parse(text.as_bytes()).unwrap()
    }

    fn insert(tree: &mut Tree, at: &str) -> Result<(), Box<Entry>> {
        tree.insert_file(path(at), Content::from_bytes(*b"x"), Mode::from_bits(0o644))
    }

    #[test]
    fn files_bring_their_parents() {
        let mut tree = Tree::empty();
        insert(&mut tree, "/usr/share/doc/x/copyright").unwrap();
        insert(&mut tree, "/usr-x").unwrap();
        insert(&mut tree, "/usr/a").unwrap();
        let paths: Vec<_> = tree.entries().iter().map(|entry| entry.path.to_string()).collect();
        let expected = [
            "/",
            "/usr",
            "/usr/a",
            "/usr/share",
            "/usr/share/doc",
            "/usr/share/doc/x",
            "/usr/share/doc/x/copyright",
            "/usr-x",
        ];
        assert_eq!(paths, expected);
        let parent = tree.entry(&path("/usr/share")).unwrap();
        assert_eq!((&parent.kind, parent.mode.bits()), (&Kind::Directory, 0o755));
        assert_eq!((parent.attributes.owner(), parent.attributes.group()), ("root", "root"));
    }

    #[test]
    fn what_stands_there_stays() {
        let mut tree = Tree::empty();
        insert(&mut tree, "/usr/a").unwrap();
        let before = tree.clone();
        for (at, obstacle) in [
            ("/usr/a", "/usr/a"),
            ("/usr", "/usr"),
            ("/", "/"),
            ("/usr/a/b", "/usr/a"),
            ("/usr/a/b/c/d", "/usr/a"),
        ] {
            assert_eq!(insert(&mut tree, at).unwrap_err().path, path(obstacle), "{at}");
            assert_eq!(tree, before);
        }
    }
}
