//! What came of it.

use diagnostic::Diagnostics;
use pkgio::Timestamp;
use pkgsign::Fingerprint;
use repo_store::Sha256;

use super::Place;

/// What came of verifying.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The suites and flat repositories, in the order in which they were named.
    pub suites: Vec<SuiteReport>,
    /// The RPM repositories, in the order in which they were named.
    pub repositories: Vec<RepositoryReport>,
    /// What is described, and was never published.
    pub unpublished: Vec<Place>,
    /// How much was looked at.
    pub counts: Counts,
    /// What clients stumble over.
    pub faults: Diagnostics,
    /// What works, and should not be so, and what was not looked at.
    pub warnings: Diagnostics,
}

/// What a suite says of itself, as far as it could be read.
#[derive(Clone, Debug)]
pub struct SuiteReport {
    /// Which one.
    pub place: Place,
    /// The signatures of `InRelease`, then those of `Release.gpg`.
    pub signatures: Vec<SignatureReport>,
    /// `Origin`.
    pub origin: Option<String>,
    /// `Codename`.
    pub codename: Option<String>,
    /// `Components`.
    pub components: Vec<String>,
    /// `Architectures`.
    pub architectures: Vec<String>,
    /// `Date`.
    pub date: Option<Timestamp>,
    /// `Valid-Until`.
    pub valid_until: Option<Timestamp>,
    /// `Serial`, which we write.
    pub serial: Option<u64>,
    /// How many indexes of packages it has, each in whatever forms.
    pub indexes: usize,
    /// How many entries they have.
    pub entries: usize,
}

impl SuiteReport {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            signatures: Vec::new(),
            origin: None,
            codename: None,
            components: Vec::new(),
            architectures: Vec::new(),
            date: None,
            valid_until: None,
            serial: None,
            indexes: 0,
            entries: 0,
        }
    }
}

/// What an RPM repository says of itself, as far as it could be read.
#[derive(Clone, Debug)]
pub struct RepositoryReport {
    /// Which one.
    pub place: Place,
    /// The signatures of `repomd.xml`, of which there should be one.
    pub signatures: Vec<SignatureReport>,
    /// `<revision>`: mostly seconds since 1970.
    pub revision: Option<String>,
    /// The number of the publication, which we write.
    pub serial: Option<u64>,
    /// The snapshot of the publication, which we write.
    pub snapshot: Option<Sha256>,
    /// The kinds of the files that `repomd.xml` lists.
    pub documents: Vec<String>,
    /// How many packages are listed.
    pub packages: usize,
}

impl RepositoryReport {
    pub(super) fn new(place: Place) -> Self {
        Self {
            place,
            signatures: Vec::new(),
            revision: None,
            serial: None,
            snapshot: None,
            documents: Vec::new(),
            packages: 0,
        }
    }
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureReport {
    /// The file that it stands in: `InRelease`, `Release.gpg` or `repodata/repomd.xml.asc`.
    pub file: &'static str,
    /// The key that it names: by fingerprint, else by key ID.
    pub key: String,
    /// The primary key, where the key is known.
    pub certificate: Option<Fingerprint>,
    /// The first user ID, where the key is known.
    pub user_id: Option<Vec<u8>>,
    /// When it was made, as it says.
    pub created: Option<Timestamp>,
    /// Its digest, such as `SHA512`.
    pub digest: String,
    /// What it is worth.
    pub state: SignatureState,
}

/// What a signature is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// By a known key.
    Good,
    /// By a known key that clients refuse now, and why.
    Refused(String),
    /// By a key that is not known.
    Unknown,
    /// By a key that was not valid then, or by weak means, or expired itself, and why.
    Untrusted(String),
    /// Of something else: this one or what it signs was changed.
    Bad,
    /// No keys were given.
    Unchecked,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that `Release` and `repomd.xml` list, those of all together.
    pub listed: usize,
    /// Packages and files of source packages, each once.
    pub pool_files: usize,
    /// Their lengths together in bytes, as listed.
    pub pool_bytes: u64,
    /// How many of them were read and hashed.
    pub hashed: usize,
    /// Files that no current suite refers to, but an older publication that is kept.
    pub superseded: usize,
    /// Files that nothing refers to.
    pub orphans: usize,
}
