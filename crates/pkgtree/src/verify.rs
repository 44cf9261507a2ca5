//! Which attributes of a file `rpm --verify` compares.

use std::fmt;
use std::ops::{BitOr, Not};

/// The attributes of a file that `rpm --verify` compares with the package: a set of bits, numbered as
/// in `FILEVERIFYFLAGS` (rpm's `rpmvf.h`, spec files' `%verify`). Nothing of a `.deb` depends on it.
///
/// ```
/// use pkgtree::Verify;
///
/// // %verify(not size mtime)
/// let verify = !(Verify::SIZE | Verify::MTIME);
/// assert!(verify.contains(Verify::MODE) && !verify.contains(Verify::SIZE));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verify(u32);

impl Verify {
    /// Nothing at all.
    pub const NONE: Self = Self(0);
    /// Everything, and what later versions of rpm may add: `RPMVERIFY_ALL`, the default.
    pub const ALL: Self = Self(u32::MAX);
    /// The digest of the content: `RPMVERIFY_FILEDIGEST`, `digest` or `md5` in a spec file.
    pub const DIGEST: Self = Self(1 << 0);
    /// The length: `RPMVERIFY_FILESIZE`, `size`.
    pub const SIZE: Self = Self(1 << 1);
    /// The target of a symbolic link: `RPMVERIFY_LINKTO`, `link`.
    pub const LINK: Self = Self(1 << 2);
    /// The owner: `RPMVERIFY_USER`, `user` or `owner`.
    pub const USER: Self = Self(1 << 3);
    /// The group: `RPMVERIFY_GROUP`, `group`.
    pub const GROUP: Self = Self(1 << 4);
    /// The modification time: `RPMVERIFY_MTIME`, `mtime`.
    pub const MTIME: Self = Self(1 << 5);
    /// The kind and the permissions: `RPMVERIFY_MODE`, `mode`.
    pub const MODE: Self = Self(1 << 6);
    /// The number of a device node: `RPMVERIFY_RDEV`, `rdev` in a spec file.
    pub const DEVICE: Self = Self(1 << 7);
    /// The file capabilities: `RPMVERIFY_CAPS`, `caps`.
    pub const CAPS: Self = Self(1 << 8);

    /// The names of single attributes: ours, which are the first of each, and a spec file's.
    pub(crate) const NAMES: &'static [(&'static str, Self)] = &[
        ("size", Self::SIZE),
        ("digest", Self::DIGEST),
        ("link", Self::LINK),
        ("user", Self::USER),
        ("group", Self::GROUP),
        ("mtime", Self::MTIME),
        ("mode", Self::MODE),
        ("device", Self::DEVICE),
        ("caps", Self::CAPS),
        ("md5", Self::DIGEST),
        ("filedigest", Self::DIGEST),
        ("symlink", Self::LINK),
        ("owner", Self::USER),
        ("rdev", Self::DEVICE),
    ];

    /// The attribute of a name: `size`, `digest`, `link`, `user`, `group`, `mtime`, `mode`, `device`
    /// or `caps`; spec files' `md5`, `filedigest`, `symlink`, `owner` and `rdev` are taken too.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, verify)| *verify)
    }

    /// The value of `FILEVERIFYFLAGS`.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// True when all of `other` is in the set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Verify {
    type Output = Self;

    /// The attributes of either.
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Verify {
    type Output = Self;

    /// All other attributes.
    fn not(self) -> Self {
        Self(!self.0)
    }
}

impl fmt::Debug for Verify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verify({:#x})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_are_those_of_rpm() {
        // RPMVERIFY_* of rpmvf.h.
        let bits = ["digest", "size", "link", "user", "group", "mtime", "mode", "device", "caps"];
        for (shift, name) in bits.into_iter().enumerate() {
            assert_eq!(Verify::named(name).map(Verify::bits), Some(1 << shift), "{name}");
        }
        assert_eq!(Verify::named("md5"), Some(Verify::DIGEST));
        assert_eq!(Verify::named("not"), None);
        assert_eq!((!(Verify::SIZE | Verify::MTIME)).bits(), 0xffff_ffdd);
        assert_eq!(!Verify::ALL, Verify::NONE);
    }
}
