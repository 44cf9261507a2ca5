//! Paragraphs of fields (deb822(5)): control files, `Packages`, `Release`.
//!
//! Parsing borrows from the text, and printing a parsed paragraph gives back its bytes: any
//! blanks and line breaks inside and around values included. Only the blank lines *between*
//! paragraphs are not kept: a paragraph prints without one, and anyone who prints several puts one
//! empty line after each, as `Packages` files have it.
//!
//! The language is the strict one of generated files: no comments, no blanks in or after a field's
//! name, no line of nothing but blanks (parsers disagree on what that is), no field twice in a
//! paragraph, UTF-8, no control characters besides tab and line break, and a line break at the end.
//! dpkg is more lenient in all of it; it never reads such a text as something else. Control files
//! that only dpkg takes are read by [`read`](crate::read) nonetheless.

mod field;
pub(crate) mod lenient;
mod parse;
mod print;
#[cfg(test)]
mod tests;

pub use field::{Field, FieldError};
pub use lenient::to_text;
pub use parse::{MOST_FIELDS, Paragraphs, ParseError};

/// A paragraph: fields in order. Names compare without regard to case.
///
/// It borrows from the text that it was parsed from; [`into_owned`](Self::into_owned) ends that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph<'a> {
    fields: Vec<Field<'a>>,
}

impl<'a> Paragraph<'a> {
    /// No fields yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Parses a text of exactly one paragraph, such as a package's control file. Empty lines may
    /// stand around it.
    ///
    /// # Errors
    /// The first defect with its line; no paragraph, or a second one.
    pub fn parse(text: &'a [u8]) -> Result<Self, ParseError> {
        parse::single(text)
    }

    /// The value of the field `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.is_named(name)).map(Field::value)
    }

    /// All fields in order.
    #[must_use]
    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    /// Adds a field at the end. What it takes reads back as it is.
    ///
    /// # Errors
    /// A name or value that would not read back as it is, or a name that is there already.
    pub fn push(&mut self, name: &str, value: &str) -> Result<(), FieldError> {
        let field = Field::new(name, value)?;
        if self.field(name).is_some() {
            return Err(FieldError::Duplicate(name.to_owned()));
        }
        if self.fields.len() == MOST_FIELDS {
            return Err(FieldError::TooMany);
        }
        self.fields.push(field);
        Ok(())
    }

    /// Gives the field `name`, where it is there, another value, which must be one.
    pub(crate) fn replace(&mut self, name: &str, value: &str) {
        for field in self.fields.iter_mut().filter(|field| field.is_named(name)) {
            if let Ok(new) = Field::new(field.name(), value) {
                *field = new;
            }
        }
    }

    /// The same without borrowing.
    #[must_use]
    pub fn into_owned(self) -> Paragraph<'static> {
        Paragraph { fields: self.fields.into_iter().map(Field::into_owned).collect() }
    }
}
