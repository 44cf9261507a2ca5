//! The diagnostic codes of the command lines: E001 to E099 for how they are called, E514 to E518 and
//! E700 to E749 for keys and signatures, E900 to E949 for what happens around a build. Numbers are never reused.

use diagnostic::{Class, Code};

/// A command line that does not parse: an unknown flag, a missing value.
pub const SYNTAX: Code = Code::new(1, Class::Usage);
/// A needed operand is missing, or one too many is given.
pub const OPERAND: Code = Code::new(2, Class::Usage);
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

/// A suite that is the alias of another was to be changed by itself.
pub const ALIAS: Code = Code::new(74, Class::Conflict);

/// What is not the name of a target, or of none that is described.
pub const TARGET_NAME: Code = Code::new(50, Class::Usage);
/// A flag's value is no architecture.
pub const ARCHITECTURE: Code = Code::new(51, Class::Usage);
/// A suite does not exist, and has a name that is similar to that of another suite.
pub const NEW_TARGET: Code = Code::new(53, Class::Usage);
/// A pattern of targets matches none.
pub const NO_TARGET: Code = Code::new(54, Class::Usage);
/// A flag's value is no duration.
pub const DURATION: Code = Code::new(59, Class::Usage);
/// Nothing that could be published was given.
pub const NO_PACKAGES: Code = Code::new(52, Class::Input);
/// What is neither a target, nor a folder, nor an address of a repository.
pub const PLACE: Code = Code::new(57, Class::Usage);
/// What is no address to serve at.
pub const ADDRESS: Code = Code::new(58, Class::Usage);
/// A suite or a component with a slash in its name is neither declared nor published.
pub const UNDECLARED: Code = Code::new(81, Class::Usage);
/// A part of a target was named where a whole one is needed.
pub const WHOLE_TARGET: Code = Code::new(55, Class::Usage);
/// A version that cannot be yanked so: none is named, or no reason that can be published.
pub const YANK: Code = Code::new(68, Class::Usage);
/// A `--per` that groups no versions.
pub const GROUPING: Code = Code::new(69, Class::Usage);
/// Something would be added to a target that was dropped.
pub const DROPPED: Code = Code::new(67, Class::Conflict);
/// A choice of packages on the command line is none.
pub const SPEC: Code = Code::new(60, Class::Usage);
/// A choice of packages matches nothing.
pub const NO_MATCH: Code = Code::new(61, Class::Input);
/// What is no number of a publication.
pub const SERIAL: Code = Code::new(62, Class::Usage);
/// A suite, or a publication of it, that is not there.
pub const UNPUBLISHED: Code = Code::new(63, Class::Input);
/// A document of RPM repositories that has no place in any.
pub const DOCUMENT: Code = Code::new(66, Class::Input);
/// A suite or a repository would have no package any more.
pub const EMPTY_SUITE: Code = Code::new(64, Class::Conflict);
/// A package of an old publication was pruned.
pub const PRUNED: Code = Code::new(65, Class::Conflict);
/// A warning: what is published is not signed.
pub const NOT_SIGNED: Code = Code::new(707, Class::Key);

/// A key file could not be read, or a variable that should hold a key or a password is not set.
pub const KEY_UNREADABLE: Code = Code::new(700, Class::Key);
/// Other users can read or change the file of a secret key or of a password.
pub const KEY_EXPOSED: Code = Code::new(701, Class::Key);
/// A warning: a secret key is not on this machine, and the certificate that the repository publishes
/// stands in for it.
pub const KEY_STANDS_IN: Code = Code::new(85, Class::Key);
/// A warning: the `id` of an RPM repository is another than the published one, which stays.
pub const PUBLISHED_ID: Code = Code::new(86, Class::Conflict);
/// A file holds no OpenPGP key or none that is supported, a public one where a secret one is needed,
/// or the reverse.
pub const KEY_MALFORMED: Code = Code::new(702, Class::Key);
/// A file holds several keys and none was chosen, or not the one that was.
pub const KEY_CHOICE: Code = Code::new(703, Class::Key);
/// A key is protected and the password is missing or wrong.
pub const KEY_LOCKED: Code = Code::new(704, Class::Key);
/// A key that may not sign: expired, revoked, too weak, or of a kind that clients do not read.
pub const KEY_UNUSABLE: Code = Code::new(705, Class::Key);
/// A key that some clients do not read, or soon will not.
pub const KEY_ODD: Code = Code::new(706, Class::Key);
/// A warning: a file of certificates holds one that is not supported, beside others.
pub const KEY_UNSUPPORTED: Code = Code::new(514, Class::Key);
/// A package could not be signed.
pub const SIGN: Code = Code::new(710, Class::Key);
/// A signing command failed, took too long, or gave no signature that clients read.
pub const SIGN_COMMAND: Code = Code::new(711, Class::Key);
/// The signature is back-dated: the package's time is in the future.
pub const SIGN_TIME: Code = Code::new(712, Class::Clock);
/// A publication would be dated in the future, and clients would refuse it.
pub const FUTURE: Code = Code::new(713, Class::Clock);
/// A warning: a file's modification time is in the future.
pub const FUTURE_MTIME: Code = Code::new(30, Class::Clock);
/// A package would have more entries than the limit.
pub const TOO_MANY_ENTRIES: Code = Code::new(31, Class::Input);
/// A package is not signed.
pub const UNSIGNED: Code = Code::new(720, Class::Key);
/// A package is signed by a key that is not among the given ones.
pub const UNKNOWN_KEY: Code = Code::new(721, Class::Key);
/// A package is signed by a key that was not valid then, or with means that are too weak.
pub const UNTRUSTED: Code = Code::new(722, Class::Key);
/// A signature does not match what it signs.
pub const BAD_SIGNATURE: Code = Code::new(723, Class::Verification);
/// A file of a package is not as the package's own list of digests has it.
pub const MISMATCH: Code = Code::new(724, Class::Verification);

/// A file could not be read.
pub const READ: Code = Code::new(900, Class::Io);
/// The output could not be written.
pub const WRITE: Code = Code::new(901, Class::Io);
/// Standard output could not be written.
pub const STDOUT: Code = Code::new(902, Class::Io);
/// The output exists already.
pub const EXISTS: Code = Code::new(903, Class::Conflict);
/// The output would stand inside the tree, or on one of the inputs.
pub const OUTPUT_IN_INPUT: Code = Code::new(904, Class::Conflict);
/// The temporary for the payload failed.
pub const SPOOL: Code = Code::new(905, Class::Io);
/// A warning: some targets of a call are published, others are not.
pub const PUBLISHED: Code = Code::new(906, Class::Io);
/// Packages would be replaced where the description does not allow it.
pub const REPLACE: Code = Code::new(910, Class::Conflict);
/// Packages are to be signed again where packages carry no signatures.
pub const NOT_SIGNABLE: Code = Code::new(911, Class::Conflict);
/// A version that was yanked would be published again.
pub const YANKED: Code = Code::new(912, Class::Conflict);
/// An RPM repository that would be made has the folder or the id of another.
pub const MADE: Code = Code::new(922, Class::Conflict);
/// A server could not be asked, or could not be one.
pub const NETWORK: Code = Code::new(908, Class::Io);
/// A fault of our own.
pub const BUG: Code = Code::new(949, Class::Bug);
