//! The control member: one directory of small files.

use std::io::{self, Read};

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
    let mut room = Room { member: name, limit: limits.control, total: 0, lines: 0 };
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
        if path == b"control" && entry.length > limits.paragraph {
            let (member, limit) = (format!("{name}: the control file"), limits.paragraph);
            return Err(ReadError::TooLarge { member, limit, unit: "bytes" });
        }
        if files.len() == MOST_FILES {
            return wrong(format!("exceeds the limit of {MOST_FILES} files"));
        }
        let mut bytes = linked.unwrap_or_default();
        room.take(&bytes, path == b"md5sums")?;
        room.read(&mut tar, &mut bytes, path == b"md5sums")?;
        match files.iter().find(|file| file.name == path) {
            None => files.push(ControlFile { name: path, mode: entry.mode, bytes }),
            Some(file) if file.mode == entry.mode && file.bytes == bytes => {
                let problem = "is repeated with the same bytes";
                tolerated.note(codes::ODD_CONTROL_MEMBER, place(), problem);
            }
            Some(_) => return wrong("is repeated".to_owned()),
        }
    }
    for (offset, odd) in tar.odd() {
        let place = format!("member {name}, at offset {offset},");
        tolerated.note(codes::ODD_CONTROL_MEMBER, place, odd);
    }
    metadata(files, name, encoding, tolerated)
}

/// What the files of the member take, those with it that links copy.
struct Room<'a> {
    member: &'a str,
    limit: u64,
    /// Bytes so far.
    total: u64,
    /// Lines of `md5sums` so far.
    lines: u64,
}

/// The bytes that a line of `md5sums` stands for.
const LINE: u64 = 256;

impl Room<'_> {
    /// Counts bytes, and refuses more than there may be.
    fn take(&mut self, bytes: &[u8], are_sums: bool) -> Result<(), ReadError> {
        self.total += bytes.len() as u64;
        if are_sums {
            self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        }
        let limit = self.limit.min(self.limit / 2 + LINE * self.lines);
        if self.total > limit {
            return Err(ReadError::TooLarge {
                member: self.member.to_owned(),
                limit,
                unit: "bytes",
            });
        }
        Ok(())
    }

    /// Reads the rest of a file in pieces, each of which is counted before the next.
    fn read(
        &mut self,
        input: &mut impl Read,
        bytes: &mut Vec<u8>,
        are_sums: bool,
    ) -> Result<(), ReadError> {
        let mut buffer = [0; 32 << 10];
        loop {
            match input.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    self.take(&buffer[..count], are_sums)?;
                    bytes.extend_from_slice(&buffer[..count]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ReadError::from_io(error, self.member, self.limit)),
            }
        }
    }
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
        _ if path.contains(&b'/') => Err("is in a directory".to_owned()),
        EntryKind::File => Ok((Some(path), None, odd)),
        EntryKind::HardLink | EntryKind::Symlink => {
            let target = normalise(&entry.link, false).map(|(target, _)| target);
            let is_absolute = entry.link.starts_with(b"/");
            let file = files.iter().find(|file| target.as_ref() == Ok(&file.name));
            match file.filter(|_| !is_absolute) {
                Some(file) => Ok((Some(path), Some(file.bytes.clone()), odd)),
                None => Err("is a link to a file that is not before it".to_owned()),
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
