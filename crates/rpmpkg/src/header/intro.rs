//! The 16 bytes that a header starts with.

use super::{HeaderError, HeaderLimits};

/// The length of the intro, of an entry in the index and of the region's trailer.
pub(crate) const INTRO: usize = 16;
/// The bytes that every header starts with: magic, version and four reserved bytes.
pub(super) const MAGIC: [u8; 8] = [0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0];

/// What the intro says of the bytes that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Intro {
    /// Entries of the index, the region's included.
    pub(crate) entries: u32,
    /// Bytes of data.
    pub(crate) data: u32,
}

impl Intro {
    /// Parses the first 16 bytes of a header, so that a reader knows how many more there are before
    /// it makes room for them.
    pub(crate) fn parse(bytes: &[u8; INTRO], limits: &HeaderLimits) -> Result<Self, HeaderError> {
        let [magic @ .., _, _, _, _, _, _, _, _] = bytes;
        if *magic != MAGIC {
            return Err(HeaderError::new(0, "it does not start like a header"));
        }
        let [.., e0, e1, e2, e3, d0, d1, d2, d3] = *bytes;
        let intro = Self {
            entries: u32::from_be_bytes([e0, e1, e2, e3]),
            data: u32::from_be_bytes([d0, d1, d2, d3]),
        };
        intro.check(limits)?;
        Ok(intro)
    }

    /// Checks that it keeps to `limits` and is not empty.
    pub(super) fn check(self, limits: &HeaderLimits) -> Result<(), HeaderError> {
        let Self { entries, data } = self;
        if entries == 0 {
            return Err(HeaderError::new(8, "it has no entries"));
        }
        if entries > limits.entries {
            let most = limits.entries;
            return Err(HeaderError::new(8, format!("it has {entries} entries; {most} at most")));
        }
        if data > limits.data {
            let most = limits.data;
            return Err(HeaderError::new(
                12,
                format!("it has {data} bytes of data; {most} at most"),
            ));
        }
        Ok(())
    }

    /// The length of the whole header, intro included.
    pub(crate) fn length(self) -> u64 {
        INTRO as u64 * (1 + u64::from(self.entries)) + u64::from(self.data)
    }

    pub(super) fn to_bytes(self) -> [u8; INTRO] {
        let mut bytes = [0; INTRO];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&self.entries.to_be_bytes());
        bytes[12..].copy_from_slice(&self.data.to_be_bytes());
        bytes
    }
}
