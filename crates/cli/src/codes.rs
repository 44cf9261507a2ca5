//! The diagnostic codes of the command lines: E001 to E099 for how they are called, E514 to E518 and
//! E700 to E749 for keys and signatures, E900 to E949 for what happens around a build. Numbers are never reused.

use diagnostic::{Class, Code};

/// The command line does not parse: an unknown option or a missing value.
pub const SYNTAX: Code = Code::new(1, Class::Usage);
/// A `NAME=VALUE` has no `=` or no name, or is given twice.
pub const ASSIGNMENT: Code = Code::new(3, Class::Usage);
/// A pattern does not compile.
pub const PATTERN: Code = Code::new(4, Class::Usage);
/// An `--attr` is not `PATTERN:MODE:OWNER:GROUP`, or a part of it is invalid; a `--file-mode` or
/// `--dir-mode` has an invalid mode.
pub const ATTRIBUTE: Code = Code::new(5, Class::Usage);
/// An `--add` has a target that cannot be installed.
pub const TARGET: Code = Code::new(6, Class::Usage);
/// An unknown `--compression`.
pub const COMPRESSION: Code = Code::new(7, Class::Usage);
/// The value of `--threads` is not a number of threads.
pub const THREADS: Code = Code::new(8, Class::Usage);
/// The value of `--timestamp` or `SOURCE_DATE_EPOCH` is not a number of seconds since 1970.
pub const TIMESTAMP: Code = Code::new(9, Class::Usage);
/// An invalid `--output`.
pub const OUTPUT: Code = Code::new(10, Class::Usage);
/// An environment variable that the manifest uses is not UTF-8.
pub const ENVIRONMENT: Code = Code::new(11, Class::Usage);
/// A `--requires-for` is not `TIMES:LIST`.
pub const TIMES: Code = Code::new(12, Class::Usage);
/// Required fields are missing, and the directory has a manifest that was not named.
pub const MANIFEST_NOT_READ: Code = Code::new(13, Class::Usage);
/// A reference in `--output` is unknown, or its value cannot be part of a path.
pub const OUTPUT_REFERENCE: Code = Code::new(14, Class::Usage);
/// An unsupported kind of key.
pub const KEY_KIND: Code = Code::new(70, Class::Usage);
/// An invalid expiry time of a key.
pub const KEY_EXPIRY: Code = Code::new(71, Class::Usage);
/// A name or an email address that a key cannot have.
pub const USER_ID: Code = Code::new(72, Class::Usage);
/// The file name of an exported certificate contradicts its form.
pub const KEY_FORM: Code = Code::new(73, Class::Usage);
/// The value of an option is not an architecture.
pub const ARCHITECTURE: Code = Code::new(51, Class::Usage);
/// The value of an option is not a duration.
pub const DURATION: Code = Code::new(59, Class::Usage);
/// The operand is not a target, a directory or the URL of a repository.
pub const PLACE: Code = Code::new(57, Class::Usage);
/// Not an address to listen on.
pub const ADDRESS: Code = Code::new(58, Class::Usage);
/// A publication would be dated in the future, and clients would refuse it.
pub const FUTURE: Code = Code::new(713, Class::Clock);
/// Warning: the modification time of a file is in the future.
pub const FUTURE_MTIME: Code = Code::new(30, Class::Clock);
/// A package would have more entries than the limit.
pub const TOO_MANY_ENTRIES: Code = Code::new(31, Class::Input);
/// A package is signed by a key that was not valid at that time, or with weak algorithms.
pub const UNTRUSTED: Code = Code::new(722, Class::Key);
/// A file of a package does not match the package's own list of digests.
pub const MISMATCH: Code = Code::new(724, Class::Verification);
/// Standard output could not be written.
pub const STDOUT: Code = Code::new(902, Class::Io);
/// The output is inside the tree, or is one of the inputs.
pub const OUTPUT_IN_INPUT: Code = Code::new(904, Class::Conflict);
/// The temporary file for the payload failed.
pub const SPOOL: Code = Code::new(905, Class::Io);
/// A server could not be reached, or could not be started.
pub const NETWORK: Code = Code::new(908, Class::Io);
/// A bug in Packwright.
pub const BUG: Code = Code::new(949, Class::Bug);
