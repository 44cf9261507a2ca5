//! The headers of entries.

use std::borrow::Cow;

use pkgio::Timestamp;

use crate::static_ids::Owner;

/// The bytes that a name or a link target has in a header.
const NAME: usize = 100;
/// The name of the entries that hold longer ones.
const LONG_LINK: &[u8] = b"././@LongLink";
/// A header's length.
const BLOCK: usize = 512;
/// `ustar`, as GNU tar spells it.
const MAGIC: &[u8] = b"ustar  \0";

/// What one entry of an archive is.
#[derive(Clone, Debug)]
pub(crate) struct Header<'a> {
    /// The path without `./` and without a trailing slash; empty for the root.
    pub(crate) path: &'a [u8],
    pub(crate) kind: EntryKind<'a>,
    /// 12 bits.
    pub(crate) mode: u16,
    pub(crate) user: Owner<'a>,
    pub(crate) group: Owner<'a>,
    pub(crate) mtime: Timestamp,
}

/// The kinds of entries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EntryKind<'a> {
    Directory,
    /// With its length in bytes.
    File(u64),
    /// To the path of an earlier entry, without `./`.
    HardLink(&'a [u8]),
    Symlink(&'a [u8]),
    Fifo,
    /// Major and minor number.
    CharacterDevice(u32, u32),
    /// Major and minor number.
    BlockDevice(u32, u32),
}

impl EntryKind<'_> {
    fn type_flag(self) -> u8 {
        match self {
            Self::File(_) => b'0',
            Self::HardLink(_) => b'1',
            Self::Symlink(_) => b'2',
            Self::CharacterDevice(..) => b'3',
            Self::BlockDevice(..) => b'4',
            Self::Directory => b'5',
            Self::Fifo => b'6',
        }
    }

    fn device(self) -> Option<(u32, u32)> {
        match self {
            Self::CharacterDevice(major, minor) | Self::BlockDevice(major, minor) => {
                Some((major, minor))
            }
            _ => None,
        }
    }
}

impl Header<'_> {
    /// The bytes of content that follow.
    pub(crate) fn length(&self) -> u64 {
        match self.kind {
            EntryKind::File(length) => length,
            _ => 0,
        }
    }

    /// The length of [`blocks`](Self::blocks).
    pub(crate) fn blocks_length(&self) -> u64 {
        let long = |length: usize| {
            if length > NAME { BLOCK + (length + 1).next_multiple_of(BLOCK) } else { 0 }
        };
        let link = self.link().map_or(0, |link| long(link.len()));
        (BLOCK + link + long(self.name_length())) as u64
    }

    /// The header's block, after those of a long link target and a long name.
    pub(crate) fn blocks(&self) -> Vec<u8> {
        let name = self.name();
        let link = self.link().unwrap_or_default();
        let mut blocks = Vec::with_capacity(BLOCK);
        push_long(&mut blocks, b'K', &link);
        push_long(&mut blocks, b'L', &name);
        let mut block = Block::new(&name, self.kind.type_flag());
        block.text(157, NAME, &link);
        block.number(100, 8, u64::from(self.mode));
        block.number(108, 8, u64::from(self.user.id));
        block.number(116, 8, u64::from(self.group.id));
        block.number(124, 12, self.length());
        block.number(136, 12, self.mtime.seconds());
        block.text(265, 32, self.user.name.as_bytes());
        block.text(297, 32, self.group.name.as_bytes());
        if let Some((major, minor)) = self.kind.device() {
            block.number(329, 8, u64::from(major));
            block.number(337, 8, u64::from(minor));
        }
        blocks.extend_from_slice(&block.finish());
        blocks
    }

    /// The name as it is in the archive: `./usr/bin/x`, `./usr/`.
    fn name(&self) -> Vec<u8> {
        let mut name = Vec::with_capacity(self.name_length());
        name.extend_from_slice(b"./");
        name.extend_from_slice(self.path);
        if matches!(self.kind, EntryKind::Directory) && !self.path.is_empty() {
            name.push(b'/');
        }
        name
    }

    fn name_length(&self) -> usize {
        let slash = matches!(self.kind, EntryKind::Directory) && !self.path.is_empty();
        2 + self.path.len() + usize::from(slash)
    }

    /// The link target as it is in the archive.
    fn link(&self) -> Option<Cow<'_, [u8]>> {
        match self.kind {
            EntryKind::HardLink(target) => Some(Cow::Owned([b"./", target].concat())),
            EntryKind::Symlink(target) => Some(Cow::Borrowed(target)),
            _ => None,
        }
    }
}

/// Adds the entry that holds `text`, when it is too long for a header.
fn push_long(blocks: &mut Vec<u8>, type_flag: u8, text: &[u8]) {
    if text.len() <= NAME {
        return;
    }
    let mut block = Block::new(LONG_LINK, type_flag);
    block.number(100, 8, 0o644);
    block.number(108, 8, 0);
    block.number(116, 8, 0);
    block.number(124, 12, text.len() as u64 + 1);
    block.number(136, 12, 0);
    block.text(265, 32, b"root");
    block.text(297, 32, b"root");
    blocks.extend_from_slice(&block.finish());
    blocks.extend_from_slice(text);
    blocks.push(0);
    blocks.resize(blocks.len().next_multiple_of(BLOCK), 0);
}

/// One header block under construction.
struct Block([u8; BLOCK]);

impl Block {
    fn new(name: &[u8], type_flag: u8) -> Self {
        let mut block = Self([0; BLOCK]);
        block.text(0, NAME, name);
        block.0[156] = type_flag;
        block.text(257, 8, MAGIC);
        block
    }

    /// Puts as much of `text` into the field as it holds.
    fn text(&mut self, start: usize, width: usize, text: &[u8]) {
        let length = text.len().min(width);
        self.0[start..start + length].copy_from_slice(&text[..length]);
    }

    /// Puts `number` into the field: octal digits and a NUL, or base 256 where they do not suffice.
    fn number(&mut self, start: usize, width: usize, number: u64) {
        let field = &mut self.0[start..start + width];
        let digits = width - 1;
        if number >> (3 * digits) == 0 {
            field[digits] = 0;
            for (place, byte) in field[..digits].iter_mut().rev().enumerate() {
                *byte = b'0' + (number >> (3 * place) & 7) as u8;
            }
        } else {
            for (place, byte) in field.iter_mut().rev().enumerate().take(8) {
                *byte = (number >> (8 * place)) as u8;
            }
            field[0] |= 0x80;
        }
    }

    /// The block with its checksum: the sum of all bytes, the checksum's own taken as blanks.
    fn finish(mut self) -> [u8; BLOCK] {
        self.0[148..156].fill(b' ');
        let sum: u64 = self.0.iter().map(|byte| u64::from(*byte)).sum();
        self.number(148, 7, sum);
        self.0
    }
}
