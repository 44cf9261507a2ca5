//! The numbers of what is wrong with keys, with targets and with what is to be done to them.

use diagnostic::{Class, Code};

/// A needed operand is missing, or one too many is given.
pub const OPERAND: Code = Code::new(2, Class::Usage);
/// A suite that is the alias of another was to be changed by itself.
pub const ALIAS: Code = Code::new(74, Class::Conflict);
/// What is not the name of a target, or of none that is described.
pub const TARGET_NAME: Code = Code::new(50, Class::Usage);
/// A suite does not exist, and has a name that is similar to that of another suite.
pub const NEW_TARGET: Code = Code::new(53, Class::Usage);
/// A pattern of targets matches none.
pub const NO_TARGET: Code = Code::new(54, Class::Usage);
/// Nothing that could be published was given.
pub const NO_PACKAGES: Code = Code::new(52, Class::Input);
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
/// Other users can read the file of a secret key or of a password.
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
/// A package is not signed.
pub const UNSIGNED: Code = Code::new(720, Class::Key);
/// A package is signed by a key that is not among the given ones.
pub const UNKNOWN_KEY: Code = Code::new(721, Class::Key);
/// A signature does not match what it signs.
pub const BAD_SIGNATURE: Code = Code::new(723, Class::Verification);
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
/// The signature is back-dated: the package's time is in the future.
pub const SIGN_TIME: Code = Code::new(712, Class::Clock);
