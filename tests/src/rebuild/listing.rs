//! What `tar -tv` says of a package's data member.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tool::{call, command, outcome};

/// An entry of a data member, as tar lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarItem {
    /// `-rwxr-xr-x`; a hard link has the letter of a file.
    pub mode: String,
    /// The owner's name.
    pub owner: String,
    /// The group's name.
    pub group: String,
    /// The length, or a device's numbers.
    pub size: String,
    /// The modification time.
    pub mtime: String,
    /// A symbolic link's text.
    pub target: String,
    /// All names of a file that has several, in order.
    pub links: Vec<String>,
}

impl TarItem {
    /// The permissions as octal digits.
    #[must_use]
    pub fn octal(&self) -> String {
        let letters = self.mode.as_bytes();
        let bit =
            |index: usize, letter: u8| u32::from(letters[index].eq_ignore_ascii_case(&letter));
        let mut bits = 0;
        for (place, index) in (1..10).enumerate() {
            let set = match letters[index] {
                b'-' | b'S' | b'T' => 0,
                _ => 1,
            };
            bits |= set << (8 - place);
        }
        bits |= bit(3, b's') << 11 | bit(6, b's') << 10 | bit(9, b't') << 9;
        format!("{bits:04o}")
    }
}

/// The entries of `deb` by path, without `./`, escaped as tar does.
///
/// # Panics
/// When dpkg-deb or tar fails.
#[must_use]
#[track_caller]
pub fn tar_listing(deb: &Path) -> BTreeMap<String, TarItem> {
    let archive = tempfile::NamedTempFile::new().unwrap();
    let bytes = call("dpkg-deb", &["--fsys-tarfile".as_ref(), deb.as_os_str()]);
    std::fs::write(archive.path(), bytes).unwrap();
    let mut tar = command("tar");
    tar.args(["-tv", "--full-time", "--quoting-style=escape", "-f"]).arg(archive.path());
    let text = outcome(tar.env("TZ", "UTC")).succeeded().text();
    let mut items: BTreeMap<String, TarItem> = BTreeMap::new();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let (path, mut item) = parse(line);
        if item.mode.starts_with('h') {
            let (first, mode) = (item.target, item.mode);
            assert!(items.contains_key(&first), "{path} links to {first}, which comes later");
            item = items[&first].clone();
            assert_eq!(item.mode[1..], mode[1..], "{path}");
            names.entry(first.clone()).or_insert_with(|| vec![first]).push(path.clone());
        }
        assert!(items.insert(path.clone(), item).is_none(), "{path} is repeated");
    }
    for mut group in names.into_values() {
        group.sort();
        for name in group.clone() {
            items.get_mut(&name).unwrap().links.clone_from(&group);
        }
    }
    items
}

fn parse(line: &str) -> (String, TarItem) {
    let mut rest = line;
    let mut next = || {
        let (word, tail) = rest.trim_start().split_once(' ').unwrap();
        rest = tail;
        word.to_owned()
    };
    let (mode, owner, size, date, time) = (next(), next(), next(), next(), next());
    let (owner, group) = owner.split_once('/').unwrap();
    let (path, target) = match mode.as_bytes()[0] {
        b'l' => rest.split_once(" -> ").unwrap(),
        b'h' => rest.split_once(" link to ").unwrap(),
        _ => (rest, ""),
    };
    let stripped = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_owned();
    let target = if mode.starts_with('h') { stripped(target) } else { target.to_owned() };
    let item = TarItem {
        owner: owner.to_owned(),
        group: group.to_owned(),
        mtime: format!("{date} {time}"),
        mode,
        size,
        target,
        links: Vec::new(),
    };
    (stripped(path), item)
}
