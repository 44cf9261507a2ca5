//! How much a package may hold.

use pkgterms::MAX_ENTRIES;

use crate::header::HeaderLimits;

const FILES: u32 = MAX_ENTRIES as u32;

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The signature header: 32 entries, 64 MiB, as in rpm.
    pub signature: HeaderLimits,
    /// The main header: 65,535 entries, 256 MiB, as in rpm.
    pub header: HeaderLimits,
    /// Files; 1,048,575, as in rpm 4.18.
    pub files: u32,
    /// Bytes of all paths together, besides [`names_each`](Self::names_each); 32 MiB. The header
    /// stores each directory once, so that a short one may stand for very long paths.
    pub names: u64,
    /// Bytes of paths for each file; 192.
    pub names_each: u64,
    /// Bytes of the decompressed payload; 1 TiB.
    pub payload: u64,
    /// Whether a package is refused that has what rpm reads although no rpm writes it, see
    /// [`Tolerated`](super::Tolerated); false.
    pub strict: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            signature: HeaderLimits::SIGNATURE,
            header: HeaderLimits::MAIN,
            files: FILES,
            names: 32 << 20,
            names_each: 192,
            payload: 1 << 40,
            strict: false,
        }
    }
}
