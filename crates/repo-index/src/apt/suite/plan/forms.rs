//! An index in all its forms.

use bytes::Bytes;
use pkgio::{Codec, Compression, Encoding};
use repo_store::{Mirror, StoreError};

use super::Writing;
use crate::apt::index::{is_there, with_suffix};
use crate::apt::{IndexId, Packages, Release, ReleaseFile};
use crate::compress::{Chunks, Published, compress};
use crate::publish::PublishError;

impl Writing<'_> {
    /// Writes an index of packages, and what stands beside it.
    pub(super) fn index(&mut self, id: &IndexId, index: &Packages) -> Result<(), PublishError> {
        let path = id.path();
        let unchanged = self.is_same(id) && self.reuse_listed(&path)?;
        if !unchanged {
            let before = self.old.indexes.get(id).and_then(Packages::as_parsed);
            self.text(&path, &index.chunks(), before)?;
        }
        self.legend(id)
    }

    /// Writes a text in all its forms, of which those that are published already are reused.
    /// `before` is the text that was read as `path`, and so checked against its digest where the
    /// `Release` lists that.
    pub(super) fn text(
        &mut self,
        path: &str,
        text: &Chunks<'_>,
        before: Option<&[u8]>,
    ) -> Result<(), PublishError> {
        let plain = ReleaseFile::of_pieces(text.pieces(), self.suite.archive.md5);
        let known = [self.old, self.new].into_iter().filter_map(|state| state.release.as_ref());
        let same = known.filter(|release| {
            release.files.get(path).is_some_and(|file| file.sha256 == plain.sha256)
        });
        for release in same {
            if self.reuse(path, release)? {
                return Ok(());
            }
        }
        let before = before.filter(|_| self.listed(path).is_some()).map(|text| [text]);
        for compression in self.compressions().collect::<Vec<_>>() {
            let path = with_suffix(path, Encoding::from(compression.codec()));
            let form = if before.is_some() { self.form_before(&path)? } else { None };
            let published = before.as_ref().zip(form.as_ref());
            let published = published.map(|(text, compressed)| Published { text, compressed });
            let bytes = compress(text, compression, published, self.suite.options.threads)
                .map_err(|error| StoreError::Io { place: path.clone(), error })?;
            self.write(&path, bytes)?;
        }
        match self.stores_plain() {
            true => self.write(path, text.pieces().concat()),
            false => self.list_plain(path, plain),
        }
    }

    /// The form that the `Release` before lists as `path`, if it is there.
    fn form_before(&self, path: &str) -> Result<Option<Bytes>, PublishError> {
        if let Some(read) = self.old.forms.get(path) {
            return Ok(Some(read.clone()));
        }
        let Some(file) = self.listed(path) else { return Ok(None) };
        let found = self.suite.object(self.store, path, &file)?;
        Ok(found.map(|(_, bytes)| bytes.into()))
    }

    /// Lists what the `Release` before lists as `path`, in all its forms; false when it cannot be.
    pub(super) fn reuse_listed(&mut self, path: &str) -> Result<bool, PublishError> {
        match &self.old.release {
            Some(release) => self.reuse(path, release),
            None => Ok(false),
        }
    }

    /// Lists what `release` lists as `path`, in all the forms that are asked for, if it has them all
    /// and they are kept by their digests.
    pub(super) fn reuse(&mut self, path: &str, release: &Release) -> Result<bool, PublishError> {
        let is_whole = |file: &&ReleaseFile| file.md5.is_some() || !self.suite.archive.md5;
        let Some(plain) = release.files.get(path).filter(is_whole) else { return Ok(false) };
        let mut forms = Vec::new();
        for compression in self.compressions() {
            let path = with_suffix(path, Encoding::from(compression.codec()));
            match release.files.get(&path).filter(is_whole) {
                Some(file) if self.is_kept(&path, file)? => forms.push((path, *file)),
                _ => return Ok(false),
            }
        }
        if self.stores_plain() && !self.is_kept(path, plain)? {
            return Ok(false);
        }
        for (path, file) in forms {
            self.keep(&path, file)?;
        }
        if self.stores_plain() {
            self.keep(path, *plain)?
        } else {
            self.list_plain(path, *plain)?
        }
        Ok(true)
    }

    /// Lists the plain text, which apt checks what it decompressed against, without storing it. What
    /// has its name must not be another text: clients of local files take that first. Where another
    /// tool stored the text, it stays for the clients of its `Release`, and gets the copy that
    /// `Acquire-By-Hash` promises.
    fn list_plain(&mut self, path: &str, file: ReleaseFile) -> Result<(), PublishError> {
        let key = self.suite.key(path)?;
        if self.is_changed(path, &file) || !is_there(self.store, &key, &file)? {
            self.mirrors.push(Mirror { key, bytes: None });
        } else {
            self.copy_by_hash(path, &file)?;
        }
        self.release.files.insert(path.to_owned(), file);
        Ok(())
    }

    /// Those that compress.
    fn compressions(&self) -> impl Iterator<Item = Compression> + use<'_> {
        let forms = self.suite.archive.index_compressions.iter().copied();
        forms.filter(|form| form.codec() != Codec::None)
    }

    fn stores_plain(&self) -> bool {
        let forms = &self.suite.archive.index_compressions;
        forms.is_empty() || forms.iter().any(|form| form.codec() == Codec::None)
    }
}
