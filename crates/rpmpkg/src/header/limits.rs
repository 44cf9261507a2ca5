//! How much a header may hold.

use super::Region;

/// How much a header may hold; rpm's own limits (`lib/header.c`, `lib/package.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLimits {
    /// Index entries, the region's included: 65,535 in the main header, 32 in a signature header.
    pub entries: u32,
    /// Bytes of data: 256 MiB less one byte; 64 MiB in a signature header.
    pub data: u32,
}

impl HeaderLimits {
    /// What rpm 4.14 and later read in a main header.
    pub const MAIN: Self = Self { entries: 0xffff, data: 0x0fff_ffff };
    /// What rpm 4.14 and later read in a signature header.
    pub const SIGNATURE: Self = Self { entries: 32, data: 64 << 20 };

    /// What every rpm reads, and so what is written: 8,192 bytes in a signature header.
    pub(super) fn of_written(region: Region) -> Self {
        match region {
            Region::Immutable => Self::MAIN,
            Region::Signature => Self { data: 8192, ..Self::SIGNATURE },
        }
    }
}
