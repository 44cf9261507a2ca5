//! Reading a compressed index, by whomever it was written.

use std::io::{self, Write};

use pkgio::{Decoder, Encoding};

use super::{gzip, zstd};

/// The text of a compressed index, if it has at most `limit` bytes. Several gzip members are read
/// where each says its length as ours do, several Zstandard frames always.
///
/// # Errors
/// Those of [`Decoder`].
pub fn decompress(compressed: &[u8], encoding: Encoding, limit: u64) -> io::Result<Vec<u8>> {
    // Without streams, which take buffers and a copy.
    let text = match encoding {
        Encoding::Gzip => gzip::decompress(compressed, limit)?,
        Encoding::Zstd => zstd::decompress(compressed, limit)?,
        _ => None,
    };
    if let Some(text) = text {
        return Ok(text);
    }
    let mut text = Vec::new();
    decompress_to(compressed, encoding, limit, &mut text)?;
    Ok(text)
}

/// Writes the text of a compressed index to `out` as it is decompressed, and gives its length: of one
/// that need not be held in memory.
///
/// # Errors
/// As [`decompress`], and those of `out`.
pub fn decompress_to(
    compressed: &[u8],
    encoding: Encoding,
    limit: u64,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let parts = match encoding {
        Encoding::Gzip => gzip::members(compressed),
        Encoding::Zstd => zstd::frames(compressed),
        _ => None,
    };
    // What cannot be taken apart is one stream, or none, which the decoder tells.
    let parts = parts.filter(|parts| !parts.is_empty()).unwrap_or_else(|| vec![compressed]);
    let mut length = 0;
    for part in parts {
        length += io::copy(&mut Decoder::new(part, encoding, limit - length)?, out)?;
    }
    Ok(length)
}
