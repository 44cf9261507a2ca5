//! Codes for what goes into a package.

use diagnostic::{Class, Code};

/// A field that every RPM package needs is missing.
pub const MISSING_FIELD: Code = Code::new(500, Class::Input);
/// The name of an RPM package is none.
pub const PACKAGE_NAME: Code = Code::new(501, Class::Input);
/// A version, release or epoch of an RPM package is none.
pub const VERSION: Code = Code::new(502, Class::Input);
/// An architecture is none.
pub const ARCHITECTURE: Code = Code::new(503, Class::Input);
/// A dependency does not parse, or is not allowed in its field.
pub const DEPENDENCY: Code = Code::new(504, Class::Input);
/// A dependency of an RPM package on itself.
pub const SELF_DEPENDENCY: Code = Code::new(505, Class::Input);
/// A qualifier of `requires-for` is none.
pub const QUALIFIER: Code = Code::new(506, Class::Input);
/// The URL of an RPM package is none.
pub const URL: Code = Code::new(507, Class::Input);
/// The compression of an RPM package is none.
pub const COMPRESSION: Code = Code::new(508, Class::Input);
/// A version of the package format is none.
pub const FORMAT: Code = Code::new(509, Class::Input);
/// A locale is none, or given twice.
pub const LOCALE: Code = Code::new(510, Class::Input);
/// The name of a source package is none.
pub const SOURCE_RPM: Code = Code::new(511, Class::Input);
/// The name of the building machine is none.
pub const BUILD_HOST: Code = Code::new(512, Class::Input);
/// A warning: a range of versions is provided.
pub const PROVIDED_RANGE: Code = Code::new(513, Class::Input);
/// A warning: a packager or maintainer is not of the form `Name <address>`.
pub const PACKAGER: Code = Code::new(519, Class::Input);

/// A scriptlet of an unknown name, or one given twice.
pub const SCRIPTLET_NAME: Code = Code::new(520, Class::Input);
/// A scriptlet's interpreter or flag is none.
pub const SCRIPTLET: Code = Code::new(521, Class::Input);
/// A scriptlet holds what looks like a macro, which is not expanded.
pub const MACRO: Code = Code::new(522, Class::Input);
/// A trigger is none.
pub const TRIGGER: Code = Code::new(523, Class::Input);
/// A changelog does not parse, or is odd.
pub const CHANGELOG: Code = Code::new(524, Class::Input);

/// Dependencies that only blanks separate.
pub const BLANK_SEPARATED: Code = Code::new(525, Class::Input);
/// A requirement on a file that package managers do not find.
pub const UNLISTED_FILE: Code = Code::new(526, Class::Input);
/// A scriptlet that runs before the first installation has its interpreter.
pub const PRETRANS: Code = Code::new(527, Class::Input);
/// A dependency on a package by the name that it has in Debian.
pub const FOREIGN_NAME: Code = Code::new(528, Class::Input);

/// A line of a sysusers.d file that rpm does not take.
pub const SYSUSERS: Code = Code::new(529, Class::Input);
/// A prefix of a relocatable package is none, or does not hold all of it.
pub const PREFIX: Code = Code::new(530, Class::Input);

/// Configuration that rpm cannot treat as such.
pub const CONFIG: Code = Code::new(540, Class::Input);
/// A pattern of folders to own or not to own matches none.
pub const OWNED_FOLDERS: Code = Code::new(541, Class::Input);
/// A name or a link's target that rpm cannot hold.
pub const FILE_NAME: Code = Code::new(542, Class::Input);
/// More files than rpm reads.
pub const TOO_MANY_FILES: Code = Code::new(543, Class::Input);
/// An owner or group that is not on every system.
pub const OWNER: Code = Code::new(544, Class::Input);
/// A device node whose number rpm cannot hold.
pub const DEVICE: Code = Code::new(546, Class::Input);
/// File capabilities that rpm cannot hold, or where it cannot set them.
pub const CAPABILITIES: Code = Code::new(547, Class::Input);

/// A header would be larger than rpm reads.
pub const HEADER_TOO_LARGE: Code = Code::new(560, Class::Input);
