//! Tar archives, read from the front to the end: GNU's dialect (long names, base 256), ustar, and the
//! old one of Version 7. What is refused is what the reader does not take that dpkg uses, and what two
//! readers take for two things, such as sizes on entries without data. What that reader takes although
//! no package should have it is noted.

mod header;
mod number;
mod pax;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use crate::place::Place;
use header::Header;

pub(super) const BLOCK: usize = 512;

/// The longest long name or link target in bytes; Linux takes 4,095.
const LONGEST_NAME: u64 = 64 << 10;

/// One entry, as it is in the archive.
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

/// What dpkg reads an archive with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Its own code: the data member.
    Dpkg,
    /// tar(1): the control member.
    Tar,
}

/// An archive that is read entry by entry; [`Read`] gives the bytes of the current one.
pub(super) struct Tar<R> {
    input: R,
    place: Place,
    reader: Reader,
    odd: Vec<(u64, &'static str)>,
}

/// Why an archive cannot be read.
#[derive(Debug)]
pub(super) enum TarError {
    /// The input failed.
    Io(io::Error),
    /// What is there is no tar archive, or none that is allowed.
    Format {
        /// Where.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

impl<R: Read> Tar<R> {
    pub(super) fn new(input: R, reader: Reader) -> Self {
        Self { input, place: Place::default(), reader, odd: Vec::new() }
    }

    /// What was odd so far, each kind with its first place.
    pub(super) fn odd(&self) -> &[(u64, &'static str)] {
        &self.odd
    }

    /// Whether nothing was read at all.
    pub(super) fn is_empty(&self) -> bool {
        self.place.offset == 0
    }

    fn note(&mut self, offset: u64, odd: &'static str) {
        if !self.odd.iter().any(|(_, known)| *known == odd) {
            self.odd.push((offset, odd));
        }
    }

    /// Skips what is left of the current entry and reads the next one's header. `None` at
    /// the archive's end, after which dpkg and tar(1) look at nothing.
    pub(super) fn next_entry(&mut self) -> Result<Option<Entry>, TarError> {
        io::copy(self, &mut io::sink()).map_err(TarError::Io)?;
        self.skip_padding()?;
        let (mut path, mut link, mut size) = (None, None, None);
        loop {
            let start = self.place.offset;
            let Some(block) = self.block()? else {
                if start > 0 {
                    self.note(start, "ends without blocks of NULs");
                }
                return Ok(None);
            };
            if block.iter().all(|&byte| byte == 0) {
                if path.is_some() || link.is_some() {
                    self.note(start, "ends in a long name without an entry");
                }
                return self.end().map(|()| None);
            }
            let mut header =
                Header::parse(&block, self.reader).map_err(|problem| format(start, problem))?;
            if let Some(odd) = header.odd {
                self.note(start, odd);
            }
            match header.kind {
                b'L' | b'K' => {
                    let long = self.long_name(start, header.size)?;
                    let place = if header.kind == b'L' { &mut path } else { &mut link };
                    if place.replace(long).is_some() {
                        self.note(
                            start,
                            "has two long names for one entry, of which the last is \
                                          used",
                        );
                    }
                }
                b'x' | b'X' => {
                    self.note(start, "has PAX headers, which tar(1) reads in the control member");
                    let records = self.pax(start, header.size)?;
                    path = records.path.or(path);
                    link = records.link.or(link);
                    size = records.size.or(size);
                }
                b'g' | b'V' => {
                    self.note(start, "has a header about the whole archive");
                    let records = self.pax_or_label(start, &header)?;
                    if records.is_some_and(|records| !records.is_empty()) {
                        return Err(format(start, "a PAX header that renames every entry"));
                    }
                }
                _ => {
                    header.size = size.unwrap_or(header.size);
                    let entry = header.into_entry(path, link);
                    let entry = entry.map_err(|problem| format(start, problem))?;
                    self.place.left = entry.length;
                    return Ok(Some(entry));
                }
            }
        }
    }

    /// The records of a PAX header.
    fn pax(&mut self, start: u64, length: u64) -> Result<pax::Records, TarError> {
        let data = self.data(start, length)?;
        pax::Records::parse(&data).ok_or_else(|| format(start, "an invalid PAX header"))
    }

    /// The records of a PAX header for the whole archive; `None` of a label.
    fn pax_or_label(
        &mut self,
        start: u64,
        header: &Header<'_>,
    ) -> Result<Option<pax::Records>, TarError> {
        if header.kind == b'g' {
            return self.pax(start, header.size).map(Some);
        }
        self.data(start, header.size).map(|_| None)
    }

    /// The data of a header that tells of others.
    fn data(&mut self, start: u64, length: u64) -> Result<Vec<u8>, TarError> {
        if length > LONGEST_NAME {
            return Err(format(start, format!("a name of {length} bytes")));
        }
        self.place.left = length;
        let mut data = Vec::new();
        self.read_to_end(&mut data).map_err(TarError::Io)?;
        self.skip_padding()?;
        Ok(data)
    }

    /// The data of a long name's header.
    fn long_name(&mut self, start: u64, length: u64) -> Result<Vec<u8>, TarError> {
        let mut name = self.data(start, length)?;
        let end = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
        if name[end..].iter().any(|&byte| byte != 0) {
            self.note(start, "has a long name with a NUL, which ends the name");
        }
        name.truncate(end);
        if name.is_empty() { Err(format(start, "an empty long name")) } else { Ok(name) }
    }

    /// Skips what fills the data's last block.
    fn skip_padding(&mut self) -> Result<(), TarError> {
        let over = usize::try_from(self.place.offset % BLOCK as u64).unwrap_or_default();
        let mut padding = [0; BLOCK];
        let padding = &mut padding[..(BLOCK - over) % BLOCK];
        match self.fill(padding)? {
            length if length < padding.len() => Err(self.ends_early()),
            _ => Ok(()),
        }
    }

    /// The next block; `None` where the input ends.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, TarError> {
        let mut block = [0; BLOCK];
        match self.fill(&mut block)? {
            0 => Ok(None),
            BLOCK => Ok(Some(block)),
            _ => Err(self.ends_early()),
        }
    }

    fn ends_early(&self) -> TarError {
        format(self.place.offset, "the archive is truncated")
    }

    /// Reads until the buffer is full or the input ends.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, TarError> {
        let mut length = 0;
        while length < buffer.len() {
            match self.input.read(&mut buffer[length..]) {
                Ok(0) => break,
                Ok(count) => {
                    length += count;
                    self.place.offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(TarError::Io(error)),
            }
        }
        Ok(length)
    }

    /// Reads what stands after the first block of NULs: a second one and nothing but NULs, if
    /// everything is in order.
    fn end(&mut self) -> Result<(), TarError> {
        let start = self.place.offset;
        let mut buffer = [0; 8192];
        loop {
            match self.input.read(&mut buffer) {
                Ok(0) if self.place.offset < start + BLOCK as u64 => {
                    self.note(start, "ends in one block of NULs instead of two");
                    return Ok(());
                }
                Ok(0) => return Ok(()),
                Ok(count) => {
                    if buffer[..count].iter().any(|&byte| byte != 0) {
                        self.note(start, "has bytes after its end, which dpkg ignores");
                    }
                    self.place.offset += count as u64;
                }
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
        self.place.read(&mut self.input, buffer, "the archive ends inside an entry")
    }
}

fn format(offset: u64, problem: impl Into<String>) -> TarError {
    TarError::Format { offset, problem: problem.into() }
}
