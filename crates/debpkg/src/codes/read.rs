//! Codes for packages that are read.

use diagnostic::{Class, Code};

/// The package could not be read from its file.
pub const PACKAGE_UNREADABLE: Code = Code::new(400, Class::Io);
/// The file is no Debian package.
pub const NOT_A_PACKAGE: Code = Code::new(401, Class::Input);
/// The package is of another format version than 2.0.
pub const FORMAT_VERSION: Code = Code::new(402, Class::Input);
/// The package ends early.
pub const TRUNCATED: Code = Code::new(403, Class::Input);
/// The ar archive of the package's members is damaged, or of another dialect.
pub const ARCHIVE: Code = Code::new(404, Class::Input);
/// A member of the package is missing, there twice, out of order or unknown.
pub const MEMBERS: Code = Code::new(405, Class::Input);
/// A member is compressed in a way that it cannot be.
pub const MEMBER_ENCODING: Code = Code::new(406, Class::Input);
/// A member's compressed stream is damaged or cut off.
pub const MEMBER_DAMAGED: Code = Code::new(407, Class::Input);
/// A member holds more than the limits allow.
pub const TOO_LARGE: Code = Code::new(408, Class::Input);
/// A member's tar archive is damaged, or of a dialect that packages do not have.
pub const TAR: Code = Code::new(409, Class::Input);
/// An entry of a member is one that a package cannot have.
pub const ENTRY: Code = Code::new(410, Class::Input);
/// The control file is no single paragraph of fields.
pub const CONTROL_FILE: Code = Code::new(411, Class::Input);
/// A field of the control file is missing or wrong.
pub const CONTROL_FIELD: Code = Code::new(412, Class::Input);
/// A line of a package's conffiles that dpkg refuses.
pub const CONFFILES_FILE: Code = Code::new(413, Class::Input);
/// A line of a package's triggers that dpkg refuses.
pub const TRIGGERS_FILE: Code = Code::new(414, Class::Input);
/// A warning: `debian-binary` says a later minor version than 2.0, or more than the version.
pub const LATER_FORMAT: Code = Code::new(415, Class::Input);
/// A warning: the header of a member is written as no tool writes it.
pub const ODD_MEMBER: Code = Code::new(416, Class::Input);
/// A warning: something stands behind the data member, which dpkg passes over.
pub const BEHIND_DATA: Code = Code::new(417, Class::Input);
/// A warning: a compressed stream is in several parts, or has something behind it.
pub const ODD_STREAM: Code = Code::new(418, Class::Input);
/// A warning: a tar archive is written as no package's should be.
pub const ODD_TAR: Code = Code::new(419, Class::Input);
/// A warning: a path is spelled in another way than from `./`.
pub const ODD_PATH: Code = Code::new(420, Class::Input);
/// A warning: the control member has what only tar(1) reads, such as PAX headers and links.
pub const ODD_CONTROL_MEMBER: Code = Code::new(421, Class::Input);
/// A warning: lines of the control file are written as they should not be, and published otherwise.
pub const ODD_CONTROL_FILE: Code = Code::new(422, Class::Input);
/// A warning: a control file that is not UTF-8, which is published as UTF-8.
pub const CONTROL_ENCODING: Code = Code::new(423, Class::Input);
/// A warning: a package name that dpkg takes, and Debian Policy does not.
pub const ODD_NAME: Code = Code::new(424, Class::Input);
/// A maintainer script that cannot be run.
pub const SCRIPT: Code = Code::new(425, Class::Input);
/// A warning: an `Architecture-Variant` that is none of the package's architecture.
pub const ODD_VARIANT: Code = Code::new(426, Class::Input);
