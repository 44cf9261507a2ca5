//! Codes for what goes into a package.

use diagnostic::{Class, Code};

/// A required field is missing.
pub const MISSING_FIELD: Code = Code::new(500, Class::Input);
/// An invalid RPM package name.
pub const PACKAGE_NAME: Code = Code::new(501, Class::Input);
/// An invalid version, release or epoch.
pub const VERSION: Code = Code::new(502, Class::Input);
/// An invalid architecture.
pub const ARCHITECTURE: Code = Code::new(503, Class::Input);
/// A dependency that does not parse, or is not allowed in its field.
pub const DEPENDENCY: Code = Code::new(504, Class::Input);
/// A dependency of an RPM package on itself.
pub const SELF_DEPENDENCY: Code = Code::new(505, Class::Input);
/// An invalid qualifier of `requires-for`.
pub const QUALIFIER: Code = Code::new(506, Class::Input);
/// An invalid URL.
pub const URL: Code = Code::new(507, Class::Input);
/// An invalid compression.
pub const COMPRESSION: Code = Code::new(508, Class::Input);
/// An invalid version of the package format.
pub const FORMAT: Code = Code::new(509, Class::Input);
/// An invalid locale, or one that is given twice.
pub const LOCALE: Code = Code::new(510, Class::Input);
/// An invalid name of a source package.
pub const SOURCE_RPM: Code = Code::new(511, Class::Input);
/// An invalid name of the build host.
pub const BUILD_HOST: Code = Code::new(512, Class::Input);
/// Warning: a range of versions is provided.
pub const PROVIDED_RANGE: Code = Code::new(513, Class::Input);
/// Warning: a packager or maintainer that is not in the form `Name <address>`.
pub const PACKAGER: Code = Code::new(519, Class::Input);

/// A scriptlet with an unknown name, or one that is given twice.
pub const SCRIPTLET_NAME: Code = Code::new(520, Class::Input);
/// An invalid interpreter or flag of a scriptlet.
pub const SCRIPTLET: Code = Code::new(521, Class::Input);
/// A scriptlet contains what looks like a macro, which is not expanded.
pub const MACRO: Code = Code::new(522, Class::Input);
/// An invalid trigger.
pub const TRIGGER: Code = Code::new(523, Class::Input);
/// A changelog that does not parse, or deviates from the format.
pub const CHANGELOG: Code = Code::new(524, Class::Input);

/// Dependencies that are separated only by blanks.
pub const BLANK_SEPARATED: Code = Code::new(525, Class::Input);
/// A requirement on a file that package managers do not find.
pub const UNLISTED_FILE: Code = Code::new(526, Class::Input);
/// A scriptlet that runs before the first installation of its interpreter.
pub const PRETRANS: Code = Code::new(527, Class::Input);
/// A dependency on a package by the name that it has in Debian.
pub const FOREIGN_NAME: Code = Code::new(528, Class::Input);

/// A line of a sysusers.d file that rpm does not accept.
pub const SYSUSERS: Code = Code::new(529, Class::Input);
/// An invalid prefix of a relocatable package, or one that does not contain all files.
pub const PREFIX: Code = Code::new(530, Class::Input);

/// A configuration file that rpm cannot treat as one.
pub const CONFIG: Code = Code::new(540, Class::Input);
/// A pattern of directories to own or disown that matches no directory.
pub const OWNED_FOLDERS: Code = Code::new(541, Class::Input);
/// A file name or a link target that rpm cannot store.
pub const FILE_NAME: Code = Code::new(542, Class::Input);
/// More files than rpm supports.
pub const TOO_MANY_FILES: Code = Code::new(543, Class::Input);
/// An owner or group that some systems do not have.
pub const OWNER: Code = Code::new(544, Class::Input);
/// A device node whose number rpm cannot store.
pub const DEVICE: Code = Code::new(546, Class::Input);
/// File capabilities that rpm cannot store or cannot set.
pub const CAPABILITIES: Code = Code::new(547, Class::Input);

/// A header that would be larger than rpm supports.
pub const HEADER_TOO_LARGE: Code = Code::new(560, Class::Input);
