//! How much a package may hold.

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the decompressed control member; 64 MiB, as in apt.
    pub control: u64,
    /// Bytes of the decompressed data member; 128 GiB, as in apt.
    pub data: u64,
    /// Entries of the data member; 500,000.
    pub entries: u64,
    /// Bytes of all names in the data member: paths, link targets, owners and groups; 128 MiB.
    /// Together with [`entries`](Self::entries) this bounds the memory of a listing.
    pub names: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { control: 64 << 20, data: 128 << 30, entries: 500_000, names: 128 << 20 }
    }
}
