//! Reading the archive, of either dialect, within limits.

use std::io::{self, ErrorKind, Read};

use super::dialect::{NEW_ASCII_HEAD, NEW_ASCII_MAGIC, STRIPPED_MAGIC, TRAILER_NAME, padding};

/// The longest name that is read, its NUL included: rpm's own limit (`lib/cpio.c`).
const LONGEST_NAME: usize = 4096;

/// Reads members one after the other; both dialects, told by each member's magic.
#[derive(Debug)]
pub(crate) struct CpioReader<R> {
    input: R,
    /// The bytes of the archive that were read.
    offset: u64,
    /// Bytes of the current member that are still to come.
    missing: u64,
    /// Zero bytes that follow the current member.
    padding: usize,
    /// True after the trailer.
    ended: bool,
    /// The first byte of padding that is not zero, which rpm ignores.
    odd: Option<u64>,
}

/// A member as it is in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// `070701`.
    NewAscii {
        path: Vec<u8>,
        inode: u32,
        mode: u32,
        links: u32,
        mtime: u32,
        length: u64,
        /// Major and minor number of the device that a node means.
        device: (u32, u32),
    },
    /// `07070X`: its length is known to the header alone.
    Stripped { index: u32 },
}

impl<R: Read> CpioReader<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, offset: 0, missing: 0, padding: 0, ended: false, odd: None }
    }

    /// The next member, after skipping what is left of the one before; `None` at the trailer.
    /// `length_of` gives the length of a stripped member by its index.
    pub(crate) fn next(
        &mut self,
        length_of: &dyn Fn(u32) -> Option<u64>,
    ) -> Result<Option<Found>, CpioError> {
        if self.ended {
            return Ok(None);
        }
        self.skip_rest()?;
        let start = self.offset;
        let magic = self.array::<6>("a member's start")?;
        if magic == STRIPPED_MAGIC.as_bytes() {
            let [index] = self.numbers()?;
            self.zeros(2)?;
            let length = length_of(index).ok_or_else(|| {
                let problem = format!("file {index} of the header cannot have a member");
                CpioError::Malformed { offset: start, problem }
            })?;
            self.expect(length);
            return Ok(Some(Found::Stripped { index }));
        }
        if magic != NEW_ASCII_MAGIC.as_bytes() {
            let magic = magic.escape_ascii();
            let problem = format!(
                "\"{magic}\" is not the start of a member: expected 070701 or \
                                   07070X"
            );
            return Err(CpioError::Malformed { offset: start, problem });
        }
        self.new_ascii()
    }

    /// Reads the content of the current member; 0 at its end.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize, CpioError> {
        let most = usize::try_from(self.missing).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let length = loop {
            match self.input.read(&mut buffer[..most]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        if length == 0 {
            return Err(self.truncated("a member's content"));
        }
        self.offset += length as u64;
        self.missing -= length as u64;
        Ok(length)
    }

    /// Reads what comes after the trailer: nothing, or NUL bytes as padding. Other bytes there, and
    /// other padding before, are told: rpm ignores them.
    pub(crate) fn end(mut self) -> Result<Option<String>, CpioError> {
        if !self.ended {
            let problem = "the trailer was not reached".to_owned();
            return Err(CpioError::Malformed { offset: self.offset, problem });
        }
        let mut buffer = [0; 4096];
        loop {
            match self.input.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => self.note_zeros(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.odd.map(|at| format!("at byte {at} of the archive: the padding is not zero")))
    }

    /// The member whose magic was read.
    fn new_ascii(&mut self) -> Result<Option<Found>, CpioError> {
        let [inode, mode, _, _, links, mtime, length, _, _, major, minor, name_length, _] =
            self.numbers()?;
        let place = self.offset;
        let malformed = |problem: String| Err(CpioError::Malformed { offset: place, problem });
        let name_length = name_length as usize;
        if !(1..=LONGEST_NAME).contains(&name_length) {
            return malformed(format!(
                "a name has {name_length} bytes; allowed are 1 to {LONGEST_NAME}"
            ));
        }
        let mut path = vec![0; name_length];
        self.fill(&mut path, "a name")?;
        if path.iter().position(|&byte| byte == 0) != Some(name_length - 1) {
            return malformed("a name does not end in its first NUL".to_owned());
        }
        path.pop();
        self.zeros(padding((NEW_ASCII_HEAD + name_length) as u64))?;
        if path == TRAILER_NAME {
            if length != 0 {
                return malformed("the trailer has content".to_owned());
            }
            self.ended = true;
            return Ok(None);
        }
        let length = u64::from(length);
        self.expect(length);
        let device = (major, minor);
        Ok(Some(Found::NewAscii { path, inode, mode, links, mtime, length, device }))
    }

    fn expect(&mut self, length: u64) {
        self.missing = length;
        self.padding = padding(length);
    }

    fn skip_rest(&mut self) -> Result<(), CpioError> {
        let skipped = io::copy(&mut (&mut self.input).take(self.missing), &mut io::sink())?;
        self.offset += skipped;
        self.missing -= skipped;
        if self.missing > 0 {
            return Err(self.truncated("a member's content"));
        }
        let padding = std::mem::take(&mut self.padding);
        self.zeros(padding)
    }

    /// Reads fields of 8 hexadecimal digits.
    fn numbers<const COUNT: usize>(&mut self) -> Result<[u32; COUNT], CpioError> {
        let mut numbers = [0; COUNT];
        for number in &mut numbers {
            let offset = self.offset;
            let field = self.array::<8>("a member's fields")?;
            *number = parse_hexadecimal(field).ok_or_else(|| {
                let problem = format!("\"{}\" is not a hexadecimal number", field.escape_ascii());
                CpioError::Malformed { offset, problem }
            })?;
        }
        Ok(numbers)
    }

    /// Reads fewer than four bytes, which are zero in what rpm writes.
    fn zeros(&mut self, count: usize) -> Result<(), CpioError> {
        let mut bytes = [0; 3];
        let bytes = &mut bytes[..count];
        self.fill(bytes, "padding")?;
        self.offset -= count as u64;
        self.note_zeros(bytes);
        Ok(())
    }

    /// Notes the first byte that is not zero, of bytes that were read from `offset` on.
    fn note_zeros(&mut self, bytes: &[u8]) {
        if let Some(at) = bytes.iter().position(|&byte| byte != 0) {
            self.odd.get_or_insert(self.offset + at as u64);
        }
        self.offset += bytes.len() as u64;
    }

    fn array<const LENGTH: usize>(&mut self, what: &str) -> Result<[u8; LENGTH], CpioError> {
        let mut bytes = [0; LENGTH];
        self.fill(&mut bytes, what)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8], what: &str) -> Result<(), CpioError> {
        match self.input.read_exact(bytes) {
            Ok(()) => {
                self.offset += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(self.truncated(what)),
            Err(error) => Err(error.into()),
        }
    }

    fn truncated(&self, what: &str) -> CpioError {
        let problem = format!("it ends inside {what}");
        CpioError::Malformed { offset: self.offset, problem }
    }
}

/// What is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CpioError {
    /// It could not be read.
    #[error("could not be read")]
    Io(#[from] io::Error),
    /// It is malformed.
    #[error("at byte {offset} of the archive: {problem}")]
    Malformed { offset: u64, problem: String },
}

fn parse_hexadecimal(field: [u8; 8]) -> Option<u32> {
    field.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}
