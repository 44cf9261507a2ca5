//! The 512 bytes of a header.

use super::{BLOCK, Entry, EntryKind, Reader, number};

/// A header, its checksum verified.
pub(super) struct Header<'a> {
    block: &'a [u8; BLOCK],
    dialect: Dialect,
    /// The type flag.
    pub(super) kind: u8,
    /// The length of the data that follows, in bytes.
    pub(super) size: u64,
    /// What is odd in it.
    pub(super) odd: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Gnu,
    Ustar,
    Version7,
}

impl<'a> Header<'a> {
    pub(super) fn parse(block: &'a [u8; BLOCK], reader: Reader) -> Result<Self, String> {
        let stored =
            unsigned(&block[148..156]).filter(|_| block[148..156] != [0; 8] && block[148] < 0x80);
        let blanks = 8 * u64::from(b' ');
        let sum = |bytes: &[u8]| bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
        if stored != Some(sum(&block[..148]) + blanks + sum(&block[156..])) {
            return Err("a header with a wrong checksum".to_owned());
        }
        let mut odd = None;
        let dialect = match &block[257..265] {
            b"ustar  \0" => Dialect::Gnu,
            b"ustar\x0000" => Dialect::Ustar,
            [0, 0, 0, 0, 0, 0, 0, 0] => Dialect::Version7,
            other => {
                odd = Some("has an entry of an unknown dialect, which dpkg accepts");
                if other.starts_with(b"ustar\0") { Dialect::Ustar } else { Dialect::Version7 }
            }
        };
        let kind = block[156];
        let size = unsigned(&block[124..136]).ok_or("a header with a wrong size")?;
        match kind {
            b'x' | b'g' | b'X' | b'V' | b'7' if reader == Reader::Tar => {
                let odd = odd.or((kind == b'7').then_some("has a contiguous file"));
                Ok(Self { block, dialect, kind, size, odd })
            }
            b'x' | b'g' | b'X' => Err("a PAX header, which packages cannot have".to_owned()),
            b'S' => Err("a sparse file, which packages cannot have".to_owned()),
            0 | b'0'..=b'6' | b'L' | b'K' => Ok(Self { block, dialect, kind, size, odd }),
            other => Err(format!("an entry of the unknown type '{}'", other.escape_ascii())),
        }
    }

    /// The entry, with the long names that came before it.
    pub(super) fn into_entry(
        self,
        path: Option<Vec<u8>>,
        link: Option<Vec<u8>>,
    ) -> Result<Entry, String> {
        let path = path.unwrap_or_else(|| self.path());
        let kind = self.entry_kind();
        // The size of a hard link is that of its file to some writers, and has no data to any reader;
        // that of others has data to tar(1), and none to dpkg.
        if !matches!(kind, EntryKind::File | EntryKind::HardLink) && self.size != 0 {
            return Err("an entry that has a size, but no data".to_owned());
        }
        let is_link = matches!(kind, EntryKind::HardLink | EntryKind::Symlink);
        let wrong = |what: &'static str| move || format!("a header with a wrong {what}");
        let field = |from: usize, to: usize| &self.block[from..to];
        let mode = number::mode(field(100, 108)).ok_or_else(wrong("mode"))?;
        let is_device = matches!(kind, EntryKind::CharacterDevice | EntryKind::BlockDevice);
        let half = |from: usize, to: usize| -> Result<u32, String> {
            let number = if is_device { unsigned(field(from, to)) } else { Some(0) };
            number.and_then(|number| number.try_into().ok()).ok_or_else(wrong("device number"))
        };
        let named = self.dialect != Dialect::Version7;
        let name =
            |from: usize| if named { text(field(from, from + 32)).to_vec() } else { Vec::new() };
        Ok(Entry {
            path,
            link: match link {
                Some(link) => link,
                None if is_link => text(field(157, 257)).to_vec(),
                None => Vec::new(),
            },
            kind,
            mode: u16::try_from(mode & 0o7777).unwrap_or_default(),
            uid: unsigned(field(108, 116)).ok_or_else(wrong("owner"))?,
            gid: unsigned(field(116, 124)).ok_or_else(wrong("group"))?,
            owner: name(265),
            group: name(297),
            mtime: number::parse(field(136, 148)).ok_or_else(wrong("time"))?,
            length: if kind == EntryKind::File { self.size } else { 0 },
            device: (half(329, 337)?, half(337, 345)?),
        })
    }

    fn path(&self) -> Vec<u8> {
        let name = text(&self.block[..100]);
        let prefix = text(&self.block[345..500]);
        if self.dialect == Dialect::Ustar && !prefix.is_empty() {
            [prefix, b"/", name].concat()
        } else {
            name.to_vec()
        }
    }

    fn entry_kind(&self) -> EntryKind {
        match self.kind {
            b'1' => EntryKind::HardLink,
            b'2' => EntryKind::Symlink,
            b'3' => EntryKind::CharacterDevice,
            b'4' => EntryKind::BlockDevice,
            b'5' => EntryKind::Directory,
            b'6' => EntryKind::Fifo,
            // The oldest dialect has no type for directories; dpkg makes files of them.
            _ => EntryKind::File,
        }
    }
}

fn unsigned(field: &[u8]) -> Option<u64> {
    number::parse(field).and_then(|number| number.try_into().ok())
}

/// The field up to its first NUL.
fn text(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    &field[..end]
}
