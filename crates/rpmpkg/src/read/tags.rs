//! Values of the header by the type that is expected of them.

use super::ReadError;
use crate::header::{self, Header, Tag, Value};

/// A text array, one text for each row of what the header describes; empty texts when the tag is
/// absent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Texts<'h> {
    /// At most one.
    One(Option<&'h [u8]>),
    /// Those of an array.
    All(&'h header::Texts),
}

/// An integer array, one number for each row; `None` for each when the tag is absent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers<'h> {
    tag: Tag,
    value: Option<&'h Value>,
}

impl<'h> Texts<'h> {
    /// The texts of `tag`, however many they are.
    pub(super) fn all(header: &'h Header, tag: Tag) -> Result<Self, ReadError> {
        match header.value(tag) {
            None => Ok(Self::One(None)),
            Some(Value::String(text)) => Ok(Self::One(Some(text))),
            // rpm takes every kind of text for every other.
            Some(Value::StringArray(texts) | Value::I18nString(texts)) => Ok(Self::All(texts)),
            Some(_) => Err(ReadError::tag(tag, "is not an array of texts")),
        }
    }

    /// The texts of `tag`: absent, or as many as `rows`.
    pub(super) fn rows(header: &'h Header, tag: Tag, rows: usize) -> Result<Self, ReadError> {
        let texts = Self::all(header, tag)?;
        if header.value(tag).is_some() {
            check_count(tag, texts.len(), rows)?;
        }
        Ok(texts)
    }

    /// The same, where the tag must be there when there are rows.
    pub(super) fn required(header: &'h Header, tag: Tag, rows: usize) -> Result<Self, ReadError> {
        check_presence(header, tag, rows)?;
        Self::rows(header, tag, rows)
    }

    pub(super) fn len(self) -> usize {
        match self {
            Self::One(text) => usize::from(text.is_some()),
            Self::All(texts) => texts.len(),
        }
    }

    /// The text of a row; empty when there is none.
    pub(super) fn at(self, row: usize) -> &'h [u8] {
        match self {
            Self::One(text) => text.filter(|_| row == 0).unwrap_or_default(),
            Self::All(texts) => texts.get(row).unwrap_or_default(),
        }
    }

    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = &'h [u8]> {
        (0..self.len()).map(move |row| self.at(row))
    }
}

impl<'h> Numbers<'h> {
    /// The numbers of `tag`: absent, or as many as `rows`.
    pub(super) fn rows(header: &'h Header, tag: Tag, rows: usize) -> Result<Self, ReadError> {
        let value = header.value(tag);
        if let Some(value) = value {
            if value.number(0).is_none() {
                return Err(ReadError::tag(tag, "is not an array of numbers"));
            }
            check_count(tag, value.count(), rows)?;
        }
        Ok(Self { tag, value })
    }

    /// The same, where the tag must be there when there are rows.
    pub(super) fn required(header: &'h Header, tag: Tag, rows: usize) -> Result<Self, ReadError> {
        check_presence(header, tag, rows)?;
        Self::rows(header, tag, rows)
    }

    /// The number of a row as it is.
    pub(super) fn at(self, row: usize) -> Option<u64> {
        self.value.and_then(|value| value.number(row))
    }

    /// The number of a row as a `T`, `default` when there is none.
    pub(super) fn get<T: TryFrom<u64>>(self, row: usize, default: T) -> Result<T, ReadError> {
        let Some(number) = self.at(row) else { return Ok(default) };
        let too_large = || ReadError::tag(self.tag, format!("has the number {number}: too large"));
        T::try_from(number).map_err(|_| too_large())
    }
}

/// The one text of `tag`.
pub(super) fn text(header: &Header, tag: Tag) -> Result<Option<&[u8]>, ReadError> {
    let texts = Texts::all(header, tag)?;
    match texts.len() {
        0 => Ok(None),
        1 => Ok(Some(texts.at(0))),
        many => Err(ReadError::tag(tag, format!("has {many} texts; there is but one"))),
    }
}

/// The one number of `tag`.
pub(super) fn number(header: &Header, tag: Tag) -> Result<Option<u64>, ReadError> {
    Ok(Numbers::rows(header, tag, 1)?.at(0))
}

/// `bytes`, which `tag` holds, as UTF-8.
pub(super) fn utf8(tag: Tag, bytes: &[u8]) -> Result<String, ReadError> {
    let text = std::str::from_utf8(bytes);
    let problem = || format!("holds \"{}\", which is not UTF-8", bytes.escape_ascii());
    text.map(str::to_owned).map_err(|_| ReadError::tag(tag, problem()))
}

fn check_presence(header: &Header, tag: Tag, rows: usize) -> Result<(), ReadError> {
    match header.value(tag) {
        None if rows > 0 => Err(ReadError::tag(tag, "is missing")),
        _ => Ok(()),
    }
}

fn check_count(tag: Tag, found: usize, rows: usize) -> Result<(), ReadError> {
    if found == rows {
        return Ok(());
    }
    Err(ReadError::tag(tag, format!("has {found} elements instead of {rows}")))
}
