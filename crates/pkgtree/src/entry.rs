//! One thing that a package installs.

use std::fmt;
use std::str::FromStr;

use pkgio::Timestamp;

use crate::{Attributes, Content, InstallPath};

/// One thing that a package installs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub path: InstallPath,
    /// What.
    pub kind: Kind,
    /// The permissions; meaningless for symbolic links, which have `0777`.
    pub mode: Mode,
    /// The modification time, not yet clamped to the package's timestamp.
    pub mtime: Timestamp,
    /// What the file is for.
    pub roles: Roles,
    /// The owner, and what else few have.
    pub attributes: Attributes,
}

/// The kinds of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A directory.
    Directory,
    /// A regular file; the first, in path order, of its hard links.
    File(Content),
    /// A further name of the regular file at `target`, which stands earlier in the tree.
    HardLink {
        /// The first name.
        target: InstallPath,
    },
    /// A symbolic link.
    Symlink {
        /// The text of the link, 1 to 4,095 bytes.
        target: Box<[u8]>,
    },
    /// A named pipe.
    Fifo,
    /// A character device.
    CharacterDevice(Device),
    /// A block device.
    BlockDevice(Device),
}

/// The number of a device node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// The driver.
    pub major: u32,
    /// The unit.
    pub minor: u32,
}

impl Kind {
    /// What it is in a word or two, for messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Directory => "folder",
            Self::File(_) => "file",
            Self::HardLink { .. } => "hard link",
            Self::Symlink { .. } => "symbolic link",
            Self::Fifo => "FIFO",
            Self::CharacterDevice(_) => "character device",
            Self::BlockDevice(_) => "block device",
        }
    }
}

/// Permissions with setuid, setgid and sticky: 12 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mode(u16);

impl Mode {
    /// The setuid and setgid bits.
    pub const SET_ID: u16 = 0o6000;

    /// The low 12 bits of `bits`.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self((bits & 0o7777) as u16)
    }

    /// The 12 bits.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }
}

impl FromStr for Mode {
    type Err = ParseModeError;

    /// Three or four octal digits: `644`, `0644`, `4755`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseModeError(text.to_owned());
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        if !digits || !matches!(text.len(), 3 | 4) {
            return Err(error());
        }
        u16::from_str_radix(text, 8).map(Self).map_err(|_| error())
    }
}

impl fmt::Display for Mode {
    /// Four octal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl fmt::Debug for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Not an octal mode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an octal mode such as \"0644\"")]
pub struct ParseModeError(pub String);

/// How a configuration file is treated on upgrade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConfigKind {
    /// rpm: keep the user's file and install the new one as `.rpmnew` (`%config(noreplace)`).
    pub noreplace: bool,
    /// rpm: the file may be missing when verified (`%config(missingok)`).
    pub missing_ok: bool,
}

/// What a file is for. Where the format has no such role it is an ordinary file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles {
    /// Configuration: a conffile in a `.deb`. `None` when nothing was said (the format's default
    /// applies), `Some(None)` when it was said not to be configuration.
    pub config: Option<Option<ConfigKind>>,
    /// Documentation (`%doc`).
    pub doc: bool,
    /// A licence text (`%license`).
    pub license: bool,
    /// A read-me (`%readme`).
    pub readme: bool,
    /// Owned but not installed (`%ghost`); left out of a `.deb`.
    pub ghost: bool,
    /// A by-product that users do not look for (`%artifact`).
    pub artifact: bool,
}

/// File capabilities (capabilities(7)), as the bytes of the extended attribute
/// `security.capability`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Capabilities(pub Box<[u8]>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_parse_as_chmod_would_read_them() {
        for (text, bits) in [("644", 0o644), ("0644", 0o644), ("4755", 0o4755), ("7777", 0o7777)] {
            let mode: Mode = text.parse().unwrap();
            assert_eq!(mode.bits(), bits);
            assert_eq!(mode.to_string().parse(), Ok(mode));
        }
        for text in ["", "64", "06444", "8", "0888", "u+x", "+644", "0o644", " 644", "-644", "٠٦٤٤"]
        {
            assert_eq!(text.parse::<Mode>(), Err(ParseModeError(text.to_owned())));
        }
    }

    /// Of a tree of a million entries each is in memory.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn entries_are_small() {
        assert!(size_of::<Entry>() <= 152, "{}", size_of::<Entry>());
        assert!(size_of::<crate::content::Disk>() <= 72, "{}", size_of::<crate::content::Disk>());
    }

    #[test]
    fn from_bits_keeps_twelve() {
        assert_eq!(Mode::from_bits(0o100_644), Mode(0o644));
        assert_eq!(Mode::from_bits(u32::MAX), Mode(0o7777));
    }
}
