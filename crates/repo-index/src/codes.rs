//! The numbers of this crate's defects, E800 to E899.

use pkgtree::{Class, Code};

/// A commit was to refer to an object that does not exist.
pub const MISSING_OBJECT: Code = Code::new(800, Class::Conflict);
/// A commit was to refer to an object that has another length.
pub const OTHER_LENGTH: Code = Code::new(801, Class::Conflict);

/// A warning: what is derived from a commit is not up to date.
pub const MIRROR: Code = Code::new(850, Class::Io);
/// Another publisher holds the lock.
pub const LOCKED: Code = Code::new(851, Class::Conflict);
/// An immutable object is published with other content.
pub const CONFLICT: Code = Code::new(852, Class::Conflict);
/// A file changed while it was published.
pub const CHANGED: Code = Code::new(853, Class::Input);
/// A published object is larger than what is read.
pub const TOO_LARGE: Code = Code::new(854, Class::Verification);
/// A store could not read or write.
pub const STORE: Code = Code::new(855, Class::Io);
/// A store's answer was lost.
pub const UNCONFIRMED: Code = Code::new(856, Class::Io);
/// What is published is not what its signatures and digests say.
pub const DAMAGED: Code = Code::new(857, Class::Verification);
/// A signature could not be made, or is not good.
pub const SIGNATURE: Code = Code::new(858, Class::Key);
/// The clock contradicts what is published.
pub const CLOCK: Code = Code::new(859, Class::Clock);
/// Other publishers were faster, again and again.
pub const BUSY: Code = Code::new(860, Class::Conflict);
