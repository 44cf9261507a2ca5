//! Texts that are held in memory, whatever their compressed forms claim.

use std::io::{self, Write};

use memchr::memmem;
use pkgio::Encoding;

use super::files::LARGEST;
use crate::compress::decompress_to;

/// How much of a text is held, for what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// So many bytes for each byte of the compressed form.
    ratio: u64,
    /// What each of its parts has one of.
    part: &'static [u8],
    /// So many bytes for each part.
    each: u64,
}

impl Room {
    /// Lists of packages of an archive: a paragraph each.
    pub(super) const PARAGRAPHS: Self = Self { ratio: 8, part: b"\n\n", each: 16 << 10 };
    /// Lists of packages of an RPM repository: an element each.
    pub(super) const PACKAGES: Self = Self { ratio: 8, part: b"<package", each: 16 << 10 };
    /// Lists of the files or changes of packages: there may be very many of one package, and they may
    /// be alike for many packages.
    pub(super) const DETAILS: Self = Self { ratio: 64, part: b"<package", each: 64 << 10 };
    /// Documents of other tools.
    pub(super) const DOCUMENT: Self = Self { ratio: 64, part: b"\0", each: 0 };
}

/// Bytes of any text that are held.
const BASE: u64 = 32 << 20;

/// Decompresses a text to be held in memory. `listed` is the length that is stated of it.
///
/// # Errors
/// It cannot be decompressed; it has more bytes than are stated; or so many more than its compressed
/// form and its parts account for that it is none of these texts.
pub(super) fn held(
    bytes: &[u8],
    encoding: Encoding,
    listed: Option<u64>,
    room: Room,
) -> Result<Vec<u8>, String> {
    let limit = listed.unwrap_or(LARGEST).min(LARGEST);
    let base = BASE + room.ratio * bytes.len() as u64;
    let mut held = Held { text: Vec::new(), room, base, parts: 0 };
    let done = decompress_to(bytes, encoding, limit, &mut held);
    done.map(|_| held.text).map_err(|error| match error.get_ref() {
        Some(inner) if inner.is::<NoRoom>() => {
            let length = bytes.len();
            format!("of {length} bytes {inner}")
        }
        _ => format!("cannot be decompressed: {error}"),
    })
}

/// That a text is longer than its parts account for.
#[derive(Debug, thiserror::Error)]
#[error("decompresses to more than {most} bytes, which is no list that any tool makes")]
struct NoRoom {
    most: u64,
}

/// A text, as far as it is decompressed.
struct Held {
    text: Vec<u8>,
    room: Room,
    base: u64,
    parts: u64,
}

impl Write for Held {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        // A part may begin in the piece before.
        let start = self.text.len().saturating_sub(self.room.part.len() - 1);
        self.text.extend_from_slice(piece);
        let found = memmem::find_iter(&self.text[start..], self.room.part).count();
        self.parts += found as u64;
        let most = self.base + self.parts * self.room.each;
        if self.text.len() as u64 > most {
            return Err(io::Error::other(NoRoom { most }));
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use pkgio::{Codec, Compression, Encoder};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let compression = Compression::new(Codec::Gzip);
        let mut out = Encoder::new(Vec::new(), compression, NonZeroUsize::MIN).unwrap();
        out.write_all(text).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn lists_are_held_and_bombs_are_not() {
        let list = b"Package: a\nDescription: something\n\n".repeat(2_000_000);
        let bytes = packed(&list);
        assert!(held(&bytes, Encoding::Gzip, None, Room::PARAGRAPHS).unwrap() == list);
        let listed = Some(list.len() as u64 - 1);
        assert!(held(&bytes, Encoding::Gzip, listed, Room::PARAGRAPHS).is_err());
        let bytes = packed(&vec![b'x'; 48 << 20]);
        let refused = held(&bytes, Encoding::Gzip, None, Room::PARAGRAPHS).unwrap_err();
        assert!(refused.contains("decompresses to more than 33"), "{refused}");
    }

    #[test]
    fn parts_across_pieces_are_counted_once() {
        let mut held = Held { text: Vec::new(), room: Room::PACKAGES, base: 100, parts: 0 };
        for piece in [&b"<pack"[..], b"age><packag", b"e>", b"<package"] {
            held.write_all(piece).unwrap();
        }
        assert_eq!(held.parts, 3);
    }
}
