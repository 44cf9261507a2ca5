//! From the state to what is written.

mod carried;
mod commit;
mod contents;
mod forms;
mod legend;
mod references;
mod translations;

use bytes::Bytes;

use carried::is_carried;
use repo_store::{Digested, Found, Mirror, Object, Store};

use super::{Suite, SuiteState, damaged};
use crate::apt::index::is_there;
use crate::apt::{IndexId, Release, ReleaseFile};
use crate::publish::{Plan, PublishError, Reference};

/// What is written of a suite, as it comes together.
struct Writing<'a> {
    suite: &'a Suite<'a>,
    store: &'a dyn Store,
    old: &'a SuiteState,
    new: &'a SuiteState,
    /// The next `Release`, which lists what was written so far.
    release: Release,
    immutable: Vec<Object>,
    references: Vec<Reference>,
    mirrors: Vec<Mirror>,
}

impl Suite<'_> {
    pub(super) fn make_plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &SuiteState,
        new: &SuiteState,
    ) -> Result<Plan, PublishError> {
        let new = &*new.with_whole_variants();
        self.check_room(store, old, new)?;
        let mut writing = Writing {
            suite: self,
            store,
            old,
            new,
            release: self.next_release(commit, old, new)?,
            immutable: new.additions.clone(),
            references: Vec::new(),
            mirrors: Vec::new(),
        };
        for (id, index) in &new.indexes {
            writing.index(id, index)?;
        }
        writing.contents()?;
        writing.translations()?;
        writing.carry()?;
        writing.refer()?;
        writing.drop_gone()?;
        writing.commit(commit)
    }
}

impl Writing<'_> {
    /// Notes a file of the suite whose bytes are at hand: by its digest, and by its name.
    fn write(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        let file = ReleaseFile::of(&bytes, self.suite.archive.md5);
        let bytes: Bytes = bytes.into();
        let mirror = Mirror { key: self.suite.key(path)?, bytes: Some(bytes.clone()) };
        self.mirrors.push(mirror);
        let key = self.suite.by_hash(path, file.sha256)?;
        self.immutable.push(Object::digested(key, Digested::known(bytes, file.sha256)));
        self.release.files.insert(path.to_owned(), file);
        Ok(())
    }

    /// Notes a file of the suite that is kept by its digest. Its name may be that of another yet:
    /// an earlier run died before it had written it.
    fn keep(&mut self, path: &str, file: ReleaseFile) -> Result<(), PublishError> {
        if !is_there(self.store, &self.suite.key(path)?, &file)?
            && let Some((_, bytes)) = self.suite.object(self.store, path, &file)?
        {
            self.mirrors.push(Mirror { key: self.suite.key(path)?, bytes: Some(bytes.into()) });
        }
        let key = self.suite.by_hash(path, file.sha256)?;
        self.references.push(Reference { key, length: file.size, sha256: Some(file.sha256) });
        self.release.files.insert(path.to_owned(), file);
        Ok(())
    }

    /// What the `Release` before lists as `path`.
    fn listed(&self, path: &str) -> Option<ReleaseFile> {
        self.old.release.as_ref()?.files.get(path).copied()
    }

    fn is_changed(&self, path: &str, file: &ReleaseFile) -> bool {
        self.listed(path).is_none_or(|before| before.sha256 != file.sha256)
    }

    fn is_kept(&self, path: &str, file: &ReleaseFile) -> Result<bool, PublishError> {
        self.suite.is_kept(self.store, path, file)
    }

    /// Whether an index holds the same packages as before.
    fn is_same(&self, id: &IndexId) -> bool {
        let before = self.old.indexes.get(id);
        before.is_some() && before == self.new.indexes.get(id)
    }

    /// Removes the names of what is no longer listed, but for what was carried.
    fn drop_gone(&mut self) -> Result<(), PublishError> {
        let before = self.old.release.iter().flat_map(|old| old.files.keys());
        for path in before.filter(|path| !is_carried(path)) {
            if self.release.files.contains_key(path) {
                continue;
            }
            self.mirrors.push(Mirror { key: self.suite.key(path)?, bytes: None });
        }
        Ok(())
    }
}

impl Suite<'_> {
    pub(super) fn is_kept(
        &self,
        store: &dyn Store,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<bool, PublishError> {
        Ok(store.length(&self.by_hash(path, file.sha256)?)? == Some(file.size))
    }
}
