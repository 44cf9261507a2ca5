//! The header: a store of values by tag (rpm's `docs/manual/format_header.md`).
//!
//! An intro of 16 bytes (magic `8eade801`, four reserved bytes, the number of index entries, the
//! length of the data), the index (tag, type, offset, count; 16 bytes each, big-endian), the data.
//! The first entry is the region, whose trailer of 16 bytes ends the data.

mod error;
mod intro;
mod limits;
mod parse;
mod print;
pub mod tag;
#[cfg(test)]
mod tests;
mod texts;
mod value;

use std::collections::BTreeMap;

pub use error::HeaderError;
pub(crate) use intro::{INTRO, Intro};
pub use limits::HeaderLimits;
pub use tag::Tag;
pub use texts::Texts;
pub use value::Value;

/// Which header it is: each has a region tag of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The signature header: `HEADERSIGNATURES` (62).
    Signature,
    /// The main header: `HEADERIMMUTABLE` (63).
    Immutable,
}

impl Region {
    /// The tag of the region's entry.
    fn tag(self) -> Tag {
        match self {
            Self::Signature => tag::HEADERSIGNATURES,
            Self::Immutable => tag::HEADERIMMUTABLE,
        }
    }

    /// The name of a tag in this header.
    fn name(self, tag: Tag) -> Option<&'static str> {
        match self {
            Self::Signature => tag::signature::name(tag),
            Self::Immutable => tag.name(),
        }
    }
}

/// Values by tag, in the order of the tags; the region entry is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    entries: BTreeMap<Tag, Value>,
}

impl Header {
    /// A header without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the value of `tag`. A value of no elements is not written and not kept.
    pub fn insert(&mut self, tag: Tag, value: Value) {
        if value.count() > 0 {
            self.entries.insert(tag, value);
        }
    }

    /// Removes the value of `tag` and gives it back.
    pub fn remove(&mut self, tag: Tag) -> Option<Value> {
        self.entries.remove(&tag)
    }

    /// The value of `tag`.
    #[must_use]
    pub fn value(&self, tag: Tag) -> Option<&Value> {
        self.entries.get(&tag)
    }

    /// All values in the order of their tags.
    pub fn entries(&self) -> impl Iterator<Item = (Tag, &Value)> {
        self.entries.iter().map(|(tag, value)| (*tag, value))
    }

    /// The first text of a string, string array or translated string.
    #[must_use]
    pub fn text(&self, tag: Tag) -> Option<&[u8]> {
        self.texts(tag).next()
    }

    /// Every text of a string, string array or translated string; none when the tag is absent or of
    /// another type.
    pub fn texts(&self, tag: Tag) -> impl ExactSizeIterator<Item = &[u8]> {
        let (one, all) = match self.entries.get(&tag) {
            Some(Value::String(text)) => (Some(&**text), None),
            Some(Value::StringArray(texts) | Value::I18nString(texts)) => (None, Some(texts)),
            _ => (None, None),
        };
        let count = all.map_or(usize::from(one.is_some()), Texts::len);
        (0..count).map(move |row| all.map_or(one, |all| all.get(row)).unwrap_or_default())
    }

    /// The first number of an integer array of any width.
    #[must_use]
    pub fn number(&self, tag: Tag) -> Option<u64> {
        self.entries.get(&tag).and_then(|value| value.number(0))
    }

    /// The number of index entries that it is written with, the region's besides.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The bytes of the header with its region, unpadded.
    ///
    /// # Errors
    /// More than every rpm reads: see [`HeaderLimits`]; a signature header has 8,192 bytes of data
    /// at most. A text that holds a NUL byte.
    pub fn to_bytes(&self, region: Region) -> Result<Vec<u8>, HeaderError> {
        print::to_bytes(self, region)
    }

    /// Parses exactly one header, which fills `bytes`.
    ///
    /// Stricter than rpm: whatever two readers could take for two things is refused: overlapping,
    /// unaligned or unsorted entries, tags given twice, strings without an end, bytes between or
    /// after values that are no padding, a region that does not cover all entries. Headers without
    /// a region, as rpm 3 wrote them, are read too.
    ///
    /// # Errors
    /// Names the tag and the offset.
    pub fn parse(bytes: &[u8], region: Region, limits: &HeaderLimits) -> Result<Self, HeaderError> {
        let (header, odd) = Self::parse_odd(bytes, region, limits)?;
        odd.into_iter().next().map_or(Ok(header), Err)
    }

    /// Parses a header as every supported rpm does, and tells what rpm takes but does not write:
    /// tags that do not ascend (rpm 4.9 to 4.11 wrote such), padding that is not zero. At most one of
    /// each kind is told, with its tag and offset.
    ///
    /// # Errors
    /// What some supported rpm refuses, and tags given twice, of which readers take one or the other.
    pub fn parse_odd(
        bytes: &[u8],
        region: Region,
        limits: &HeaderLimits,
    ) -> Result<(Self, Vec<HeaderError>), HeaderError> {
        parse::parse(bytes, region, limits)
    }
}
