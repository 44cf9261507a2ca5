//! The values of a header.

use super::Texts;

/// A value: an array of one of rpm's types. A [`String`](Self::String) is one text; the texts of
/// the others are separated by NUL on disk and hold none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Bytes that mean characters (type 1).
    Char(Box<[u8]>),
    /// Type 2.
    Int8(Box<[u8]>),
    /// Type 3.
    Int16(Box<[u16]>),
    /// Type 4.
    Int32(Box<[u32]>),
    /// Type 5.
    Int64(Box<[u64]>),
    /// One text (type 6).
    String(Box<[u8]>),
    /// Bytes (type 7).
    Binary(Box<[u8]>),
    /// Texts (type 8).
    StringArray(Texts),
    /// Texts, one for each locale of `HEADERI18NTABLE` (type 9).
    I18nString(Texts),
}

impl Value {
    /// One text.
    #[must_use]
    pub fn text(text: impl AsRef<[u8]>) -> Self {
        Self::String(text.as_ref().into())
    }

    /// Texts.
    #[must_use]
    pub fn texts<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::StringArray(texts.into_iter().collect())
    }

    /// Texts for each locale.
    #[must_use]
    pub fn translated<T: AsRef<[u8]>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::I18nString(texts.into_iter().collect())
    }

    /// 16-bit numbers.
    #[must_use]
    pub fn int16(numbers: impl IntoIterator<Item = u16>) -> Self {
        Self::Int16(numbers.into_iter().collect())
    }

    /// 32-bit numbers.
    #[must_use]
    pub fn int32(numbers: impl IntoIterator<Item = u32>) -> Self {
        Self::Int32(numbers.into_iter().collect())
    }

    /// 64-bit numbers.
    #[must_use]
    pub fn int64(numbers: impl IntoIterator<Item = u64>) -> Self {
        Self::Int64(numbers.into_iter().collect())
    }

    /// Its type.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Char(_) => Kind::Char,
            Self::Int8(_) => Kind::Int8,
            Self::Int16(_) => Kind::Int16,
            Self::Int32(_) => Kind::Int32,
            Self::Int64(_) => Kind::Int64,
            Self::String(_) => Kind::String,
            Self::Binary(_) => Kind::Binary,
            Self::StringArray(_) => Kind::StringArray,
            Self::I18nString(_) => Kind::I18nString,
        }
    }

    /// The number of elements, as the index has it.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Char(bytes) | Self::Int8(bytes) | Self::Binary(bytes) => bytes.len(),
            Self::Int16(numbers) => numbers.len(),
            Self::Int32(numbers) => numbers.len(),
            Self::Int64(numbers) => numbers.len(),
            Self::String(_) => 1,
            Self::StringArray(texts) | Self::I18nString(texts) => texts.len(),
        }
    }

    /// The number at `index` of an integer array of any width.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<u64> {
        match self {
            Self::Int8(numbers) => numbers.get(index).map(|number| u64::from(*number)),
            Self::Int16(numbers) => numbers.get(index).map(|number| u64::from(*number)),
            Self::Int32(numbers) => numbers.get(index).map(|number| u64::from(*number)),
            Self::Int64(numbers) => numbers.get(index).copied(),
            _ => None,
        }
    }
}

/// The types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Char = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    String = 6,
    Binary = 7,
    StringArray = 8,
    I18nString = 9,
}

impl Kind {
    pub(super) fn number(self) -> u32 {
        self as u32
    }

    pub(super) fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Char,
            2 => Self::Int8,
            3 => Self::Int16,
            4 => Self::Int32,
            5 => Self::Int64,
            6 => Self::String,
            7 => Self::Binary,
            8 => Self::StringArray,
            9 => Self::I18nString,
            _ => return None,
        })
    }

    /// What the offset of its data is a multiple of.
    pub(super) fn alignment(self) -> usize {
        match self {
            Self::Int16 => 2,
            Self::Int32 => 4,
            Self::Int64 => 8,
            _ => 1,
        }
    }
}
