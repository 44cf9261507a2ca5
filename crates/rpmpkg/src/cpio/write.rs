//! Writing the archive.

use std::io::{self, Write};

use super::dialect::{
    NEW_ASCII_HEAD, NEW_ASCII_MAGIC, STRIPPED_HEAD, STRIPPED_MAGIC, TRAILER_NAME, padding,
};

/// Which of the two dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    /// `070701`: names and attributes, 32-bit sizes.
    NewAscii,
    /// `07070X`: the index of the file in the header and nothing else; padded to 4 bytes.
    Stripped,
}

/// The header of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    /// The index of the file in the header's file lists.
    pub(crate) index: u32,
    /// The path; `./` comes before it where [`is_rooted`](Self::is_rooted).
    pub(crate) path: &'a [u8],
    /// Whether `./` is written before the path, as rpm has it.
    pub(crate) is_rooted: bool,
    pub(crate) inode: u32,
    /// Type and permissions, as in `st_mode`.
    pub(crate) mode: u32,
    pub(crate) links: u32,
    pub(crate) mtime: u32,
    /// The bytes that follow: a file's content or a link's text; 0 for all but the last of a hard
    /// link set.
    pub(crate) length: u64,
    /// Major and minor number of the device node.
    pub(crate) device: (u32, u32),
}

impl Member<'_> {
    /// What comes before the path.
    fn start(&self) -> &'static [u8] {
        if self.is_rooted { b"./" } else { b"" }
    }

    fn name_length(&self) -> usize {
        self.start().len() + self.path.len()
    }
}

/// Writes members one after the other.
#[derive(Debug)]
pub(crate) struct CpioWriter<W> {
    out: W,
    dialect: Dialect,
    /// Bytes of the current member that are still to come.
    missing: u64,
    /// Zero bytes that follow the current member.
    padding: usize,
}

impl<W: Write> CpioWriter<W> {
    pub(crate) fn new(out: W, dialect: Dialect) -> Self {
        Self { out, dialect, missing: 0, padding: 0 }
    }

    /// Begins a member; the one before must be complete.
    pub(crate) fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        self.end_member()?;
        match self.dialect {
            Dialect::NewAscii => self.new_ascii(member)?,
            Dialect::Stripped => {
                let start = format!("{STRIPPED_MAGIC}{:08x}\0\0", member.index);
                self.out.write_all(start.as_bytes())?;
            }
        }
        self.missing = member.length;
        self.padding = padding(member.length);
        Ok(())
    }

    /// The next bytes of the member that began.
    pub(crate) fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(missing) = self.missing.checked_sub(bytes.len() as u64) else {
            return Err(io::Error::other("a member is longer than announced"));
        };
        self.out.write_all(bytes)?;
        self.missing = missing;
        Ok(())
    }

    /// Writes the trailer and gives back the writer. Fails when the last member is not complete.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.end_member()?;
        self.new_ascii(&TRAILER)?;
        Ok(self.out)
    }

    fn end_member(&mut self) -> io::Result<()> {
        if self.missing > 0 {
            return Err(io::Error::other("a member is shorter than announced"));
        }
        self.out.write_all(&ZEROS[..std::mem::take(&mut self.padding)])
    }

    fn new_ascii(&mut self, member: &Member<'_>) -> io::Result<()> {
        let Ok(length) = u32::try_from(member.length) else {
            return Err(io::Error::other("a member of 4 GiB or more needs the stripped dialect"));
        };
        let name_length = u32::try_from(member.name_length() + 1).unwrap_or(u32::MAX);
        let (major, minor) = member.device;
        let fields = [
            member.inode,
            member.mode,
            0, // the owner: the header has the name
            0,
            member.links,
            member.mtime,
            length,
            0, // where the file stood when it was packed
            0,
            major,
            minor,
            name_length,
            0, // the checksum, which this dialect has not
        ];
        self.out.write_all(NEW_ASCII_MAGIC.as_bytes())?;
        self.out.write_all(fields.map(digits).as_flattened())?;
        self.out.write_all(member.start())?;
        self.out.write_all(member.path)?;
        self.out.write_all(&ZEROS[..1 + padding(new_ascii_head(member))])
    }
}

/// The eight hexadecimal digits of `field`.
fn digits(field: u32) -> [u8; 8] {
    let nibbles = [28, 24, 20, 16, 12, 8, 4, 0].map(|shift| (field >> shift) as usize & 0xf);
    nibbles.map(|nibble| b"0123456789abcdef"[nibble])
}

/// The length of the archive of `members`, trailer included.
pub(crate) fn archive_length<'a>(
    members: impl Iterator<Item = Member<'a>>,
    dialect: Dialect,
) -> u64 {
    let head = |member: &Member<'_>| match dialect {
        Dialect::NewAscii => padded(new_ascii_head(member)),
        Dialect::Stripped => STRIPPED_HEAD as u64,
    };
    members.map(|member| head(&member) + padded(member.length)).sum::<u64>()
        + padded(new_ascii_head(&TRAILER))
}

const TRAILER: Member<'static> = Member {
    index: 0,
    path: TRAILER_NAME,
    is_rooted: false,
    inode: 0,
    mode: 0,
    links: 1,
    mtime: 0,
    length: 0,
    device: (0, 0),
};

const ZEROS: [u8; 4] = [0; 4];

/// The length of a member's head with its name and the NUL after it.
fn new_ascii_head(member: &Member<'_>) -> u64 {
    NEW_ASCII_HEAD as u64 + member.name_length() as u64 + 1
}

fn padded(length: u64) -> u64 {
    length.next_multiple_of(4)
}
