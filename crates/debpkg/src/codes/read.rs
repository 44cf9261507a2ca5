//! Codes for packages that are read.

use pkgtree::{Class, Code};

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
