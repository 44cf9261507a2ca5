//! Flat repositories: a folder of packages with its indexes beside them, which apt reads as
//! `deb URI ./` (DebianRepository/Format, "Flat Repository Format").
//!
//! The folder is the truth, and every package in it is read anew each time: its indexes are derived.
//! What was published before is consulted for what it says of itself, for a `Date` that the next must
//! be later than, and for compressed spans that can be used again.
//!
//! apt asks for indexes of a flat repository by their digests too, in `by-hash/SHA256` beside the
//! `Release`. So a client sees one state, whole: first what the new `InRelease` names is created
//! there, then `InRelease` is swapped, then the plain names follow.

mod folder;
mod plan;
mod read;
mod sweep;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;

use bytes::Bytes;
use pkgio::{Codec, Compression, Timestamp};
use pkgsign::{Signer, Verifier};
use repo_store::{Found, Key, Mirror, Sha256, Store};

use super::Release;
use crate::publish::{Plan, PublishError, Target, damaged};

pub use folder::{Folder, FolderOptions};

/// A flat repository, as a target of publication. The store is its folder.
///
/// With signers its commit is `InRelease`, else `Release`, which apt takes only where the user says
/// `trusted=yes`.
#[derive(Debug)]
pub struct Flat<'a> {
    options: FlatOptions<'a>,
}

/// What a flat repository says of itself, and how it is published.
#[derive(Clone, Debug)]
pub struct FlatOptions<'a> {
    /// `Origin`; this and the next four default to what is published.
    pub origin: Option<String>,
    /// `Label`.
    pub label: Option<String>,
    /// `Suite`.
    pub suite: Option<String>,
    /// `Codename`.
    pub codename: Option<String>,
    /// `Description`, one line.
    pub description: Option<String>,
    /// `Valid-Until` is this long after `Date`; `None`: not at all.
    pub valid_for: Option<Duration>,
    /// How indexes are compressed besides being listed plain. Default: gzip and xz.
    pub compressions: Vec<Compression>,
    /// Whether MD5 digests stand beside SHA-256. Default: no.
    pub md5: bool,
    /// Who signs; all of them.
    pub signers: Vec<&'a dyn Signer>,
    /// The published certificates, by which every signature is verified before it is published.
    pub published: Option<&'a dyn Verifier>,
    /// The time.
    pub now: Timestamp,
    /// `Date`, instead of one by the time; a second after the published one if it is not later.
    pub date: Option<Timestamp>,
    /// How many threads compress. The bytes do not depend on it.
    pub threads: NonZeroUsize,
    /// Whether to follow a `Date` in the future. Default: no.
    pub force_date: bool,
    /// Whether `Origin`, `Label`, `Suite` and `Codename` may change, which apt asks each user about.
    /// Default: no.
    pub allow_release_info_change: bool,
}

impl FlatOptions<'_> {
    /// No signers, one thread, gzip and xz, nothing forced.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            origin: None,
            label: None,
            suite: None,
            codename: None,
            description: None,
            valid_for: None,
            compressions: vec![Compression::new(Codec::Gzip), Compression::new(Codec::Xz)],
            md5: false,
            signers: Vec::new(),
            published: None,
            now,
            date: None,
            threads: NonZeroUsize::MIN,
            force_date: false,
            allow_release_info_change: false,
        }
    }
}

/// What the indexes of a flat repository say.
#[derive(Clone, Debug, Default)]
pub struct FlatState {
    /// The `Release` that is published; `None` before the first.
    pub release: Option<Release>,
    /// The architectures of the packages.
    pub architectures: Vec<String>,
    /// The texts of `Packages` and `Sources`, by these names.
    pub indexes: BTreeMap<&'static str, Bytes>,
    /// Whether it is published as the options ask: every form of every index there by its digest,
    /// signed by all that sign.
    complete: bool,
}

impl<'a> Flat<'a> {
    /// A flat repository.
    #[must_use]
    pub fn new(options: FlatOptions<'a>) -> Self {
        Self { options }
    }

    /// The state that lists `folder`; `None` when it is what is published, and need not be signed
    /// anew. What has a `Valid-Until` always is.
    #[must_use]
    pub fn next(&self, old: &FlatState, folder: &Folder) -> Option<FlatState> {
        let new = FlatState {
            release: old.release.clone(),
            architectures: folder.architectures(),
            indexes: folder.indexes().into_iter().map(|(name, text)| (name, text.into())).collect(),
            ..FlatState::default()
        };
        let same = old.complete
            && self.options.valid_for.is_none()
            && old.indexes == new.indexes
            && self.says_the_same(old, &new);
        (!same).then_some(new)
    }

    fn commit_name(&self) -> &'static str {
        if self.options.signers.is_empty() { "Release" } else { "InRelease" }
    }
}

impl Target for Flat<'_> {
    type State = FlatState;

    fn commit(&self) -> Key {
        Key::of(self.commit_name())
    }

    fn read(&self, store: &dyn Store, commit: Option<&Found>) -> Result<FlatState, PublishError> {
        self.read_state(store, commit)
    }

    fn plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &FlatState,
        new: &FlatState,
    ) -> Result<Plan, PublishError> {
        self.make_plan(store, commit, old, new)
    }

    fn mirrors(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        self.mirrors_of(store, commit)
    }
}

/// The object `path` of the folder.
fn key(path: &str) -> Result<Key, PublishError> {
    Key::new(path).map_err(PublishError::from)
}

/// The object of a digest.
fn by_hash(sha256: Sha256) -> Result<Key, PublishError> {
    key(&format!("by-hash/SHA256/{sha256}"))
}
