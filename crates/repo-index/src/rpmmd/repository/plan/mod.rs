//! From the state to what is written.

mod documents;
mod lists;
mod part;
mod references;
mod signed;

use lists::Lists;
use part::Part;
use repo_store::{Content, Key, Object, Sha256, Store};

use super::next::Next;
use super::tags::History;
use super::{Repository, RepositoryState};
use crate::publish::{Plan, PublishError, Reference, Target};
use crate::rpmmd::{Data, Repomd};

/// What is written of a repository, as it comes together.
pub(super) struct Writing<'a> {
    repository: &'a Repository<'a>,
    store: &'a dyn Store,
    old: &'a RepositoryState,
    new: &'a RepositoryState,
    pub(super) next: Next,
    pub(super) immutable: Vec<Object>,
    pub(super) references: Vec<Reference>,
}

impl Repository<'_> {
    pub(super) fn make_plan(
        &self,
        store: &dyn Store,
        old: &RepositoryState,
        new: &RepositoryState,
    ) -> Result<Plan, PublishError> {
        let mut writing = Writing::new(self, store, old, new)?;
        let Lists { commit, snapshot, are_new } = writing.lists()?;
        let documents = writing.documents(are_new)?;
        writing.refer();
        writing.commit(commit, snapshot, documents)
    }
}

impl<'a> Writing<'a> {
    /// What follows `old`, of which nothing is written yet.
    pub(super) fn new(
        repository: &'a Repository<'a>,
        store: &'a dyn Store,
        old: &'a RepositoryState,
        new: &'a RepositoryState,
    ) -> Result<Self, PublishError> {
        Ok(Self {
            repository,
            store,
            old,
            new,
            next: repository.next(old, new)?,
            immutable: new.additions.clone(),
            references: Vec::new(),
        })
    }
}

impl Writing<'_> {
    /// Writes both `repomd.xml` and signs them, which makes the plan whole. The snapshot has the
    /// commit's parts, but for its own list of packages.
    fn commit(
        mut self,
        lists: Vec<Part>,
        snapshot: Part,
        documents: Vec<Part>,
    ) -> Result<Plan, PublishError> {
        let primary = lists.first().map(|part| part.file_name().to_owned());
        let signed = self.signed()?;
        let target = Some(self.repository.target_name());
        let history = History { primary, signed, target, ..self.next.history.clone() };
        let own = || lists.iter().chain(&documents);
        let kept = || std::iter::once(&snapshot).chain(own().skip(1));

        let kept_repomd = self.repomd(&history, kept()).to_bytes();
        let id = Sha256::of(&kept_repomd);
        let commit = self.repomd(&History { snapshot: Some(id), ..history }, own());
        let repomd = commit.to_bytes();
        for part in own() {
            let key = |path: &str| self.repository.key(path);
            place(part, key, &mut self.immutable, &mut self.references)?;
        }
        for part in kept() {
            let key = |path: &str| self.repository.snapshot_key(id, path);
            place(part, key, &mut self.immutable, &mut self.references)?;
        }
        let repository = self.repository;
        let names = repository.settings.client_names(Some(&commit));
        let published = History::of(&commit);
        let mut signed = |path: &str, text: &[u8]| {
            let key = repository.snapshot_key(id, path)?;
            let signature = repository.sign(self.store, &key, text)?;
            let object = signature.clone().map(|signature| Object::of(key, signature));
            self.immutable.extend(object);
            Ok::<_, PublishError>(signature)
        };
        signed("repodata/repomd.xml.asc", &kept_repomd)?;
        let signature = signed("commit.asc", &repomd)?;
        let key = repository.snapshot_key(id, "repodata/repomd.xml")?;
        self.immutable.push(Object::of(key, kept_repomd));

        let commit = (repository.commit(), repomd.into());
        let beside = repository.signature(signature)?;
        let mirrors = repository.mirrors_of(id, &names, &published)?;
        let Self { immutable, references, .. } = self;
        Ok(Plan { immutable, references, commit, beside, mirrors })
    }

    /// A `repomd.xml` that names `parts`. What other tools put into it is kept.
    pub(super) fn repomd<'p>(
        &self,
        history: &History,
        parts: impl Iterator<Item = &'p Part>,
    ) -> Repomd {
        let mut repomd: Repomd = self.old.repomd.clone().unwrap_or_default();
        repomd.revision = Some(self.next.revision.to_string());
        repomd.tags = self.next.tags.clone();
        history.write(&mut repomd.tags);
        repomd.data = parts.map(|part| part.data.clone()).collect::<Vec<Data>>();
        repomd
    }
}

/// Creates a part under the key that its location has there, or refers to it if it is there.
pub(super) fn place(
    part: &Part,
    key: impl Fn(&str) -> Result<Key, PublishError>,
    immutable: &mut Vec<Object>,
    references: &mut Vec<Reference>,
) -> Result<(), PublishError> {
    let Some(stored) = &part.stored else { return Ok(()) };
    let key = key(&part.data.location)?;
    match &stored.content {
        Content::Stored(source) if *source == key => {
            let (length, sha256) = (stored.length, Some(stored.sha256));
            references.push(Reference { key, length, sha256 });
        }
        content => {
            let (content, sha256) = (content.clone(), stored.sha256);
            immutable.push(Object { key, content, sha256, length: stored.length });
        }
    }
    Ok(())
}
