//! The members of the archive, each held against the file that the header lists.

use std::io::Read;

use pkgio::{Algorithms, Hasher, PackedDigests};

use super::super::digests::{Algorithm, Expected};
use super::super::tags::number;
use super::super::{FileEntry, FileKind, Metadata, ReadError, Tolerated};
use super::HardLinks;
use crate::codes;
use crate::cpio::{CpioError, CpioReader, Found};
use crate::header::tag;

/// A member's content is read in pieces of so many bytes.
const BUFFER: usize = 64 << 10;

/// A member has no more than so many bytes beside its name and content: its head and padding.
const MOST_HEAD: u64 = 128;

/// The files of a package, and which of them were found in the payload.
pub(super) struct Members {
    files: Vec<FileEntry>,
    links: HardLinks,
    /// The files in the order of their paths without the slash in front.
    by_path: Vec<u32>,
    is_found: Vec<bool>,
    digests: Vec<Option<PackedDigests>>,
    /// The last that was found of those with one name.
    last: Option<usize>,
    /// Of the digests in the header.
    algorithm: Algorithm,
    hashed: Algorithms,
    buffer: Vec<u8>,
    tolerated: Option<Tolerated>,
}

impl Members {
    pub(super) fn new(metadata: &Metadata, algorithms: Algorithms) -> Result<Self, ReadError> {
        let files = metadata.files()?;
        let links = HardLinks::new(metadata, &files)?;
        let algorithm = match number(&metadata.header, tag::FILEDIGESTALGO)? {
            None => Algorithm::Md5,
            Some(number) => Algorithm::from_number(number).ok_or_else(|| {
                let problem = format!("is {number}, which is not a known digest");
                ReadError::tag(tag::FILEDIGESTALGO, problem)
            })?,
        };
        let mut by_path: Vec<u32> = (0..).zip(&files).map(|(index, _)| index).collect();
        by_path.sort_unstable_by_key(|&index| bare(&files[index as usize].path));
        Ok(Self {
            is_found: vec![false; files.len()],
            digests: vec![None; files.len()],
            last: None,
            hashed: algorithms.and(algorithm.only()),
            buffer: vec![0; BUFFER],
            tolerated: None,
            files,
            links,
            by_path,
            algorithm,
        })
    }

    /// What every supported rpm ignores.
    pub(super) fn tolerated(&self) -> Option<Tolerated> {
        self.tolerated.clone()
    }

    /// The most bytes that an archive of these files has.
    pub(super) fn archive_length(&self) -> u64 {
        self.files.iter().fold(MOST_HEAD, |sum, file| {
            let name = file.path.len() as u64 + MOST_HEAD;
            sum.saturating_add(name).saturating_add(self.content_length(file))
        })
    }

    fn content_length(&self, file: &FileEntry) -> u64 {
        match file.kind() {
            FileKind::File => file.size,
            FileKind::Symlink => file.link_target.len() as u64,
            _ => 0,
        }
    }

    /// Reads all members, and what follows them.
    pub(super) fn read<R: Read>(&mut self, mut archive: CpioReader<R>) -> Result<(), ReadError> {
        while let Some(found) = archive.next(&|index| self.length_of(index)).map_err(from_cpio)? {
            let index = self.take(&found)?;
            self.content(&mut archive, index)?;
        }
        if let Some(odd) = archive.end().map_err(from_cpio)? {
            let problem = ReadError::Payload(odd).to_string();
            self.tolerated.get_or_insert(Tolerated::new(codes::PAYLOAD, problem));
        }
        let missing = self
            .files
            .iter()
            .zip(&self.is_found)
            .find(|(file, is_found)| !**is_found && !file.is_ghost());
        match missing {
            None => Ok(()),
            Some((file, _)) => Err(bad(file, "is not in the payload")),
        }
    }

    /// The length of a stripped member, whose content is by rpm's rules with the last name.
    fn length_of(&self, index: u32) -> Option<u64> {
        let index = index as usize;
        let file = self.files.get(index)?;
        match self.links.names(index).last() {
            Some(last) if *last as usize != index => Some(0),
            _ => Some(self.content_length(file)),
        }
    }

    /// Checks a member's head, and says which file it is of.
    fn take(&mut self, found: &Found) -> Result<usize, ReadError> {
        let index = match found {
            Found::Stripped { index } => *index as usize,
            Found::NewAscii { path, .. } => {
                let path_of = |&index: &u32| bare(&self.files[index as usize].path);
                let Ok(place) = self.by_path.binary_search_by_key(&bare(path), path_of) else {
                    let path = path.escape_ascii();
                    let problem = format!("it holds \"{path}\", which the header does not list");
                    return Err(ReadError::Payload(problem));
                };
                self.by_path[place] as usize
            }
        };
        let Some(file) = self.files.get(index) else {
            return Err(ReadError::Payload(format!(
                "it holds a file {index}, which is not listed"
            )));
        };
        if file.is_ghost() {
            return Err(bad(file, "is in the payload, but listed as a ghost, which is not packed"));
        }
        if self.is_found[index] {
            return Err(bad(file, "is in the payload twice"));
        }
        if file.kind() == FileKind::Socket {
            return Err(bad(file, "is a socket, which cannot be packed"));
        }
        self.is_found[index] = true;
        self.links.found(index);
        let names = self.links.names(index);
        if names.is_empty() {
            if self.last.is_some_and(|last| last > index) {
                let problem = bad(file, "is out of order in the payload").to_string();
                self.tolerated.get_or_insert(Tolerated::new(codes::PAYLOAD, problem));
            }
            self.last = Some(index);
        }
        if let Found::NewAscii { mode, length, device, .. } = found {
            let expected = if self.links.are_found(index) { self.content_length(file) } else { 0 };
            check_head(file, *mode, *device)?;
            if *length != expected {
                let problem = format!("has {length} bytes in the payload instead of {expected}");
                return Err(bad(file, &problem));
            }
        } else if names.last().is_some_and(|last| *last as usize == index)
            && !self.links.are_found(index)
        {
            return Err(bad(file, "has its content before the last of its hard links"));
        }
        Ok(index)
    }

    /// Reads the content of the file of this index, and holds it against the header.
    fn content<R: Read>(
        &mut self,
        archive: &mut CpioReader<R>,
        index: usize,
    ) -> Result<(), ReadError> {
        let file = &self.files[index];
        match file.kind() {
            FileKind::Symlink => {
                let mut target = Vec::new();
                loop {
                    let length = archive.read(&mut self.buffer).map_err(from_cpio)?;
                    if length == 0 {
                        break;
                    }
                    target.extend_from_slice(&self.buffer[..length]);
                }
                if *target != *file.link_target {
                    let problem = format!("leads to \"{}\" in the payload", target.escape_ascii());
                    return Err(bad(file, &problem));
                }
                Ok(())
            }
            FileKind::File => {
                if !self.links.are_found(index) {
                    return Ok(());
                }
                let mut hasher = Hasher::new(self.hashed);
                loop {
                    let length = archive.read(&mut self.buffer).map_err(from_cpio)?;
                    if length == 0 {
                        break;
                    }
                    hasher.update(&self.buffer[..length]);
                }
                let digests = PackedDigests::from(&hasher.finish());
                for &name in self.links.names(index) {
                    self.digests[name as usize] = Some(digests.clone());
                }
                self.digests[index] = Some(digests);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The files with the digests that were asked for, after a check of the header's own.
    pub(super) fn finish(
        self,
        algorithms: Algorithms,
    ) -> Result<Vec<(FileEntry, Option<PackedDigests>)>, ReadError> {
        let algorithm = self.algorithm;
        let check = |(file, digests): (FileEntry, Option<PackedDigests>)| {
            let Some(digests) = digests else { return Ok((file, None)) };
            let digests = digests.to_digests();
            if !file.digest.is_empty() {
                let of = format!("\"{}\"", file.path.escape_ascii());
                let digest = file.digest.escape_ascii().to_string();
                Expected { of, algorithm, digest }.check(&digests)?;
            }
            Ok((file, Some(PackedDigests::from(&digests.only(algorithms)))))
        };
        self.files.into_iter().zip(self.digests).map(check).collect()
    }
}

/// Checks what a member's head says beside its name and length: a cpio that unpacks it makes the
/// same kind of file as rpm does.
fn check_head(file: &FileEntry, mode: u32, device: (u32, u32)) -> Result<(), ReadError> {
    const KIND: u32 = 0o170_000;
    if mode & KIND != u32::from(file.mode) & KIND {
        return Err(bad(file, "is of another kind in the payload"));
    }
    let is_device = matches!(file.kind(), FileKind::CharacterDevice | FileKind::BlockDevice);
    let (major, minor) = device;
    if is_device && (major << 8 | minor) & 0xffff != file.device & 0xffff {
        return Err(bad(file, "is another device in the payload"));
    }
    Ok(())
}

/// A path without what is in front of it, in the header (`/`) and in archives of rpm (`./`), of
/// rpm before 4.0 (nothing) and others (`/`).
fn bare(path: &[u8]) -> &[u8] {
    path.strip_prefix(b"./").or_else(|| path.strip_prefix(b"/")).unwrap_or(path)
}

fn bad(file: &FileEntry, problem: &str) -> ReadError {
    ReadError::Payload(format!("\"{}\" {problem}", file.path.escape_ascii()))
}

fn from_cpio(error: CpioError) -> ReadError {
    match error {
        CpioError::Io(error) => ReadError::Io(error),
        CpioError::Malformed { .. } => ReadError::Payload(error.to_string()),
    }
}
