//! The commit, and what mirrors it.

use bytes::Bytes;
use pkgsign::detached;
use repo_store::{Found, Key, Mirror, Object, Sha256, Store};

use super::carried::is_carried;
use super::{Suite, Writing, damaged};
use crate::apt::index::{is_there, with_suffix};
use crate::apt::release::Signing;
use crate::apt::suite::{ENCODINGS, KEYRING, SuiteOptions, sources_file};
use crate::apt::{Release, ReleaseFile};
use crate::publish::{COMMIT_LIMIT, Plan, PublishError};

impl Writing<'_> {
    /// Signs the `Release`, which makes the plan whole.
    pub(super) fn commit(mut self, before: Option<&Found>) -> Result<Plan, PublishError> {
        let suite = self.suite;
        let text = self.release.print().map_err(|error| damaged(&suite.folder, error))?;
        let text = text.into_bytes();
        let commit: Bytes = if suite.options.signers.is_empty() {
            text.into()
        } else {
            let signed = suite.signing().cleartext(&self.release, &text)?;
            let signature = suite.signing().detached(&self.release, &text)?;
            self.mirrors.extend(suite.release_mirrors(text, signature.into_bytes())?);
            signed.into()
        };
        self.mirrors.extend(suite.sources_mirror(&self.release)?);
        // The history is whole even if what stands there was never kept: another tool made it.
        for bytes in before.map(|commit| commit.bytes.as_slice()).into_iter().chain([&*commit]) {
            let object = Object::of(suite.by_hash("InRelease", Sha256::of(bytes))?, bytes);
            self.immutable.push(object);
        }
        let commit = (suite.key(suite.commit_name())?, commit);
        let Writing { immutable, references, mirrors, .. } = self;
        Ok(Plan { immutable, references, commit, beside: Vec::new(), mirrors })
    }
}

impl Suite<'_> {
    pub(in crate::apt::suite) fn mirrors_of(
        &self,
        store: &dyn Store,
        commit: &Found,
    ) -> Result<Vec<Mirror>, PublishError> {
        let text = self.verify(store, &commit.bytes)?;
        let release = Release::parse(&text).map_err(|error| damaged(&self.folder, error))?;
        let mut mirrors = Vec::new();
        for (path, file) in &release.files {
            if is_carried(path) && !self.is_translated(path) {
                continue;
            }
            if is_there(store, &self.key(path)?, file)? {
                continue;
            }
            if self.is_kept(store, path, file)?
                && let Some((_, bytes)) = self.object(store, path, file)?
            {
                mirrors.push(Mirror { key: self.key(path)?, bytes: Some(bytes.into()) });
            } else if self.is_only_listed(store, &release, path, file)? {
                mirrors.push(Mirror { key: self.key(path)?, bytes: None });
            }
        }
        if !self.options.signers.is_empty() {
            let signature = self.signature_of(store, &release, &text)?;
            mirrors.extend(self.release_mirrors(text, signature)?);
        }
        mirrors.extend(self.sources_mirror(&release)?);
        Ok(mirrors)
    }

    /// `SUITE.sources` in the archive's folder, for users; none for a suite that was dropped.
    fn sources_mirror(&self, release: &Release) -> Result<Option<Mirror>, PublishError> {
        let text = sources_file::print(self.archive, &self.name, release, self.options.keyring);
        let Some(text) = text else { return Ok(None) };
        let key = self.archive.key(&format!("{}.sources", self.name))?;
        let text = (!release.dropped).then_some(text);
        Ok(Some(Mirror { key, bytes: text.map(|text| text.into_bytes().into()) }))
    }

    /// True for a form of a `Translation-en` that is made here.
    fn is_translated(&self, path: &str) -> bool {
        let name = path.split_once("/i18n/Translation-en").map(|(_, suffix)| suffix);
        self.archive.translations && name.is_some_and(|suffix| !suffix.contains('/'))
    }

    /// True for a plain text that is kept in compressed forms alone, while its name has another text.
    fn is_only_listed(
        &self,
        store: &dyn Store,
        release: &Release,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<bool, PublishError> {
        for encoding in ENCODINGS.into_iter().skip(1) {
            let form = with_suffix(path, encoding);
            if let Some(listed) = release.files.get(&form)
                && self.is_kept(store, &form, listed)?
            {
                return Ok(self.object(store, path, file)?.is_none());
            }
        }
        Ok(false)
    }

    /// `Release` and `Release.gpg`, and the certificates by which they are verified.
    fn release_mirrors(
        &self,
        text: Vec<u8>,
        signature: Vec<u8>,
    ) -> Result<Vec<Mirror>, PublishError> {
        let mirror = |key: Key, bytes: Vec<u8>| Mirror { key, bytes: Some(bytes.into()) };
        let mut mirrors =
            vec![mirror(self.key("Release")?, text), mirror(self.key("Release.gpg")?, signature)];
        if let Some(keyring) = self.options.keyring {
            let key = self.archive.key(KEYRING)?;
            mirrors.push(mirror(key, keyring.to_vec()));
        }
        Ok(mirrors)
    }

    /// The `Release.gpg` of a `Release` that is published: the one that is there, if it is good, so
    /// that nothing is signed twice.
    fn signature_of(
        &self,
        store: &dyn Store,
        release: &Release,
        text: &[u8],
    ) -> Result<Vec<u8>, PublishError> {
        if let Some(published) = self.options.published
            && let Some(found) = store.read(&self.key("Release.gpg")?, COMMIT_LIMIT)?
            && detached::verify(&found.bytes, text, published).is_ok()
        {
            return Ok(found.bytes);
        }
        self.signing().detached(release, text).map(String::into_bytes)
    }

    fn signing(&self) -> Signing<'_> {
        let SuiteOptions { signers, published, now, .. } = &self.options;
        Signing { signers, published: *published, now: *now }
    }
}
