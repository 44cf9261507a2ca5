//! Which package installs which path: `Contents-ARCH` (DebianRepository/Format, "Contents
//! indices"), merged from sorted lists.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The paths that one package installs, besides folders: sorted, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileList {
    /// Each followed by a line break.
    lines: Vec<u8>,
}

impl FileList {
    /// A list of paths without a slash before them, in any order.
    ///
    /// # Errors
    /// A path with a line break, which an index of lines cannot hold.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, Vec<u8>> {
        let mut paths: Vec<&[u8]> = paths.into_iter().collect();
        if let Some(path) = paths.iter().find(|path| memchr::memchr(b'\n', path).is_some()) {
            return Err(path.to_vec());
        }
        paths.sort_unstable();
        paths.dedup();
        let mut lines = Vec::with_capacity(paths.iter().map(|path| path.len() + 1).sum());
        for path in paths {
            lines.extend_from_slice(path);
            lines.push(b'\n');
        }
        Ok(Self { lines })
    }

    /// The paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.lines.split_inclusive(|&byte| byte == b'\n').map(|line| &line[..line.len() - 1])
    }
}

/// The name of a package in `Contents`: `section/package`, or `package` when it has no section.
#[must_use]
pub fn qualified_name(section: Option<&str>, package: &str) -> String {
    match section {
        Some(section) if !section.is_empty() => format!("{section}/{package}"),
        _ => package.to_owned(),
    }
}

/// Prints `Contents`: a line for each path in order, with the sorted names of the packages that
/// install it. Lists of one name are joined.
///
/// The lists are merged line by line: what is held besides them is the index itself.
#[must_use]
pub fn merge<'a>(lists: impl IntoIterator<Item = (&'a str, &'a FileList)>) -> Vec<u8> {
    let mut lists: Vec<(&str, &FileList)> = lists.into_iter().collect();
    lists.sort_by_key(|(name, _)| *name);
    let mut rests: Vec<_> = lists.iter().map(|(_, list)| list.paths()).collect();
    let mut heads: BinaryHeap<Reverse<(&[u8], usize)>> = BinaryHeap::new();
    for (at, rest) in rests.iter_mut().enumerate() {
        heads.extend(rest.next().map(|path| Reverse((path, at))));
    }
    let mut bytes = Vec::with_capacity(lists.iter().map(|(_, list)| list.lines.len() * 2).sum());
    let (mut current, mut last) = (None, "");
    while let Some(mut head) = heads.peek_mut() {
        let Reverse((path, at)) = *head;
        match rests[at].next() {
            Some(next) => *head = Reverse((next, at)),
            None => drop(std::collections::binary_heap::PeekMut::pop(head)),
        }
        let name = lists[at].0;
        if current != Some(path) {
            end_line(&mut bytes, current);
            start_line(&mut bytes, path);
            bytes.extend_from_slice(name.as_bytes());
        } else if name != last {
            bytes.push(b',');
            bytes.extend_from_slice(name.as_bytes());
        }
        (current, last) = (Some(path), name);
    }
    end_line(&mut bytes, current);
    bytes
}

/// The lists of a published index by name. Lines that are none, such as the header that Debian's had
/// once, are passed over.
#[must_use]
pub fn parse(index: &[u8]) -> BTreeMap<String, FileList> {
    let mut lists = BTreeMap::<String, Vec<&[u8]>>::new();
    for line in index.split(|&byte| byte == b'\n') {
        let Some(blank) = line.iter().rposition(|byte| matches!(byte, b' ' | b'\t')) else {
            continue;
        };
        let path = line[..blank].trim_ascii_end();
        let Ok(names) = std::str::from_utf8(&line[blank + 1..]) else { continue };
        if path.is_empty() {
            continue;
        }
        for name in names.split(',').filter(|name| !name.is_empty()) {
            match lists.get_mut(name) {
                Some(paths) => paths.push(path),
                None => drop(lists.insert(name.to_owned(), vec![path])),
            }
        }
    }
    let lists = lists.into_iter();
    lists.map(|(name, paths)| (name, FileList::new(paths).unwrap_or_default())).collect()
}

/// Where names start, for paths that leave room: the column of apt-ftparchive(1).
const COLUMN: usize = 60;
const TAB: usize = 8;

fn start_line(bytes: &mut Vec<u8>, path: &[u8]) {
    bytes.extend_from_slice(path);
    if path.len() >= COLUMN {
        return bytes.push(b' ');
    }
    let tabs = COLUMN / TAB - path.len() / TAB;
    let blanks = if tabs == 0 { COLUMN - path.len() } else { COLUMN % TAB };
    bytes.extend(std::iter::repeat_n(b'\t', tabs));
    bytes.extend(std::iter::repeat_n(b' ', blanks));
}

fn end_line(bytes: &mut Vec<u8>, path: Option<&[u8]>) {
    if path.is_some() {
        bytes.push(b'\n');
    }
}
