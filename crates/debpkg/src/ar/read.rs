//! Reading archives as dpkg does, from the front to the end.

use std::io::{self, Read};

use super::{HEADER_LENGTH, MAGIC, padding};
use crate::place::Place;

/// The header of a member as it is in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// The name, without the blanks and the slash after it.
    pub(crate) name: String,
    /// The modification time in seconds since 1970; 0 when the field is blank, as the next ones.
    pub(crate) mtime: u64,
    /// The owner's number.
    pub(crate) uid: u64,
    /// The group's number.
    pub(crate) gid: u64,
    /// The type and permissions.
    pub(crate) mode: u64,
    /// The length in bytes, without padding.
    pub(crate) length: u64,
}

/// An archive that is read member by member; [`Read`] gives the bytes of the current one.
pub(crate) struct Members<'r> {
    input: &'r mut dyn Read,
    place: Place,
    /// What is to come after it.
    padding: &'static [u8],
    odd: Vec<(String, &'static str)>,
}

impl<'r> Members<'r> {
    /// Starts reading.
    ///
    /// # Errors
    /// The input is no archive.
    pub(crate) fn open(input: &'r mut dyn Read) -> Result<Self, ArError> {
        let mut members = Self { input, place: Place::default(), padding: b"", odd: Vec::new() };
        let mut magic = [0; MAGIC.len()];
        let length = members.fill(&mut magic)?;
        if magic[..length] != MAGIC[..length] || length == 0 {
            return Err(ArError::NoArchive);
        }
        if length < magic.len() {
            return Err(members.truncated("the archive's first line"));
        }
        Ok(members)
    }

    /// Skips what is left of the current member and reads the next one's header; `None` at
    /// the archive's end.
    ///
    /// # Errors
    /// The input fails or ends, or what is there is no member.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>, ArError> {
        self.skip()?;
        let start = self.place.offset;
        let mut bytes = [0; HEADER_LENGTH];
        match self.fill(&mut bytes)? {
            0 => return Ok(None),
            HEADER_LENGTH => {}
            _ => return Err(self.truncated("a member's header")),
        }
        let (member, odd) =
            parse(&bytes).map_err(|problem| ArError::Format { offset: start, problem })?;
        self.odd.extend(odd.map(|odd| (member.name.clone(), odd)));
        self.place.left = member.length;
        self.padding = padding(member.length);
        Ok(Some(member))
    }

    /// Skips what is left of the current member.
    ///
    /// # Errors
    /// The input fails, or ends within the member.
    pub(crate) fn skip(&mut self) -> Result<(), ArError> {
        io::copy(&mut *self, &mut io::sink()).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.truncated("a member"),
            _ => ArError::Io(error),
        })?;
        let wanted = std::mem::take(&mut self.padding);
        // dpkg looks at no padding, and the last member may have none.
        self.fill(&mut [0; 1][..wanted.len()])?;
        Ok(())
    }

    /// Skips all that is left of the input, whatever it is, and tells how long the whole was.
    ///
    /// # Errors
    /// The input fails.
    pub(crate) fn skip_to_end(&mut self, out: &mut dyn io::Write) -> Result<u64, ArError> {
        let rest = io::copy(&mut self.input, out).map_err(ArError::Io)?;
        self.place.offset += rest;
        (self.place.left, self.padding) = (0, b"");
        Ok(self.place.offset)
    }

    /// The members whose headers were odd since this was asked last, and what was odd.
    pub(crate) fn take_odd(&mut self) -> Vec<(String, &'static str)> {
        std::mem::take(&mut self.odd)
    }

    /// Reads until `buffer` is full or the input ends.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, ArError> {
        let mut length = 0;
        while length < buffer.len() {
            match self.input.read(&mut buffer[length..]) {
                Ok(0) => break,
                Ok(count) => length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ArError::Io(error)),
            }
        }
        self.place.offset += length as u64;
        Ok(length)
    }

    fn truncated(&self, within: &'static str) -> ArError {
        ArError::Truncated { offset: self.place.offset, within }
    }
}

impl Read for Members<'_> {
    /// Reads from the current member. The input's end before the member's is an error of kind
    /// [`io::ErrorKind::UnexpectedEof`].
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.place.read(&mut self.input, buffer, "the file ends inside the member")
    }
}

/// Why an archive cannot be read.
#[derive(Debug)]
pub(crate) enum ArError {
    /// The input failed.
    Io(io::Error),
    /// It does not start as archives do.
    NoArchive,
    /// It ends early.
    Truncated {
        /// Where it ends.
        offset: u64,
        /// What it ends in.
        within: &'static str,
    },
    /// What is there is no member.
    Format {
        /// Where.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

/// The member, and what is odd in its header although dpkg takes it.
fn parse(bytes: &[u8; HEADER_LENGTH]) -> Result<(Member, Option<&'static str>), String> {
    if !bytes.ends_with(b"`\n") {
        return Err("a member's header has no end mark".to_owned());
    }
    let (name, mut odd) = name(&bytes[..16])?;
    let (length, is_odd) = length(&bytes[48..58], &name)?;
    if is_odd {
        odd = Some("has blanks or text around its length");
    }
    // dpkg looks at none of these.
    let mut number = |field: &[u8], radix: u32| {
        number(field, radix).unwrap_or_else(|| {
            odd = Some("has a time, an owner or a mode that is not a number");
            0
        })
    };
    let member = Member {
        mtime: number(&bytes[16..28], 10),
        uid: number(&bytes[28..34], 10),
        gid: number(&bytes[34..40], 10),
        mode: number(&bytes[40..48], 8),
        length,
        name,
    };
    Ok((member, odd))
}

fn name(field: &[u8]) -> Result<(String, Option<&'static str>), String> {
    let text = field.trim_ascii_end();
    let shown = text.escape_ascii();
    if text.starts_with(b"#1/") {
        return Err(format!("the member name {shown} has BSD's long form, which deb(5) excludes"));
    }
    if text.starts_with(b"/") {
        return Err(format!("the member name {shown} has GNU's long form, which deb(5) excludes"));
    }
    let text = text.strip_suffix(b"/").unwrap_or(text);
    // dpkg keeps it as a text of C.
    let end = text.iter().position(|&byte| byte == 0);
    let text = &text[..end.unwrap_or(text.len())];
    let is_name = |byte: &u8| byte.is_ascii_graphic() && *byte != b'/';
    match std::str::from_utf8(text) {
        Ok(name) if !name.is_empty() && text.iter().all(is_name) => {
            Ok((name.to_owned(), end.map(|_| "has a NUL in its name")))
        }
        _ => Err(format!("\"{shown}\" is not a member name")),
    }
}

/// The length of a member, which dpkg reads up to the first blank; and whether it is written oddly.
fn length(field: &[u8], name: &str) -> Result<(u64, bool), String> {
    let text = field.trim_ascii_end();
    let start = field.iter().take_while(|&&byte| byte == b' ').count();
    if start == field.len() {
        return Err(format!("the member {name:?} has no length"));
    }
    let digits = field[start..].split(|&byte| byte == b' ').next().unwrap_or_default();
    let shown = text.escape_ascii();
    let value = number(digits, 10);
    let value = value
        .ok_or_else(|| format!("the length \"{shown}\" of member {name:?} is not a number"))?;
    Ok((value, digits.len() != text.len()))
}

/// A number that starts its field and has nothing but blanks after it; an empty field is 0.
fn number(field: &[u8], radix: u32) -> Option<u64> {
    let end = field.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
    field[..end].iter().try_fold(0_u64, |value, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    })
}
