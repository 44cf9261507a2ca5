//! Codes for packages that are read.

use diagnostic::{Class, Code};

/// The package could not be read from its file.
pub const PACKAGE_UNREADABLE: Code = Code::new(400, Class::Io);
/// The file is not a Debian package.
pub const NOT_A_PACKAGE: Code = Code::new(401, Class::Input);
/// The package has a format version other than 2.0.
pub const FORMAT_VERSION: Code = Code::new(402, Class::Input);
/// The package is truncated.
pub const TRUNCATED: Code = Code::new(403, Class::Input);
/// The ar archive of the package is damaged, or of an unsupported dialect.
pub const ARCHIVE: Code = Code::new(404, Class::Input);
/// A member of the package is missing, repeated, out of order or unknown.
pub const MEMBERS: Code = Code::new(405, Class::Input);
/// A member has a compression that is not allowed for it.
pub const MEMBER_ENCODING: Code = Code::new(406, Class::Input);
/// The compressed stream of a member is damaged or truncated.
pub const MEMBER_DAMAGED: Code = Code::new(407, Class::Input);
/// The content of a member exceeds the limits.
pub const TOO_LARGE: Code = Code::new(408, Class::Input);
/// The tar archive of a member is damaged, or of a dialect that packages cannot have.
pub const TAR: Code = Code::new(409, Class::Input);
/// An entry of a member that packages cannot have.
pub const ENTRY: Code = Code::new(410, Class::Input);
/// The control file is not one paragraph of fields.
pub const CONTROL_FILE: Code = Code::new(411, Class::Input);
/// A field of the control file is missing or invalid.
pub const CONTROL_FIELD: Code = Code::new(412, Class::Input);
/// A line of the conffiles that dpkg refuses.
pub const CONFFILES_FILE: Code = Code::new(413, Class::Input);
/// A line of the triggers that dpkg refuses.
pub const TRIGGERS_FILE: Code = Code::new(414, Class::Input);
/// Warning: `debian-binary` has a later minor version than 2.0, or further lines.
pub const LATER_FORMAT: Code = Code::new(415, Class::Input);
/// Warning: the header of a member deviates from what all tools write.
pub const ODD_MEMBER: Code = Code::new(416, Class::Input);
/// Warning: data after the data member, which dpkg ignores.
pub const BEHIND_DATA: Code = Code::new(417, Class::Input);
/// Warning: a compressed stream that consists of several parts, or has data after it.
pub const ODD_STREAM: Code = Code::new(418, Class::Input);
/// Warning: a tar archive that deviates from the format.
pub const ODD_TAR: Code = Code::new(419, Class::Input);
/// Warning: a path that does not start with `./`, or is not normalized.
pub const ODD_PATH: Code = Code::new(420, Class::Input);
/// Warning: the control member has entries that only tar(1) reads, such as PAX headers and links.
pub const ODD_CONTROL_MEMBER: Code = Code::new(421, Class::Input);
/// Warning: lines of the control file that deviate from the format, and are published in the
/// correct form.
pub const ODD_CONTROL_FILE: Code = Code::new(422, Class::Input);
/// Warning: a control file that is not UTF-8, and is published as UTF-8.
pub const CONTROL_ENCODING: Code = Code::new(423, Class::Input);
/// Warning: a package name that dpkg accepts although Debian Policy forbids it.
pub const ODD_NAME: Code = Code::new(424, Class::Input);
/// A maintainer script that cannot be executed.
pub const SCRIPT: Code = Code::new(425, Class::Input);
/// Warning: an `Architecture-Variant` that is not a variant of the package's architecture.
pub const ODD_VARIANT: Code = Code::new(426, Class::Input);
