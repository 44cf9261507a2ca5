//! Parsing paragraphs.

use super::field::{is_blank, is_forbidden, is_name};
use super::{Field, Paragraph};

/// The most fields of a paragraph: ten times what any of Debian's has, so that looking for a field
/// twice stays cheap on any input.
pub const MOST_FIELDS: usize = 256;

/// Iterates over the paragraphs of a text, which borrow from it. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Paragraphs<'a> {
    rest: &'a [u8],
    /// The number of the next line, from 1.
    line: usize,
}

impl<'a> Paragraphs<'a> {
    /// The paragraphs of `text`.
    #[must_use]
    pub fn new(text: &'a [u8]) -> Self {
        Self { rest: text, line: 1 }
    }

    /// Takes the next line, without its line break.
    fn take_line(&mut self) -> Result<&'a [u8], ParseError> {
        let Some(end) = line_end(self.rest) else {
            return Err(self.error("the last line has no line break at its end"));
        };
        let line = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        self.line += 1;
        Ok(line)
    }

    fn skip_empty_lines(&mut self) {
        while let Some(rest) = self.rest.strip_prefix(b"\n") {
            self.rest = rest;
            self.line += 1;
        }
    }

    fn paragraph(&mut self) -> Result<Paragraph<'a>, ParseError> {
        let mut paragraph = Paragraph::default();
        let mut seen = Seen::default();
        while !matches!(self.rest.first(), None | Some(b'\n')) {
            let line = self.line;
            let field = self.field()?;
            if paragraph.fields.len() == MOST_FIELDS {
                let problem = format!("a paragraph has more than {MOST_FIELDS} fields");
                return Err(ParseError { line, problem });
            }
            if seen.maybe(field.name()) && paragraph.field(field.name()).is_some() {
                let problem = format!("field {} is repeated", field.name());
                return Err(ParseError { line, problem });
            }
            paragraph.fields.push(field);
        }
        Ok(paragraph)
    }

    fn field(&mut self) -> Result<Field<'a>, ParseError> {
        let start = self.rest;
        let name = self.name()?;
        let first = self.line;
        let behind = &start[name.len() + 1..];
        loop {
            let text = self.take_line()?;
            check_line(text, self.line - 1)?;
            if !self.rest.first().copied().is_some_and(is_blank) {
                break;
            }
            let next = line_end(self.rest).map_or(self.rest, |end| &self.rest[..end]);
            if next.iter().copied().all(is_blank) {
                return Err(self.error("a line of only blanks; an empty line of text is \" .\""));
            }
        }
        let length = behind.len() - self.rest.len() - 1;
        match std::str::from_utf8(&behind[..length]) {
            Ok(raw) => Ok(Field::parsed(name, raw)),
            Err(error) => {
                let breaks = behind[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n');
                let line = first + breaks.count();
                Err(ParseError { line, problem: format!("the value of {name} is not UTF-8") })
            }
        }
    }

    /// The field name at the start of the next line, which stays where it is.
    fn name(&self) -> Result<&'a str, ParseError> {
        let line = line_end(self.rest).map_or(self.rest, |end| &self.rest[..end]);
        match line.first() {
            Some(b'#') => return Err(self.error("a comment, which is not allowed in this file")),
            Some(&first) if is_blank(first) => {
                return Err(self.error("a continuation line without a field before it"));
            }
            _ => {}
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else {
            return Err(self.error("a line that is not a field: it has no \":\""));
        };
        let name = &line[..colon];
        match std::str::from_utf8(name) {
            Ok(text) if is_name(name) => Ok(text),
            _ => {
                let name = String::from_utf8_lossy(&name[..name.len().min(80)]);
                Err(self.error(format!("{name:?} is not a field name")))
            }
        }
    }

    fn error(&self, problem: impl Into<String>) -> ParseError {
        ParseError { line: self.line, problem: problem.into() }
    }
}

impl<'a> Iterator for Paragraphs<'a> {
    type Item = Result<Paragraph<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_empty_lines();
        if self.rest.is_empty() {
            return None;
        }
        let paragraph = self.paragraph();
        if paragraph.is_err() {
            self.rest = &[];
        }
        Some(paragraph)
    }
}

/// Why a text is not deb822, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// Parses a text of exactly one paragraph.
pub(super) fn single(text: &[u8]) -> Result<Paragraph<'_>, ParseError> {
    let mut paragraphs = Paragraphs::new(text);
    let Some(paragraph) = paragraphs.next() else {
        return Err(paragraphs.error("no fields"));
    };
    let paragraph = paragraph?;
    paragraphs.skip_empty_lines();
    if paragraphs.rest.is_empty() {
        Ok(paragraph)
    } else {
        Err(paragraphs.error("a second paragraph, but only one is allowed"))
    }
}

fn line_end(text: &[u8]) -> Option<usize> {
    text.iter().position(|&byte| byte == b'\n')
}

fn check_line(text: &[u8], line: usize) -> Result<(), ParseError> {
    // Folding the whole line, without an early way out, is what the compiler can vectorise.
    if !text.iter().fold(false, |found, &byte| found | is_forbidden(byte)) {
        return Ok(());
    }
    let found = text.iter().copied().find(|&byte| is_forbidden(byte)).unwrap_or_default();
    let problem = match found {
        b'\r' => "a carriage return; lines must end with only a line feed".to_owned(),
        found => format!("the control character 0x{found:02x}"),
    };
    Err(ParseError { line, problem })
}

/// Which names a paragraph may have: names that differ here differ.
#[derive(Default)]
struct Seen(u128);

impl Seen {
    /// Notes `name`; false when no name like it was there before.
    fn maybe(&mut self, name: &str) -> bool {
        let last =
            |back: usize| name.as_bytes().iter().rev().nth(back).map_or(0, |byte| byte & 0x1f);
        let mixed = name.len() * 7 + usize::from(last(0)) * 3 + usize::from(last(2)) * 11;
        let bit = 1 << (mixed % 128);
        let before = self.0 & bit != 0;
        self.0 |= bit;
        before
    }
}
