//! The lists as they are printed.

use super::list::List;
use super::record::{Located, Record};
use crate::compress::{Chunks, Unit};

/// One of the three lists as createrepo_c prints it, without being put together: beside its packages'
/// elements there is next to nothing of it in memory.
#[derive(Clone, Debug)]
pub struct PrintedList<'a> {
    start: String,
    elements: Vec<Located<'a>>,
    end: String,
}

impl<'a> PrintedList<'a> {
    /// One of the lists, of `records`.
    pub(super) fn of(list: List, records: &'a [Record]) -> Self {
        let whole = |record: &'a Record| Located::whole(record.element(list));
        Self::new(list, records.iter().map(whole).collect())
    }

    /// `primary` as it reads in another folder, from which `up` leads to this one.
    pub(super) fn primary_below(records: &'a [Record], up: &'a str) -> Self {
        Self::new(List::Primary, records.iter().map(|record| record.below(up)).collect())
    }

    fn new(list: List, elements: Vec<Located<'a>>) -> Self {
        Self { start: list.start(elements.len()), elements, end: list.end() }
    }

    /// Cut up, to be compressed.
    #[must_use]
    pub fn chunks(&self) -> Chunks<'_> {
        let elements = self.elements.iter().map(Located::pieces);
        Chunks::of_units(self.start.as_bytes(), elements, self.end.as_bytes(), Unit::Package)
    }

    /// The text, in pieces of any lengths.
    #[must_use]
    pub fn pieces(&self) -> Vec<&[u8]> {
        let elements = self.elements.iter().flat_map(Located::pieces);
        let elements = elements.filter(|piece| !piece.is_empty());
        let (start, end) = (self.start.as_bytes(), self.end.as_bytes());
        [start].into_iter().chain(elements).chain([end]).collect()
    }

    /// Put together.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.pieces().concat()
    }
}
