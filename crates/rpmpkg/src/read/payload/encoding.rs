//! How the payload is compressed.

use std::io::{Cursor, Read};

use pkgio::Encoding;

use super::super::ReadError;
use super::super::tags::text;
use crate::header::{Header, tag};

/// What gzip streams start with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Told of a payload that is stored although the header says that it is compressed.
pub(super) const STORED: &str = "payload: is not compressed, although tag 1125 \
                                 (PAYLOADCOMPRESSOR) exists";

/// The encoding by the header, and the first bytes of the payload where they had to be looked at.
///
/// A header that names no compressor is of rpm before 3.0.5, which knew gzip alone, or of rpmbuild
/// with `%_binary_payload w.ufdio`, which stores: rpm's reader tells them apart by gzip's magic, and
/// does so too where the header names gzip.
pub(crate) fn sniff(
    header: &Header,
    input: &mut dyn Read,
) -> Result<(Cursor<Vec<u8>>, Encoding), ReadError> {
    match text(header, tag::PAYLOADFORMAT)? {
        None | Some(b"cpio") => {}
        Some(other) => {
            let problem = format!("is \"{}\"; cpio is read", other.escape_ascii());
            return Err(ReadError::tag(tag::PAYLOADFORMAT, problem));
        }
    }
    let encoding = match text(header, tag::PAYLOADCOMPRESSOR)? {
        None | Some(b"gzip") => {
            let mut start = Vec::new();
            input.take(GZIP.len() as u64).read_to_end(&mut start).map_err(ReadError::Io)?;
            let encoding = if start == GZIP { Encoding::Gzip } else { Encoding::None };
            return Ok((Cursor::new(start), encoding));
        }
        Some(b"") => Encoding::None,
        Some(b"bzip2") => Encoding::Bzip2,
        Some(b"xz") => Encoding::Xz,
        Some(b"lzma") => Encoding::Lzma,
        Some(b"zstd") => Encoding::Zstd,
        Some(other) => {
            let problem = format!(
                "is \"{}\"; known are gzip, bzip2, lzma, xz and zstd",
                other.escape_ascii()
            );
            return Err(ReadError::tag(tag::PAYLOADCOMPRESSOR, problem));
        }
    };
    Ok((Cursor::default(), encoding))
}
