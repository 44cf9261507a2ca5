//! From what is published to the state.

use pkgsign::{cleartext, detached};

use pkgio::Encoding;
use repo_store::{Found, Key, Sha256, Store};

use super::{Suite, SuiteState, damaged};
use crate::apt::index::with_suffix;
use crate::apt::{IndexId, IndexKind, Packages, RecordError, Release, ReleaseFile};
use crate::compress;
use crate::publish::{COMMIT_LIMIT, PublishError};

/// The most bytes of an index: forty times Debian's.
const LARGEST_INDEX: u64 = 2 << 30;
/// From the best to the least: what needs no decompressing first.
pub(super) const ENCODINGS: [Encoding; 6] =
    [Encoding::None, Encoding::Zstd, Encoding::Gzip, Encoding::Xz, Encoding::Bzip2, Encoding::Lzma];

/// A text as it was read.
struct Form {
    /// As the `Release` lists it.
    path: String,
    key: Key,
    text: Vec<u8>,
    /// What was decompressed.
    compressed: Option<Vec<u8>>,
}

impl Suite<'_> {
    pub(super) fn read_state(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
    ) -> Result<SuiteState, PublishError> {
        let release = match commit {
            Some(commit) => Some(self.verify(store, &commit.bytes)?),
            None => self.adopted(store)?,
        };
        let mut state = match release {
            Some(text) => self.state_of(store, &text)?,
            None => SuiteState::default(),
        };
        self.complete(&mut state)?;
        Ok(state)
    }

    /// The text of a commit, after its signatures were checked.
    pub(super) fn verify(&self, store: &dyn Store, commit: &[u8]) -> Result<Vec<u8>, PublishError> {
        if !self.options.signers.is_empty() {
            return self.verify_cleartext(commit);
        }
        let signed = self.key("InRelease")?;
        if store.length(&signed)?.is_some() {
            let problem = format!("{signed} is signed, but there is no key to sign the next one");
            return Err(PublishError::Signature(problem));
        }
        Ok(commit.to_vec())
    }

    pub(super) fn verify_cleartext(&self, message: &[u8]) -> Result<Vec<u8>, PublishError> {
        let key = format!("{}/InRelease", self.folder);
        match self.options.published {
            Some(published) => cleartext::verify(message, published)
                .map(|(text, _)| text)
                .map_err(|error| PublishError::of_signatures(&key, &error)),
            None => cleartext::split(message)
                .map(|split| split.text)
                .map_err(|error| damaged(key, error)),
        }
    }

    /// The `Release` of a suite that has no commit yet, because another tool made it.
    fn adopted(&self, store: &dyn Store) -> Result<Option<Vec<u8>>, PublishError> {
        if self.options.signers.is_empty() {
            return match store.read(&self.key("InRelease")?, COMMIT_LIMIT)? {
                Some(found) => self.verify(store, &found.bytes).map(Some),
                None => Ok(None),
            };
        }
        let key = self.key("Release")?;
        let Some(release) = store.read(&key, COMMIT_LIMIT)? else { return Ok(None) };
        let signature = store.read(&self.key("Release.gpg")?, COMMIT_LIMIT)?;
        match (self.options.published, signature) {
            (Some(published), Some(signature)) => {
                detached::verify(&signature.bytes, &release.bytes, published)
                    .map_err(|error| PublishError::of_signatures(&key, &error))?;
            }
            _ if self.options.adopt_unsigned => {}
            _ => {
                return Err(PublishError::Unsigned { key: key.to_string() });
            }
        }
        Ok(Some(release.bytes))
    }

    /// The state that the text of a `Release` names.
    pub(super) fn state_of(
        &self,
        store: &dyn Store,
        text: &[u8],
    ) -> Result<SuiteState, PublishError> {
        let release = Release::parse(text)
            .map_err(|error| damaged(self.folder.as_str().to_owned() + "/Release", error))?;
        let parse = if release.is_ours() { Packages::parse_trusted } else { Packages::parse };
        let mut state = SuiteState::default();
        for path in release.files.keys() {
            if let Some((id, _)) = IndexId::parse(path)
                && !state.indexes.contains_key(&id)
            {
                let Some(read) = self.listed_form(store, &release, &id.path())? else {
                    continue;
                };
                let Form { key, text, path, compressed } = read;
                state.forms.extend(compressed.map(|compressed| (path, compressed.into())));
                let index =
                    parse(text, id.kind.format()).map_err(|error| unreadable(&key, &error))?;
                state.indexes.insert(id, index);
            }
        }
        state.dropped = release.dropped;
        state.yanked.clone_from(&release.yanked);
        state.release = Some(release);
        Ok(state)
    }

    /// The text that a `Release` lists as `path` in any form, and the object that it was read from;
    /// `None` when it lists none.
    pub(super) fn listed_text(
        &self,
        store: &dyn Store,
        release: &Release,
        path: &str,
    ) -> Result<Option<(Key, Vec<u8>)>, PublishError> {
        Ok(self.listed_form(store, release, path)?.map(|Form { key, text, .. }| (key, text)))
    }

    fn listed_form(
        &self,
        store: &dyn Store,
        release: &Release,
        path: &str,
    ) -> Result<Option<Form>, PublishError> {
        let plain = release.files.get(path);
        let mut is_listed = false;
        for encoding in ENCODINGS {
            let path = with_suffix(path, encoding);
            let Some(file) = release.files.get(&path) else { continue };
            is_listed = true;
            let Some((key, bytes)) = self.object(store, &path, file)? else { continue };
            if encoding == Encoding::None {
                return Ok(Some(Form { path, key, text: bytes, compressed: None }));
            }
            let limit = plain.map_or(LARGEST_INDEX, |plain| plain.size);
            let text = compress::decompress(&bytes, encoding, limit)
                .map_err(|error| damaged(&key, error))?;
            // What is written here decompresses to what is listed beside it.
            let is_ours = release.is_ours();
            if plain.is_some_and(|plain| !is_ours && plain.sha256 != Sha256::of(&text)) {
                return Err(damaged(key, "decompresses to other content than listed in Release"));
            }
            return Ok(Some(Form { path, key, text, compressed: Some(bytes) }));
        }
        if is_listed {
            return Err(damaged(self.key(path)?, "no form of it matches Release"));
        }
        Ok(None)
    }

    /// What Release lists as `path`: by its digest, else by its name. An object that is there with
    /// other content is passed over for the next, as apt does.
    pub(super) fn object(
        &self,
        store: &dyn Store,
        path: &str,
        file: &ReleaseFile,
    ) -> Result<Option<(Key, Vec<u8>)>, PublishError> {
        for key in [self.by_hash(path, file.sha256)?, self.key(path)?] {
            if file.size <= LARGEST_INDEX
                && let Some(bytes) = store.read_known(&key, file.size, file.sha256)?
            {
                return Ok(Some((key, bytes)));
            }
        }
        Ok(None)
    }

    /// Adds the indexes that the archive's settings ask for: one for each architecture, with the
    /// packages of architecture `all` that others of the component have.
    pub(super) fn complete(&self, state: &mut SuiteState) -> Result<(), PublishError> {
        let declared = self.archive.declared_components();
        let mut components: Vec<String> = declared.map(str::to_owned).collect();
        components.extend(state.release.iter().flat_map(|release| release.components.clone()));
        components.extend(state.indexes.keys().map(|id| id.component.clone()));
        components.sort_unstable();
        components.dedup();
        for component in components {
            for architecture in &self.archive.architectures {
                let kind = IndexKind::Binary(architecture.clone());
                let id = IndexId { component: component.clone(), kind };
                if state.indexes.contains_key(&id) {
                    continue;
                }
                let others = state.indexes.iter().filter(|(other, _)| {
                    other.component == component && matches!(other.kind, IndexKind::Binary(_))
                });
                let all = others.flat_map(|(_, index)| index.records());
                let is_apart = state.keeps_all_apart(self.archive) && architecture != "all";
                let all = all.filter(|record| record.architecture() == "all" && !is_apart).cloned();
                let mut index = Packages::default();
                index.add(all.collect::<Vec<_>>()).map_err(|conflicts| {
                    let first = conflicts.first().map(ToString::to_string);
                    damaged(&self.folder, first.unwrap_or_default())
                })?;
                state.indexes.insert(id, index);
            }
        }
        Ok(())
    }
}

/// An index that is what its `Release` lists, and cannot be gone on with: no disk failed.
fn unreadable(key: &Key, error: &RecordError) -> PublishError {
    let hint = error.hint.unwrap_or(
        "the index matches its Release: remove the package with the tool that publishes it, or \
         build it again, and then continue here",
    );
    PublishError::Unreadable { key: key.to_string(), problem: error.to_string(), hint }
}
