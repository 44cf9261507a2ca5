//! The data member: what is installed.

use std::io::{self, Read};

use pkgio::{Algorithms, Hasher, PackedDigests, SharedNames};

use super::path::{Odd, normalise};
use super::tar::{Entry, EntryKind, Reader, Tar};
use super::tolerated::Tolerated;
use super::{DataEntry, DataKind, Limits, ReadError};
use crate::codes;

/// Reads the decompressed member `name` from `input`.
pub(super) fn read(
    input: impl Read,
    name: &str,
    algorithms: Algorithms,
    limits: &Limits,
    tolerated: &mut Tolerated,
) -> Result<Vec<DataEntry>, ReadError> {
    let mut entries = Vec::new();
    let mut names = 0;
    let mut owners = SharedNames::default();
    let mut tar = Tar::new(input, Reader::Dpkg);
    let tar_error = |error| ReadError::from_tar(error, name, limits.data);
    while let Some(entry) = tar.next_entry().map_err(tar_error)? {
        let too_large = |limit, unit| ReadError::TooLarge { member: name.to_owned(), limit, unit };
        if entries.len() as u64 == limits.entries {
            return Err(too_large(limits.entries, "entries"));
        }
        names += (entry.path.len() + entry.link.len()) as u64;
        names += (entry.owner.len() + entry.group.len()) as u64;
        let most = limits.names + limits.names_each.saturating_mul(entries.len() as u64 + 1);
        if names > most {
            return Err(too_large(most, "bytes of names"));
        }
        let digests = hash(&mut tar, algorithms)
            .map_err(|error| ReadError::from_io(error, name, limits.data))?;
        let raw = entry.path.clone();
        match data_entry(entry, digests, &mut owners) {
            Ok((entry, odd)) => {
                if let Some(odd) = odd {
                    let place = format!("member {name}: entry \"{}\"", raw.escape_ascii());
                    tolerated.note(codes::ODD_PATH, place, odd);
                }
                entries.push(entry);
            }
            Err(problem) => {
                return Err(ReadError::Entry { member: name.to_owned(), path: raw, problem });
            }
        }
    }
    // The length of the member counts, not that of its stream.
    if tar.is_empty() && name == "data.tar" {
        let problem = "is empty, which dpkg 1.23 (sid) refuses";
        tolerated.note(codes::ODD_TAR, format!("member {name}"), problem);
    }
    for (offset, odd) in tar.odd() {
        tolerated.note(codes::ODD_TAR, format!("member {name}, at offset {offset},"), odd);
    }
    check_paths(&entries, name, tolerated)?;
    Ok(entries)
}

fn hash(input: &mut impl Read, algorithms: Algorithms) -> io::Result<PackedDigests> {
    if algorithms == Algorithms::default() {
        return Ok(PackedDigests::default());
    }
    let mut hasher = Hasher::new(algorithms);
    let mut buffer = [0; 32 << 10];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(PackedDigests::from(&hasher.finish())),
            Ok(count) => hasher.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn data_entry(
    entry: Entry,
    digests: PackedDigests,
    owners: &mut SharedNames,
) -> Result<(DataEntry, Odd), String> {
    let (path, odd) = normalise(&entry.path, entry.kind == EntryKind::Directory)?;
    let (major, minor) = entry.device;
    let kind = match entry.kind {
        EntryKind::File => DataKind::File { length: entry.length, digests },
        EntryKind::Directory => DataKind::Directory,
        EntryKind::Symlink if entry.link.is_empty() => return Err("has an empty target".to_owned()),
        EntryKind::Symlink => DataKind::Symlink(entry.link.into()),
        EntryKind::HardLink => {
            let target = normalise(&entry.link, false);
            let (target, _) =
                target.map_err(|problem| format!("links to a path that {problem}"))?;
            DataKind::HardLink(target.into())
        }
        EntryKind::Fifo => DataKind::Fifo,
        EntryKind::CharacterDevice => DataKind::CharacterDevice(major, minor),
        EntryKind::BlockDevice => DataKind::BlockDevice(major, minor),
    };
    let entry = DataEntry {
        path: path.into(),
        kind,
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        owner: owners.name(&entry.owner),
        group: owners.name(&entry.group),
        mtime: entry.mtime,
    };
    Ok((entry, odd))
}

/// Checks that no path but a directory's is there twice, that hard links have an earlier file to
/// link to, and that only directories have something below them, which dpkg finds out when it
/// installs.
fn check_paths(
    entries: &[DataEntry],
    member: &str,
    tolerated: &mut Tolerated,
) -> Result<(), ReadError> {
    let wrong = |entry: &DataEntry, problem: &str| {
        let path = entry.path.to_vec();
        Err(ReadError::Entry { member: member.to_owned(), path, problem: problem.to_owned() })
    };
    let at = |place: u32| place as usize;
    let path = |place: u32| &*entries[at(place)].path;
    let mut sorted: Vec<u32> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    sorted.sort_unstable_by_key(|&at| (path(at), at));
    for pair in sorted.windows(2).filter(|pair| path(pair[0]) == path(pair[1])) {
        let [one, other] = [&entries[at(pair[0])], &entries[at(pair[1])]];
        if one.kind != DataKind::Directory || other.kind != DataKind::Directory {
            return wrong(other, "is repeated");
        }
        let place = format!("member {member}: entry \"/{}\"", other.path.escape_ascii());
        tolerated.note(codes::ODD_TAR, place, "is a directory that is repeated");
    }
    for entry in entries.iter().filter(|entry| entry.kind != DataKind::Directory) {
        let below = || entry.path.iter().chain(b"/");
        let start = sorted.partition_point(|&place| path(place).iter().lt(below()));
        if let Some(&place) = sorted.get(start)
            && path(place).iter().take(entry.path.len() + 1).eq(below())
        {
            return wrong(&entries[at(place)], "is below a path that is not a directory");
        }
    }
    for (number, entry) in entries.iter().enumerate() {
        let DataKind::HardLink(target) = &entry.kind else { continue };
        let found = sorted.binary_search_by_key(&&**target, |&place| path(place));
        let file = found.ok().map(|found| at(sorted[found])).filter(|&target| target < number);
        match file.map(|file| &entries[file].kind) {
            Some(DataKind::File { .. } | DataKind::HardLink(_)) => {}
            Some(_) => return wrong(entry, "is a hard link to a path that is not a file"),
            None => return wrong(entry, "is a hard link to a path that is not before it"),
        }
    }
    Ok(())
}
