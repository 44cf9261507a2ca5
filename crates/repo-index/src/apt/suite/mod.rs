//! A suite as a target of publication: its state is what its `InRelease` names.

mod addition;
mod history;
mod identity;
mod lineage;
mod plan;
mod pool;
mod read;
mod references;
mod replace;
mod retained;
mod room;
mod sources_file;
mod state;
mod transfer;
mod unverified;
mod variants;

#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;

use pkgio::Timestamp;
use pkgsign::{Endorsed, Signer, Verifier};
use repo_store::{Found, Key, KeyError, Mirror, Sha256, Store};

use super::{Archive, layout};
use crate::publish::{Lineage, Link, Past, Plan, PublishError, Target, damaged};

pub use addition::{Addition, Destination};
pub use history::Generation;
pub(crate) use history::ancestors;
pub(crate) use references::indexes;
pub use replace::Replaced;
pub use state::{SuitePackage, SuiteState};
pub use transfer::Transfer;
pub use unverified::unverified_release;

use read::ENCODINGS;

/// One suite of an archive, and how it is published.
///
/// A suite with signers has `InRelease` as its commit; `Release` and `Release.gpg` are mirrors of it.
/// Without signers the commit is `Release` alone, which apt takes only where the user says
/// `trusted=yes`.
#[derive(Debug)]
pub struct Suite<'a> {
    archive: &'a Archive,
    name: String,
    folder: Key,
    options: SuiteOptions<'a>,
}

/// The name of the file of certificates in an archive's folder: armored, for `Signed-By` of apt's
/// sources.
pub const KEYRING: &str = "archive-key.asc";

/// How a suite is published.
#[derive(Clone, Debug)]
pub struct SuiteOptions<'a> {
    /// Who signs; all of them.
    pub signers: Vec<&'a dyn Signer>,
    /// The published certificates: what is read must be signed by one of them, and so must what is
    /// written. Without them nothing can be signed, and signatures are not checked.
    pub published: Option<&'a dyn Verifier>,
    /// The file of certificates that users fetch, published as [`KEYRING`] of the archive whenever it
    /// is another.
    pub keyring: Option<&'a [u8]>,
    /// The time.
    pub now: Timestamp,
    /// How many threads compress. The bytes do not depend on it.
    pub threads: NonZeroUsize,
    /// Whether to follow a `Date` in the future, or one that is more than a year ago.
    pub force_date: bool,
    /// Whether the next `Date` is today's, although the one before is later: apt passes over it where
    /// it saw that one.
    pub restart_dates: bool,
    /// Whether `Origin`, `Label`, `Suite` and `Codename` may change, which apt asks each user about.
    pub allow_release_info_change: bool,
    /// Whether to go on from a `Release` of another tool that nobody signed.
    pub adopt_unsigned: bool,
}

impl SuiteOptions<'_> {
    /// No signers, one thread, nothing forced.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            signers: Vec::new(),
            published: None,
            keyring: None,
            now,
            threads: NonZeroUsize::MIN,
            force_date: false,
            restart_dates: false,
            allow_release_info_change: false,
            adopt_unsigned: false,
        }
    }
}

impl<'a> Suite<'a> {
    /// The suite `name` of `archive`, which may have slashes in it.
    ///
    /// # Errors
    /// A name that is no folder below `dists`, or that of a folder which suites and components have for
    /// something else.
    pub fn new(
        archive: &'a Archive,
        name: &str,
        options: SuiteOptions<'a>,
    ) -> Result<Self, KeyError> {
        let error = |problem| Err(KeyError { key: name.to_owned(), problem });
        if name.contains(char::is_whitespace) {
            return error("is not the name of a suite: it has a blank");
        }
        if layout::suite_problem(name).is_some() {
            return error(
                "is not the name of a suite: archives use a part of it for something else",
            );
        }
        let folder = archive.key("dists")?.join(name)?;
        Ok(Self { archive, name: name.to_owned(), folder, options })
    }

    /// The object `path` of the suite.
    pub(crate) fn key(&self, path: &str) -> Result<Key, PublishError> {
        self.folder.join(path).map_err(PublishError::from)
    }

    /// The object of a digest beside `path`.
    fn by_hash(&self, path: &str, sha256: Sha256) -> Result<Key, PublishError> {
        match path.rsplit_once('/') {
            Some((folder, _)) => self.key(&format!("{folder}/by-hash/SHA256/{sha256}")),
            None => self.key(&format!("by-hash/SHA256/{sha256}")),
        }
    }

    fn commit_name(&self) -> &'static str {
        if self.options.signers.is_empty() { "Release" } else { "InRelease" }
    }
}

impl Target for Suite<'_> {
    type State = SuiteState;

    fn commit(&self) -> Key {
        let name = self.commit_name();
        self.folder.join(name).unwrap_or_else(|_| self.folder.clone())
    }

    fn read(&self, store: &dyn Store, commit: Option<&Found>) -> Result<SuiteState, PublishError> {
        self.read_state(store, commit)
    }

    fn plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &SuiteState,
        new: &SuiteState,
    ) -> Result<Plan, PublishError> {
        self.make_plan(store, commit, old, new)
    }

    fn mirrors(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        self.mirrors_of(store, commit)
    }

    fn lineage(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Lineage>, PublishError> {
        self.lineage_of(store, commit).map(Some)
    }

    fn past(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Past<SuiteState>>, PublishError> {
        self.past_state(store, id)
    }

    fn follow(&self, state: &mut SuiteState, link: Link) {
        state.follows = Some(link);
    }

    fn endorsed(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Endorsed>, PublishError> {
        self.endorsed_by(store, commit)
    }
}
