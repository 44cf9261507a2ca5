//! The data member: what is installed.

use std::io::{self, Read};

use pkgio::{Algorithms, Digests, Hasher};

use super::path::normalise;
use super::tar::{Entry, EntryKind, Tar};
use super::{DataEntry, DataKind, Limits, ReadError};

/// Reads the decompressed member `name` from `input`.
pub(super) fn read(
    input: impl Read,
    name: &str,
    algorithms: Algorithms,
    limits: &Limits,
) -> Result<Vec<DataEntry>, ReadError> {
    let mut entries = Vec::new();
    let mut names = 0;
    let mut tar = Tar::new(input);
    let tar_error = |error| ReadError::from_tar(error, name, limits.data);
    while let Some(entry) = tar.next_entry().map_err(tar_error)? {
        let too_large = |limit, unit| ReadError::TooLarge { member: name.to_owned(), limit, unit };
        if entries.len() as u64 == limits.entries {
            return Err(too_large(limits.entries, "entries"));
        }
        names += (entry.path.len() + entry.link.len()) as u64;
        names += (entry.owner.len() + entry.group.len()) as u64;
        if names > limits.names {
            return Err(too_large(limits.names, "bytes of names"));
        }
        let digests = hash(&mut tar, algorithms)
            .map_err(|error| ReadError::from_io(error, name, limits.data))?;
        let raw = entry.path.clone();
        let entry = data_entry(entry, digests).map_err(|problem| ReadError::Entry {
            member: name.to_owned(),
            path: raw,
            problem,
        })?;
        entries.push(entry);
    }
    check_paths(&entries, name)?;
    Ok(entries)
}

fn hash(input: &mut impl Read, algorithms: Algorithms) -> io::Result<Digests> {
    if algorithms == Algorithms::default() {
        return Ok(Digests::default());
    }
    let mut hasher = Hasher::new(algorithms);
    let mut buffer = [0; 32 << 10];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(count) => hasher.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn data_entry(entry: Entry, digests: Digests) -> Result<DataEntry, String> {
    let path = normalise(&entry.path, entry.kind == EntryKind::Directory)?;
    let (major, minor) = entry.device;
    let kind = match entry.kind {
        EntryKind::File => DataKind::File { length: entry.length, digests: Box::new(digests) },
        EntryKind::Directory => DataKind::Directory,
        EntryKind::Symlink if entry.link.is_empty() => return Err("links to nothing".to_owned()),
        EntryKind::Symlink => DataKind::Symlink(entry.link),
        EntryKind::HardLink => {
            let target = normalise(&entry.link, false);
            DataKind::HardLink(target.map_err(|problem| format!("links to what {problem}"))?)
        }
        EntryKind::Fifo => DataKind::Fifo,
        EntryKind::CharacterDevice => DataKind::CharacterDevice(major, minor),
        EntryKind::BlockDevice => DataKind::BlockDevice(major, minor),
    };
    Ok(DataEntry {
        path,
        kind,
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        owner: entry.owner,
        group: entry.group,
        mtime: entry.mtime,
    })
}

/// Checks that no path is there twice, that hard links have an earlier file to link to, and that
/// only folders have something below them, which dpkg finds out when it installs.
fn check_paths(entries: &[DataEntry], member: &str) -> Result<(), ReadError> {
    let wrong = |entry: &DataEntry, problem: &str| {
        let path = entry.path.clone();
        Err(ReadError::Entry { member: member.to_owned(), path, problem: problem.to_owned() })
    };
    let path = |at: usize| entries[at].path.as_slice();
    let mut sorted: Vec<usize> = (0..entries.len()).collect();
    sorted.sort_unstable_by_key(|&at| (path(at), at));
    if let Some(pair) = sorted.windows(2).find(|pair| path(pair[0]) == path(pair[1])) {
        return wrong(&entries[pair[1]], "is there twice");
    }
    for entry in entries.iter().filter(|entry| entry.kind != DataKind::Directory) {
        let below = || entry.path.iter().chain(b"/");
        let start = sorted.partition_point(|&at| path(at).iter().lt(below()));
        if let Some(&at) = sorted.get(start)
            && path(at).iter().take(entry.path.len() + 1).eq(below())
        {
            return wrong(&entries[at], "stands below something that is no folder");
        }
    }
    for (at, entry) in entries.iter().enumerate() {
        let DataKind::HardLink(target) = &entry.kind else { continue };
        let found = sorted.binary_search_by_key(&target.as_slice(), |&at| path(at));
        let file = found.ok().map(|place| sorted[place]).filter(|&target| target < at);
        match file.map(|file| &entries[file].kind) {
            Some(DataKind::File { .. } | DataKind::HardLink(_)) => {}
            Some(_) => return wrong(entry, "is a hard link to something that is no file"),
            None => return wrong(entry, "is a hard link to nothing before it"),
        }
    }
    Ok(())
}
