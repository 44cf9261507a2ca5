//! A compressor with its level.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A compressor for writing packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// No compression.
    None,
    /// gzip (RFC 1952), levels 1 to 9.
    Gzip,
    /// xz with LZMA2 and a CRC64 check, presets 0 to 9.
    Xz,
    /// Zstandard (RFC 8878), levels 1 to 22.
    Zstd,
}

/// A compressor with its level; its text form is `xz`, `xz:6`, `zstd:19`, `gzip:9` or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Compression {
    codec: Codec,
    level: u32,
}

impl Codec {
    /// The compressor's name, as written on a command line: `none`, `gzip`, `xz`, `zstd`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }

    /// The file name's suffix, without a dot; empty for [`Codec::None`].
    #[must_use]
    pub fn suffix(self) -> &'static str {
        crate::Encoding::from(self).suffix()
    }

    /// The levels of the compressor; `0..=0` for [`Codec::None`].
    #[must_use]
    pub fn levels(self) -> RangeInclusive<u32> {
        match self {
            Self::None => 0..=0,
            Self::Gzip => 1..=9,
            Self::Xz => 0..=9,
            Self::Zstd => 1..=22,
        }
    }

    fn default_level(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Gzip => 9,
            Self::Xz => 6,
            Self::Zstd => 19,
        }
    }

    fn level_error(self, level: impl Into<String>) -> ParseCompressionError {
        if self == Self::None {
            return ParseCompressionError::NoLevels(level.into());
        }
        let (lowest, highest) = self.levels().into_inner();
        ParseCompressionError::Level { codec: self.name(), level: level.into(), lowest, highest }
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Codec {
    type Err = ParseCompressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::None, Self::Gzip, Self::Xz, Self::Zstd]
            .into_iter()
            .find(|codec| codec.name() == text)
            .ok_or_else(|| ParseCompressionError::UnknownCodec(text.to_owned()))
    }
}

impl From<Codec> for Compression {
    /// The codec at its default level.
    fn from(codec: Codec) -> Self {
        Self::new(codec)
    }
}

impl Compression {
    /// A compressor at the level that dpkg-deb(1) defaults to: gzip 9, xz 6, zstd 19.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        Self { codec, level: codec.default_level() }
    }

    /// A compressor at `level`.
    ///
    /// # Errors
    /// A level outside the codec's range.
    pub fn with_level(codec: Codec, level: u32) -> Result<Self, ParseCompressionError> {
        if codec.levels().contains(&level) {
            Ok(Self { codec, level })
        } else {
            Err(codec.level_error(level.to_string()))
        }
    }

    /// The compressor.
    #[must_use]
    pub fn codec(self) -> Codec {
        self.codec
    }

    /// The level; 0 for [`Codec::None`].
    #[must_use]
    pub fn level(self) -> u32 {
        self.level
    }
}

impl FromStr for Compression {
    type Err = ParseCompressionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((name, level)) = text.split_once(':') else {
            return text.parse().map(Self::new);
        };
        let codec: Codec = name.parse()?;
        // `u32::from_str` would take a plus sign.
        if codec == Codec::None || !level.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(codec.level_error(level));
        }
        let number = level.parse().map_err(|_| codec.level_error(level))?;
        Self::with_level(codec, number)
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.codec {
            Codec::None => f.write_str(self.codec.name()),
            codec => write!(f, "{codec}:{}", self.level),
        }
    }
}

/// A list of the known names, with a suggestion for other names of the same compressors.
fn known(given: &str) -> String {
    let given = given.to_ascii_lowercase();
    let meant = match given.trim_start_matches('.') {
        "gz" | "gzip" | "pigz" | "zip" | "deflate" => Some("gzip"),
        "zst" | "zstandard" | "zstd" | "std" | "pzstd" => Some("zstd"),
        "xz" | "lzma" | "lzma2" | "xzmt" | "bz2" | "bzip2" | "7z" => Some("xz"),
        "no" | "raw" | "store" | "off" | "false" | "0" | "uncompressed" | "none" => Some("none"),
        _ => None,
    };
    let all = "use xz, zstd, gzip or none";
    meant.map_or(all.to_owned(), |name| format!("{all}; write {name:?}"))
}

/// An unknown compression, or a level outside its range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCompressionError {
    /// The name is not `xz`, `zstd`, `gzip` or `none`.
    #[error("unknown compression {0:?}; {known}", known = known(.0))]
    UnknownCodec(String),
    /// `none` was given with a level.
    #[error("none has no level, but {0:?} was given")]
    NoLevels(String),
    /// The level is not a number in the codec's range.
    #[error("{codec} has no level {level:?}; its levels are {lowest} to {highest}")]
    Level {
        /// The codec's name.
        codec: &'static str,
        /// The given level.
        level: String,
        /// The codec's lowest level.
        lowest: u32,
        /// The codec's highest level.
        highest: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_it_shows() {
        for codec in [Codec::None, Codec::Gzip, Codec::Xz, Codec::Zstd] {
            for level in codec.levels() {
                let compression = Compression::with_level(codec, level).unwrap();
                assert_eq!(compression.to_string().parse(), Ok(compression));
            }
            assert_eq!(codec.name().parse(), Ok(Compression::new(codec)));
        }
    }

    #[test]
    fn refuses_what_does_not_exist() {
        for text in ["", "XZ", "bzip2", "xz ", ":6"] {
            let error = text.parse::<Compression>().unwrap_err();
            assert!(matches!(error, ParseCompressionError::UnknownCodec(_)), "{text}");
        }
        for text in
            ["xz:", "xz:10", "xz:+6", "xz:-1", "gzip:0", "zstd:0", "zstd:23", "zstd:99999999999"]
        {
            let error = text.parse::<Compression>().unwrap_err();
            assert!(matches!(error, ParseCompressionError::Level { .. }), "{text}");
        }
    }

    #[test]
    fn errors_name_the_range() {
        assert_eq!(
            "xz:10".parse::<Compression>().unwrap_err().to_string(),
            "xz has no level \"10\"; its levels are 0 to 9"
        );
        assert_eq!(
            "none:3".parse::<Compression>().unwrap_err().to_string(),
            "none has no level, but \"3\" was given"
        );
    }
}
