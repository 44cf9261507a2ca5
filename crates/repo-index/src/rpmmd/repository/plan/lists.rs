//! The lists of packages of the next state.

use std::borrow::Cow;

use pkgio::Encoding;

use super::Writing;
use super::part::{Former, Part, Stored};
use crate::compress::decompress;
use crate::publish::PublishError;
use crate::rpmmd::repository::package::UP;
use crate::rpmmd::repository::read::{LARGEST, Place};
use crate::rpmmd::repository::tags::History;
use crate::rpmmd::{Data, List, PrintedList};
use crate::store::Content;

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
        let commit = self.own_lists()?;
        let metadata = &self.new.metadata;
        let before = self.snapshot_before()?;
        let former = match &before {
            Some((place, data)) => self.former(*place, Some(data), None)?,
            None => None,
        };
        let text = metadata.primary_at(|record| match record.base() {
            Some(_) => None,
            None => Some(format!("{UP}{}", record.location())),
        });
        let snapshot = self.list(List::Primary, &text, former.as_ref())?;
        Ok(Lists { commit, snapshot, are_new: true })
    }

    /// New lists for the commit.
    pub(in crate::rpmmd::repository) fn own_lists(&self) -> Result<Vec<Part>, PublishError> {
        let repomd = self.old.repomd.as_ref();
        let one = |list: List| {
            let data = repomd.and_then(|repomd| repomd.find(list.name()));
            let former = self.former(Place::Current, data, self.old.metadata.as_parsed(list))?;
            self.list(list, &self.new.metadata.printed(list), former.as_ref())
        };
        List::ALL.into_iter().map(one).collect()
    }

    fn list(
        &self,
        list: List,
        text: &PrintedList<'_>,
        former: Option<&Former<'_>>,
    ) -> Result<Part, PublishError> {
        let name = format!("{}.xml", list.name());
        self.part(list.name(), &name, &text.chunks(), former)
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

    /// The text that a `repomd.xml` names, where it is not `known` already, and its compressed form, if
    /// spans of it may be of use.
    fn former<'t>(
        &self,
        place: Place,
        data: Option<&Data>,
        known: Option<&'t [u8]>,
    ) -> Result<Option<Former<'t>>, PublishError> {
        let Some(data) = data.filter(|data| self.is_as_asked(data)) else { return Ok(None) };
        let (Some(sha256), Some(size)) = (data.checksum.sha256(), data.size) else {
            return Ok(None);
        };
        let key = self.repository.placed(place, &data.location)?;
        let Some(compressed) = self.store.read_known(&key, size.min(LARGEST), sha256)? else {
            return Ok(None);
        };
        if let Some(text) = known {
            return Ok(Some(Former { text: Cow::Borrowed(text), compressed }));
        }
        let limit = data.open_size.unwrap_or(LARGEST).min(LARGEST);
        let asked = Encoding::from(self.repository.settings.compression.codec());
        let text = decompress(&compressed, asked, limit).ok().map(Cow::Owned);
        Ok(text.map(|text| Former { text, compressed }))
    }
}
