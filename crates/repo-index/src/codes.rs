//! The numbers of this crate's defects, E800 to E899.

use diagnostic::{Class, Code};

/// A commit was to refer to an object that does not exist.
pub const MISSING_OBJECT: Code = Code::new(800, Class::Conflict);
/// A commit was to refer to an object that has another length.
pub const OTHER_LENGTH: Code = Code::new(801, Class::Conflict);

/// A package's relationship field cannot be read.
pub const RELATIONSHIPS: Code = Code::new(810, Class::Input);
/// A package is of an architecture that the archive does not publish.
pub const ARCHITECTURE: Code = Code::new(811, Class::Input);
/// A package was given, or is published, with other content.
pub const OTHER_CONTENT: Code = Code::new(812, Class::Conflict);
/// A package was given twice with the same content.
pub const GIVEN_TWICE: Code = Code::new(813, Class::Input);
/// A package has no place in the pool.
pub const NO_PLACE: Code = Code::new(814, Class::Input);
/// What was given is no file that could be read.
pub const NO_FILE: Code = Code::new(815, Class::Io);
/// A package's paragraph cannot be published.
pub const PARAGRAPH: Code = Code::new(816, Class::Input);
/// A `.dsc` file cannot be read.
pub const SOURCE_PACKAGE: Code = Code::new(820, Class::Input);
/// A file that a `.dsc` or `.changes` file lists is missing.
pub const SOURCE_FILE_MISSING: Code = Code::new(821, Class::Input);
/// A file is not what the `.dsc` or `.changes` file says that lists it.
pub const SOURCE_FILE_CHANGED: Code = Code::new(822, Class::Verification);
/// A file is called what no index can hold.
pub const FILE_NAME: Code = Code::new(830, Class::Input);
/// A folder holds no package.
pub const EMPTY_FOLDER: Code = Code::new(831, Class::Input);
/// A warning: a file that looks like a package is of a kind that is not listed.
pub const NOT_LISTED: Code = Code::new(832, Class::Input);

/// A package's names hold what XML cannot.
pub const NOT_IN_XML: Code = Code::new(833, Class::Input);
/// A document is none of those that a repository carries, or is not well-formed.
pub const DOCUMENT: Code = Code::new(834, Class::Input);

/// There is nothing to verify.
pub const NO_REPOSITORY: Code = Code::new(840, Class::Input);
/// A repository could not be read.
pub const NOT_READ: Code = Code::new(841, Class::Io);
/// A `Release` or `repomd.xml` that is missing, or cannot be read.
pub const RELEASE: Code = Code::new(842, Class::Verification);
/// Nothing is signed.
pub const UNSIGNED: Code = Code::new(843, Class::Verification);
/// A signature that is not one of what it stands with.
pub const BAD_SIGNATURE: Code = Code::new(844, Class::Verification);
/// A signature by a key that is not known or not good, or that expired.
pub const SIGNING_KEY: Code = Code::new(845, Class::Verification);
/// A time in the future.
pub const FUTURE: Code = Code::new(846, Class::Verification);
/// `Valid-Until` is past.
pub const EXPIRED: Code = Code::new(847, Class::Verification);
/// `Release` and `InRelease` differ.
pub const OTHER_RELEASE: Code = Code::new(848, Class::Verification);
/// A suite is not called as its folder is.
pub const OTHER_NAME: Code = Code::new(849, Class::Verification);

/// A warning: what is derived from a commit is not up to date.
pub const MIRROR: Code = Code::new(850, Class::Io);
/// What is published is not what its signatures and digests say.
pub const DAMAGED: Code = Code::new(857, Class::Verification);
/// A signature could not be made.
pub const SIGNATURE: Code = Code::new(858, Class::Key);
/// The clock contradicts what is published.
pub const CLOCK: Code = Code::new(859, Class::Clock);
/// Other publishers were faster, again and again.
pub const BUSY: Code = Code::new(860, Class::Conflict);
/// What is published is not signed by a key that is known.
pub const UNTRUSTED: Code = Code::new(869, Class::Verification);

/// The notes of what is to be dropped cannot be read.
pub const MARKS: Code = Code::new(861, Class::Verification);
/// What is to be published is being dropped at the moment.
pub const DROPPING: Code = Code::new(862, Class::Conflict);
/// Unusually many packages would be dropped at once.
pub const MANY_DROPPED: Code = Code::new(863, Class::Conflict);
/// A warning: no packages are dropped, because what is still referred to is not all known.
pub const REFERENCES_UNKNOWN: Code = Code::new(864, Class::Verification);
/// A warning: what another program publishes is left alone.
pub const LEFT_ALONE: Code = Code::new(865, Class::Conflict);

/// What apt asks users about would change: `Origin`, `Label`, `Suite` or `Codename`.
pub const RELEASE_INFO_CHANGE: Code = Code::new(870, Class::Conflict);

/// A published index cannot be gone on with, though it is what its signatures and digests say.
pub const UNREADABLE_INDEX: Code = Code::new(950, Class::Verification);

/// A `Release` does not list what apt looks for.
pub const UNLISTED: Code = Code::new(951, Class::Verification);

/// A document of an RPM repository that clients refuse.
pub const REFUSED_DOCUMENT: Code = Code::new(952, Class::Verification);

/// A file that `Release` lists is not there.
pub const INDEX_MISSING: Code = Code::new(871, Class::Verification);
/// A file that `Release` lists is not what it says.
pub const INDEX_CHANGED: Code = Code::new(872, Class::Verification);
/// A file that `Release` lists is not there by its digest.
pub const NOT_BY_HASH: Code = Code::new(873, Class::Verification);
/// A file that `Release` lists is there by its digest alone.
pub const NOT_BY_NAME: Code = Code::new(874, Class::Verification);
/// A compressed file that is not, or not of what is listed beside it.
pub const OTHER_TEXT: Code = Code::new(875, Class::Verification);
/// A paragraph of an index that is none.
pub const INDEX_PARAGRAPH: Code = Code::new(876, Class::Verification);
/// A paragraph whose version, architecture or relationships cannot be.
pub const INDEX_FIELD: Code = Code::new(877, Class::Verification);
/// A package that is listed is not there.
pub const POOL_MISSING: Code = Code::new(878, Class::Verification);
/// A package has another length than is listed.
pub const POOL_LENGTH: Code = Code::new(879, Class::Verification);
/// A package has another digest than is listed.
pub const POOL_CHANGED: Code = Code::new(880, Class::Verification);
/// A package that is listed cannot be read.
pub const POOL_UNREADABLE: Code = Code::new(881, Class::Verification);
/// A package that dpkg refuses, or, as a warning, that some releases of it refuse.
pub const POOL_REFUSED: Code = Code::new(866, Class::Verification);
/// A package says something else of itself than its index.
pub const OTHER_FIELDS: Code = Code::new(882, Class::Verification);
/// One version of a package is listed with two contents.
pub const TWO_CONTENTS: Code = Code::new(883, Class::Verification);
/// One file is listed with two digests.
pub const TWO_DIGESTS: Code = Code::new(884, Class::Verification);
/// A package is listed twice in one index.
pub const LISTED_TWICE: Code = Code::new(885, Class::Verification);
/// A file that nothing refers to.
pub const ORPHAN: Code = Code::new(886, Class::Verification);
/// Something was not looked at.
pub const NOT_CHECKED: Code = Code::new(887, Class::Verification);
/// The snapshot of an RPM repository is missing, or is not what its `repomd.xml` says.
pub const SNAPSHOT: Code = Code::new(888, Class::Verification);
/// A `mirrorlist`, a `.repo` file or a key that is not as the repository is.
pub const CLIENT_FILE: Code = Code::new(889, Class::Verification);

/// What is published was followed by another publication, and was put back; or it is none of those
/// that are recorded.
pub const PUT_BACK: Code = Code::new(960, Class::Verification);
/// Nothing is published where something was.
pub const EMPTIED: Code = Code::new(961, Class::Verification);
/// What is published is another target's.
pub const OTHER_TARGET: Code = Code::new(962, Class::Verification);
/// What is published is older than what was seen before.
pub const BELOW_MARK: Code = Code::new(963, Class::Verification);
/// A warning: what was published has no marker of what it followed.
pub const UNMARKED: Code = Code::new(964, Class::Io);
/// A secret key lies among what is published.
pub const SECRET_PUBLISHED: Code = Code::new(983, Class::Verification);
/// A warning: nobody who signed the publication before signed this one.
pub const HANDED_OVER: Code = Code::new(981, Class::Key);
/// A warning: a signature of what is published has expired, or is of the future.
pub const MISTIMED: Code = Code::new(982, Class::Key);

/// Published packages are signed by a certificate that would be published no longer.
pub const CERTIFICATE_IN_USE: Code = Code::new(980, Class::Key);

/// A root that nothing can be published to.
pub const ROOT: Code = Code::new(890, Class::Input);
/// What is no name of an archive, a suite, a component or a repository, or no folder of one.
pub const NAME: Code = Code::new(891, Class::Input);
/// A duration that does not parse, or is too short.
pub const DURATION: Code = Code::new(892, Class::Input);
/// Two archives or repositories in one folder, or one within another; or a suite in the folder of a
/// component of another suite.
pub const OVERLAP: Code = Code::new(893, Class::Input);
/// A suite would be published in the folder of a component of another suite, or the reverse.
pub const ROOM: Code = Code::new(913, Class::Conflict);
/// A value that its key does not take: an architecture, a compression, a pattern.
pub const VALUE: Code = Code::new(894, Class::Input);
/// A reference to what there is not, or what a package does not have.
pub const REFERENCE: Code = Code::new(895, Class::Input);
/// What is no target, or none that is configured.
pub const TARGET: Code = Code::new(896, Class::Input);
/// A package that no route takes.
pub const UNROUTED: Code = Code::new(897, Class::Input);
/// A package for an architecture that its archive does not publish.
pub const OTHER_ARCHITECTURE: Code = Code::new(898, Class::Input);
/// Settings of signatures that contradict each other or say nothing.
pub const SIGNING: Code = Code::new(899, Class::Input);
/// A warning: the index of a variant lacks packages that the index of its architecture has.
pub const INCOMPLETE_VARIANT: Code = Code::new(916, Class::Verification);
/// A warning: a `.dsc` file lists its files without SHA-256.
pub const WEAK_DIGESTS: Code = Code::new(930, Class::Input);
/// A `.changes` file cannot be read.
pub const CHANGES_FILE: Code = Code::new(931, Class::Input);
/// A warning: a file beside packages is called like a document of RPM repositories, and is not
/// published.
pub const NO_DOCUMENT: Code = Code::new(920, Class::Input);
/// What is no type of documents, or one that is not to be given.
pub const DOCUMENT_TYPE: Code = Code::new(921, Class::Input);

/// More was found than is told.
pub const MORE: Code = Code::new(992, Class::Verification);
