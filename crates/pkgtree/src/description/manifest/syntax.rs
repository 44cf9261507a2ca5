//! TOML syntax: what the parser says, told with the key that it is about and the fix.

use std::collections::BTreeSet;
use std::ops::Range;

use diagnostic::{Code, Diagnostic, Source, Subject};
use toml::de::{DeTable, DeValue, Error};

use super::document::Document;
use crate::description::codes;

/// What is broken in a manifest's syntax.
pub(super) struct Broken {
    lines: BTreeSet<u32>,
    defects: Vec<Diagnostic>,
}

impl Broken {
    /// True when broken syntax is the likely cause of `defect`: it stands on a broken line, or misses
    /// something that a broken line may have held.
    pub(super) fn explains(&self, defect: &Diagnostic) -> bool {
        let Subject::Field { source: Source::Manifest { line, .. }, .. } = &defect.subject else {
            return false;
        };
        let may_be_lost = [
            codes::UNSET_REFERENCE,
            codes::UNKNOWN_REFERENCE,
            codes::MISSING_KEY,
            codes::RULE,
            codes::EMPTY,
        ];
        self.lines.contains(line) || !self.lines.is_empty() && may_be_lost.contains(&defect.code)
    }

    /// The defects of the syntax.
    pub(super) fn into_defects(self) -> Vec<Diagnostic> {
        self.defects
    }
}

/// Parses a manifest as far as it can be parsed.
pub(super) fn parse(document: &Document) -> (DeTable<'_>, Broken) {
    let (table, errors) = DeTable::parse_recoverable(document.text());
    let table = table.into_inner();
    let mut broken = Broken { lines: BTreeSet::new(), defects: Vec::new() };
    for error in errors.iter().take(MAX_ERRORS) {
        let unclosed = unclosed_text(document, error);
        let span = unclosed.clone().or_else(|| error.span()).unwrap_or(0..0);
        let line = document.line(span.start);
        let defect = if unclosed.is_some() {
            let quotes = document.raw(&span);
            let name = key_of(document, line);
            field(document, codes::SYNTAX, name, &span, "is not TOML: the text is not closed")
                .hint(format!("close it with {quotes}"))
        } else if error.message() == DUPLICATE {
            duplicate(document, &table, &span)
        } else {
            // One cause makes one message: what else is wrong with a line follows from the first.
            if broken.lines.contains(&line_number(line)) {
                continue;
            }
            syntax(document, line, &span, error)
        };
        broken.lines.insert(line_number(line));
        broken.defects.push(defect);
    }
    (table, broken)
}

/// The errors of syntax that are told.
const MAX_ERRORS: usize = 100;

/// What the parser says of a key or table given twice.
const DUPLICATE: &str = "duplicate key";

/// A line as [`Source`] counts it.
fn line_number(line: usize) -> u32 {
    u32::try_from(line + 1).unwrap_or(u32::MAX)
}

/// A key or a table given twice.
fn duplicate(document: &Document, table: &DeTable<'_>, span: &Range<usize>) -> Diagnostic {
    let line = document.line(span.start);
    let text = document.line_text(line).trim();
    let key = document.raw(span);
    let earlier = if text.starts_with('[') {
        let header = without_comment(text);
        (0..line).find(|&line| without_comment(document.line_text(line).trim()) == header)
    } else {
        first_key(table, key, span.start).map(|offset| document.line(offset))
    };
    let name = if text.starts_with('[') { without_comment(text) } else { key };
    let diagnostic = field(document, codes::DUPLICATE_KEY, name, span, "is given twice");
    match earlier {
        Some(earlier) if earlier != line => {
            diagnostic.hint(format!("it is already on line {}; keep one of them", earlier + 1))
        }
        _ => diagnostic.hint("keep one"),
    }
}

/// The last place before `before` where the tree has `key`: the same table's, since a table's keys
/// stand together.
fn first_key(table: &DeTable<'_>, key: &str, before: usize) -> Option<usize> {
    fn in_table(table: &DeTable<'_>, key: &str, before: usize) -> Option<usize> {
        let here = table.keys().filter(|name| name.get_ref() == key).map(|name| name.span().start);
        let here = here.filter(|start| *start < before).max();
        let below = table.values().filter_map(|value| in_value(value.get_ref(), key, before));
        here.into_iter().chain(below).max()
    }
    fn in_value(value: &DeValue<'_>, key: &str, before: usize) -> Option<usize> {
        match value {
            DeValue::Table(table) => in_table(table, key, before),
            DeValue::Array(items) => {
                items.iter().filter_map(|item| in_value(item.get_ref(), key, before)).max()
            }
            _ => None,
        }
    }
    in_table(table, key.trim_matches(['"', '\'']), before)
}

/// Broken syntax.
fn syntax(document: &Document, line: usize, span: &Range<usize>, error: &Error) -> Diagnostic {
    let key = key_of(document, line);
    let value = match document.line_text(line).split_once('=') {
        Some((before, value)) if before.trim() == key => without_comment(value.trim()),
        _ => "",
    };
    if let Some(control) = control_at(document, span.start) {
        let problem = format!("has the control character U+{:04X}", u32::from(control));
        return field(document, codes::FORBIDDEN_CHARACTER, key, span, &problem).hint("remove it");
    }
    let is_bare = !value.is_empty() && !value.contains(['"', '\'', '[', '{', '\\']);
    if is_bare {
        let problem = "is not TOML: a text must be in quotes";
        let hint = match may_hold_secret(key) {
            true => "put it in quotes".to_owned(),
            false => format!("write {value:?}"),
        };
        return field(document, codes::SYNTAX, key, span, problem).hint(hint);
    }
    let message = error.message();
    let problem = format!("is not TOML: {message}");
    let diagnostic = field(document, codes::SYNTAX, key, span, &problem);
    if message.starts_with("invalid basic string, expected `\"`")
        || message.starts_with("invalid literal string, expected `'`")
    {
        return diagnostic.hint("close the quotes on the same line");
    }
    diagnostic.hint("see https://toml.io")
}

/// True for keys whose value may be a secret that was put in the place of where it is: it is not repeated.
fn may_hold_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["key", "pass", "pasw", "secret", "token"].iter().any(|word| key.contains(word))
}

/// Where a text of several lines starts that nothing closes, when that is what an error at the end
/// of the manifest is about.
fn unclosed_text(document: &Document, error: &Error) -> Option<Range<usize>> {
    let quotes = match error.message() {
        message if message.starts_with("invalid multi-line basic string") => "\"\"\"",
        message if message.starts_with("invalid multi-line literal string") => "'''",
        _ => return None,
    };
    let text = document.text();
    if error.span()?.start < text.trim_end().len() {
        return None;
    }
    text.rfind(quotes).map(|start| start..start + quotes.len())
}

/// The character at `offset`, when it is one of the control characters that TOML takes nowhere.
fn control_at(document: &Document, offset: usize) -> Option<char> {
    let character = document.text().get(offset..)?.chars().next()?;
    (character.is_ascii_control() && !matches!(character, '\t' | '\n')).then_some(character)
}

/// A defect of the key `name`.
fn field(
    document: &Document,
    code: Code,
    name: &str,
    span: &Range<usize>,
    problem: &str,
) -> Diagnostic {
    let subject = Subject::Field { name: name.to_owned(), source: document.source(span) };
    Diagnostic::new(code, subject, problem)
}

/// The key that a line gives a value to, or what else to call the line.
fn key_of(document: &Document, line: usize) -> &str {
    match document.line_text(line).split_once('=') {
        Some((key, _)) if is_key(key.trim()) => key.trim(),
        _ => "manifest",
    }
}

/// True for a key without quotes, dots allowed.
fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// A line up to its comment.
fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or(line).trim_end()
}
