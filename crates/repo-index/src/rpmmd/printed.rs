//! The lists as they are printed.

use std::collections::BTreeMap;

use super::list::List;
use super::record::Record;
use crate::compress::{Chunks, Unit};

/// One of the three lists as createrepo_c prints it, without being put together: beside its packages'
/// elements there is next to nothing of it in memory.
#[derive(Clone, Debug)]
pub struct PrintedList<'a> {
    start: String,
    list: List,
    records: &'a [Record],
    up: Option<&'a str>,
    /// The packages that are printed anew to stand below `up`, by their places among the records.
    moved: BTreeMap<usize, Record>,
    end: String,
}

impl<'a> PrintedList<'a> {
    /// One of the lists, of `records`.
    pub(super) fn of(list: List, records: &'a [Record]) -> Self {
        let (start, end) = (list.start(records.len()), list.end());
        Self { start, list, records, up: None, moved: BTreeMap::new(), end }
    }

    /// `primary` as it reads in another folder, from which `up` leads to this one.
    pub(super) fn primary_below(records: &'a [Record], up: &'a str) -> Self {
        let others = records.iter().enumerate().filter(|(_, record)| record.below(up).is_none());
        let moved = others.map(|(at, record)| {
            let location = format!("{up}{}", record.location());
            (at, record.at(&location))
        });
        Self { up: Some(up), moved: moved.collect(), ..Self::of(List::Primary, records) }
    }

    /// Each in three pieces, of which some are empty.
    fn elements(&self) -> impl ExactSizeIterator<Item = [&[u8]; 3]> + Clone {
        self.records.iter().enumerate().map(|(at, record)| {
            let below = self.up.and_then(|up| record.below(up));
            below.unwrap_or_else(|| {
                let record = self.moved.get(&at).unwrap_or(record);
                [record.element(self.list), b"", b""]
            })
        })
    }

    /// Cut up, to be compressed.
    #[must_use]
    pub fn chunks(&self) -> Chunks<'_> {
        let (start, end) = (self.start.as_bytes(), self.end.as_bytes());
        Chunks::of_units(start, self.elements(), end, Unit::Package)
    }

    /// The text, in pieces of any lengths.
    #[must_use]
    pub fn pieces(&self) -> Vec<&[u8]> {
        let elements = self.elements().flatten().filter(|piece| !piece.is_empty());
        let (start, end) = (self.start.as_bytes(), self.end.as_bytes());
        [start].into_iter().chain(elements).chain([end]).collect()
    }

    /// Put together.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.pieces().concat()
    }
}
