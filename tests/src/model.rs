//! A staged tree as a value, put on disk by [`Model::stage`], and what `find` says of an installed
//! one, read by [`Listing::of`].

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::fs::{self, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};

use crate::tool::{call, command, run};

/// Paths below the root, without a leading slash.
pub type Name = Vec<u8>;

/// One thing to stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its permissions; those of symbolic links are always `0777`.
    pub mode: u32,
    /// Its modification time in seconds since 1970.
    pub mtime: i64,
}

/// The kinds of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Directory,
    /// A regular file with its bytes.
    File(Vec<u8>),
    /// A further name of the regular file at that path.
    HardLink(Name),
    /// A symbolic link with its text.
    Symlink(Vec<u8>),
    /// A named pipe.
    Fifo,
    /// A character device.
    CharacterDevice(u32, u32),
    /// A block device.
    BlockDevice(u32, u32),
}

/// A staged tree: every parent is in it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Model(pub BTreeMap<Name, Node>);

impl Model {
    /// Adds `node` at `path` with the folders that lead there; false when something else stands in
    /// the way.
    pub fn insert(&mut self, path: &[u8], node: Node) -> bool {
        if self.0.contains_key(path) {
            return false;
        }
        let parents = parents(path);
        let blocked =
            |parent: &Name| self.0.get(parent).is_some_and(|node| node.kind != Kind::Directory);
        if parents.iter().any(blocked) {
            return false;
        }
        for parent in parents {
            let folder = Node { kind: Kind::Directory, mode: 0o755, mtime: node.mtime };
            self.0.entry(parent).or_insert(folder);
        }
        self.0.insert(path.to_vec(), node);
        true
    }

    /// Puts the tree below `root`, which exists, in the order of its paths or the other way round.
    ///
    /// # Panics
    /// When the file system refuses.
    pub fn stage(&self, root: &Path, order: Order) {
        let folders = self.0.iter().filter(|(_, node)| node.kind == Kind::Directory);
        for (path, _) in folders {
            fs::create_dir(at(root, path)).unwrap();
        }
        let others =
            |(_, node): &(&Name, &Node)| !matches!(node.kind, Kind::Directory | Kind::HardLink(_));
        let links = |(_, node): &(&Name, &Node)| matches!(node.kind, Kind::HardLink(_));
        let make = |(path, node): (&Name, &Node)| create(root, &at(root, path), node);
        match order {
            Order::Forwards => self.0.iter().filter(others).for_each(make),
            Order::Backwards => self.0.iter().rev().filter(others).for_each(make),
        }
        self.0.iter().filter(links).for_each(make);
        // Deepest first: what is made in a folder changes its time.
        for (path, node) in self.0.iter().rev() {
            let path = at(root, path);
            if !matches!(node.kind, Kind::Symlink(_) | Kind::HardLink(_)) {
                fs::set_permissions(&path, Permissions::from_mode(node.mode)).unwrap();
            }
            if !matches!(node.kind, Kind::HardLink(_)) {
                set_mtime(&path, node.mtime);
            }
        }
    }

    /// What `find` must say of it once installed as root's, when times after `clamp` become
    /// `clamp`.
    #[must_use]
    pub fn installed(&self, clamp: i64) -> Listing {
        let mut groups: BTreeMap<&Name, Vec<Name>> = BTreeMap::new();
        for (path, node) in &self.0 {
            if let Kind::HardLink(target) = &node.kind {
                groups.entry(target).or_insert_with(|| vec![target.clone()]).push(path.clone());
            }
        }
        groups.values_mut().for_each(|group| group.sort());
        let items = self.0.iter().map(|(path, node)| {
            let (first, node) = match &node.kind {
                Kind::HardLink(target) => (target, &self.0[target]),
                _ => (path, node),
            };
            let links = groups.get(first).cloned().unwrap_or_default();
            (path.clone(), item(node, clamp, links))
        });
        Listing(items.collect())
    }
}

impl fmt::Debug for Model {
    /// A line for each path, without the bytes of files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, Node { kind, mode, mtime }) in &self.0 {
            write!(f, "\n{} {mode:04o} @{mtime} ", path.escape_ascii())?;
            match kind {
                Kind::File(bytes) => write!(f, "{} bytes", bytes.len())?,
                Kind::HardLink(target) => write!(f, "link to {}", target.escape_ascii())?,
                Kind::Symlink(text) => write!(f, "-> {}", text.escape_ascii())?,
                _ => write!(f, "{kind:?}")?,
            }
        }
        Ok(())
    }
}

/// In which order files are made, and so in which order a folder may list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Forwards,
    /// By name, from the last.
    Backwards,
}

/// The folders that lead to `path`, outermost first.
#[must_use]
pub fn parents(path: &[u8]) -> Vec<Name> {
    let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.map(|(index, _)| path[..index].to_vec()).collect()
}

fn at(root: &Path, path: &[u8]) -> PathBuf {
    root.join(OsStr::from_bytes(path))
}

fn create(root: &Path, path: &Path, node: &Node) {
    match &node.kind {
        Kind::Directory => {}
        Kind::File(bytes) => fs::write(path, bytes).unwrap(),
        Kind::HardLink(target) => fs::hard_link(at(root, target), path).unwrap(),
        Kind::Symlink(text) => symlink(OsStr::from_bytes(text), path).unwrap(),
        Kind::Fifo => drop(call("mknod", &[path.as_os_str(), "p".as_ref()])),
        Kind::CharacterDevice(major, minor) => device(path, "c", *major, *minor),
        Kind::BlockDevice(major, minor) => device(path, "b", *major, *minor),
    }
}

fn device(path: &Path, kind: &str, major: u32, minor: u32) {
    run(command("mknod").arg(path).args([kind, &major.to_string(), &minor.to_string()]));
}

/// Sets the modification time of `path` itself, in seconds since 1970.
///
/// # Panics
/// When the file system refuses.
pub fn set_mtime(path: &Path, mtime: i64) {
    let time = Timespec { tv_sec: mtime, tv_nsec: 0 };
    let times = Timestamps { last_access: time, last_modification: time };
    utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW).unwrap();
}

fn item(node: &Node, clamp: i64, links: Vec<Name>) -> Item {
    let mut item = Item {
        kind: 'd',
        mode: node.mode,
        owner: (0, 0),
        mtime: Some(node.mtime.clamp(0, clamp)),
        content: 0,
        target: Vec::new(),
        device: (0, 0),
        links,
    };
    match &node.kind {
        Kind::Directory => {}
        Kind::File(bytes) => {
            item.kind = 'f';
            item.content = digest(bytes);
        }
        Kind::HardLink(_) => unreachable!("a hard link is listed as its file"),
        Kind::Symlink(text) => {
            item.kind = 'l';
            item.mode = 0o777;
            item.target.clone_from(text);
        }
        Kind::Fifo => item.kind = 'p',
        Kind::CharacterDevice(major, minor) => {
            item.kind = 'c';
            item.device = (*major, *minor);
        }
        Kind::BlockDevice(major, minor) => {
            item.kind = 'b';
            item.device = (*major, *minor);
        }
    }
    item
}

fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// One thing on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `find`'s letter.
    pub kind: char,
    /// The permissions, 12 bits.
    pub mode: u32,
    /// The owner's and the group's number.
    pub owner: (u32, u32),
    /// The modification time; `None` where nobody promises one.
    pub mtime: Option<i64>,
    /// A digest of a regular file's bytes.
    pub content: u64,
    /// A symbolic link's text.
    pub target: Vec<u8>,
    /// A device's major and minor number.
    pub device: (u32, u32),
    /// All names of a file that has several, in order.
    pub links: Vec<Name>,
}

/// Everything below a folder by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing(pub BTreeMap<Name, Item>);

impl Listing {
    /// What `find` says of everything below `root`.
    ///
    /// # Panics
    /// When `find` or reading a file fails.
    #[must_use]
    #[track_caller]
    pub fn of(root: &Path) -> Self {
        const FORMAT: &str = r"%y\0%m\0%U\0%G\0%T@\0%D:%i:%n\0%l\0%P\0";
        let find = ["-mindepth", "1", "-printf", FORMAT];
        let output = run(command("find").arg(root).args(find));
        let fields = output.split(|byte| *byte == 0).collect::<Vec<_>>();
        let mut inodes: BTreeMap<&[u8], Vec<Name>> = BTreeMap::new();
        for record in fields.chunks_exact(8) {
            inodes.entry(record[5]).or_default().push(record[7].to_vec());
        }
        inodes.values_mut().for_each(|names| names.sort());
        let items = fields.chunks_exact(8).map(|record| {
            let path = at(root, record[7]);
            let names = &inodes[record[5]];
            let links = if names.len() > 1 { names.clone() } else { Vec::new() };
            (record[7].to_vec(), found(record, &path, links))
        });
        Self(items.collect())
    }

    /// Without the times of folders: unpacking into a folder changes them.
    #[must_use]
    pub fn without_folder_times(mut self) -> Self {
        for item in self.0.values_mut().filter(|item| item.kind == 'd') {
            item.mtime = None;
        }
        self
    }

    /// Without the entries that `leave_out` names.
    #[must_use]
    pub fn without(mut self, leave_out: impl Fn(&[u8]) -> bool) -> Self {
        self.0.retain(|path, _| !leave_out(path));
        self
    }

    /// What differs, a line each; empty when nothing does.
    #[must_use]
    pub fn differences(&self, found: &Self) -> String {
        let mut lines = String::new();
        for (path, expected) in &self.0 {
            let path_text = path.escape_ascii();
            match found.0.get(path) {
                None => writeln!(lines, "{path_text}: missing").unwrap(),
                Some(item) if item != expected => {
                    writeln!(lines, "{path_text}:\n  expected {expected:?}\n  found    {item:?}")
                        .unwrap();
                }
                Some(_) => {}
            }
        }
        for path in found.0.keys().filter(|path| !self.0.contains_key(*path)) {
            writeln!(lines, "{}: not expected", path.escape_ascii()).unwrap();
        }
        lines
    }
}

fn found(record: &[&[u8]], path: &Path, links: Vec<Name>) -> Item {
    let text = |index: usize| std::str::from_utf8(record[index]).unwrap();
    let kind = text(0).chars().next().unwrap();
    let device = if matches!(kind, 'b' | 'c') {
        let number = fs::symlink_metadata(path).unwrap().rdev();
        (rustix::fs::major(number), rustix::fs::minor(number))
    } else {
        (0, 0)
    };
    let seconds = text(4).split('.').next().unwrap();
    Item {
        kind,
        mode: u32::from_str_radix(text(1), 8).unwrap(),
        owner: (text(2).parse().unwrap(), text(3).parse().unwrap()),
        mtime: Some(seconds.parse().unwrap()),
        content: if kind == 'f' { digest(&fs::read(path).unwrap()) } else { 0 },
        target: record[6].to_vec(),
        device,
        links,
    }
}
