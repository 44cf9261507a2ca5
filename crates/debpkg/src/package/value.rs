//! The values of a description with their place, and what is found wrong with them.

use std::path::PathBuf;

use pkgtree::description::Text;
use pkgtree::{Code, Diagnostic, Diagnostics, InstallPath, Source, Sourced, Subject};

/// What was found wrong or odd so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) defects: Diagnostics,
    pub(super) warnings: Diagnostics,
}

impl Report {
    pub(super) fn defect(&mut self, diagnostic: Diagnostic) {
        self.defects.push(diagnostic);
    }

    pub(super) fn warn(&mut self, diagnostic: Diagnostic) {
        self.warnings.push(diagnostic);
    }
}

/// One value of a description: its field's name as the manifest spells it, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Value<'a, T: ?Sized = str> {
    pub(super) field: String,
    pub(super) value: &'a T,
    pub(super) source: &'a Source,
}

impl<'a> Value<'a> {
    pub(super) fn text(field: impl Into<String>, text: &'a Text) -> Self {
        Self { field: field.into(), value: &text.value, source: &text.source }
    }

    /// The value of a field that `[deb]` may replace.
    pub(super) fn of(key: &str, deb: Option<&'a Text>, common: Option<&'a Text>) -> Option<Self> {
        match deb {
            Some(text) => Some(Self::text(format!("deb.{key}"), text)),
            None => common.map(|text| Self::text(key, text)),
        }
    }

    /// The value of a field that only `[deb]` has.
    pub(super) fn deb(key: &str, text: Option<&'a Text>) -> Option<Self> {
        Self::of(key, text, None)
    }

    /// The values of a list, and of the one that `[deb]` adds.
    pub(super) fn list(key: &str, common: &'a [Text], deb: &'a [Text]) -> Vec<Self> {
        let numbered = |prefix: &str, texts: &'a [Text]| {
            let prefix = prefix.to_owned();
            texts
                .iter()
                .enumerate()
                .map(move |(index, text)| Self::text(format!("{prefix}{key}[{index}]"), text))
        };
        numbered("", common).chain(numbered("deb.", deb)).collect()
    }
}

impl<'a> Value<'a, PathBuf> {
    pub(super) fn path(field: impl Into<String>, path: &'a Sourced<PathBuf>) -> Self {
        Self { field: field.into(), value: &path.value, source: &path.source }
    }
}

impl<T: ?Sized> Value<'_, T> {
    /// A diagnostic about this value.
    pub(super) fn diagnostic(&self, code: Code, problem: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.subject(), problem)
    }

    pub(super) fn subject(&self) -> Subject {
        Subject::Field { name: self.field.clone(), source: self.source.clone() }
    }
}

/// A diagnostic about a field that is not there.
pub(super) fn missing(field: &str, code: Code, problem: &str) -> Diagnostic {
    let subject = Subject::Field { name: field.to_owned(), source: Source::Program };
    Diagnostic::new(code, subject, problem)
}

/// The subject of a diagnostic about what is installed at `path`.
pub(super) fn entry(path: &InstallPath) -> Subject {
    Subject::Entry(path.as_bytes().to_vec())
}
