//! The diagnostic codes of the tree: E200 to E249 are defects, E250 to E299 warnings.

use diagnostic::{Class, Code};

/// The tree is missing or is not a directory.
pub const NOT_A_TREE: Code = Code::new(200, Class::Input);
/// A file or directory cannot be read.
pub const UNREADABLE: Code = Code::new(201, Class::Io);
/// A file or directory was replaced while the tree was scanned.
pub const CHANGED: Code = Code::new(202, Class::Input);
/// A path that dpkg and rpm cannot install.
pub const BAD_PATH: Code = Code::new(203, Class::Input);
/// A file name or a link target that is not UTF-8.
pub const NOT_UTF8: Code = Code::new(204, Class::Input);
/// The target of a symbolic link is empty, too long or has control characters.
pub const BAD_LINK_TARGET: Code = Code::new(205, Class::Input);
/// A socket in the tree.
pub const SOCKET: Code = Code::new(206, Class::Input);
/// A FIFO or a device node that `allow-special` does not permit.
pub const SPECIAL_FILE: Code = Code::new(207, Class::Input);
/// The tree contains `DEBIAN/`.
pub const CONTROL_FOLDER: Code = Code::new(208, Class::Input);
/// Extended attributes that packages cannot store.
pub const EXTENDED_ATTRIBUTES: Code = Code::new(209, Class::Input);
/// A pattern that matches nothing.
pub const NO_MATCH: Code = Code::new(210, Class::Input);
/// The target of an added file already exists.
pub const TARGET_EXISTS: Code = Code::new(211, Class::Input);
/// An entry below a path that is not a directory.
pub const BELOW_NON_FOLDER: Code = Code::new(212, Class::Input);
/// An owner or group that is a number or an invalid name.
pub const BAD_OWNER: Code = Code::new(213, Class::Input);
/// Hard links of one file with different attributes.
pub const HARD_LINK_ATTRIBUTES: Code = Code::new(214, Class::Input);
/// The tree has no entries.
pub const EMPTY_TREE: Code = Code::new(215, Class::Input);
/// A file to add does not exist or is of a type that cannot be installed.
pub const BAD_ADD_SOURCE: Code = Code::new(216, Class::Input);
/// Patterns that are too large together.
pub const PATTERNS_TOO_LARGE: Code = Code::new(217, Class::Input);
/// A symbolic link that points into the build directory.
pub const LINK_INTO_BUILD: Code = Code::new(218, Class::Input);
/// A mode that makes a directory readable but not searchable.
pub const CLOSED_DIRECTORY: Code = Code::new(219, Class::Input);

/// A pattern of files to add matches several files, and the target is the path of one file.
pub const SEVERAL_FOR_ONE: Code = Code::new(225, Class::Input);
/// Warning: a file has further hard links outside the tree.
pub const OUTER_HARD_LINK: Code = Code::new(250, Class::Input);
/// Warning: a setuid or setgid bit that no rule sets.
pub const SET_ID: Code = Code::new(251, Class::Input);
/// Warning: an entry that everyone can write, and whose mode no rule sets.
pub const WORLD_WRITABLE: Code = Code::new(252, Class::Input);
/// Warning: two names that differ only in case or in Unicode normalization.
pub const LOOK_ALIKE: Code = Code::new(253, Class::Input);
/// Warning: a symbolic link that leads above the root.
pub const LINK_ABOVE_ROOT: Code = Code::new(254, Class::Input);
/// Warning: extended attributes were omitted, as requested.
pub const DROPPED_ATTRIBUTES: Code = Code::new(255, Class::Input);
/// Warning: machine code that does not run on the package's architecture.
pub const MACHINE: Code = Code::new(256, Class::Input);
/// Warning: an entry that only its owner can read or enter, in a place for all users.
pub const OWNER_ONLY: Code = Code::new(257, Class::Input);
/// Warning: files and directories lost a write permission that was set deliberately.
pub const WRITE_TAKEN: Code = Code::new(258, Class::Input);
/// Warning: hard links of one file below several top-level directories became copies.
pub const LINKS_COPIED: Code = Code::new(259, Class::Input);
/// Warning: a sticky bit that no rule sets.
pub const STICKY: Code = Code::new(260, Class::Input);
