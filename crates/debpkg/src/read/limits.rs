//! How much a package may hold.

use pkgterms::MAX_ENTRIES;

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the decompressed control member; 56 MiB, where apt takes 64. Of more than half of that, each
    /// 256 bytes must be a line of `md5sums`: a package of very many files has no other reason.
    pub control: u64,
    /// Bytes of the control file; 4 MiB, far more than any of Debian's has. No index takes a longer
    /// one.
    pub paragraph: u64,
    /// Bytes of the decompressed data member; 128 GiB, as in apt.
    pub data: u64,
    /// Entries of the data member; 1,048,575 ([`MAX_ENTRIES`]).
    pub entries: u64,
    /// Bytes of all names in the data member (paths, link targets, owners and groups) besides
    /// [`names_each`](Self::names_each); 32 MiB. Together with [`entries`](Self::entries) this bounds
    /// the memory of a listing.
    pub names: u64,
    /// Bytes of names for each entry; 112.
    pub names_each: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            control: 56 << 20,
            paragraph: 4 << 20,
            data: 128 << 30,
            entries: MAX_ENTRIES,
            names: 32 << 20,
            names_each: 112,
        }
    }
}

impl Limits {
    /// The usual limits, but for the number of entries.
    #[must_use]
    pub fn of_entries(entries: u64) -> Self {
        Self { entries, ..Self::default() }
    }
}
