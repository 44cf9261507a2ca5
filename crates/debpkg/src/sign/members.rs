//! Where a package's members are in its file.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::ops::Range;
use std::os::unix::fs::FileExt;

use pkgio::Timestamp;

use crate::ar::{ArError, HEADER_LENGTH, MAGIC, Members as Reader, padding};
use crate::read::{self, Limits, ReadError};

/// The name of the signature by where the package originates (`debsigs(1)`).
pub(crate) const MEMBER: &str = "_gpgorigin";

/// The longest signature that is read.
const LARGEST_SIGNATURE: u64 = 64 << 10;

/// How many members are signed: `debian-binary`, the control member and the data member.
const SIGNED: usize = 3;

/// The members of a package that is whole.
#[derive(Debug)]
pub(super) struct Members<'f> {
    file: &'f File,
    /// The time of its first member: the package's.
    pub(super) time: Timestamp,
    /// The contents of what is signed: `debian-binary`, the control member, the data member.
    signed: Vec<Range<u64>>,
    /// The content of the signature's member.
    signature: Option<Range<u64>>,
    /// Every member but the signature's, with its header and its padding, in order. The last may
    /// lack its padding. What is no member stands after all of them, and dpkg ignores it.
    pub(super) rest: Vec<Range<u64>>,
    /// The length of the file in bytes.
    #[cfg(feature = "write")]
    pub(super) length: u64,
}

impl<'f> Members<'f> {
    /// Finds the members of a package, which is read to its end: its payload is not decompressed.
    pub(super) fn find(mut file: &'f File, limits: &Limits) -> Result<Self, ReadError> {
        file.rewind().map_err(ReadError::Io)?;
        read::outline(&mut BufReader::new(file), limits)?;
        file.rewind().map_err(ReadError::Io)?;
        let file_length = file.metadata().map_err(ReadError::Io)?.len();
        let mut input = BufReader::new(file);
        let mut reader = Reader::open(&mut input).map_err(ReadError::from_ar)?;
        let mut members = Self {
            file,
            time: Timestamp::EPOCH,
            signed: Vec::new(),
            signature: None,
            rest: Vec::new(),
            #[cfg(feature = "write")]
            length: file_length,
        };
        let mut next = MAGIC.len() as u64;
        loop {
            let member = match reader.next_member() {
                Ok(Some(member)) => member,
                Ok(None) => break,
                Err(ArError::Truncated { .. } | ArError::Format { .. })
                    if members.signed.len() == SIGNED =>
                {
                    break;
                }
                Err(error) => return Err(ReadError::from_ar(error)),
            };
            let start = next;
            let content = start + HEADER_LENGTH as u64;
            let end = content + member.length;
            next = end + padding(member.length).len() as u64;
            if end > file_length {
                // dpkg ignores it, but anyone who looks for a signature is told of what is left of
                // one.
                if member.name == MEMBER {
                    return Err(ReadError::Members(format!("the member {MEMBER} is truncated")));
                }
                break;
            }
            if member.name == MEMBER {
                if members.signature.replace(content..end).is_some() {
                    return Err(ReadError::Members(format!("there are two members {MEMBER}")));
                }
                continue;
            }
            if members.rest.is_empty() {
                let seconds = i64::try_from(member.mtime).unwrap_or(i64::MAX);
                members.time = Timestamp::clamped(seconds);
            }
            members.rest.push(start..next.min(file_length));
            if !member.name.starts_with('_') && members.signed.len() < SIGNED {
                members.signed.push(content..end);
            }
        }
        Ok(members)
    }

    /// What a signature is over: the contents of the members, one after another.
    pub(super) fn message(&self) -> impl Read {
        self.bytes(self.signed.clone())
    }

    /// Every member but the signature's, as they are in the file.
    pub(super) fn unsigned(&self) -> impl Read {
        self.bytes(self.rest.clone())
    }

    /// The signature, when there is one.
    pub(super) fn signature(&self) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(place) = &self.signature else { return Ok(None) };
        let length = place.end - place.start;
        if length > LARGEST_SIGNATURE {
            let (member, limit) = (MEMBER.to_owned(), LARGEST_SIGNATURE);
            return Err(ReadError::TooLarge { member, limit, unit: "bytes" });
        }
        let mut bytes = Vec::new();
        let place = place.clone();
        self.bytes(vec![place]).read_to_end(&mut bytes).map_err(ReadError::Io)?;
        Ok(Some(bytes))
    }

    fn bytes(&self, ranges: Vec<Range<u64>>) -> Ranges<'f> {
        Ranges { file: self.file, ranges: ranges.into_iter(), current: 0..0 }
    }
}

/// Reads parts of a file, one after another.
struct Ranges<'f> {
    file: &'f File,
    ranges: std::vec::IntoIter<Range<u64>>,
    current: Range<u64>,
}

impl Read for Ranges<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.ranges.next() {
                Some(next) => self.current = next,
                None => return Ok(0),
            }
        }
        let left = usize::try_from(self.current.end - self.current.start).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let length = self.file.read_at(&mut buffer[..most], self.current.start)?;
        if length == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.current.start += length as u64;
        Ok(length)
    }
}
