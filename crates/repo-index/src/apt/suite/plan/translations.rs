//! `Translation-en` of the next state.

use std::collections::{BTreeSet, HashSet};

use super::Writing;
use crate::apt::{IndexId, IndexKind, Packages, Record, translation};
use crate::compress::{Chunks, Unit};
use crate::publish::PublishError;

impl Writing<'_> {
    /// Writes those of each component, where the settings ask for them. Descriptions that nobody
    /// brought, and no index has, are read from the packages.
    pub(super) fn translations(&mut self) -> Result<(), PublishError> {
        if !self.suite.archive.translations {
            return Ok(());
        }
        let of_binaries = |id: &&IndexId| matches!(id.kind, IndexKind::Binary(_));
        let binaries = self.new.indexes.keys().filter(of_binaries);
        let components: BTreeSet<&String> = binaries.map(|id| &id.component).collect();
        for component in components {
            let path = translation::path(component);
            if !self.reuse_translation(component, &path)? {
                self.write_translation(component, &path)?;
            }
        }
        Ok(())
    }

    /// Lists that of a release of ours that has the same packages.
    fn reuse_translation(&mut self, component: &str, path: &str) -> Result<bool, PublishError> {
        let of_component =
            |id: &&IndexId| id.component == component && matches!(id.kind, IndexKind::Binary(_));
        let new = self.new.indexes.keys().filter(of_component);
        let indexes: Vec<String> = new.map(IndexId::path).collect();
        for release in self.old.release.iter().chain(&self.new.release) {
            let is_same = indexes.iter().all(|index| {
                let digest = |release: &crate::apt::Release| {
                    release.files.get(index).map(|file| file.sha256)
                };
                digest(release) == digest(&self.release)
            });
            if release.is_ours() && is_same && self.reuse(path, release)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn write_translation(&mut self, component: &str, path: &str) -> Result<(), PublishError> {
        let before = match &self.old.release {
            Some(release) => self.suite.listed_text(self.store, release, path)?,
            None => None,
        };
        let before = before.map(|(_, text)| text);
        let published = String::from_utf8_lossy(before.as_deref().unwrap_or_default());
        let records: Vec<&Record> = self
            .new
            .indexes
            .iter()
            .filter(|(id, _)| id.component == component && matches!(id.kind, IndexKind::Binary(_)))
            .flat_map(|(_, index)| Packages::records(index))
            .collect();
        let listed: HashSet<(&[u8], &[u8])> = records.iter().filter_map(|one| key(one)).collect();
        let mut added = self.new.translations.get(component).cloned().unwrap_or_default();
        let missing = missing(&records, &published, &added);
        let found = self.suite.descriptions(self.store, self.new, &missing)?;
        for (record, description) in missing.iter().zip(&found) {
            added.insert(translation::paragraph_of(record.package(), description));
        }
        let is_listed =
            |package: &str, md5: &str| listed.contains(&(package.as_bytes(), md5.as_bytes()));
        let added = added.into_iter().filter(|text| {
            translation::paragraphs(text).all(|(package, md5, _)| is_listed(package, md5))
        });
        let text = translation::merge(&published, added, is_listed);
        if text.is_empty() && published.is_empty() {
            return Ok(());
        }
        let text = Chunks::of(text.as_bytes(), Unit::Paragraph);
        self.text(path, &text, before.as_deref())
    }
}

/// By what a description is found.
fn key(record: &Record) -> Option<(&[u8], &[u8])> {
    record.field("Description-md5").map(|md5| (record.package().as_bytes(), md5))
}

/// The packages of which only the short description is known, each description once.
fn missing<'a>(
    records: &[&'a Record],
    published: &str,
    added: &BTreeSet<String>,
) -> Vec<&'a Record> {
    let texts = translation::paragraphs(published);
    let texts = texts.chain(added.iter().flat_map(|text| translation::paragraphs(text)));
    let mut known: HashSet<(&[u8], &[u8])> =
        texts.map(|(package, md5, _)| (package.as_bytes(), md5.as_bytes())).collect();
    let mut missing = Vec::new();
    for record in records {
        let Some(key) = key(record).filter(|key| !known.contains(key)) else { continue };
        let short = record.field("Description").map(String::from_utf8_lossy).unwrap_or_default();
        if !short.contains('\n') && translation::md5(&short).as_bytes() != key.1 {
            missing.push(*record);
        }
        known.insert(key);
    }
    missing
}
