//! TOML files of other kinds than manifests, read table by table.

use std::cell::RefCell;
use std::ops::Range;

use diagnostic::{
    Code, Diagnostic, Diagnostics, Source, Sourced, Subject, is_bidi_control, nearest,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Document;
use super::reader::in_order;
use super::types::mismatch;
use super::{ManifestFile, sorted, syntax};
use crate::description::text::{Layout, flaw};
use crate::description::{Text, codes};

/// The defects that are told: nobody reads on.
const MAX_DEFECTS: usize = 1000;

/// Reads any TOML file with the care that a manifest gets: `read` is given the file's tables, and
/// every defect is added to `defects`, in the file's order, with line and column.
///
/// What follows from broken syntax is not told as a defect of its own.
///
/// ```
/// use diagnostic::Diagnostics;
/// use pkgtree::description::{ManifestFile, read_toml};
///
/// let file = ManifestFile { path: "x.toml".into(), text: b"root = 1\nrooot = 'a'".to_vec() };
/// let mut defects = Diagnostics::new();
/// let root = read_toml(&file, &mut defects, |mut table| {
///     let root = table.line("root");
///     table.finish();
///     root
/// });
/// assert_eq!(root, None);
/// assert_eq!(
///     defects.to_string(),
///     "E105: x.toml:1:8: root: expected a string, found an integer; write \"1\"\n\
///      E101: x.toml:2:1: rooot: unknown key; did you mean \"root\"?"
/// );
/// ```
pub fn read_toml<T>(
    file: &ManifestFile,
    defects: &mut Diagnostics,
    read: impl FnOnce(Table<'_>) -> T,
) -> T {
    let mut found = Diagnostics::new();
    let document = Document::decode(file, &mut found);
    let (table, broken) = syntax::parse(&document);
    let reported = RefCell::new(Diagnostics::new());
    let value = read(Table {
        document: &document,
        table: &table,
        span: 0..0,
        prefix: String::new(),
        known: Vec::new(),
        defects: &reported,
    });
    let reported = reported.into_inner();
    found.extend(reported.into_iter().filter(|defect| !broken.explains(defect)));
    found.extend(broken.into_defects());
    defects.append(sorted(found));
    value
}

/// A table of a TOML file. The keys that are asked for are those that it may have:
/// [`finish`](Self::finish) reports all others.
pub struct Table<'d> {
    document: &'d Document,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    /// What comes before the keys' names in messages.
    prefix: String,
    known: Vec<&'static str>,
    defects: &'d RefCell<Diagnostics>,
}

impl<'d> Table<'d> {
    /// The name that messages call it, such as `apt.debian` or `route[2]`; empty for the file itself.
    #[must_use]
    pub fn name(&self) -> &str {
        self.prefix.trim_end_matches('.')
    }

    /// Where it starts.
    #[must_use]
    pub fn source(&self) -> Source {
        self.document.source(&self.span)
    }

    /// Whether it has `key`, of whatever type.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A text of one line.
    pub fn line(&mut self, key: &'static str) -> Option<Text> {
        let value = self.get(key)?;
        self.text(&self.path(key), value)
    }

    /// An array of texts of one line.
    pub fn lines(&mut self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.get(key)?;
        let path = self.path(key);
        match value.get_ref() {
            DeValue::Array(items) => Some(self.items(&path, items)),
            _ => self.wrong_type(&path, value, "an array of strings"),
        }
    }

    /// A text of one line, or an array of them.
    pub fn line_or_lines(&mut self, key: &'static str) -> Option<Vec<Text>> {
        let value = self.get(key)?;
        let path = self.path(key);
        match value.get_ref() {
            DeValue::String(_) => Some(vec![self.text(&path, value)?]),
            DeValue::Array(items) => Some(self.items(&path, items)),
            _ => self.wrong_type(&path, value, "a string or an array of strings"),
        }
    }

    /// True or false.
    pub fn flag(&mut self, key: &'static str) -> Option<Sourced<bool>> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => {
                Some(Sourced::new(*flag, self.document.source(&value.span())))
            }
            _ => self.wrong_type(&self.path(key), value, "true or false"),
        }
    }

    /// A whole number from 0 on.
    pub fn integer(&mut self, key: &'static str) -> Option<Sourced<u64>> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => u64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) => Some(Sourced::new(number, self.document.source(&value.span()))),
            None => self.wrong_type(&self.path(key), value, "a whole number"),
        }
    }

    /// A table with keys of its own.
    pub fn table(&mut self, key: &'static str) -> Option<Table<'d>> {
        let value = self.get(key)?;
        self.expect_table(self.path(key), value)
    }

    /// An array of tables.
    pub fn tables(&mut self, key: &'static str) -> Vec<Table<'d>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let path = self.path(key);
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong_type(&path, value, "an array of tables").unwrap_or_default();
        };
        let tables = items.iter().enumerate();
        tables.filter_map(|(at, it)| self.expect_table(format!("{path}[{at}]"), it)).collect()
    }

    /// A table of tables by names that the file chooses, in the file's order.
    pub fn named_tables(&mut self, key: &'static str) -> Vec<(Text, Table<'d>)> {
        let Some(outer) = self.table(key) else { return Vec::new() };
        let mut tables = Vec::new();
        for (name, value) in in_order(outer.table) {
            let path = outer.path(name.get_ref());
            let source = self.document.source(&name.span());
            let table = self.expect_table(path, value);
            tables.extend(table.map(|it| (Sourced::new(name.get_ref().to_string(), source), it)));
        }
        tables
    }

    /// Reports that `key` is not there, with the line that would fix it.
    pub fn missing(&self, key: &str, line: &str) {
        if !self.table.contains_key(key) {
            let name = if self.prefix.is_empty() { "manifest" } else { self.name() };
            let hint = format!("add a line {line}");
            let problem = format!("has no {key:?}");
            self.push(codes::MISSING_KEY, name, self.source(), problem, Some(hint));
        }
    }

    /// Reports a defect of the value of `key`, which may continue (`keys[2]`), or of the table
    /// itself for an empty one.
    pub fn report(
        &self,
        code: Code,
        key: &str,
        source: &Source,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let path = self.path(key);
        let name = path.trim_end_matches('.');
        self.push(code, name, source.clone(), problem.into(), Some(hint.into()));
    }

    /// Reports every key that was not asked for.
    pub fn finish(self) {
        for (key, _) in in_order(self.table) {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let spelled = name.to_lowercase().replace('_', "-");
            let hint = if self.known.contains(&spelled.as_str()) {
                format!("write {spelled:?}")
            } else if let Some(near) = nearest(&spelled, self.known.iter().copied()) {
                format!("did you mean {near:?}?")
            } else {
                format!("valid keys: {}", self.known.join(", "))
            };
            let source = self.document.source(&key.span());
            self.report(codes::UNKNOWN_KEY, name, &source, "unknown key", hint);
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.get(key)
    }

    fn path(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn items(&self, path: &str, items: &'d [Spanned<DeValue<'d>>]) -> Vec<Text> {
        let texts = items.iter().enumerate();
        texts.filter_map(|(at, value)| self.text(&format!("{path}[{at}]"), value)).collect()
    }

    fn text(&self, path: &str, value: &'d Spanned<DeValue<'d>>) -> Option<Text> {
        let DeValue::String(text) = value.get_ref() else {
            return self.wrong_type(path, value, "a string");
        };
        let source = self.document.source(&value.span());
        let Some(flaw) = flaw(text, Layout::Line) else {
            return Some(Sourced::new(text.to_string(), source));
        };
        // A raw character of that kind has been reported where it stands.
        let reported = flaw.code == codes::FORBIDDEN_CHARACTER
            && self.document.raw(&value.span()).contains(is_bidi_control);
        if !reported {
            self.push(flaw.code, path, source, flaw.problem, flaw.hint.map(Into::into));
        }
        None
    }

    fn expect_table(&self, path: String, value: &'d Spanned<DeValue<'d>>) -> Option<Table<'d>> {
        let DeValue::Table(table) = value.get_ref() else {
            return self.wrong_type(&path, value, "a table");
        };
        Some(Table {
            document: self.document,
            table,
            span: value.span(),
            prefix: path + ".",
            known: Vec::new(),
            defects: self.defects,
        })
    }

    fn wrong_type<R>(&self, path: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Option<R> {
        let span = value.span();
        // Where the syntax is broken the parser is in a value of no length, and has said so.
        if !span.is_empty() {
            let (found, hint) = mismatch(expected, value.get_ref(), self.document.raw(&span));
            let problem = format!("expected {expected}, found {found}");
            self.push(codes::WRONG_TYPE, path, self.document.source(&span), problem, hint);
        }
        None
    }

    fn push(&self, code: Code, name: &str, source: Source, problem: String, hint: Option<String>) {
        let mut defects = self.defects.borrow_mut();
        if defects.as_slice().len() >= MAX_DEFECTS {
            return;
        }
        let subject = Subject::Field { name: name.to_owned(), source };
        let diagnostic = Diagnostic::new(code, subject, problem);
        defects.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }
}
