//! The numbers of this crate's defects, E800 to E899.

use diagnostic::{Class, Code};

/// A commit would refer to an object that does not exist.
pub const MISSING_OBJECT: Code = Code::new(800, Class::Conflict);
/// A commit would refer to an object that has another length.
pub const OTHER_LENGTH: Code = Code::new(801, Class::Conflict);

/// The relationships of a package cannot be parsed.
pub const RELATIONSHIPS: Code = Code::new(810, Class::Input);
/// A package for an architecture that the archive does not publish.
pub const ARCHITECTURE: Code = Code::new(811, Class::Input);
/// A package was given, or is published, with other content.
pub const OTHER_CONTENT: Code = Code::new(812, Class::Conflict);
/// A package was given twice with the same content.
pub const GIVEN_TWICE: Code = Code::new(813, Class::Input);
/// A package for which the pool has no file name.
pub const NO_PLACE: Code = Code::new(814, Class::Input);
/// The operand is not a readable file.
pub const NO_FILE: Code = Code::new(815, Class::Io);
/// The paragraph of a package cannot be published.
pub const PARAGRAPH: Code = Code::new(816, Class::Input);
/// A `.dsc` file cannot be parsed.
pub const SOURCE_PACKAGE: Code = Code::new(820, Class::Input);
/// A file that a `.dsc` or `.changes` file lists is missing.
pub const SOURCE_FILE_MISSING: Code = Code::new(821, Class::Input);
/// A file does not match the `.dsc` or `.changes` file that lists it.
pub const SOURCE_FILE_CHANGED: Code = Code::new(822, Class::Verification);
/// A file has a name that an index cannot contain.
pub const FILE_NAME: Code = Code::new(830, Class::Input);
/// A directory without packages.
pub const EMPTY_FOLDER: Code = Code::new(831, Class::Input);
/// Warning: a file looks like a package but is of a kind that is not listed.
pub const NOT_LISTED: Code = Code::new(832, Class::Input);

/// A package has names that XML cannot contain.
pub const NOT_IN_XML: Code = Code::new(833, Class::Input);
/// A document of an unknown type, or one that is not well-formed.
pub const DOCUMENT: Code = Code::new(834, Class::Input);

/// There is nothing to verify.
pub const NO_REPOSITORY: Code = Code::new(840, Class::Input);
/// A repository could not be read.
pub const NOT_READ: Code = Code::new(841, Class::Io);
/// A `Release` or `repomd.xml` is missing or cannot be parsed.
pub const RELEASE: Code = Code::new(842, Class::Verification);
/// The publication is not signed.
pub const UNSIGNED: Code = Code::new(843, Class::Verification);
/// A signature does not match the signed file.
pub const BAD_SIGNATURE: Code = Code::new(844, Class::Verification);
/// A signature by an unknown, unusable or expired key.
pub const SIGNING_KEY: Code = Code::new(845, Class::Verification);
/// A time in the future.
pub const FUTURE: Code = Code::new(846, Class::Verification);
/// `Valid-Until` is in the past.
pub const EXPIRED: Code = Code::new(847, Class::Verification);
/// `Release` and `InRelease` differ.
pub const OTHER_RELEASE: Code = Code::new(848, Class::Verification);
/// The name of a suite does not match its directory.
pub const OTHER_NAME: Code = Code::new(849, Class::Verification);

/// Warning: derived objects are stale.
pub const MIRROR: Code = Code::new(850, Class::Io);
/// A published object does not match its signature or digest.
pub const DAMAGED: Code = Code::new(857, Class::Verification);
/// A signature could not be created.
pub const SIGNATURE: Code = Code::new(858, Class::Key);
/// The clock contradicts the published dates.
pub const CLOCK: Code = Code::new(859, Class::Clock);
/// Concurrent publishers won the race on every attempt.
pub const BUSY: Code = Code::new(860, Class::Conflict);
/// No known key signed the publication.
pub const UNTRUSTED: Code = Code::new(869, Class::Verification);

/// The prune marks cannot be parsed.
pub const MARKS: Code = Code::new(861, Class::Verification);
/// An object that the publication needs is being pruned.
pub const DROPPING: Code = Code::new(862, Class::Conflict);
/// Unusually many packages would be deleted at once.
pub const MANY_DROPPED: Code = Code::new(863, Class::Conflict);
/// Warning: no packages are deleted, because not all references to packages are known.
pub const REFERENCES_UNKNOWN: Code = Code::new(864, Class::Verification);
/// Warning: objects that another program published are not deleted.
pub const LEFT_ALONE: Code = Code::new(865, Class::Conflict);

/// A value that apt asks users to confirm would change: `Origin`, `Label`, `Suite` or `Codename`.
pub const RELEASE_INFO_CHANGE: Code = Code::new(870, Class::Conflict);

/// A published index matches its signatures and digests but cannot be continued.
pub const UNREADABLE_INDEX: Code = Code::new(950, Class::Verification);

/// A `Release` does not list the files that apt looks for.
pub const UNLISTED: Code = Code::new(951, Class::Verification);

/// A document of an RPM repository that clients refuse.
pub const REFUSED_DOCUMENT: Code = Code::new(952, Class::Verification);

/// A file that `Release` lists is missing.
pub const INDEX_MISSING: Code = Code::new(871, Class::Verification);
/// A file does not match the digest or size in `Release`.
pub const INDEX_CHANGED: Code = Code::new(872, Class::Verification);
/// A file that `Release` lists is missing under its by-hash name.
pub const NOT_BY_HASH: Code = Code::new(873, Class::Verification);
/// A file that `Release` lists exists only under its by-hash name.
pub const NOT_BY_NAME: Code = Code::new(874, Class::Verification);
/// A compressed file that is damaged, or differs from the listed uncompressed file.
pub const OTHER_TEXT: Code = Code::new(875, Class::Verification);
/// A paragraph of an index is malformed.
pub const INDEX_PARAGRAPH: Code = Code::new(876, Class::Verification);
/// A paragraph with an invalid version, architecture or relationship.
pub const INDEX_FIELD: Code = Code::new(877, Class::Verification);
/// A listed package is missing.
pub const POOL_MISSING: Code = Code::new(878, Class::Verification);
/// A package has another length than its index lists.
pub const POOL_LENGTH: Code = Code::new(879, Class::Verification);
/// A package has another digest than its index lists.
pub const POOL_CHANGED: Code = Code::new(880, Class::Verification);
/// A listed package cannot be read.
pub const POOL_UNREADABLE: Code = Code::new(881, Class::Verification);
/// A package that dpkg refuses; a warning if only some releases refuse it.
pub const POOL_REFUSED: Code = Code::new(866, Class::Verification);
/// The fields of a package differ from its index.
pub const OTHER_FIELDS: Code = Code::new(882, Class::Verification);
/// A version of a package is listed with two contents.
pub const TWO_CONTENTS: Code = Code::new(883, Class::Verification);
/// A file is listed with two digests.
pub const TWO_DIGESTS: Code = Code::new(884, Class::Verification);
/// A package is listed twice in one index.
pub const LISTED_TWICE: Code = Code::new(885, Class::Verification);
/// A file to which nothing refers.
pub const ORPHAN: Code = Code::new(886, Class::Verification);
/// Something could not be checked.
pub const NOT_CHECKED: Code = Code::new(887, Class::Verification);
/// The snapshot of an RPM repository is missing, or does not match its `repomd.xml`.
pub const SNAPSHOT: Code = Code::new(888, Class::Verification);
/// A `mirrorlist`, a `.repo` file or a key does not match the repository.
pub const CLIENT_FILE: Code = Code::new(889, Class::Verification);

/// The current publication was followed by another one and was restored, or it is not a recorded
/// one.
pub const PUT_BACK: Code = Code::new(960, Class::Verification);
/// Nothing is published although something was.
pub const EMPTIED: Code = Code::new(961, Class::Verification);
/// The current publication belongs to another target.
pub const OTHER_TARGET: Code = Code::new(962, Class::Verification);
/// The current publication is older than one that was seen before.
pub const BELOW_MARK: Code = Code::new(963, Class::Verification);
/// Warning: the marker of the previous publication could not be created.
pub const UNMARKED: Code = Code::new(964, Class::Io);
/// A secret key among the published files.
pub const SECRET_PUBLISHED: Code = Code::new(983, Class::Verification);
/// Warning: no signer of the previous publication signed this one.
pub const HANDED_OVER: Code = Code::new(981, Class::Key);
/// Warning: a signature of the publication has expired, or is from the future.
pub const MISTIMED: Code = Code::new(982, Class::Key);

/// A certificate that signed published packages would no longer be published.
pub const CERTIFICATE_IN_USE: Code = Code::new(980, Class::Key);

/// The root cannot be published in.
pub const ROOT: Code = Code::new(890, Class::Input);
/// An invalid name of an archive, suite, component or repository, or an invalid directory of one.
pub const NAME: Code = Code::new(891, Class::Input);
/// A duration that does not parse, or is too short.
pub const DURATION: Code = Code::new(892, Class::Input);
/// Two archives or repositories in one directory, or one inside another; or a suite in the
/// directory of a component of another suite.
pub const OVERLAP: Code = Code::new(893, Class::Input);
/// A suite would be published in the directory of a component of another suite, or the reverse.
pub const ROOM: Code = Code::new(913, Class::Conflict);
/// A value that its key does not accept: an architecture, a compression or a pattern.
pub const VALUE: Code = Code::new(894, Class::Input);
/// A reference to an unknown name, or to a value that a package does not have.
pub const REFERENCE: Code = Code::new(895, Class::Input);
/// An invalid target, or one that is not configured.
pub const TARGET: Code = Code::new(896, Class::Input);
/// A package that no route matches.
pub const UNROUTED: Code = Code::new(897, Class::Input);
/// A package for an architecture that its archive does not publish.
pub const OTHER_ARCHITECTURE: Code = Code::new(898, Class::Input);
/// Contradictory or empty signing settings.
pub const SIGNING: Code = Code::new(899, Class::Input);
/// Warning: the index of a variant lacks packages that the index of its architecture has.
pub const INCOMPLETE_VARIANT: Code = Code::new(916, Class::Verification);
/// Warning: a `.dsc` file lists its files without SHA-256.
pub const WEAK_DIGESTS: Code = Code::new(930, Class::Input);
/// A `.changes` file cannot be parsed.
pub const CHANGES_FILE: Code = Code::new(931, Class::Input);
/// Warning: a file beside packages is named like a document of RPM repositories, and is not
/// published.
pub const NO_DOCUMENT: Code = Code::new(920, Class::Input);
/// An invalid document type, or one that cannot be given.
pub const DOCUMENT_TYPE: Code = Code::new(921, Class::Input);

/// Verification found more than it reports.
pub const MORE: Code = Code::new(992, Class::Verification);
