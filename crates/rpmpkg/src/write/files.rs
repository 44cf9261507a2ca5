//! The arrays of the header that say of each file what it is.

use std::collections::HashMap;
use std::hash::Hash;

use pkgio::Hex;
use pkgtree::Kind;

use super::Format;
use super::classify::Class;
use super::file_list::{FileList, ListedFile};
use super::hard_links::HardLinks;
use super::payload::Content;
use crate::header::{Header, Tag, Value, tag};

/// The number of SHA-256 in OpenPGP and so in `FILEDIGESTALGO`.
pub(super) const SHA256: u32 = 8;

/// Everything that the arrays are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Files<'a> {
    pub(super) list: &'a FileList<'a>,
    pub(super) links: &'a HardLinks,
    /// By the index in the tree.
    pub(super) contents: &'a [Option<Content>],
    /// What the contents refer to.
    pub(super) classes: &'a [Class],
    /// Whether lengths take 64 bits.
    pub(super) are_large: bool,
}

impl<'a> Files<'a> {
    /// Inserts the arrays; none when there are no files.
    pub(super) fn insert_into(&self, header: &mut Header, format: Format) {
        if self.list.files.is_empty() {
            return;
        }
        self.insert_names(header);
        self.insert_attributes(header);
        self.insert_contents(header);
        self.insert_classes(header, format);
    }

    /// The bytes of all files and of the texts of symbolic links, hard links once: `SIZE`.
    pub(super) fn total_size(&self) -> u64 {
        let files = self.list.files.iter().enumerate();
        let first_names =
            files.filter(|(place, _)| self.links.inodes[*place] as usize == place + 1);
        first_names.map(|(_, file)| file.size()).sum()
    }

    /// Names as directories and, for each file, which directory and which name in it.
    fn insert_names(&self, header: &mut Header) {
        let mut folders = Dictionary::default();
        let mut names = Vec::new();
        let mut indices = Vec::new();
        for file in &self.list.files {
            let (path, name) = (file.entry.path.as_bytes(), file.entry.path.name());
            indices.push(folders.index_of(&path[..path.len() - name.len()]));
            names.push(name);
        }
        let folders = folders.into_words().into_iter().map(|folder| [b"/", folder].concat());
        header.insert(tag::DIRINDEXES, Value::int32(indices));
        header.insert(tag::BASENAMES, Value::texts(names));
        header.insert(tag::DIRNAMES, Value::texts(folders));
    }

    fn insert_attributes(&self, header: &mut Header) {
        let files = || self.list.files.iter();
        let attributes = || files().map(|file| file.attributes);
        let int32 = |header: &mut Header, tag: Tag, of: &dyn Fn(&ListedFile<'_>) -> u32| {
            header.insert(tag, Value::int32(files().map(of)));
        };
        header.insert(tag::FILEMODES, Value::int16(files().map(ListedFile::mode)));
        header.insert(tag::FILERDEVS, Value::int16(files().map(device_number)));
        int32(header, tag::FILEMTIMES, &|file| file.mtime);
        int32(header, tag::FILEFLAGS, &|file| file.attributes.flags);
        int32(header, tag::FILEVERIFYFLAGS, &|file| file.attributes.verify);
        // All files are on one device, so that equal inode numbers mean hard links.
        int32(header, tag::FILEDEVICES, &|_| 1);
        header.insert(tag::FILEINODES, Value::int32(self.links.inodes.iter().copied()));
        let owners = files().map(|file| file.inode.attributes.owner().as_bytes());
        header.insert(tag::FILEUSERNAME, Value::texts(owners));
        let groups = files().map(|file| file.inode.attributes.group().as_bytes());
        header.insert(tag::FILEGROUPNAME, Value::texts(groups));
        header.insert(tag::FILELANGS, Value::texts(attributes().map(|of| &of.language)));
        if attributes().any(|of| !of.capabilities.is_empty()) {
            header.insert(tag::FILECAPS, Value::texts(attributes().map(|of| &of.capabilities)));
        }
    }

    fn insert_contents(&self, header: &mut Header) {
        let files = || self.list.files.iter();
        if self.are_large {
            header.insert(tag::LONGFILESIZES, Value::int64(files().map(ListedFile::size)));
        } else {
            let size = |file: &ListedFile<'_>| u32::try_from(file.size()).unwrap_or(u32::MAX);
            header.insert(tag::FILESIZES, Value::int32(files().map(size)));
        }
        let targets = files().map(|file| match &file.inode.kind {
            Kind::Symlink { target } => &**target,
            _ => b"",
        });
        header.insert(tag::FILELINKTOS, Value::texts(targets));
        let digest = |content: &Content| Hex(&content.sha256).to_string();
        let digests = files().map(|file| self.content(file).map(digest).unwrap_or_default());
        header.insert(tag::FILEDIGESTS, Value::texts(digests));
        header.insert(tag::FILEDIGESTALGO, Value::int32([SHA256]));
    }

    /// Classes in libmagic's words; in format 6 media types instead.
    fn insert_classes(&self, header: &mut Header, format: Format) {
        let mut classes = Dictionary::default();
        let places = self.list.files.iter().map(|file| match format {
            Format::V4 => classes.index_of(self.description(file)),
            Format::V6 => classes.index_of(self.mime(file)),
        });
        let places = Value::int32(places);
        let classes = Value::texts(classes.into_words());
        let [index, dictionary] = match format {
            Format::V4 => [tag::FILECLASS, tag::CLASSDICT],
            Format::V6 => [tag::FILEMIMEINDEX, tag::MIMEDICT],
        };
        header.insert(index, places);
        header.insert(dictionary, classes);
        let color = |file| self.color(file);
        header.insert(tag::FILECOLORS, Value::int32(self.list.files.iter().map(color)));
    }

    fn description(&self, file: &ListedFile<'a>) -> &'a str {
        match (self.content(file), &file.inode.kind) {
            (Some(content), _) => &self.class(content).description,
            (None, Kind::Directory) => "directory",
            (None, _) => "",
        }
    }

    fn mime(&self, file: &ListedFile<'a>) -> &'static str {
        match (self.content(file), &file.inode.kind) {
            (Some(content), _) => self.class(content).mime,
            (None, Kind::Directory) => "inode/directory",
            (None, Kind::Symlink { .. }) => "inode/symlink",
            (None, Kind::Fifo) => "inode/fifo",
            (None, Kind::CharacterDevice(_)) => "inode/chardevice",
            (None, Kind::BlockDevice(_)) => "inode/blockdevice",
            (None, Kind::File(_) | Kind::HardLink { .. }) => "",
        }
    }

    /// The colour: only programs and libraries that may be executed have one.
    fn color(&self, file: &ListedFile<'a>) -> u32 {
        let is_executable = file.mode() & 0o111 != 0;
        self.content(file).filter(|_| is_executable).map_or(0, |content| self.class(content).color)
    }

    fn class(&self, content: &Content) -> &'a Class {
        &self.classes[content.class as usize]
    }

    /// What is known of the content of a regular file in the payload.
    fn content(&self, file: &ListedFile<'a>) -> Option<&'a Content> {
        if file.is_ghost() { None } else { self.contents[file.inode_index].as_ref() }
    }
}

/// A device number in the 16 bits that rpm has for it.
fn device_number(file: &ListedFile<'_>) -> u16 {
    let (major, minor) = file.device();
    ((major & 0xff) << 8 | minor & 0xff) as u16
}

/// Words, each once, in the order in which they came.
#[derive(Debug)]
struct Dictionary<'a, W: ?Sized> {
    words: Vec<&'a W>,
    indices: HashMap<&'a W, u32>,
}

impl<W: ?Sized> Default for Dictionary<'_, W> {
    fn default() -> Self {
        Self { words: Vec::new(), indices: HashMap::new() }
    }
}

impl<'a, W: ?Sized + Eq + Hash> Dictionary<'a, W> {
    fn index_of(&mut self, word: &'a W) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let words = &mut self.words;
        *self.indices.entry(word).or_insert_with(|| {
            words.push(word);
            next
        })
    }

    fn into_words(self) -> Vec<&'a W> {
        self.words
    }
}
