//! One field of a paragraph.

use std::borrow::Cow;

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    name: Cow<'a, str>,
    /// All that stands between the colon and the field's last line break.
    raw: Cow<'a, str>,
}

impl<'a> Field<'a> {
    /// A field from its name and value, checked to read back as they are.
    pub(super) fn new(name: &str, value: &str) -> Result<Field<'static>, FieldError> {
        if !is_name(name.as_bytes()) {
            return Err(FieldError::Name(name.to_owned()));
        }
        if !is_value(value) {
            return Err(FieldError::Value(name.to_owned()));
        }
        let needs_no_blank = value.is_empty() || value.starts_with('\n');
        let raw = if needs_no_blank { value.to_owned() } else { format!(" {value}") };
        Ok(Field { name: Cow::Owned(name.to_owned()), raw: Cow::Owned(raw) })
    }

    /// A field as the parser found it.
    pub(super) fn parsed(name: &'a str, raw: &'a str) -> Self {
        Self { name: Cow::Borrowed(name), raw: Cow::Borrowed(raw) }
    }

    /// Its name, as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value without the blanks around it. Further lines follow a `\n`, each with its leading
    /// blank; a value that starts on the second line starts with `\n`.
    #[must_use]
    pub fn value(&self) -> &str {
        self.raw.trim_matches(BLANKS)
    }

    /// All that stands after the colon, blanks included, without the last line break.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// True when `name` is its name, in upper or lower case.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn into_owned(self) -> Field<'static> {
        Field { name: Cow::Owned(self.name.into_owned()), raw: Cow::Owned(self.raw.into_owned()) }
    }
}

/// Why a field cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// The name is not a field name: printable ASCII without `:`, not starting with `#` or `-`.
    #[error("{0:?} is not a field name")]
    Name(String),
    /// The paragraph has that field.
    #[error("field {0} is repeated")]
    Duplicate(String),
    /// The value starts or ends with a blank, has a control character other than tab and line
    /// break, or a line that would end the paragraph or start a field.
    #[error("the value of {0} has a blank, line break or control character where it cannot")]
    Value(String),
    /// The paragraph is full.
    #[error("a paragraph can have at most {} fields", super::MOST_FIELDS)]
    TooMany,
}

const BLANKS: [char; 2] = [' ', '\t'];

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// True for a control character that a value cannot hold, besides line breaks.
pub(super) fn is_forbidden(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' || byte == 0x7f
}

pub(super) fn is_name(name: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_graphic() && *byte != b':';
    !matches!(name.first(), None | Some(b'#' | b'-')) && name.iter().all(allowed)
}

/// True when all lines but the first are continuation lines and [`Field::value`] gives it back.
fn is_value(value: &str) -> bool {
    let line_is_fine = |(at, line): (usize, &str)| {
        let continues = line.starts_with(BLANKS) && !line.trim_matches(BLANKS).is_empty();
        (at == 0 || continues) && !line.bytes().any(is_forbidden)
    };
    value.trim_matches(BLANKS) == value && value.split('\n').enumerate().all(line_is_fine)
}
