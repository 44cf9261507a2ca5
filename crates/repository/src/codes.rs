//! The numbers of what is wrong with keys, with targets and with what is to be done to them.

use diagnostic::{Class, Code};

/// A required operand is missing, or there is one too many.
pub const OPERAND: Code = Code::new(2, Class::Usage);
/// A direct change of a suite that is an alias of another suite.
pub const ALIAS: Code = Code::new(74, Class::Conflict);
/// Not the name of a target, or of a target that is not configured.
pub const TARGET_NAME: Code = Code::new(50, Class::Usage);
/// A suite does not exist, and its name is similar to that of an existing suite.
pub const NEW_TARGET: Code = Code::new(53, Class::Usage);
/// A pattern of targets matches no target.
pub const NO_TARGET: Code = Code::new(54, Class::Usage);
/// No packages or documents to publish were given.
pub const NO_PACKAGES: Code = Code::new(52, Class::Input);
/// A suite or component with a slash in its name is neither declared nor published.
pub const UNDECLARED: Code = Code::new(81, Class::Usage);
/// A component was named where a whole target is required.
pub const WHOLE_TARGET: Code = Code::new(55, Class::Usage);
/// An invalid `yank`: no version is named, or the reason cannot be published.
pub const YANK: Code = Code::new(68, Class::Usage);
/// A `--per` that does not group versions.
pub const GROUPING: Code = Code::new(69, Class::Usage);
/// Packages would be added to a target that was dropped.
pub const DROPPED: Code = Code::new(67, Class::Conflict);
/// An invalid package selection (SPEC) on the command line.
pub const SPEC: Code = Code::new(60, Class::Usage);
/// A package selection (SPEC) matches nothing.
pub const NO_MATCH: Code = Code::new(61, Class::Input);
/// Not a serial number of a publication.
pub const SERIAL: Code = Code::new(62, Class::Usage);
/// A suite, or a publication of it, does not exist.
pub const UNPUBLISHED: Code = Code::new(63, Class::Input);
/// A document of RPM repositories for which there is no target.
pub const DOCUMENT: Code = Code::new(66, Class::Input);
/// A suite or an RPM repository would have no packages any more.
pub const EMPTY_SUITE: Code = Code::new(64, Class::Conflict);
/// A package of an old publication was pruned.
pub const PRUNED: Code = Code::new(65, Class::Conflict);
/// Warning: the publication is not signed.
pub const NOT_SIGNED: Code = Code::new(707, Class::Key);
/// A key file could not be read, or a variable for a key or password is not set.
pub const KEY_UNREADABLE: Code = Code::new(700, Class::Key);
/// Other users can read the file of a secret key or of a password.
pub const KEY_EXPOSED: Code = Code::new(701, Class::Key);
/// Warning: a secret key is not on this machine, and the certificate that the repository publishes
/// is used instead.
pub const KEY_STANDS_IN: Code = Code::new(85, Class::Key);
/// Warning: the configured `id` of an RPM repository differs from the published one, which remains.
pub const PUBLISHED_ID: Code = Code::new(86, Class::Conflict);
/// A file has no OpenPGP key or no supported one, a public key where a secret one is required, or
/// the reverse.
pub const KEY_MALFORMED: Code = Code::new(702, Class::Key);
/// A file has several keys and none was selected, or it does not have the selected key.
pub const KEY_CHOICE: Code = Code::new(703, Class::Key);
/// A key is locked and its password is missing or wrong.
pub const KEY_LOCKED: Code = Code::new(704, Class::Key);
/// A key that must not sign: expired, revoked, too weak, or of a kind that clients do not support.
pub const KEY_UNUSABLE: Code = Code::new(705, Class::Key);
/// A key that some clients do not support, or will soon not support.
pub const KEY_ODD: Code = Code::new(706, Class::Key);
/// Warning: a certificate in a file is not supported, but others are.
pub const KEY_UNSUPPORTED: Code = Code::new(514, Class::Key);
/// A package could not be signed.
pub const SIGN: Code = Code::new(710, Class::Key);
/// A signing command failed, timed out, or returned no signature that clients support.
pub const SIGN_COMMAND: Code = Code::new(711, Class::Key);
/// A package is not signed.
pub const UNSIGNED: Code = Code::new(720, Class::Key);
/// A package is signed by a key that is not one of the given keys.
pub const UNKNOWN_KEY: Code = Code::new(721, Class::Key);
/// A signature does not match the signed data.
pub const BAD_SIGNATURE: Code = Code::new(723, Class::Verification);
/// Warning: some targets of a command were published, and others were not.
pub const PUBLISHED: Code = Code::new(906, Class::Io);
/// Packages would be replaced although the configuration does not permit it.
pub const REPLACE: Code = Code::new(910, Class::Conflict);
/// Packages would be signed again in a target whose packages have no signatures.
pub const NOT_SIGNABLE: Code = Code::new(911, Class::Conflict);
/// A version that was yanked would be published again.
pub const YANKED: Code = Code::new(912, Class::Conflict);
/// An RPM repository would be created with the directory or id of another one.
pub const MADE: Code = Code::new(922, Class::Conflict);
/// The signature is back-dated, because the timestamp of the package is in the future.
pub const SIGN_TIME: Code = Code::new(712, Class::Clock);
