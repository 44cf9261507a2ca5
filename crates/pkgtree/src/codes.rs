//! The diagnostic codes of the tree: E200 to E249 are defects, E250 to E299 warnings.

use diagnostic::{Class, Code};

/// The tree is missing or not a folder.
pub const NOT_A_TREE: Code = Code::new(200, Class::Input);
/// A file or folder cannot be read.
pub const UNREADABLE: Code = Code::new(201, Class::Io);
/// A file or folder was replaced while the tree was scanned.
pub const CHANGED: Code = Code::new(202, Class::Input);
/// A path that dpkg and rpm cannot install.
pub const BAD_PATH: Code = Code::new(203, Class::Input);
/// A name or a link target that is not UTF-8.
pub const NOT_UTF8: Code = Code::new(204, Class::Input);
/// The target of a symbolic link is empty, too long or has control characters.
pub const BAD_LINK_TARGET: Code = Code::new(205, Class::Input);
/// A socket.
pub const SOCKET: Code = Code::new(206, Class::Input);
/// A FIFO or a device node that nobody asked for.
pub const SPECIAL_FILE: Code = Code::new(207, Class::Input);
/// `DEBIAN/` was left in the tree.
pub const CONTROL_FOLDER: Code = Code::new(208, Class::Input);
/// Extended attributes that no package can carry.
pub const EXTENDED_ATTRIBUTES: Code = Code::new(209, Class::Input);
/// A pattern that matches nothing.
pub const NO_MATCH: Code = Code::new(210, Class::Input);
/// The target of an added file exists already.
pub const TARGET_EXISTS: Code = Code::new(211, Class::Input);
/// An entry stands below something that is not a folder.
pub const BELOW_NON_FOLDER: Code = Code::new(212, Class::Input);
/// An owner or group that is a number or not a name.
pub const BAD_OWNER: Code = Code::new(213, Class::Input);
/// Hard links of one file were given different attributes.
pub const HARD_LINK_ATTRIBUTES: Code = Code::new(214, Class::Input);
/// The tree has no entries.
pub const EMPTY_TREE: Code = Code::new(215, Class::Input);
/// A file to add does not exist or is of no installable kind.
pub const BAD_ADD_SOURCE: Code = Code::new(216, Class::Input);
/// Patterns that are too large together.
pub const PATTERNS_TOO_LARGE: Code = Code::new(217, Class::Input);
/// A symbolic link that leads into the directory where the package is built.
pub const LINK_INTO_BUILD: Code = Code::new(218, Class::Input);
/// A mode leaves a directory readable that nobody can enter.
pub const CLOSED_DIRECTORY: Code = Code::new(219, Class::Input);

/// A pattern of files to add matches several, and the target is the path of one.
pub const SEVERAL_FOR_ONE: Code = Code::new(225, Class::Input);
/// A file has further hard links outside the tree.
pub const OUTER_HARD_LINK: Code = Code::new(250, Class::Input);
/// A setuid or setgid bit that no rule asked for.
pub const SET_ID: Code = Code::new(251, Class::Input);
/// Writable by everyone, and no rule asked for it.
pub const WORLD_WRITABLE: Code = Code::new(252, Class::Input);
/// Two names that differ only in case or in Unicode normalisation.
pub const LOOK_ALIKE: Code = Code::new(253, Class::Input);
/// A symbolic link that leads above the root.
pub const LINK_ABOVE_ROOT: Code = Code::new(254, Class::Input);
/// Extended attributes were left out, as asked.
pub const DROPPED_ATTRIBUTES: Code = Code::new(255, Class::Input);
/// Machine code that the package's architecture does not run.
pub const MACHINE: Code = Code::new(256, Class::Input);
/// What only its owner can read or enter, where others are meant to.
pub const OWNER_ONLY: Code = Code::new(257, Class::Input);
/// Files and directories that were meant to be writable by others lost that permission.
pub const WRITE_TAKEN: Code = Code::new(258, Class::Input);
/// Hard links of one file below several top-level directories became copies.
pub const LINKS_COPIED: Code = Code::new(259, Class::Input);
/// A sticky bit that no rule asked for.
pub const STICKY: Code = Code::new(260, Class::Input);
