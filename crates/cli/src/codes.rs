//! The diagnostic codes of the command lines: E001 to E099 for how they are called, E514 to E518 and
//! E700 to E749 for keys and signatures, E900 to E949 for what happens around a build. Numbers are never reused.

use diagnostic::{Class, Code};

/// A command line that does not parse: an unknown flag, a missing value.
pub const SYNTAX: Code = Code::new(1, Class::Usage);
/// A `NAME=VALUE` without `=` or without a name, or given twice.
pub const ASSIGNMENT: Code = Code::new(3, Class::Usage);
/// A pattern that does not compile.
pub const PATTERN: Code = Code::new(4, Class::Usage);
/// An `--attr` that is not `PATTERN:MODE:OWNER:GROUP`, or a part of it that is wrong; a mode of
/// `--file-mode` or `--dir-mode` that is none.
pub const ATTRIBUTE: Code = Code::new(5, Class::Usage);
/// An `--add` whose target cannot be installed.
pub const TARGET: Code = Code::new(6, Class::Usage);
/// A `--compression` that does not exist.
pub const COMPRESSION: Code = Code::new(7, Class::Usage);
/// A `--threads` that is not a number of threads.
pub const THREADS: Code = Code::new(8, Class::Usage);
/// A `--timestamp` or `SOURCE_DATE_EPOCH` that is not a number of seconds since 1970.
pub const TIMESTAMP: Code = Code::new(9, Class::Usage);
/// An `--output` that cannot be one.
pub const OUTPUT: Code = Code::new(10, Class::Usage);
/// An environment variable that the manifest uses is not UTF-8.
pub const ENVIRONMENT: Code = Code::new(11, Class::Usage);
/// A `--requires-for` that is not `TIMES:LIST`.
pub const TIMES: Code = Code::new(12, Class::Usage);
/// Fields are missing, and there is a manifest that was not named.
pub const MANIFEST_NOT_READ: Code = Code::new(13, Class::Usage);
/// A reference in `--output` to what there is not, or to what no part of a path can be.
pub const OUTPUT_REFERENCE: Code = Code::new(14, Class::Usage);
/// A kind of key that is not made.
pub const KEY_KIND: Code = Code::new(70, Class::Usage);
/// A time at which no key ends.
pub const KEY_EXPIRY: Code = Code::new(71, Class::Usage);
/// A name or an address that no key can have.
pub const USER_ID: Code = Code::new(72, Class::Usage);
/// A name for an exported certificate that contradicts its form.
pub const KEY_FORM: Code = Code::new(73, Class::Usage);
/// A flag's value is no architecture.
pub const ARCHITECTURE: Code = Code::new(51, Class::Usage);
/// A flag's value is no duration.
pub const DURATION: Code = Code::new(59, Class::Usage);
/// What is neither a target, nor a folder, nor an address of a repository.
pub const PLACE: Code = Code::new(57, Class::Usage);
/// What is no address to serve at.
pub const ADDRESS: Code = Code::new(58, Class::Usage);
/// A publication would be dated in the future, and clients would refuse it.
pub const FUTURE: Code = Code::new(713, Class::Clock);
/// A warning: a file's modification time is in the future.
pub const FUTURE_MTIME: Code = Code::new(30, Class::Clock);
/// A package would have more entries than the limit.
pub const TOO_MANY_ENTRIES: Code = Code::new(31, Class::Input);
/// A package is signed by a key that was not valid then, or with means that are too weak.
pub const UNTRUSTED: Code = Code::new(722, Class::Key);
/// A file of a package is not as the package's own list of digests has it.
pub const MISMATCH: Code = Code::new(724, Class::Verification);
/// Standard output could not be written.
pub const STDOUT: Code = Code::new(902, Class::Io);
/// The output would stand inside the tree, or on one of the inputs.
pub const OUTPUT_IN_INPUT: Code = Code::new(904, Class::Conflict);
/// The temporary for the payload failed.
pub const SPOOL: Code = Code::new(905, Class::Io);
/// A server could not be asked, or could not be one.
pub const NETWORK: Code = Code::new(908, Class::Io);
/// A fault of our own.
pub const BUG: Code = Code::new(949, Class::Bug);
