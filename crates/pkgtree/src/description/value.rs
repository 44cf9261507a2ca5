//! The values of a description with their place, and what is found wrong with them.

use std::path::PathBuf;

use diagnostic::{Code, Diagnostic, Source, Sourced, Subject};

use super::Text;

/// The section of one format, by its name in a manifest: `deb` or `rpm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section(pub &'static str);

impl Section {
    /// The value of a field that the section may replace.
    #[must_use]
    pub fn of<'a>(
        self,
        key: &str,
        own: Option<&'a Text>,
        common: Option<&'a Text>,
    ) -> Option<Value<'a>> {
        match own {
            Some(text) => Some(Value::text(self.field(key), text)),
            None => common.map(|text| Value::text(key, text)),
        }
    }

    /// The value of a field that only the section has.
    #[must_use]
    pub fn own<'a>(self, key: &str, text: Option<&'a Text>) -> Option<Value<'a>> {
        self.of(key, text, None)
    }

    /// The values of a list, and of the one that the section adds.
    #[must_use]
    pub fn list<'a>(self, key: &str, common: &'a [Text], own: &'a [Text]) -> Vec<Value<'a>> {
        let common = Value::list(key, common);
        common.into_iter().chain(Value::list(&self.field(key), own)).collect()
    }

    /// The name of the section's field `key`: `deb.key`.
    #[must_use]
    pub fn field(self, key: &str) -> String {
        format!("{}.{key}", self.0)
    }
}

/// One value of a description: its field's name as the manifest spells it, and what it says.
#[derive(Debug)]
pub struct Value<'a, T: ?Sized = str> {
    /// The field, such as `deb.depends[2]`.
    pub field: String,
    /// What it says.
    pub value: &'a T,
    /// Where it says so.
    pub source: &'a Source,
}

impl<T: ?Sized> Clone for Value<'_, T> {
    fn clone(&self) -> Self {
        Self { field: self.field.clone(), ..*self }
    }
}

impl<'a> Value<'a> {
    /// A text.
    #[must_use]
    pub fn text(field: impl Into<String>, text: &'a Text) -> Self {
        Self { field: field.into(), value: &text.value, source: &text.source }
    }

    /// The texts of a list, `field[0]` and so on.
    #[must_use]
    pub fn list(field: &str, texts: &'a [Text]) -> Vec<Self> {
        let numbered = texts.iter().enumerate();
        numbered.map(|(index, text)| Self::text(format!("{field}[{index}]"), text)).collect()
    }
}

impl<'a> Value<'a, PathBuf> {
    /// The name of a file.
    #[must_use]
    pub fn path(field: impl Into<String>, path: &'a Sourced<PathBuf>) -> Self {
        Self { field: field.into(), value: &path.value, source: &path.source }
    }
}

impl<T: ?Sized> Value<'_, T> {
    /// A diagnostic about this value.
    #[must_use]
    pub fn diagnostic(&self, code: Code, problem: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.subject(), problem)
    }

    /// The value as the subject of a diagnostic.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::Field { name: self.field.clone(), source: self.source.clone() }
    }
}

/// A diagnostic about a field that is not there.
#[must_use]
pub fn missing(field: &str, code: Code, problem: &str) -> Diagnostic {
    let subject = Subject::Field { name: field.to_owned(), source: Source::Program };
    Diagnostic::new(code, subject, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_the_manifest_spells_them() {
        let rpm = Section("rpm");
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.into()).collect::<Vec<Text>>();
        let (common, own) = (texts(&["a", "b"]), texts(&["c"]));
        let values = rpm.list("suggests", &common, &own);
        let fields: Vec<_> = values.iter().map(|value| (&*value.field, value.value)).collect();
        assert_eq!(fields, [("suggests[0]", "a"), ("suggests[1]", "b"), ("rpm.suggests[0]", "c")]);
        let field = |own, common| rpm.of("name", own, common).map(|value| value.field);
        assert_eq!(field(Some(&own[0]), Some(&common[0])).as_deref(), Some("rpm.name"));
        assert_eq!(field(None, Some(&common[0])).as_deref(), Some("name"));
        assert_eq!(field(None, None), None);
        assert!(rpm.own("group", None).is_none());
    }
}
