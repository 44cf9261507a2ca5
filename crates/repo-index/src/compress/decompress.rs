//! Reading a compressed index, by whomever it was written.

use std::io::{self, Read};

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
    let parts = match encoding {
        Encoding::Gzip => gzip::members(compressed),
        Encoding::Zstd => zstd::frames(compressed),
        _ => None,
    };
    // What cannot be taken apart is one stream, or none, which the decoder tells.
    let parts = parts.filter(|parts| !parts.is_empty()).unwrap_or_else(|| vec![compressed]);
    let mut text = Vec::new();
    for part in parts {
        let left = limit - text.len() as u64;
        Decoder::new(part, encoding, left)?.read_to_end(&mut text)?;
    }
    Ok(text)
}
