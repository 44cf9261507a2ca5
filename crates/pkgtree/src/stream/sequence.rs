//! The entries that are streamed, in their order.

use std::ops::Range;

use crate::Entry;

/// Entries of a tree, all of them or those at some indices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence<'a> {
    entries: &'a [Entry],
    /// The indices in `entries`; all of them, as they stand, where it is `None`.
    order: Option<&'a [usize]>,
}

impl<'a> Sequence<'a> {
    /// All of `entries`.
    pub(super) fn all(entries: &'a [Entry]) -> Self {
        Self { entries, order: None }
    }

    /// Those at the indices `order`.
    pub(super) fn of(entries: &'a [Entry], order: &'a [usize]) -> Self {
        Self { entries, order: Some(order) }
    }

    pub(super) fn len(&self) -> usize {
        self.order.map_or(self.entries.len(), <[usize]>::len)
    }

    /// The index in the tree of the entry at `place`.
    pub(super) fn index(&self, place: usize) -> usize {
        self.order.map_or(place, |order| order[place])
    }

    pub(super) fn entry(&self, place: usize) -> &'a Entry {
        &self.entries[self.index(place)]
    }

    /// The entries at `places`.
    pub(super) fn range(self, places: Range<usize>) -> impl Iterator<Item = &'a Entry> {
        places.map(move |place| self.entry(place))
    }
}
