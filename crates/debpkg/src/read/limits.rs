//! How much a package may hold.

use pkgterms::MAX_ENTRIES;

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the decompressed control member; 64 MiB, as in apt.
    pub control: u64,
    /// Bytes of the decompressed data member; 128 GiB, as in apt.
    pub data: u64,
    /// Entries of the data member; 1,048,575 ([`MAX_ENTRIES`]).
    pub entries: u64,
    /// Bytes of all names in the data member: paths, link targets, owners and groups; 128 MiB.
    /// Together with [`entries`](Self::entries) this bounds the memory of a listing.
    pub names: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { control: 64 << 20, data: 128 << 30, entries: MAX_ENTRIES, names: 128 << 20 }
    }
}

impl Limits {
    /// The usual limits, but for the number of entries, and for the bytes of their names where these
    /// are more than usual.
    #[must_use]
    pub fn of_entries(entries: u64) -> Self {
        let usual = Self::default();
        let names = usual.names.max(entries.saturating_mul(usual.names / usual.entries + 1));
        Self { entries, names, ..usual }
    }
}
