//! Reading archives strictly, from the front to the end.

use std::io::{self, Read};

use super::{HEADER_LENGTH, MAGIC, padding};
use crate::place::Place;

/// The header of a member as it stands in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// The name, without the blanks and the slash behind it.
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
    /// What is to come behind it.
    padding: &'static [u8],
}

impl<'r> Members<'r> {
    /// Starts reading.
    ///
    /// # Errors
    /// The input is no archive.
    pub(crate) fn open(input: &'r mut dyn Read) -> Result<Self, ArError> {
        let mut members = Self { input, place: Place::default(), padding: b"" };
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

    /// Passes over what is left of the current member and reads the next one's header; `None` at
    /// the archive's end.
    ///
    /// # Errors
    /// The input fails or ends, or what stands there is no member.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>, ArError> {
        self.skip()?;
        let start = self.place.offset;
        let mut bytes = [0; HEADER_LENGTH];
        match self.fill(&mut bytes)? {
            0 => return Ok(None),
            HEADER_LENGTH => {}
            _ => return Err(self.truncated("a member's header")),
        }
        let member = parse(&bytes).map_err(|problem| ArError::Format { offset: start, problem })?;
        self.place.left = member.length;
        self.padding = padding(member.length);
        Ok(Some(member))
    }

    fn skip(&mut self) -> Result<(), ArError> {
        io::copy(&mut *self, &mut io::sink()).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.truncated("a member"),
            _ => ArError::Io(error),
        })?;
        let wanted = std::mem::take(&mut self.padding);
        let mut found = [0; 1];
        let offset = self.place.offset;
        let length = self.fill(&mut found[..wanted.len()])?;
        if length < wanted.len() {
            return Err(self.truncated("the padding of a member"));
        }
        if found[..length] != *wanted {
            let problem = "a member of odd length is not padded with a line break".to_owned();
            return Err(ArError::Format { offset, problem });
        }
        Ok(())
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
        self.place.read(&mut self.input, buffer, "the file ends within the member")
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
    /// What stands there is no member.
    Format {
        /// Where.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

fn parse(bytes: &[u8; HEADER_LENGTH]) -> Result<Member, String> {
    if !bytes.ends_with(b"`\n") {
        return Err("a member's header does not end as headers do".to_owned());
    }
    let name = name(&bytes[..16])?;
    let number = |field: &[u8], radix: u32, what: &str| number(field, radix, what, &name);
    let length = &bytes[48..58];
    if length.first() == Some(&b' ') {
        return Err(format!("the member {name:?} has no length"));
    }
    Ok(Member {
        mtime: number(&bytes[16..28], 10, "time")?,
        uid: number(&bytes[28..34], 10, "owner")?,
        gid: number(&bytes[34..40], 10, "group")?,
        mode: number(&bytes[40..48], 8, "mode")?,
        length: number(length, 10, "length")?,
        name,
    })
}

fn name(field: &[u8]) -> Result<String, String> {
    let text = field.trim_ascii_end();
    let shown = text.escape_ascii();
    if text.starts_with(b"#1/") {
        return Err(format!(
            "the member name {shown} is of BSD's long form, which deb(5) excludes"
        ));
    }
    if text.starts_with(b"/") {
        return Err(format!(
            "the member name {shown} is of GNU's long form, which deb(5) excludes"
        ));
    }
    let text = text.strip_suffix(b"/").unwrap_or(text);
    let is_name = |byte: &u8| byte.is_ascii_graphic() && *byte != b'/';
    match std::str::from_utf8(text) {
        Ok(name) if !name.is_empty() && text.iter().all(is_name) => Ok(name.to_owned()),
        _ => Err(format!("\"{shown}\" is not a member name")),
    }
}

/// A number that starts its field and has nothing but blanks behind it; an empty field is 0.
fn number(field: &[u8], radix: u32, what: &str, name: &str) -> Result<u64, String> {
    let end = field.iter().rposition(|&byte| byte != b' ').map_or(0, |last| last + 1);
    let digits = &field[..end];
    let value = digits.iter().try_fold(0_u64, |value, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    });
    let shown = digits.escape_ascii();
    value.ok_or_else(|| format!("the {what} \"{shown}\" of member {name:?} is not a number"))
}
