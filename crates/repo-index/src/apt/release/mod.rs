//! `Release`: what a suite says of itself, and the digest of all that it holds.

mod date;
pub(super) mod next;
mod parse;
mod print;
mod sign;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pkgio::{Algorithms, Hasher, Timestamp};
use repo_store::Sha256;

use crate::Yanked;

pub(super) use sign::Signing;

/// A suite's `Release` file (DebianRepository/Format).
///
/// It prints in Debian's order of fields. Five fields are ours, and apt ignores them: `Serial`, the
/// number of the publication, `Parent`, the SHA-256 of the `InRelease` before it, `Target`, `Dropped` and
/// `Yanked`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// `Origin`.
    pub origin: Option<String>,
    /// `Label`.
    pub label: Option<String>,
    /// `Suite`.
    pub suite: Option<String>,
    /// `Version`.
    pub version: Option<String>,
    /// `Codename`.
    pub codename: Option<String>,
    /// `Date`.
    pub date: Timestamp,
    /// `Valid-Until`.
    pub valid_until: Option<Timestamp>,
    /// `NotAutomatic: yes`.
    pub not_automatic: bool,
    /// `ButAutomaticUpgrades: yes`.
    pub but_automatic_upgrades: bool,
    /// `Acquire-By-Hash: yes`.
    pub acquire_by_hash: bool,
    /// `Signed-By`: fingerprints of the keys that later releases are signed by.
    pub signed_by: Option<String>,
    /// `Snapshots`: where old states of the archive are.
    pub snapshots: Option<String>,
    /// `Architectures`.
    pub architectures: Vec<String>,
    /// `Components`.
    pub components: Vec<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `Serial`; ours.
    pub serial: Option<u64>,
    /// `Parent`; ours.
    pub parent: Option<Sha256>,
    /// `Target`; ours: the suite that it is for, such as `apt:deb/stable`.
    pub target: Option<String>,
    /// `Dropped: yes`; ours: the suite was dropped, and this is the empty state that says so.
    pub dropped: bool,
    /// `Yanked`; ours: the versions that were taken back, one on a line.
    pub yanked: Vec<Yanked>,
    /// Fields of others, kept in their order, each with its value as
    /// [`Field::value`](debpkg::deb822::Field::value) gives it. Digests besides MD5 and SHA-256 are
    /// not among them: they would no longer be true.
    pub others: Vec<(String, String)>,
    /// The files of the suite, by their names relative to it.
    pub files: BTreeMap<String, ReleaseFile>,
}

/// The field that says which indexes apt does not ask for by the architecture `all`.
const NO_SUPPORT_FOR_ALL: &str = "No-Support-for-Architecture-all";

impl Release {
    /// Whether apt asks for the packages for `all` by an index of their own: where `Architectures` lists
    /// `all`, and `No-Support-for-Architecture-all` does not say otherwise. `None` where it does not list
    /// `all`.
    #[must_use]
    pub fn asks_for_all(&self) -> Option<bool> {
        let refuses = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case(NO_SUPPORT_FOR_ALL)
                && value.split_ascii_whitespace().any(|kind| kind == "Packages")
        };
        let lists = self.architectures.iter().any(|one| one == "all");
        lists.then(|| !self.others.iter().any(refuses))
    }

    /// Says that apt finds the packages for `all` in the index of each architecture.
    pub(crate) fn refuse_all(&mut self) {
        self.others.retain(|(name, _)| !name.eq_ignore_ascii_case(NO_SUPPORT_FOR_ALL));
        self.others.push((NO_SUPPORT_FOR_ALL.to_owned(), "Packages".to_owned()));
    }
}

/// A file that a `Release` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256.
    pub sha256: Sha256,
    /// Its MD5; only files that have one are listed under `MD5Sum`.
    pub md5: Option<[u8; 16]>,
}

impl Release {
    /// Whether it was published here, by any version of this library: it has a `Serial`.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.serial.is_some()
    }
}

impl ReleaseFile {
    /// What is listed of a file of these bytes, with or without MD5.
    #[must_use]
    pub fn of(bytes: &[u8], md5: bool) -> Self {
        Self::of_pieces(&[bytes], md5)
    }

    /// The same of `pieces` in a row.
    #[must_use]
    pub fn of_pieces(pieces: &[&[u8]], md5: bool) -> Self {
        let mut hasher = Hasher::new(Algorithms { md5, ..Sha256::ALGORITHMS });
        pieces.iter().for_each(|piece| hasher.update(piece));
        let size = pieces.iter().map(|piece| piece.len() as u64).sum();
        let digests = hasher.finish();
        let sha256 = Sha256(digests.sha256.unwrap_or_default());
        Self { size, sha256, md5: digests.md5 }
    }
}

/// Names of fields, in the order in which they print.
mod field {
    pub(super) const ORIGIN: &str = "Origin";
    pub(super) const LABEL: &str = "Label";
    pub(super) const SUITE: &str = "Suite";
    pub(super) const VERSION: &str = "Version";
    pub(super) const CODENAME: &str = "Codename";
    pub(super) const DATE: &str = "Date";
    pub(super) const VALID_UNTIL: &str = "Valid-Until";
    pub(super) const NOT_AUTOMATIC: &str = "NotAutomatic";
    pub(super) const BUT_AUTOMATIC_UPGRADES: &str = "ButAutomaticUpgrades";
    pub(super) const ACQUIRE_BY_HASH: &str = "Acquire-By-Hash";
    pub(super) const SIGNED_BY: &str = "Signed-By";
    pub(super) const SNAPSHOTS: &str = "Snapshots";
    pub(super) const ARCHITECTURES: &str = "Architectures";
    pub(super) const COMPONENTS: &str = "Components";
    pub(super) const DESCRIPTION: &str = "Description";
    pub(super) const SERIAL: &str = "Serial";
    pub(super) const PARENT: &str = "Parent";
    pub(super) const TARGET: &str = "Target";
    pub(super) const DROPPED: &str = "Dropped";
    pub(super) const YANKED: &str = "Yanked";
    pub(super) const MD5: &str = "MD5Sum";
    pub(super) const SHA256: &str = "SHA256";
    pub(super) const SHA512: &str = "SHA512";
}

/// Why a text is no `Release`, or a `Release` cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// Not one paragraph of fields.
    #[error(transparent)]
    Syntax(#[from] debpkg::deb822::ParseError),
    /// A field is missing or says what it cannot.
    #[error("the field {field} {problem}")]
    Field {
        /// Its name.
        field: String,
        /// What is wrong, as the rest of the sentence.
        problem: String,
    },
    /// There are digests, but none that apt trusts.
    #[error("no SHA-256 digests: MD5 and SHA-1 are insecure, and apt refuses them")]
    Weak,
    /// There are SHA-512 digests alone, which apt trusts; the release without its files.
    #[error(
        "lists only SHA-512 digests: apt accepts them, but continuing the suite also needs SHA-256"
    )]
    Sha512Alone(Box<Release>),
}

impl ReleaseError {
    fn field(field: &str, problem: impl Into<String>) -> Self {
        Self::Field { field: field.to_owned(), problem: problem.into() }
    }
}
