//! The lists as they are printed.

use super::list::List;
use super::record::{Location, Record};
use crate::compress::{Chunks, Unit};

/// One of the three lists as createrepo_c prints it, without being put together: beside its packages'
/// elements there is next to nothing of it in memory.
#[derive(Clone, Debug)]
pub struct PrintedList<'a> {
    start: String,
    elements: Vec<Element<'a>>,
    end: String,
}

/// A package's element, of which the tag `<location ..>` may be another.
#[derive(Clone, Debug)]
struct Element<'a> {
    before: &'a [u8],
    location: Vec<u8>,
    behind: &'a [u8],
}

impl<'a> PrintedList<'a> {
    /// One of the lists, of `records`.
    pub(super) fn of(list: List, records: &'a [Record]) -> Self {
        let whole = |record: &'a Record| Element::whole(record.element(list));
        Self::new(list, records.iter().map(whole).collect())
    }

    /// `primary`, with packages at other places: where `location` gives one, which is written without
    /// an `xml:base`.
    pub(super) fn primary_at(
        records: &'a [Record],
        location: impl Fn(&Record) -> Option<String>,
    ) -> Self {
        let element = |record: &'a Record| match location(record) {
            Some(location) => {
                let Location { before, tag, behind } = record.located(&location);
                Element { before, location: tag, behind }
            }
            None => Element::whole(record.primary()),
        };
        Self::new(List::Primary, records.iter().map(element).collect())
    }

    fn new(list: List, elements: Vec<Element<'a>>) -> Self {
        Self { start: list.start(elements.len()), elements, end: list.end() }
    }

    /// Cut up, to be compressed.
    #[must_use]
    pub fn chunks(&self) -> Chunks<'_> {
        let elements = self.elements.iter().map(Element::pieces);
        Chunks::of_units(self.start.as_bytes(), elements, self.end.as_bytes(), Unit::Package)
    }

    /// Put together.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.chunks().pieces().concat()
    }
}

impl<'a> Element<'a> {
    fn whole(element: &'a [u8]) -> Self {
        Self { before: element, location: Vec::new(), behind: b"" }
    }

    fn pieces(&self) -> [&[u8]; 3] {
        [self.before, &self.location, self.behind]
    }
}
