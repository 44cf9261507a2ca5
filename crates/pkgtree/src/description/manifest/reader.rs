//! Reading tables by their keys.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use diagnostic::{Code, Diagnostic, Diagnostics, Source, Sourced, Subject, is_bidi_control};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::document::Document;
use super::keys::{Field, Key, Words};
use super::suggest::unknown_key;
use super::types::mismatch;
use crate::description::interpolate::{Defect, Scope};
use crate::description::text::{Layout, flaw};
use crate::description::{Text, codes};
use crate::{ModeChange, ModeChangeError, Pattern, PolicyError};

/// The defects that are told, give or take a few: nobody reads on.
const MAX_DEFECTS: usize = 1000;

/// Reads the tables of one manifest, collecting defects.
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    /// The manifest's directory.
    folder: &'a Path,
    overrides: &'a BTreeMap<String, Text>,
    scope: Scope<'a>,
    defects: Diagnostics,
}

/// A value with the name that messages call it, such as `deb.depends[2]`.
#[derive(Clone, Copy)]
pub(super) struct Named<'n, 'v> {
    pub(super) name: &'n str,
    pub(super) value: &'v Spanned<DeValue<'v>>,
}

impl<'a> Reader<'a> {
    /// A reader of tables of `document`.
    pub(super) fn new(
        document: &'a Document,
        folder: &'a Path,
        overrides: &'a BTreeMap<String, Text>,
        scope: Scope<'a>,
    ) -> Self {
        Self { document, folder, overrides, scope, defects: Diagnostics::new() }
    }

    /// All defects found, those of references apart.
    pub(super) fn finish(self) -> (Diagnostics, Vec<Defect>) {
        (self.defects, self.scope.into_defects())
    }

    /// Reads a table whose keys are `keys` into `into`. `kind` is the table's name among those with
    /// keys of their own; `prefix` comes before the keys' names in messages.
    pub(super) fn table<T>(
        &mut self,
        kind: &str,
        prefix: &str,
        keys: &[Key<T>],
        table: &DeTable<'_>,
        into: &mut T,
    ) {
        for (name, value) in in_order(table) {
            let path = format!("{prefix}{}", name.get_ref());
            match keys.iter().find(|key| key.name == name.get_ref()) {
                Some(key) if is_replaced(self.overrides, &path) && key.field.text().is_some() => {}
                Some(key) => self.field(&key.field, Named { name: &path, value }, into),
                None if self.is_full() => {}
                None => {
                    let (code, hint) = unknown_key(kind, name.get_ref());
                    let problem = match code {
                        codes::MISPLACED_KEY => "is in the wrong table",
                        _ => "unknown key",
                    };
                    self.report(code, &path, &name.span(), problem, Some(hint));
                }
            }
        }
        for key in keys {
            let given = self.overrides.get(&format!("{prefix}{}", key.name));
            if let (Some(slot), Some(text)) = (key.field.text(), given) {
                *slot(into) = Some(text.clone());
            }
        }
    }

    /// Reads one value of a table.
    fn field<T>(&mut self, field: &Field<T>, it: Named<'_, '_>, into: &mut T) {
        match field {
            Field::Line(slot) => *slot(into) = self.text(it, Layout::Line),
            Field::Number(slot) => *slot(into) = self.number(it),
            Field::Paragraphs(slot) => *slot(into) = self.text(it, Layout::Paragraphs),
            Field::Lines(slot) => {
                *slot(into) = self.lines(it).into_iter().map(|(_, line)| line).collect();
            }
            Field::Patterns(slot) => {
                let lines = self.lines(it).into_iter();
                *slot(into) = lines.filter_map(|(name, line)| self.pattern(&name, line)).collect();
            }
            Field::Path(slot) => *slot(into) = self.path(it),
            Field::Flag(slot) => *slot(into) = self.flag(it),
            Field::Switch(slot) => {
                *slot(into) = self.flag(it).is_some_and(|flag| flag.value);
            }
            Field::Mode(slot) => *slot(into) = self.mode(it),
            Field::ModePolicy(slot) => *slot(into) = self.policy(it),
            Field::HardLinkPolicy(slot) => *slot(into) = self.policy(it),
            Field::Words(slot) => *slot(into) = self.words(it),
            Field::Scripts(names, slot) => *slot(into) = self.scripts(names, it),
            Field::Scriptlets(names, slot) => *slot(into) = self.scriptlets(names, it),
            Field::Texts(layout, check, slot) => *slot(into) = self.texts(*layout, *check, it),
            Field::Lists(check, slot) => *slot(into) = self.lists(*check, it),
            // Read by the caller, who knows their keys; here only their type is checked.
            Field::Table => {
                self.expect_table(it);
            }
            Field::Tables => {
                self.expect_tables(it);
            }
        }
    }

    /// A text, with its references resolved.
    pub(super) fn text(&mut self, it: Named<'_, '_>, layout: Layout) -> Option<Text> {
        match it.value.get_ref() {
            DeValue::String(text) => self.resolved(it.name, text, it.value.span(), layout),
            _ => self.wrong_type(it, "a string"),
        }
    }

    /// A text of one line, or an integer.
    fn number(&mut self, it: Named<'_, '_>) -> Option<Text> {
        match it.value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => {
                self.resolved(it.name, digits.as_str(), it.value.span(), Layout::Line)
            }
            DeValue::String(_) => self.text(it, Layout::Line),
            _ => self.wrong_type(it, "a string or an integer"),
        }
    }

    /// Resolves and checks a text.
    fn resolved(
        &mut self,
        name: &str,
        text: &str,
        span: Range<usize>,
        layout: Layout,
    ) -> Option<Text> {
        let resolved = match self.scope.knows(name) {
            true => self.scope.field(name),
            false => self.scope.text(name, &self.document.template(text, span.clone())),
        };
        let Ok(mut text) = resolved else { return None };
        if layout == Layout::Paragraphs {
            // The line break before the closing quotes is TOML's layout, not the text's.
            text.truncate(text.trim_end_matches('\n').len());
        }
        match flaw(&text, layout) {
            None => Some(Sourced::new(text, self.document.source(&span))),
            Some(flaw) => {
                // A raw character of that kind has been reported where it stands.
                let reported = flaw.code == codes::FORBIDDEN_CHARACTER
                    && self.document.raw(&span).contains(is_bidi_control);
                if !reported {
                    self.report(flaw.code, name, &span, flaw.problem, flaw.hint.map(Into::into));
                }
                None
            }
        }
    }

    /// A list of texts of one line, each with its name.
    pub(super) fn lines(&mut self, it: Named<'_, '_>) -> Vec<(String, Text)> {
        let DeValue::Array(items) = it.value.get_ref() else {
            return self.wrong_type(it, "an array of strings").unwrap_or_default();
        };
        let mut lines = Vec::new();
        for (index, value) in items.iter().enumerate() {
            let name = format!("{}[{index}]", it.name);
            let line = self.text(Named { name: &name, value }, Layout::Line);
            lines.extend(line.map(|line| (name, line)));
        }
        lines
    }

    /// A pattern over installed paths.
    pub(super) fn pattern(&mut self, name: &str, text: Text) -> Option<Sourced<Pattern>> {
        match Pattern::parse(&text.value) {
            Ok(pattern) => Some(Sourced::new(pattern, text.source)),
            Err(error) => {
                self.report_at(codes::PATTERN, name, text.source, error.to_string(), None);
                None
            }
        }
    }

    /// The manifest's directory, which paths are relative to.
    pub(super) fn folder(&self) -> &'a Path {
        self.folder
    }

    /// A path from the manifest's directory.
    pub(super) fn path(&mut self, it: Named<'_, '_>) -> Option<Sourced<PathBuf>> {
        let text = self.text(it, Layout::Line)?;
        Some(Sourced::new(self.folder.join(text.value), text.source))
    }

    /// True or false.
    fn flag(&mut self, it: Named<'_, '_>) -> Option<Sourced<bool>> {
        match it.value.get_ref() {
            DeValue::Boolean(flag) => {
                Some(Sourced::new(*flag, self.document.source(&it.value.span())))
            }
            _ => self.wrong_type(it, "true or false"),
        }
    }

    /// One of the words of a policy.
    fn policy<T: FromStr<Err = PolicyError>>(&mut self, it: Named<'_, '_>) -> Option<T> {
        let text = self.text(it, Layout::Line)?;
        let error = match text.value.parse() {
            Ok(policy) => return Some(policy),
            Err(error) => error,
        };
        let hint = match error.nearest {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("valid words: {}", error.words.join(", ")),
        };
        self.report_at(codes::POLICY, it.name, text.source, error.to_string(), Some(hint));
        None
    }

    /// Permissions. TOML reads `0640` not at all and `640` as decimal, so text is what is expected;
    /// `0o640` says the same.
    fn mode(&mut self, it: Named<'_, '_>) -> Option<ModeChange> {
        let span = it.value.span();
        let text = match it.value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 8 => digits.as_str().to_owned(),
            DeValue::Integer(digits) if digits.radix() == 10 => {
                let hint = format!("use \"{:0>4}\": modes are octal texts", digits.as_str());
                let problem = "expected a string, found an integer";
                self.report(codes::WRONG_TYPE, it.name, &span, problem, Some(hint));
                return None;
            }
            DeValue::String(_) => self.text(it, Layout::Line)?.value,
            _ => return self.wrong_type(it, "text such as \"0644\" or \"u=rwX,go=rX\""),
        };
        let error: ModeChangeError = match text.parse() {
            Ok(mode) => return Some(mode),
            Err(error) => error,
        };
        let hint =
            "use three or four digits from 0 to 7, or symbolic changes as in chmod(1), in quotes";
        let hint = hint.to_owned();
        self.report(codes::MODE, it.name, &span, error.to_string(), Some(hint));
        None
    }

    /// A boolean, a word or a list of words.
    fn words(&mut self, it: Named<'_, '_>) -> Option<Words> {
        match it.value.get_ref() {
            DeValue::Boolean(_) => self.flag(it).map(Words::Flag),
            DeValue::String(_) => Some(Words::Texts(vec![self.text(it, Layout::Line)?])),
            DeValue::Array(_) => {
                Some(Words::Texts(self.lines(it).into_iter().map(|(_, line)| line).collect()))
            }
            _ => self.wrong_type(it, "a string or an array of strings"),
        }
    }

    /// A table.
    pub(super) fn expect_table<'v>(&mut self, it: Named<'_, 'v>) -> Option<&'v DeTable<'v>> {
        match it.value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.wrong_type(it, "a table"),
        }
    }

    /// An array of tables.
    fn expect_tables(&mut self, it: Named<'_, '_>) {
        match it.value.get_ref() {
            DeValue::Array(rows) => {
                for (index, value) in rows.iter().enumerate() {
                    let name = format!("{}[{index}]", it.name);
                    self.expect_table(Named { name: &name, value });
                }
            }
            _ => {
                self.wrong_type::<()>(it, "an array of tables");
            }
        }
    }

    /// Reports a value of another type than `expected`.
    pub(super) fn wrong_type<R>(&mut self, it: Named<'_, '_>, expected: &str) -> Option<R> {
        let span = it.value.span();
        // Where the syntax is broken the parser is in a value of no length, and has said so.
        if !span.is_empty() && !self.is_full() {
            let (found, hint) = mismatch(expected, it.value.get_ref(), self.document.raw(&span));
            let hint = match it.value.get_ref() {
                // A number in quotes would be refused again.
                DeValue::Integer(_) => account_hint(it.name, self.document.raw(&span)).or(hint),
                _ => hint,
            };
            let problem = format!("expected {expected}, found {found}");
            self.report(codes::WRONG_TYPE, it.name, &span, problem, hint);
        }
        None
    }

    /// True when no further defect is told.
    fn is_full(&self) -> bool {
        self.defects.as_slice().len() >= MAX_DEFECTS
    }

    /// Where a range of the manifest is.
    pub(super) fn source(&self, span: &Range<usize>) -> Source {
        self.document.source(span)
    }

    /// Reports a defect of a range of the manifest.
    pub(super) fn report(
        &mut self,
        code: Code,
        name: &str,
        span: &Range<usize>,
        problem: impl Into<String>,
        hint: Option<String>,
    ) {
        self.report_at(code, name, self.document.source(span), problem, hint);
    }

    /// Reports a defect of a value.
    pub(super) fn report_at(
        &mut self,
        code: Code,
        name: &str,
        source: Source,
        problem: impl Into<String>,
        hint: Option<String>,
    ) {
        if self.is_full() {
            return;
        }
        let subject = Subject::Field { name: name.to_owned(), source };
        let diagnostic = Diagnostic::new(code, subject, problem);
        self.defects.push(match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
    }
}

/// The entries of a table in the manifest's order.
pub(super) fn in_order<'t>(
    table: &'t DeTable<'t>,
) -> Vec<(&'t Spanned<DeString<'t>>, &'t Spanned<DeValue<'t>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// True when a flag replaces the text at `path`: it names it, or, for `deb.version`, the common text
/// of that name.
pub(super) fn is_replaced(overrides: &BTreeMap<String, Text>, path: &str) -> bool {
    let common = path.strip_prefix("deb.").or_else(|| path.strip_prefix("rpm."));
    overrides.contains_key(path) || common.is_some_and(|name| overrides.contains_key(name))
}

/// What to write for the number of a user or group.
fn account_hint(name: &str, number: &str) -> Option<String> {
    let key = ["owner", "group"].into_iter().find(|key| name.ends_with(&format!("].{key}")))?;
    Some(match number {
        "0" => format!("use {key} = \"root\""),
        _ => format!("use the name: a number means a different {key} on each system"),
    })
}
