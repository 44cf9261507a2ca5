//! Which package installs which path: `Contents-ARCH` (DebianRepository/Format, "Contents
//! indices"), merged from sorted lists.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};

use pkgio::Encoding;

use super::{IndexId, IndexKind, Record};

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

/// The name of a record's package in `Contents`.
#[must_use]
pub fn name_of(record: &Record) -> String {
    let section = record.field("Section").map(String::from_utf8_lossy);
    qualified_name(section.as_deref(), record.package())
}

/// The name, below the suite's folder, of the `Contents` of an index's packages, without a
/// compressor's suffix: `main/Contents-amd64`, or `main/Contents-udeb-amd64`. Debug symbols and
/// source packages have none.
#[must_use]
pub fn path(id: &IndexId) -> Option<String> {
    let component = &id.component;
    match &id.kind {
        IndexKind::Binary(arch) => Some(format!("{component}/Contents-{arch}")),
        IndexKind::Installer(arch) => Some(format!("{component}/Contents-udeb-{arch}")),
        IndexKind::Debug(_) | IndexKind::Source => None,
    }
}

/// True for the name of a form of any `Contents`, that of a whole suite included, which stands in no
/// component.
#[must_use]
pub fn is_index(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (name, suffix) = name.split_once('.').unwrap_or((name, ""));
    name.starts_with("Contents-") && Encoding::from_suffix(suffix.as_bytes()).is_some()
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
    for (path, names) in lines(index).filter_map(parts) {
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

/// The names of all packages in a published index.
#[must_use]
pub fn names(index: &[u8]) -> HashSet<&str> {
    let mut last = "";
    let mut found = HashSet::new();
    for (_, names) in lines(index).filter_map(parts) {
        // The files of a package stand together.
        if names != last {
            found.extend(names.split(',').filter(|name| !name.is_empty()));
            last = names;
        }
    }
    found
}

/// The published index without the names that `is_kept` does not choose, and with `lists`. Lines
/// that stay are not printed anew. What is held besides the two indexes are the lists.
#[must_use]
pub fn edit<'a>(
    published: &[u8],
    is_kept: impl Fn(&str) -> bool,
    lists: impl IntoIterator<Item = (&'a str, &'a FileList)>,
) -> Vec<u8> {
    let lists: Vec<_> = lists.into_iter().collect();
    let added = merge(lists.iter().copied());
    edit_sorted(published, &is_kept, &added).unwrap_or_else(|| {
        let mut kept = parse(published);
        kept.retain(|name, _| is_kept(name));
        merge(kept.iter().map(|(name, list)| (name.as_str(), list)).chain(lists))
    })
}

/// [`edit`] of an index whose paths are in order; `None` if they are not, as in those of other tools.
fn edit_sorted(published: &[u8], is_kept: &impl Fn(&str) -> bool, added: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(published.len() + added.len());
    let mut added = lines(added).filter_map(|line| Some((line, parts(line)?))).peekable();
    let mut last: &[u8] = b"";
    // The files of a package stand together, and are chosen alike.
    let (mut last_names, mut all_kept) = ("", false);
    for line in lines(published) {
        let Some((path, names)) = parts(line) else { continue };
        if path <= last {
            return None;
        }
        last = path;
        while let Some((line, _)) = added.next_if(|(_, (other, _))| *other < path) {
            push_line(&mut bytes, line);
        }
        let more = added.next_if(|(_, (other, _))| *other == path).map(|(_, (_, names))| names);
        if names != last_names {
            (last_names, all_kept) = (names, names.split(',').all(is_kept));
        }
        if all_kept && more.is_none() {
            push_line(&mut bytes, line);
            continue;
        }
        let kept = names.split(',').filter(|name| is_kept(name));
        let more = more.into_iter().flat_map(|more| more.split(','));
        let names: BTreeSet<&str> = kept.chain(more).collect();
        if !names.is_empty() {
            start_line(&mut bytes, path);
            push_line(&mut bytes, names.into_iter().collect::<Vec<_>>().join(",").as_bytes());
        }
    }
    added.for_each(|(line, _)| push_line(&mut bytes, line));
    Some(bytes)
}

fn lines(index: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', index).chain([index.len()]);
    ends.scan(0, |start, end| {
        let line = &index[*start..end];
        *start = end + 1;
        Some(line)
    })
}

/// The path and the names of a line.
fn parts(line: &[u8]) -> Option<(&[u8], &str)> {
    let blank = memchr::memrchr2(b' ', b'\t', line)?;
    let path = line[..blank].trim_ascii_end();
    let names = std::str::from_utf8(&line[blank + 1..]).ok()?;
    (!path.is_empty()).then_some((path, names))
}

fn push_line(bytes: &mut Vec<u8>, line: &[u8]) {
    bytes.extend_from_slice(line);
    bytes.push(b'\n');
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
