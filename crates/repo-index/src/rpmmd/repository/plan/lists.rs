//! The lists of packages of the next state.

use bytes::Bytes;
use pkgio::Encoding;
use repo_store::Content;

use super::Writing;
use super::part::{Part, Stored, Text};
use crate::compress::Published;
use crate::publish::PublishError;
use crate::rpmmd::repository::package::UP;
use crate::rpmmd::repository::read::{LARGEST, Place, is_ours};
use crate::rpmmd::repository::tags::History;
use crate::rpmmd::{Data, List, PrintedList};

/// The lists of packages.
pub(super) struct Lists {
    /// Those of the commit, in order.
    pub(super) commit: Vec<Part>,
    /// The primary list of the snapshot, which names packages from there.
    pub(super) snapshot: Part,
    /// Whether they are others than before.
    pub(super) are_new: bool,
}

impl Writing<'_> {
    /// The lists of the new state: those before, where nothing changed, else new ones.
    pub(super) fn lists(&self) -> Result<Lists, PublishError> {
        if self.old.metadata == self.new.metadata
            && let Some(lists) = self.carried_lists()?
        {
            return Ok(lists);
        }
        let (own, below) = (self.printed(), self.new.metadata.primary_below(UP));
        let [primary, filelists, other] = own.each_ref().map(PrintedList::chunks);
        let chunks = [primary, filelists, other, below.chunks()];
        let [primary, filelists, other, below] = Text::all(&chunks);
        let commit = self.new_lists(&[primary, filelists, other])?;
        Ok(Lists { commit, snapshot: self.new_snapshot_list(&below)?, are_new: true })
    }

    /// New lists for the commit alone.
    pub(in crate::rpmmd::repository) fn own_lists(&self) -> Result<Vec<Part>, PublishError> {
        let printed = self.printed();
        let chunks = printed.each_ref().map(PrintedList::chunks);
        self.new_lists(&Text::all(&chunks))
    }

    fn printed(&self) -> [PrintedList<'_>; 3] {
        List::ALL.map(|list| self.new.metadata.printed(list))
    }

    /// New lists for the commit, of their texts.
    fn new_lists(&self, texts: &[Text<'_>; 3]) -> Result<Vec<Part>, PublishError> {
        let repomd = self.old.repomd.as_ref();
        let one = |(list, text): (List, &Text<'_>)| {
            let data = repomd.and_then(|repomd| repomd.find(list.name()));
            let is_as_asked = data.is_some_and(|data| self.is_as_asked(data));
            let before = self.old.metadata.as_parsed(list).filter(|_| is_as_asked);
            let before = before.map(|text| [text]);
            let published = before.as_ref().zip(self.old.compressed.get(&list));
            let published = published.map(|(text, compressed)| Published { text, compressed });
            self.list(list, text, published)
        };
        List::ALL.into_iter().zip(texts).map(one).collect()
    }

    /// The new primary list of the snapshot. The text of the one before is not read: it was printed
    /// from the packages of the commit, as they are read again.
    fn new_snapshot_list(&self, text: &Text<'_>) -> Result<Part, PublishError> {
        let is_printed = self.old.repomd.as_ref().is_some_and(is_ours);
        let compressed = match self.snapshot_before()?.filter(|_| is_printed) {
            Some((place, data)) if self.is_as_asked(&data) => self.known(place, &data)?,
            _ => None,
        };
        let before = self.old.metadata.primary_below(UP);
        let before = compressed.is_some().then(|| before.pieces());
        let published = before.as_deref().zip(compressed.as_ref());
        let published = published.map(|(text, compressed)| Published { text, compressed });
        self.list(List::Primary, text, published)
    }

    fn list(
        &self,
        list: List,
        text: &Text<'_>,
        published: Option<Published<'_>>,
    ) -> Result<Part, PublishError> {
        let file_name = format!("{}.xml", list.name());
        self.part(list.name(), &file_name, text, published, self.compression())
    }

    /// The lists before, if all of them are there in the form that is asked for.
    fn carried_lists(&self) -> Result<Option<Lists>, PublishError> {
        let Some(repomd) = &self.old.repomd else { return Ok(None) };
        let Some((place, data)) = self.snapshot_before()? else { return Ok(None) };
        let Some(snapshot) = self.carried(place, &data)? else { return Ok(None) };
        let mut commit = Vec::new();
        for list in List::ALL {
            let Some(data) = repomd.find(list.name()) else { return Ok(None) };
            let Some(part) = self.carried(Place::Current, data)? else { return Ok(None) };
            commit.push(part);
        }
        Ok(Some(Lists { commit, snapshot, are_new: false }))
    }

    /// What is published, if it is there and as it would be written.
    fn carried(&self, place: Place, data: &Data) -> Result<Option<Part>, PublishError> {
        let (Some(sha256), Some(length), true) =
            (data.checksum.sha256(), data.size, self.is_as_asked(data))
        else {
            return Ok(None);
        };
        let key = self.repository.placed(place, &data.location)?;
        if self.store.length(&key)? != Some(length) {
            return Ok(None);
        }
        let stored = Some(Stored { content: Content::Stored(key), sha256, length });
        Ok(Some(Part { data: data.clone(), stored }))
    }

    /// Whether it is compressed as the settings say.
    fn is_as_asked(&self, data: &Data) -> bool {
        let asked = Encoding::from(self.repository.settings.compression.codec());
        data.encoding() == Some(asked) && data.base.is_none()
    }

    /// The primary list of the snapshot of the publication before.
    fn snapshot_before(&self) -> Result<Option<(Place, Data)>, PublishError> {
        let Some(repomd) = &self.old.repomd else { return Ok(None) };
        let Some(id) = History::of(repomd).snapshot else { return Ok(None) };
        let repomd = self.repository.snapshot(self.store, id)?;
        let data = repomd.and_then(|repomd| repomd.find(List::Primary.name()).cloned());
        Ok(data.map(|data| (Place::Snapshot(id), data)))
    }

    /// The object that `data` names by size and SHA-256 digest, if it is there.
    fn known(&self, place: Place, data: &Data) -> Result<Option<Bytes>, PublishError> {
        let (Some(sha256), Some(size)) = (data.checksum.sha256(), data.size) else {
            return Ok(None);
        };
        let key = self.repository.placed(place, &data.location)?;
        Ok(self.store.read_known(&key, size.min(LARGEST), sha256)?.map(Bytes::from))
    }
}
