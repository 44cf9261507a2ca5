//! How much a header may hold.

use super::Region;
use super::value::Kind;

/// How much a header may hold; rpm's own limits (`lib/header.c`, `lib/package.c`) but for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLimits {
    /// Index entries, the region's included: 65,535 in the main header, 32 in a signature header.
    pub entries: u32,
    /// Bytes of data: 256 MiB less one byte; 64 MiB in a signature header.
    pub data: u32,
    /// Elements of one array that is not binary data: 1,048,575.
    pub elements: u32,
    /// Texts of all arrays together: 8,388,600, eight for each of the most files. rpm has no such
    /// limit, and leaves the texts where they are; here each takes memory of its own.
    pub texts: u32,
}

/// The most elements of an array, and so the most files, in rpm 4.18 and later.
const ELEMENTS: u32 = 0xf_ffff;
/// The most texts of a header.
const TEXTS: u32 = 8 * ELEMENTS;

impl HeaderLimits {
    /// What rpm 4.14 and later read in a main header.
    pub const MAIN: Self =
        Self { entries: 0xffff, data: 0x0fff_ffff, elements: ELEMENTS, texts: TEXTS };
    /// What rpm 4.14 and later read in a signature header.
    pub const SIGNATURE: Self =
        Self { entries: 32, data: 64 << 20, elements: ELEMENTS, texts: TEXTS };

    /// Checks that an array keeps to the limit.
    pub(super) fn check_count(&self, kind: Kind, count: u32) -> Result<(), String> {
        let most = self.elements;
        if kind == Kind::Binary || count <= most {
            return Ok(());
        }
        Err(format!("it has {count} elements; the limit is {most}"))
    }

    /// What every rpm reads, and so what is written: 8,192 bytes in a signature header.
    pub(super) fn of_written(region: Region) -> Self {
        match region {
            Region::Immutable => Self::MAIN,
            Region::Signature => Self { data: 8192, ..Self::SIGNATURE },
        }
    }
}
