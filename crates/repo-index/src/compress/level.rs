//! How hard an index is compressed.

use pkgio::{Codec, Compression, ParseCompressionError};

/// The level of Zstandard: 19, which packages have, takes ten times as long for 8 % less.
const ZSTD_LEVEL: u32 = 7;

/// How an index is compressed by `codec` where no level is asked for: Zstandard at 7, others at the
/// level that packages have. Indexes are made anew with every change, packages once.
#[must_use]
pub fn usual_compression(codec: Codec) -> Compression {
    let usual = Compression::new(codec);
    match codec {
        Codec::Zstd => Compression::with_level(codec, ZSTD_LEVEL).unwrap_or(usual),
        Codec::None | Codec::Gzip | Codec::Xz => usual,
    }
}

/// Reads what [`Compression`] is parsed from; without a level it is the
/// [usual one](usual_compression) of an index.
///
/// # Errors
/// Those of parsing a [`Compression`].
pub fn parse_compression(text: &str) -> Result<Compression, ParseCompressionError> {
    match text.contains(':') {
        true => text.parse(),
        false => text.parse().map(usual_compression),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_what_is_asked_for_or_the_usual_one() {
        for (text, shown) in [
            ("zstd", "zstd:7"),
            ("zstd:19", "zstd:19"),
            ("gzip", "gzip:9"),
            ("xz", "xz:6"),
            ("xz:9", "xz:9"),
            ("none", "none"),
        ] {
            assert_eq!(parse_compression(text).unwrap().to_string(), shown);
        }
        for bad in ["", "lzip", "zstd:", "zstd:+3", "none:1", "gzip:10"] {
            assert_eq!(parse_compression(bad), bad.parse(), "{bad}");
        }
    }
}
