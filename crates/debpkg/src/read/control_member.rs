//! The control member: one folder of small files.

use std::io::Read;

use pkgio::Encoding;

use super::path::{Odd, normalise};
use super::tar::{Entry, EntryKind, Reader, Tar};
use super::tolerated::Tolerated;
use super::{ControlFile, Limits, Metadata, ReadError, control_file};
use crate::codes;

/// Reads the decompressed member `name` from `input`.
pub(super) fn read(
    input: impl Read,
    name: &str,
    encoding: Encoding,
    limits: &Limits,
    tolerated: &mut Tolerated,
) -> Result<Metadata, ReadError> {
    let mut files = Vec::<ControlFile>::new();
    // Links copy what is there already: of these, no more bytes than there may be of others.
    let mut total = 0;
    let mut tar = Tar::new(input, Reader::Tar);
    let tar_error = |error| ReadError::from_tar(error, name, limits.control);
    while let Some(entry) = tar.next_entry().map_err(tar_error)? {
        let wrong = |problem: String| {
            let path = entry.path.clone();
            Err(ReadError::Entry { member: name.to_owned(), path, problem })
        };
        let place = || format!("member {name}: entry \"{}\"", entry.path.escape_ascii());
        let (path, linked) = match control_path(&entry, &files) {
            Ok((path, linked, odd)) => {
                if let Some(odd) = odd {
                    tolerated.note(codes::ODD_PATH, place(), odd);
                }
                let Some(path) = path else { continue };
                (path, linked)
            }
            Err(problem) => return wrong(problem),
        };
        if linked.is_some() {
            let problem = "is a link to another file of the member";
            tolerated.note(codes::ODD_CONTROL_MEMBER, place(), problem);
        }
        if files.len() == MOST_FILES {
            return wrong(format!("is one more than the {MOST_FILES} files that there may be"));
        }
        let mut bytes = linked.unwrap_or_default();
        total += bytes.len() as u64;
        if total > limits.control {
            let (member, limit) = (name.to_owned(), limits.control);
            return Err(ReadError::TooLarge { member, limit, unit: "bytes" });
        }
        tar.read_to_end(&mut bytes)
            .map_err(|error| ReadError::from_io(error, name, limits.control))?;
        match files.iter().find(|file| file.name == path) {
            None => files.push(ControlFile { name: path, mode: entry.mode, bytes }),
            Some(file) if file.mode == entry.mode && file.bytes == bytes => {
                let problem = "is there twice, with the same bytes";
                tolerated.note(codes::ODD_CONTROL_MEMBER, place(), problem);
            }
            Some(_) => return wrong("is there twice".to_owned()),
        }
    }
    for (offset, odd) in tar.odd() {
        let place = format!("member {name}, at offset {offset},");
        tolerated.note(codes::ODD_CONTROL_MEMBER, place, odd);
    }
    metadata(files, name, encoding, tolerated)
}

/// dpkg and debhelper know some twenty.
const MOST_FILES: usize = 1000;

/// The entry's name, `None` for the root; the bytes that a link leads to; what is odd in its path.
type Found = (Option<Vec<u8>>, Option<Vec<u8>>, Odd);

fn control_path(entry: &Entry, files: &[ControlFile]) -> Result<Found, String> {
    let (path, odd) = normalise(&entry.path, entry.kind == EntryKind::Directory)?;
    match entry.kind {
        EntryKind::Directory if path.is_empty() => Ok((None, None, odd)),
        EntryKind::Directory | EntryKind::Fifo => Err("is not a regular file".to_owned()),
        EntryKind::CharacterDevice | EntryKind::BlockDevice => {
            Err("is not a regular file".to_owned())
        }
        _ if path.contains(&b'/') => Err("stands in a folder".to_owned()),
        EntryKind::File => Ok((Some(path), None, odd)),
        EntryKind::HardLink | EntryKind::Symlink => {
            let target = normalise(&entry.link, false).map(|(target, _)| target);
            let is_absolute = entry.link.starts_with(b"/");
            let file = files.iter().find(|file| target.as_ref() == Ok(&file.name));
            match file.filter(|_| !is_absolute) {
                Some(file) => Ok((Some(path), Some(file.bytes.clone()), odd)),
                None => Err("is a link to no file before it".to_owned()),
            }
        }
    }
}

fn metadata(
    mut files: Vec<ControlFile>,
    member: &str,
    encoding: Encoding,
    tolerated: &mut Tolerated,
) -> Result<Metadata, ReadError> {
    let Some(place) = files.iter().position(|file| file.name == b"control") else {
        return Err(ReadError::Members(format!("member {member} has no file \"control\"")));
    };
    let bytes = files.remove(place).bytes;
    control_file::read(&bytes, files, encoding, tolerated)
}
