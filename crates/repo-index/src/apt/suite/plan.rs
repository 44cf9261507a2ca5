//! From the state to what is written.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use pkgio::{Codec, Compression, Encoding};
use pkgsign::detached;

use super::{KEYRING, Suite, SuiteOptions, SuiteState, damaged};
use crate::Sha256;
use crate::apt::compress::{Chunks, Published, Unit, compress};
use crate::apt::index::with_suffix;
use crate::apt::release::Signing;
use crate::apt::{IndexId, IndexKind, Release, ReleaseFile};
use crate::publish::{COMMIT_LIMIT, Mirror, Plan, PublishError};
use crate::store::{Content, Found, Key, Object, Store, StoreError};

/// What is written of a suite besides its commit.
#[derive(Default)]
struct Writing {
    immutable: Vec<Object>,
    references: Vec<(Key, u64)>,
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
        let mut release = self.next_release(commit, old, new)?;
        let mut out = Writing { immutable: new.additions.clone(), ..Writing::default() };
        for (path, file) in new.release.iter().flat_map(|release| &release.files) {
            if is_carried(path) {
                release.files.insert(path.clone(), *file);
            }
        }
        for (id, index) in &new.indexes {
            self.write_index(store, old, new, id, index.to_bytes(), &mut release, &mut out)?;
        }
        self.refer(old, new, &mut out)?;
        let gone = old.release.iter().flat_map(|old| old.files.keys());
        for path in gone.filter(|path| !is_carried(path) && !release.files.contains_key(*path)) {
            out.mirrors.push(Mirror { key: self.key(path)?, bytes: None });
        }
        let text = release.print().map_err(|error| damaged(&self.folder, error))?;
        let signed = self.signed(&release, text.into_bytes(), &mut out.mirrors)?;
        // The history is whole even if what stands there was never kept: another tool made it.
        for bytes in commit.map(|commit| commit.bytes.as_slice()).into_iter().chain([&*signed]) {
            let object = Object::of(self.by_hash("InRelease", Sha256::of(bytes))?, bytes);
            out.immutable.push(object);
        }
        let key = self.key(self.commit_name())?;
        let Writing { immutable, references, mirrors } = out;
        Ok(Plan { immutable, references, commit: (key, signed), mirrors })
    }

    /// Writes an index in all its forms, and lists them.
    #[expect(
        clippy::too_many_arguments,
        reason = "the two states, and the two lists that are filled"
    )]
    fn write_index(
        &self,
        store: &dyn Store,
        old: &SuiteState,
        new: &SuiteState,
        id: &IndexId,
        text: Vec<u8>,
        release: &mut Release,
        out: &mut Writing,
    ) -> Result<(), PublishError> {
        let path = id.path();
        let plain = self.entry(&text);
        let known = [old, new].into_iter().filter_map(|state| state.release.as_ref());
        let same = |release: &&Release| {
            release.files.get(&path).is_some_and(|file| file.sha256 == plain.sha256)
        };
        let same = known.filter(same).collect::<Vec<_>>();
        let previous = old.indexes.get(id).map(crate::apt::Packages::to_bytes).unwrap_or_default();
        let listed = |path: &str| old.release.as_ref()?.files.get(path).copied();
        let previous_is_published =
            listed(&path).is_some_and(|file| file.sha256 == Sha256::of(&previous));
        let unit = Unit::Paragraph;
        let mut cut: Option<(Chunks<'_>, Chunks<'_>)> = None;
        let none = Compression::new(Codec::None);
        for &compression in [none].iter().chain(&self.archive.index_compressions) {
            let encoding = Encoding::from(compression.codec());
            let path = with_suffix(&path, encoding);
            if release.files.contains_key(&path) {
                continue;
            }
            let mut file = same.iter().find_map(|release| release.files.get(&path)).copied();
            if let Some(found) = file
                && (!self.is_kept(store, &path, &found)? || self.archive.md5 && found.md5.is_none())
            {
                file = None;
            }
            let (file, bytes) = match file {
                Some(file) => {
                    out.references.push((self.by_hash(&path, file.sha256)?, file.size));
                    (file, None)
                }
                None if encoding == Encoding::None => (plain, Some(text.clone())),
                None => {
                    let (before, after) = cut.get_or_insert_with(|| {
                        (Chunks::of(&previous, unit), Chunks::of(&text, unit))
                    });
                    let published = match listed(&path).filter(|_| previous_is_published) {
                        Some(file) => self.object(store, &path, &file)?,
                        None => None,
                    };
                    let published = published.as_ref();
                    let published =
                        published.map(|(_, compressed)| Published { chunks: before, compressed });
                    let bytes = compress(after, compression, published, self.options.threads)
                        .map_err(|error| StoreError::Io { place: path.clone(), error })?;
                    (self.entry(&bytes), Some(bytes))
                }
            };
            self.write(store, &path, file, bytes, listed(&path), out)?;
            release.files.insert(path, file);
        }
        self.write_legend(store, id, old, release, out)
    }

    /// The `Release` beside an index: what it is an index of.
    fn write_legend(
        &self,
        store: &dyn Store,
        id: &IndexId,
        old: &SuiteState,
        release: &mut Release,
        out: &mut Writing,
    ) -> Result<(), PublishError> {
        let index = id.path();
        let folder = index.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = format!("{folder}/Release");
        let architecture = match &id.kind {
            IndexKind::Binary(arch) | IndexKind::Installer(arch) | IndexKind::Debug(arch) => arch,
            IndexKind::Source => "source",
        };
        let mut text = String::new();
        for (name, value) in [
            ("Archive", release.suite.as_deref()),
            ("Origin", release.origin.as_deref()),
            ("Label", release.label.as_deref()),
            ("Version", release.version.as_deref()),
            ("Acquire-By-Hash", Some("yes")),
            ("Component", Some(id.component.as_str())),
            ("Architecture", Some(architecture)),
        ] {
            text.extend(value.map(|value| format!("{name}: {value}\n")));
        }
        let file = self.entry(text.as_bytes());
        let before = old.release.as_ref().and_then(|old| old.files.get(&path)).copied();
        self.write(store, &path, file, Some(text.into_bytes()), before, out)?;
        release.files.insert(path, file);
        Ok(())
    }

    /// Notes a file of the suite: by its digest where `bytes` are given, by its name where it is not
    /// what it was `before`.
    fn write(
        &self,
        store: &dyn Store,
        path: &str,
        file: ReleaseFile,
        bytes: Option<Vec<u8>>,
        before: Option<ReleaseFile>,
        out: &mut Writing,
    ) -> Result<(), PublishError> {
        let changed = before.is_none_or(|before| before.sha256 != file.sha256);
        let bytes: Option<Arc<[u8]>> = match bytes {
            Some(bytes) => Some(bytes.into()),
            None if changed => self.object(store, path, &file)?.map(|(_, bytes)| bytes.into()),
            None => None,
        };
        let Some(bytes) = bytes else { return Ok(()) };
        if changed {
            out.mirrors.push(Mirror { key: self.key(path)?, bytes: Some(Arc::clone(&bytes)) });
        }
        let (key, sha256, length) = (self.by_hash(path, file.sha256)?, file.sha256, file.size);
        out.immutable.push(Object { key, content: Content::Bytes(bytes), sha256, length });
        Ok(())
    }

    /// Refers to every package that `old` did not list and `new` does not bring along.
    fn refer(
        &self,
        old: &SuiteState,
        new: &SuiteState,
        out: &mut Writing,
    ) -> Result<(), PublishError> {
        let brought: HashSet<&Key> = new.additions.iter().map(|object| &object.key).collect();
        let mut needed = BTreeSet::new();
        for (id, index) in &new.indexes {
            let before = old.indexes.get(id).map(crate::apt::Packages::records).unwrap_or_default();
            let before: HashSet<_> = before.iter().map(crate::apt::Record::paragraph).collect();
            let added = index.records().iter().filter(|one| !before.contains(one.paragraph()));
            for file in added.flat_map(crate::apt::Record::files) {
                let key = match &self.archive.folder {
                    Some(folder) => folder.join(&file.path),
                    None => Key::new(file.path),
                };
                let key = key.map_err(|error| damaged(&error.key, error.problem))?;
                if !brought.contains(&key) {
                    needed.insert((key, file.size));
                }
            }
        }
        out.references.extend(needed);
        Ok(())
    }

    fn is_kept(
        &self,
        store: &dyn Store,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<bool, PublishError> {
        Ok(store.length(&self.by_hash(path, file.sha256)?)? == Some(file.size))
    }

    fn entry(&self, bytes: &[u8]) -> ReleaseFile {
        ReleaseFile::of(bytes, self.archive.md5)
    }

    /// The commit of a `Release`, and its mirrors.
    fn signed(
        &self,
        release: &Release,
        text: Vec<u8>,
        mirrors: &mut Vec<Mirror>,
    ) -> Result<Arc<[u8]>, PublishError> {
        if self.options.signers.is_empty() {
            return Ok(text.into());
        }
        let signed = self.signing().cleartext(release, &text)?;
        let signature = self.signing().detached(release, &text)?;
        mirrors.extend(self.release_mirrors(text, signature.into_bytes())?);
        Ok(signed.into())
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
            let key =
                self.archive.key(KEYRING).map_err(|error| damaged(&error.key, error.problem))?;
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

    pub(super) fn mirrors_of(
        &self,
        store: &dyn Store,
        commit: &Found,
    ) -> Result<Vec<Mirror>, PublishError> {
        let text = self.verify(store, &commit.bytes)?;
        let release = Release::parse(&text).map_err(|error| damaged(&self.folder, error))?;
        let mut mirrors = Vec::new();
        for (path, file) in &release.files {
            if is_carried(path) || !self.is_kept(store, path, file)? {
                continue;
            }
            if let Some((_, bytes)) = self.object(store, path, file)? {
                mirrors.push(Mirror { key: self.key(path)?, bytes: Some(bytes.into()) });
            }
        }
        if !self.options.signers.is_empty() {
            let signature = self.signature_of(store, &release, &text)?;
            mirrors.extend(self.release_mirrors(text, signature)?);
        }
        Ok(mirrors)
    }
}

/// True for a file that stays listed as it is: neither an index of packages, nor what is made beside
/// them, nor differences between indexes, nor the `Release` itself.
fn is_carried(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let of_release = matches!(name, "Release" | "InRelease" | "Release.gpg");
    !of_release && !folder.ends_with(".diff") && IndexId::parse(path).is_none()
}
