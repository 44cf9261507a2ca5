//! What is judged: a package that was read, or one that is about to be written.

use std::collections::HashMap;

use crate::deb822::Paragraph;
use crate::read::{Contents, ControlFile, DataEntry, DataKind};

/// The parts of a package that dpkg looks at before it runs scripts.
pub(crate) struct Parts<'a> {
    /// The control file.
    pub(crate) control: &'a Paragraph<'a>,
    /// Whether an empty line ends the control file.
    pub(crate) ends_in_empty_line: bool,
    /// The other files of the control member: names and bytes.
    pub(crate) files: Vec<(&'a [u8], &'a [u8])>,
    /// What the data member installs.
    pub(crate) entries: &'a dyn Installed,
}

/// What a data member installs.
pub(crate) trait Installed {
    /// The entry at `path`, which has no `/` before it.
    fn at(&self, path: &[u8]) -> Option<What<'_>>;

    /// Calls `look` with each entry in order.
    fn each(&self, look: &mut dyn FnMut(&[u8], What<'_>));
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What<'a> {
    /// A regular file, or a further name of one.
    File,
    Directory,
    /// A symbolic link with its text.
    Symlink(&'a [u8]),
    /// A device or named pipe.
    Special,
}

impl<'a> Parts<'a> {
    /// Those of a package that was read.
    pub(super) fn of(contents: &'a Contents, entries: &'a Listed<'a>) -> Self {
        let metadata = &contents.metadata;
        let file = |file: &'a ControlFile| (file.name.as_slice(), file.bytes.as_slice());
        Self {
            control: &metadata.control,
            ends_in_empty_line: metadata.ends_in_empty_line,
            files: metadata.files.iter().map(file).collect(),
            entries,
        }
    }
}

/// The entries of a data member that was read.
pub(super) struct Listed<'a> {
    entries: &'a [DataEntry],
    by_path: HashMap<&'a [u8], &'a DataKind>,
}

impl<'a> Listed<'a> {
    /// Those of `contents`, to be looked up where there are conffiles.
    pub(super) fn new(contents: &'a Contents) -> Self {
        let mut by_path = HashMap::new();
        if contents.metadata.files.iter().any(|file| file.name == b"conffiles") {
            for entry in &contents.entries {
                by_path.entry(&*entry.path).or_insert(&entry.kind);
            }
        }
        Self { entries: &contents.entries, by_path }
    }
}

impl Installed for Listed<'_> {
    fn at(&self, path: &[u8]) -> Option<What<'_>> {
        self.by_path.get(path).map(|kind| what(kind))
    }

    fn each(&self, look: &mut dyn FnMut(&[u8], What<'_>)) {
        self.entries.iter().for_each(|entry| look(&entry.path, what(&entry.kind)));
    }
}

fn what(kind: &DataKind) -> What<'_> {
    match kind {
        DataKind::File { .. } | DataKind::HardLink(_) => What::File,
        DataKind::Directory => What::Directory,
        DataKind::Symlink(target) => What::Symlink(target),
        _ => What::Special,
    }
}
