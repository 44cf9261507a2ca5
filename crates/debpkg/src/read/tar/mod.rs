//! Tar archives, read strictly from the front to the end: GNU's dialect (long names, base 256),
//! ustar, and the old one of Version 7. Whatever two readers could take for two things is refused:
//! PAX headers, sparse files, sizes on entries without data, anything behind the end.

mod header;
mod number;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use crate::place::Place;
use header::Header;

pub(super) const BLOCK: usize = 512;

/// The longest long name or link target in bytes; Linux takes 4,095.
const LONGEST_NAME: u64 = 64 << 10;

/// One entry, as it stands in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) kind: EntryKind,
    pub(super) mode: u16,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) owner: Vec<u8>,
    pub(super) group: Vec<u8>,
    pub(super) mtime: i64,
    pub(super) length: u64,
    pub(super) device: (u32, u32),
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// An archive that is read entry by entry; [`Read`] gives the bytes of the current one.
pub(super) struct Tar<R> {
    input: R,
    place: Place,
}

/// Why an archive cannot be read.
#[derive(Debug)]
pub(super) enum TarError {
    /// The input failed.
    Io(io::Error),
    /// What stands there is no tar archive, or none that is allowed.
    Format {
        /// Where.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

impl<R: Read> Tar<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, place: Place::default() }
    }

    /// Passes over what is left of the current entry and reads the next one's header. `None` at
    /// the archive's end, behind which nothing but NULs may stand up to the input's.
    pub(super) fn next_entry(&mut self) -> Result<Option<Entry>, TarError> {
        io::copy(self, &mut io::sink()).map_err(TarError::Io)?;
        self.skip_padding()?;
        let (mut path, mut link) = (None, None);
        loop {
            let start = self.place.offset;
            let block = self.block()?;
            if block.iter().all(|&byte| byte == 0) {
                if path.is_some() || link.is_some() {
                    return Err(format(start, "a long name without an entry"));
                }
                return self.end().map(|()| None);
            }
            let header = Header::parse(&block).map_err(|problem| format(start, problem))?;
            let long = match header.kind {
                b'L' => &mut path,
                b'K' => &mut link,
                _ => {
                    let entry = header.into_entry(path, link);
                    let entry = entry.map_err(|problem| format(start, problem))?;
                    self.place.left = entry.length;
                    return Ok(Some(entry));
                }
            };
            if long.is_some() {
                return Err(format(start, "two long names for one entry"));
            }
            *long = Some(self.long_name(start, header.size)?);
        }
    }

    /// The data of a long name's header.
    fn long_name(&mut self, start: u64, length: u64) -> Result<Vec<u8>, TarError> {
        if length > LONGEST_NAME {
            return Err(format(start, format!("a name of {length} bytes")));
        }
        self.place.left = length;
        let mut name = Vec::new();
        self.read_to_end(&mut name).map_err(TarError::Io)?;
        self.skip_padding()?;
        let end = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
        if name[end..].iter().any(|&byte| byte != 0) {
            return Err(format(start, "a long name with a NUL in it"));
        }
        name.truncate(end);
        if name.is_empty() { Err(format(start, "an empty long name")) } else { Ok(name) }
    }

    /// Passes over what fills the data's last block.
    fn skip_padding(&mut self) -> Result<(), TarError> {
        let over = usize::try_from(self.place.offset % BLOCK as u64).unwrap_or_default();
        let mut padding = [0; BLOCK];
        self.fill(&mut padding[..(BLOCK - over) % BLOCK])
    }

    fn block(&mut self) -> Result<[u8; BLOCK], TarError> {
        let mut block = [0; BLOCK];
        self.fill(&mut block)?;
        Ok(block)
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), TarError> {
        let mut length = 0;
        while length < buffer.len() {
            match self.input.read(&mut buffer[length..]) {
                Ok(0) => return Err(format(self.place.offset, "the archive ends early")),
                Ok(count) => {
                    length += count;
                    self.place.offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(TarError::Io(error)),
            }
        }
        Ok(())
    }

    /// Checks that a second block of NULs and nothing but NULs follows the first one.
    fn end(&mut self) -> Result<(), TarError> {
        let start = self.place.offset;
        if self.block()?.iter().any(|&byte| byte != 0) {
            return Err(format(start, "a lone block of NULs among the entries"));
        }
        let mut buffer = [0; 8192];
        loop {
            match self.input.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) if buffer[..count].iter().any(|&byte| byte != 0) => {
                    return Err(format(self.place.offset, "something behind the archive's end"));
                }
                Ok(count) => self.place.offset += count as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(TarError::Io(error)),
            }
        }
    }
}

impl<R: Read> Read for Tar<R> {
    /// Reads from the current entry's data. The input's end before the data's is an error of kind
    /// [`io::ErrorKind::UnexpectedEof`].
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.place.read(&mut self.input, buffer, "the archive ends within an entry")
    }
}

fn format(offset: u64, problem: impl Into<String>) -> TarError {
    TarError::Format { offset, problem: problem.into() }
}
