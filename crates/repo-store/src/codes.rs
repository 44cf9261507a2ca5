//! The numbers of what stores report: E851 to E856.

use diagnostic::{Class, Code};

/// Another publisher holds the lock.
pub const LOCKED: Code = Code::new(851, Class::Conflict);
/// An immutable object is already published with other content.
pub const CONFLICT: Code = Code::new(852, Class::Conflict);
/// A file changed while it was being published.
pub const CHANGED: Code = Code::new(853, Class::Input);
/// A published object exceeds the size limit.
pub const TOO_LARGE: Code = Code::new(854, Class::Verification);
/// A store could not read or write.
pub const STORE: Code = Code::new(855, Class::Io);
/// A store could not confirm whether a write succeeded.
pub const UNCONFIRMED: Code = Code::new(856, Class::Io);
