//! Writing the archive.

use std::io::{self, Write};

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
    /// The path with `./` in front, as rpm writes it.
    pub(crate) path: &'a [u8],
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

/// Writes members one after the other.
#[derive(Debug)]
pub(crate) struct CpioWriter<W> {
    out: W,
    dialect: Dialect,
}

impl<W: Write> CpioWriter<W> {
    pub(crate) fn new(out: W, dialect: Dialect) -> Self {
        Self { out, dialect }
    }

    /// Begins a member; the one before must be complete.
    pub(crate) fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        let _ = (member, self.dialect, &mut self.out);
        todo!()
    }

    /// The next bytes of the member that began.
    pub(crate) fn data(&mut self, _bytes: &[u8]) -> io::Result<()> {
        todo!()
    }

    /// Writes the trailer and gives back the writer. Fails when the last member is not complete.
    pub(crate) fn finish(self) -> io::Result<W> {
        todo!()
    }
}

/// The length of the archive of `members`, trailer included.
pub(crate) fn archive_length<'a>(
    _members: impl Iterator<Item = Member<'a>>,
    _dialect: Dialect,
) -> u64 {
    todo!()
}
