//! A repository as a target of publication: its state is what its `repomd.xml` names.
//!
//! ```text
//! repodata/repomd.xml            the commit
//! repodata/repomd.xml.asc        its signature, changed in one step with it where the store can
//! repodata/SHA256-primary.xml.*  its lists and documents, immutable
//! Packages/h/hello-1-1.noarch.rpm
//! snapshots/ID/repodata/*        the same whole, immutable, signed; ID is the digest of its repomd.xml
//! successors/ID                  what was published after ID
//! snapshots/ID/commit.asc        once more the signature of the commit, which heals a torn pair
//! mirrorlist, ID.repo, RPM-GPG-KEY-ID
//! ```
//!
//! The primary list of a snapshot names packages as `../../Packages/...`; all else has the same bytes.
//! Both `repomd.xml` have the same tags (`packwright:serial=7`, `packwright:parent=ID`), so the
//! snapshots are the history; the commit has besides `packwright:snapshot=ID`, which is its own. By
//! `packwright:id=ID` clients know the repository, where that is not its name.
//! `packwright:signed=all` says that every package has a signature by a published certificate, and
//! `packwright:signed=except PKGID` that one has none, where the settings ask for signatures.
//! `packwright:target=rpm:NAME` says what repository it is for.
//! `packwright:yanked=NAME VERSION ARCHITECTURE REASON` is a version that was taken back.
//! `packwright:found=group modules` are the types of documents that lie in a folder of packages.
//! `packwright:dropped=yes` marks the empty state of a repository that was dropped.

mod addition;
mod documents;
mod history;
mod in_place;
mod lineage;
mod mirrors;
mod next;
mod package;
mod plan;
mod read;
mod references;
mod replace;
mod retained;
mod signing;
mod state;
mod tags;

#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;

use pkgio::Timestamp;
use pkgsign::{Endorsed, Signer, Verifier};
use repo_store::{Found, Key, KeyError, Mirror, Sha256, Store};

use super::RpmRepository;
use crate::publish::{Lineage, Link, Past, Plan, PublishError, Target, damaged};

pub use addition::Addition;
pub use documents::{FolderDocuments, StateDocument};
pub use history::Generation;
pub use in_place::InPlace;
pub use mirrors::repo_file;
pub use next::revision;
pub use replace::Replaced;
pub use state::RepositoryState;
pub use tags::{History, Signed};

/// One RPM repository, and how it is published.
///
/// With a signer, `repomd.xml.asc` stands beside the commit. Without one the commit stands alone,
/// which clients take only with `repo_gpgcheck=0`.
#[derive(Debug)]
pub struct Repository<'a> {
    settings: &'a RpmRepository,
    folder: Key,
    options: RepositoryOptions<'a>,
}

/// How a repository is published.
#[derive(Clone, Debug)]
pub struct RepositoryOptions<'a> {
    /// Who signs: one, because clients refuse two signatures; `None`: nobody.
    pub signer: Option<&'a dyn Signer>,
    /// The published certificates: what is read must be signed by one of them, and so must what is
    /// written. Without them nothing can be signed, and signatures are not checked.
    pub published: Option<&'a dyn Verifier>,
    /// The file of certificates that users fetch, armored, published as `RPM-GPG-KEY-ID` whenever it
    /// is another.
    pub keyring: Option<&'a [u8]>,
    /// The time.
    pub now: Timestamp,
    /// How many threads compress. The bytes do not depend on it.
    pub threads: NonZeroUsize,
    /// Whether to follow a revision in the future, or one that is more than a year ago.
    pub force_date: bool,
    /// Whether the next revision is that of today, although the one before is later.
    pub restart_dates: bool,
    /// Whether to publish although packages are signed by a certificate that is published no longer.
    pub force: bool,
    /// Whether to go on from a `repomd.xml` that nobody signed.
    pub adopt_unsigned: bool,
}

impl RepositoryOptions<'_> {
    /// No signer, one thread, nothing forced.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            signer: None,
            published: None,
            keyring: None,
            now,
            threads: NonZeroUsize::MIN,
            force_date: false,
            restart_dates: false,
            force: false,
            adopt_unsigned: false,
        }
    }
}

impl<'a> Repository<'a> {
    /// The repository that `settings` describe.
    ///
    /// # Errors
    /// A name that is not part of a file's name.
    pub fn new(
        settings: &'a RpmRepository,
        options: RepositoryOptions<'a>,
    ) -> Result<Self, KeyError> {
        if settings.name.contains('/') || settings.name.contains(char::is_whitespace) {
            let problem = "is not the name of a repository: it has a slash or a blank";
            return Err(KeyError { key: settings.name.clone(), problem });
        }
        settings.key(&settings.client_names(None).key_file)?;
        Ok(Self { settings, folder: settings.key("repodata")?, options })
    }

    /// The object `path` of the repository.
    pub(crate) fn key(&self, path: &str) -> Result<Key, PublishError> {
        self.settings.key(path).map_err(PublishError::from)
    }

    /// The snapshot of a commit; `None` where another program published it, and whatever stands beside
    /// it.
    fn snapshot_of(&self, commit: &[u8]) -> Result<Option<Sha256>, PublishError> {
        Ok(History::of(&read::parse(&self.commit(), commit)?).snapshot)
    }

    /// The object `path` of a snapshot.
    pub(crate) fn snapshot_key(&self, id: Sha256, path: &str) -> Result<Key, PublishError> {
        self.key(&format!("snapshots/{id}/{path}"))
    }
}

impl Target for Repository<'_> {
    type State = RepositoryState;

    fn commit(&self) -> Key {
        self.folder.join("repomd.xml").unwrap_or_else(|_| self.folder.clone())
    }

    fn read(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<RepositoryState, PublishError> {
        self.read_state(store, commit)
    }

    fn plan(
        &self,
        store: &dyn Store,
        _commit: Option<&Found>,
        old: &RepositoryState,
        new: &RepositoryState,
    ) -> Result<Plan, PublishError> {
        self.make_plan(store, old, new)
    }

    fn beside(&self, store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        match self.snapshot_of(&commit.bytes)? {
            Some(_) => self.signature(self.verify(store, &commit.bytes)?),
            None => Ok(Vec::new()),
        }
    }

    fn mirrors(&self, _store: &dyn Store, commit: &Found) -> Result<Vec<Mirror>, PublishError> {
        let repomd = read::parse(&self.commit(), &commit.bytes)?;
        let history = History::of(&repomd);
        match history.snapshot {
            Some(id) => {
                let names = self.settings.client_names(Some(&repomd));
                self.mirrors_of(id, &names, &history)
            }
            None => Ok(Vec::new()),
        }
    }

    fn lineage(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<Option<Lineage>, PublishError> {
        if let (Some(commit), None) = (commit, self.options.signer) {
            self.verify(store, &commit.bytes)?;
        }
        self.lineage_from(commit.map(|commit| commit.bytes.as_slice())).map(Some)
    }

    fn past(
        &self,
        store: &dyn Store,
        id: Sha256,
    ) -> Result<Option<Past<RepositoryState>>, PublishError> {
        self.past_state(store, id)
    }

    fn follow(&self, state: &mut RepositoryState, link: Link) {
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
