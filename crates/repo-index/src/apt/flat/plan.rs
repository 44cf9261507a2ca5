//! From the state to what is written.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use pkgio::{Codec, Encoding};
use pkgsign::detached;
use repo_store::{Digested, Found, Mirror, Object, Sha256, Store, StoreError};

use super::{Flat, FlatOptions, FlatState, by_hash, damaged, key};
use crate::apt::index::{is_there, with_suffix};
use crate::apt::release::{Signing, next};
use crate::apt::{Release, ReleaseFile};
use crate::compress::{Chunks, Published, Unit, compress, decompress};
use crate::publish::{COMMIT_LIMIT, Plan, PublishError};

/// The forms of all indexes by their names.
type Forms = BTreeMap<String, (ReleaseFile, Bytes)>;

impl Flat<'_> {
    pub(super) fn make_plan(
        &self,
        store: &dyn Store,
        commit: Option<&Found>,
        old: &FlatState,
        new: &FlatState,
    ) -> Result<Plan, PublishError> {
        let forms = self.forms(store, old, new)?;
        let mut release = self.next_release(commit, old, new)?;
        release.files = forms.iter().map(|(path, (file, _))| (path.clone(), *file)).collect();
        let text = release.print().map_err(|error| damaged("Release", error))?;
        let signed: Bytes = if self.options.signers.is_empty() {
            text.clone().into()
        } else {
            self.signing().cleartext(&release, text.as_bytes())?.into()
        };
        let (mut immutable, mut mirrors) = (Vec::new(), Vec::new());
        for (path, (file, bytes)) in forms {
            let digested = Digested::known(bytes.clone(), file.sha256);
            immutable.push(Object::digested(by_hash(file.sha256)?, digested));
            mirrors.push(Mirror { key: key(&path)?, bytes: Some(bytes) });
        }
        let listed = old.release.iter().flat_map(|old| old.files.keys());
        for path in listed.filter(|path| is_form(path) && !release.files.contains_key(*path)) {
            mirrors.push(Mirror { key: key(path)?, bytes: None });
        }
        mirrors.extend(self.release_mirrors(store, &release, text.into_bytes())?);
        // A client may still hold the release before, and how long it was current is told by the
        // next one.
        for bytes in commit.map(|commit| commit.bytes.as_slice()).into_iter().chain([&*signed]) {
            immutable.push(Object::of(by_hash(Sha256::of(bytes))?, bytes));
        }
        let commit = (key(self.commit_name())?, signed);
        let (references, beside) = (Vec::new(), Vec::new());
        Ok(Plan { immutable, references, commit, beside, mirrors })
    }

    /// Every index in every form.
    fn forms(
        &self,
        store: &dyn Store,
        old: &FlatState,
        new: &FlatState,
    ) -> Result<Forms, PublishError> {
        let mut forms = Forms::new();
        for (name, text) in &new.indexes {
            let file = ReleaseFile::of(text, self.options.md5);
            forms.insert((*name).to_owned(), (file, text.clone()));
            let chunks = Chunks::of(text, Unit::Paragraph);
            let before = old.indexes.get(name).map(|text| [&**text]);
            for &compression in &self.options.compressions {
                let encoding = Encoding::from(compression.codec());
                let path = with_suffix(name, encoding);
                if forms.contains_key(&path) {
                    continue;
                }
                let form = match before {
                    Some([before]) => self.form(store, old, &path, encoding, before)?,
                    None => None,
                };
                let published = before.as_ref().zip(form.as_ref());
                let published = published.map(|(text, compressed)| Published { text, compressed });
                let bytes = compress(&chunks, compression, published, self.options.threads)
                    .map_err(|error| StoreError::Io { place: path.clone(), error })?;
                let file = ReleaseFile::of(&bytes, self.options.md5);
                forms.insert(path, (file, bytes.into()));
            }
        }
        Ok(forms)
    }

    /// The published form of an index whose text is `text`. It is decompressed to see that it is:
    /// nobody vouches for what lies in the folder.
    fn form(
        &self,
        store: &dyn Store,
        old: &FlatState,
        path: &str,
        encoding: Encoding,
        text: &[u8],
    ) -> Result<Option<Bytes>, PublishError> {
        let Some(file) = old.release.as_ref().and_then(|release| release.files.get(path)) else {
            return Ok(None);
        };
        let form = self.object(store, path, file)?;
        let is_text = |bytes: &Vec<u8>| {
            decompress(bytes, encoding, text.len() as u64).is_ok_and(|found| found == text)
        };
        Ok(form.filter(is_text).map(Bytes::from))
    }

    /// Whether the `Release` of `new` would differ from that of `old` in nothing but its time.
    pub(super) fn says_the_same(&self, old: &FlatState, new: &FlatState) -> bool {
        let Some(before) = &old.release else { return false };
        let after = self.described(old, new);
        let same = Release {
            date: before.date,
            valid_until: after.valid_until,
            serial: before.serial,
            parent: before.parent,
            files: before.files.clone(),
            ..after
        };
        let mut forms: Vec<String> = Vec::new();
        let encodings = self.options.compressions.iter().map(|compression| compression.codec());
        for codec in [Codec::None].into_iter().chain(encodings) {
            let names = new.indexes.keys();
            forms.extend(names.map(|name| with_suffix(name, Encoding::from(codec))));
        }
        forms.sort_unstable();
        forms.dedup();
        same == *before
            && before.files.keys().eq(&forms)
            && before.files.values().all(|file| file.md5.is_some() == self.options.md5)
    }

    /// The `Release` that follows the one of `old`, without its files.
    fn next_release(
        &self,
        commit: Option<&Found>,
        old: &FlatState,
        new: &FlatState,
    ) -> Result<Release, PublishError> {
        let before = old.release.as_ref();
        let mut release = self.described(old, new);
        release.date = match (self.options.date, before) {
            (Some(date), Some(before)) => {
                date.max(before.date.saturating_add(Duration::from_secs(1)))
            }
            (Some(date), None) => date,
            (None, _) => {
                let before = before.map(|before| before.date);
                next::date(self.options.now, before, self.options.force_date)?
            }
        };
        let until = |span| release.date.saturating_add(span);
        release.valid_until = self.options.valid_for.map(until);
        release.serial =
            Some(before.and_then(|before| before.serial).unwrap_or(0).saturating_add(1));
        release.parent = commit.map(|commit| Sha256::of(&commit.bytes));
        if let Some(before) = before
            && !self.options.allow_release_info_change
        {
            next::frozen(before, &release).into_result(()).map_err(PublishError::Refused)?;
        }
        Ok(release)
    }

    /// What options give, or else the release before.
    fn described(&self, old: &FlatState, new: &FlatState) -> Release {
        let before = old.release.clone().unwrap_or_default();
        let FlatOptions { origin, label, suite, codename, description, .. } = self.options.clone();
        Release {
            origin: origin.or(before.origin),
            label: label.or(before.label),
            suite: suite.or(before.suite),
            codename: codename.or(before.codename),
            description: description.or(before.description),
            acquire_by_hash: true,
            architectures: new.architectures.clone(),
            components: Vec::new(),
            files: BTreeMap::new(),
            valid_until: None,
            ..before
        }
    }

    /// `Release` and `Release.gpg`, where they stand beside an `InRelease`; none if they are there
    /// already, and well signed.
    fn release_mirrors(
        &self,
        store: &dyn Store,
        release: &Release,
        text: Vec<u8>,
    ) -> Result<Vec<Mirror>, PublishError> {
        if self.options.signers.is_empty() {
            return Ok(Vec::new());
        }
        let names = [key("Release")?, key("Release.gpg")?];
        let read = |at: usize| {
            let found = store.read(&names[at], COMMIT_LIMIT)?;
            Ok::<_, PublishError>(found.map(|found| found.bytes))
        };
        if read(0)?.as_deref() == Some(&text)
            && let (Some(published), Some(signature)) = (self.options.published, read(1)?)
            && detached::verify(&signature, &text, published).is_ok()
        {
            return Ok(Vec::new());
        }
        let signature = self.signing().detached(release, &text)?.into_bytes();
        let contents = [text, signature].map(|bytes| Some(Bytes::from(bytes)));
        Ok(names.into_iter().zip(contents).map(|(key, bytes)| Mirror { key, bytes }).collect())
    }

    fn signing(&self) -> Signing<'_> {
        let FlatOptions { signers, published, now, .. } = &self.options;
        Signing { signers, published: *published, now: *now }
    }

    pub(super) fn mirrors_of(
        &self,
        store: &dyn Store,
        commit: &Found,
    ) -> Result<Vec<Mirror>, PublishError> {
        let Some(text) = self.text(&commit.bytes) else { return Ok(Vec::new()) };
        let Ok(release) = Release::parse(&text) else { return Ok(Vec::new()) };
        let mut mirrors = Vec::new();
        for (path, file) in &release.files {
            if is_form(path)
                && !is_there(store, &key(path)?, file)?
                && store.length(&by_hash(file.sha256)?)? == Some(file.size)
                && let Some(bytes) = self.object(store, path, file)?
            {
                mirrors.push(Mirror { key: key(path)?, bytes: Some(bytes.into()) });
            }
        }
        mirrors.extend(self.release_mirrors(store, &release, text)?);
        Ok(mirrors)
    }
}

/// True for what is an index, or a form of one.
fn is_form(path: &str) -> bool {
    let (name, suffix) = path.split_once('.').unwrap_or((path, ""));
    matches!(name, "Packages" | "Sources")
        && !path.ends_with('.')
        && Encoding::from_suffix(suffix.as_bytes()).is_some()
}
