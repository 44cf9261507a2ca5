//! Codes for packages that are read.

use diagnostic::{Class, Code};

/// The package could not be read from its file.
pub const PACKAGE_UNREADABLE: Code = Code::new(600, Class::Io);
/// The file is no RPM package, or one of a format version or kind that rpm no longer reads.
pub const NOT_A_PACKAGE: Code = Code::new(601, Class::Input);
/// The package ends early.
pub const TRUNCATED: Code = Code::new(602, Class::Input);
/// The signature header or the main header is malformed.
pub const HEADER: Code = Code::new(603, Class::Input);
/// A tag of a header is missing, of the wrong type, or does not fit other tags.
pub const TAG: Code = Code::new(604, Class::Input);
/// The payload is malformed, or holds other files than the header lists.
pub const PAYLOAD: Code = Code::new(605, Class::Input);
/// The package holds more than the limits allow.
pub const TOO_LARGE: Code = Code::new(606, Class::Input);
/// A digest or a length that the package records of itself does not match: it is damaged.
pub const DIGEST: Code = Code::new(607, Class::Verification);
/// A warning: the package has what every supported rpm reads although no rpm writes it today.
pub const TOLERATED: Code = Code::new(608, Class::Input);
/// A package that rpm of every supported release refuses to install; a warning where only some do.
pub const REFUSED: Code = Code::new(609, Class::Input);
