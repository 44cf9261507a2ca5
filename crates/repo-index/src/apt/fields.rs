//! The lines of a paragraph, found quickly: an index has a million of them, and a few matter.

use super::RecordError;

/// The fields that relate a package to others (deb-control(5)).
pub(crate) const RELATIONSHIPS: [&str; 9] = [
    "Pre-Depends",
    "Depends",
    "Recommends",
    "Suggests",
    "Enhances",
    "Breaks",
    "Conflicts",
    "Replaces",
    "Provides",
];

/// A field as it stands in a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawField<'a> {
    /// Its name as written.
    pub(super) name: &'a [u8],
    /// Where its value starts: behind the colon.
    pub(super) start: usize,
    /// Where it ends: at its last line's break.
    pub(super) end: usize,
    /// The line that it starts on, from 0.
    pub(super) line: usize,
}

impl RawField<'_> {
    /// True when `name` is its name, in upper or lower case.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// Iterates over the fields of the paragraph that a text starts with: whole lines up to an empty
/// one, or to the text's end.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Fields<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, line: 0 }
    }

    /// How much was passed; behind the last field, the paragraph's length.
    pub(super) fn passed(&self) -> usize {
        self.at
    }

    /// The end of the line at `self.at`, which is passed.
    fn pass_line(&mut self) -> usize {
        let rest = &self.text[self.at..];
        let (end, next) = match memchr::memchr(b'\n', rest) {
            Some(length) => (self.at + length, self.at + length + 1),
            None => (self.text.len(), self.text.len()),
        };
        self.at = next;
        self.line += 1;
        end
    }

    fn error(&self, problem: &str) -> RecordError {
        RecordError::new(self.line + 1, problem)
    }

    fn field(&mut self) -> Result<RawField<'a>, RecordError> {
        let (line, from) = (self.line, self.at);
        if is_blank(self.text[from]) {
            return Err(self.error("a continuation line without a field before it"));
        }
        let rest = &self.text[from..];
        let is_end = |byte: &u8| *byte == b':' || !byte.is_ascii_graphic();
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        let name = &rest[..length];
        if rest.get(length) != Some(&b':') || matches!(name.first(), None | Some(b'#')) {
            return Err(self.error("a line that does not start with the name of a field and \":\""));
        }
        let mut end = self.pass_line();
        while self.text.get(self.at).copied().is_some_and(is_blank) {
            end = self.pass_line();
        }
        Ok(RawField { name, start: from + length + 1, end, line })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<RawField<'a>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if matches!(self.text.get(self.at), None | Some(b'\n')) {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.at = self.text.len();
        }
        Some(field)
    }
}

/// The first line of blanks alone, from 1. apt reads on behind it, dpkg refuses such a package.
pub(crate) fn blank_line(paragraph: &[u8]) -> Option<usize> {
    let is_of_blanks = |line: &[u8]| !line.is_empty() && line.iter().copied().all(is_blank);
    let at = paragraph.split(|&byte| byte == b'\n').position(is_of_blanks)?;
    Some(at + 1)
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Checks that there are no control characters besides tabs and line breaks.
pub(super) fn check_characters(text: &[u8]) -> Result<(), RecordError> {
    let is_forbidden = |byte: u8| (byte < b' ' && byte != b'\t' && byte != b'\n') || byte == 0x7f;
    // Folding without an early way out is what the compiler can vectorise.
    let piece = |piece: &[u8]| piece.iter().fold(false, |found, &byte| found | is_forbidden(byte));
    if !text.chunks(4096).any(piece) {
        return Ok(());
    }
    let at = text.iter().position(|&byte| is_forbidden(byte)).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', &text[..at]).count() + 1;
    Err(match text[at] {
        b'\r' => RecordError::new(line, "a carriage return")
            .mend("end lines with only a line feed; generate the index again"),
        found => RecordError::new(line, format!("the control character 0x{found:02x}")),
    })
}
