//! Codes for packages that are read.

use diagnostic::{Class, Code};

/// The package could not be read from its file.
pub const PACKAGE_UNREADABLE: Code = Code::new(600, Class::Io);
/// The file is not an RPM package, or has a format version or type that rpm no longer reads.
pub const NOT_A_PACKAGE: Code = Code::new(601, Class::Input);
/// The package is truncated.
pub const TRUNCATED: Code = Code::new(602, Class::Input);
/// The signature header or the main header is malformed.
pub const HEADER: Code = Code::new(603, Class::Input);
/// A tag of a header is missing, has the wrong type, or contradicts other tags.
pub const TAG: Code = Code::new(604, Class::Input);
/// The payload is malformed, or has other files than the header lists.
pub const PAYLOAD: Code = Code::new(605, Class::Input);
/// The content of the package exceeds the limits.
pub const TOO_LARGE: Code = Code::new(606, Class::Input);
/// A digest or length that the package records does not match: the package is damaged.
pub const DIGEST: Code = Code::new(607, Class::Verification);
/// Warning: the package has a deviation that every supported rpm accepts but no current rpm writes.
pub const TOLERATED: Code = Code::new(608, Class::Input);
/// A package that every supported rpm refuses to install; a warning if only some releases refuse
/// it.
pub const REFUSED: Code = Code::new(609, Class::Input);
